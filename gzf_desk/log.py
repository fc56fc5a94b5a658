"""The technical log: one file that turns over, one line per event, a request id that both ends write, and no people.

What may be logged is decided where it is logged: ids, codes, counts, times; never names, numbers, addresses. The
formatter here is the last line of defence: whatever looks like personal data in a finished line or a traceback is
blotted out. A bare name in running text it cannot see.
"""

from __future__ import annotations

import contextlib
import logging
import logging.handlers
import os
import re
import uuid
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path

MAX_BYTES = 2_000_000
KEPT_FILES = 5
ROOMS = ("gzf_desk", "sync")
"""The loggers that are ours; other libraries write from WARNING up."""

_request_id: ContextVar[str] = ContextVar("request_id", default="-")

_CJK = r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
_PAIRS = ("''", '""', "“”", "‘’", "「」", "『』", "《》", "``")
_LATIN_NAME = r"[A-Z][A-Z'·-]+(?:[ ,]+[A-Z][A-Z'·-]+)+"
_QUOTED_NAMES = "|".join(
    rf"{pair[0]}(?:[^{pair[1]}\n]*{_CJK}[^{pair[1]}\n]*|{_LATIN_NAME}){pair[1]}" for pair in _PAIRS
)
_FIELDS = r"(?:\w+[_.])?(?:name|name_latin|address|phone|mobile|number)|姓名|地址|住址|电话|手机|身份证号码?|证件号码?"
_VALUE = r"""'[^'\n]*'|"[^"\n]*"|[^\s,;，；)\]}]+"""
_PLACE = r"(?:省|市|区|县|街道|镇|乡|路|街|巷|村|小区)"
_DOOR = r"(?:号|栋|幢|单元|室|组)"
_GAP = r"[ \u00a0-]?"
_START, _END = r"(?<!\d)(?<!\d\.)", r"(?!\d)"  # not within a longer number, nor the digits of a fraction

_BLOTS = (
    # name=…, "address": …, 姓名：… up to the end of the value
    (re.compile(rf"""(?<!\w)({_FIELDS})(["']?\s*[=:：]\s*)(?:{_VALUE})""", re.ASCII), r"\1\2[…]"),
    (re.compile(_QUOTED_NAMES), "[…]"),
    # an address in running text holds a place and a door
    (re.compile(rf"{_CJK}+{_PLACE}[\w-]*\d+{_DOOR}[\w-]*"), "[…]"),
    # 18 digits or X (GB 11643-1999; residence permits; foreign residents since 2023), the old 15, bank cards of 16 to
    # 19; also written in groups
    (re.compile(rf"{_START}(?:\d{_GAP}){{14,18}}[\dXx]{_END}", re.ASCII), "[number]"),
    # foreign residents of 2017: three letters, twelve digits; passports and travel permits: one or two, seven to ten
    (re.compile(r"(?<!\w)(?:[A-Z]{3}\d{12}|[A-Z]{1,2}\d{7,10})(?!\w)", re.ASCII), "[number]"),
    # mobile phones: 1, 3 to 9, nine digits; fixed lines with an area code
    (re.compile(rf"{_START}(?:\+?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}{_END}", re.ASCII), "[phone]"),
    (re.compile(rf"{_START}0\d{{2,3}}-\d{{7,8}}{_END}", re.ASCII), "[phone]"),
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")


def redact(text: str) -> str:
    """``text`` without anything that looks like a person: numbers of documents, phones, addresses, names in quotes.

    Full-width digits are read like plain ones. It blots out too much rather than too little.
    """
    text = text.translate(_FULL_WIDTH)
    for pattern, blot in _BLOTS:
        text = pattern.sub(blot, text)
    return text


class RedactingFormatter(logging.Formatter):
    """UTC time, level, request id, logger and message on one line; a traceback follows indented."""

    def __init__(self) -> None:
        super().__init__("%(utc)s %(levelname)s [%(request_id)s] %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The finished lines; nothing in them can start a line of its own."""
        record.request_id = _request_id.get()
        record.utc = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        head, *rest = redact(super().format(record)).splitlines() or [""]
        return "\n    ".join([head, *rest])


@contextlib.contextmanager
def request(identifier: str | None = None) -> Iterator[str]:
    """Everything logged inside carries one request id; the same id goes to the other end in a header.

    Args:
        identifier: an id that came from elsewhere; None makes a new one.
    """
    name = identifier or uuid.uuid4().hex[:12]
    token = _request_id.set(name)
    try:
        yield name
    finally:
        _request_id.reset(token)


def current_request() -> str:
    """The request id of this thread or task; ``-`` outside of a request."""
    return _request_id.get()


class LogFile(logging.handlers.RotatingFileHandler):
    """The file of the log, opened at the first line, for this user only."""

    def __init__(self, path: Path, *, max_bytes: int = MAX_BYTES, kept_files: int = KEPT_FILES) -> None:
        super().__init__(path, maxBytes=max_bytes, backupCount=kept_files, encoding="utf-8", delay=True)
        self.setFormatter(RedactingFormatter())

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(number, "a", encoding="utf-8")


@contextlib.contextmanager
def writing_to(path: Path, level: int = logging.INFO) -> Iterator[LogFile]:
    """Write the log to ``path`` while the program runs; afterwards everything is as it was.

    Args:
        path: e.g. :attr:`gzf_desk.paths.DataDir.log`.
        level: from which level on our own rooms write; others write from WARNING.
    """
    handler = LogFile(path)
    root = logging.getLogger()
    before = {name: logging.getLogger(name).level for name in ROOMS}
    root.addHandler(handler)
    for name in ROOMS:
        logging.getLogger(name).setLevel(level)
    try:
        yield handler
    finally:
        root.removeHandler(handler)
        handler.close()
        for name, old in before.items():
            logging.getLogger(name).setLevel(old)
