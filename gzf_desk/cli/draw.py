"""``gzf-desk draw verify FILE``: whether a published draw (摇号) is genuine, and why not.

Exit code 0: genuine, 1: not genuine, or of a version that is not known here, 2: the file is no bundle of a draw.
What is recomputed stands in :mod:`sync.workflow.draw`; ``resources/draw/verify.html`` does the same without us.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gzf_desk.cli.frame import Commands, Frame
from gzf_desk.errors import BadInput

if TYPE_CHECKING:
    from sync.workflow.draw import DrawBundle, DrawReason, DrawReport

NO = 1
PAGE = "draw/verify.html"
_LONGEST = 200
_HIDDEN = "******"


def register(commands: Commands) -> None:
    """Add the commands."""
    add = commands.add_group("draw", "draw.cli.help")
    parser = add("verify", "draw.cli.verify_help", run_verify)
    parser.add_argument("file", type=Path, metavar="FILE")


def run_verify(args: argparse.Namespace, frame: Frame) -> int:
    """Read, recompute, tell."""
    from sync.workflow.draw import verify

    bundle = _read(args.file, frame)
    report = verify(bundle)
    frame.show(_plain(bundle, report, frame), _text(bundle, report, frame))
    return 0 if report.genuine else NO


def _read(path: Path, frame: Frame) -> DrawBundle:
    from sync.errors import InvalidRecord
    from sync.workflow.draw import MAX_BYTES, OTHER_VERSION, TOO_LARGE, parse_bundle

    try:
        with path.open("rb") as file:
            return parse_bundle(file.read(MAX_BYTES + 1))
    except OSError as error:
        raise BadInput("draw.unreadable", frame.t("draw.cli.unreadable"), error.strerror or "") from error
    except InvalidRecord as error:
        if error.reason == TOO_LARGE:
            raise BadInput("draw.too_large", frame.t("draw.cli.too_large"), error.where) from error
        if error.reason == OTHER_VERSION:
            raise BadInput("draw.version", frame.t("draw.cli.version")) from error
        raise BadInput("draw.unreadable", frame.t("draw.cli.unreadable"), str(error)) from error


def _plain(bundle: DrawBundle, report: DrawReport, frame: Frame) -> dict[str, object]:
    import msgspec

    reasons: list[dict[str, Any]] = [
        {**msgspec.to_builtins(_masked(reason)), "text": _sentence(reason, frame)} for reason in report.reasons
    ]
    return {
        "genuine": report.genuine,
        "reasons": reasons,
        "weaknesses": [{"code": code, "text": frame.t(f"draw.weakness.{code}")} for code in report.weaknesses],
        "version": bundle.version,
        "count": len(bundle.ids),
        "list_hash": bundle.list_hash,
        "parties": [{"name": party.name, "commit": party.commit} for party in bundle.parties],
        "entropy": bundle.entropy,
        "seed": bundle.seed,
        "first": _id(bundle.order[0]) if bundle.order else None,
        "last": _id(bundle.order[-1]) if bundle.order else None,
    }


def _text(bundle: DrawBundle, report: DrawReport, frame: Frame) -> str:
    from gzf_desk import assets

    t = frame.t
    lines = [t("draw.cli.genuine") if report.genuine else t("draw.cli.not_genuine")]
    lines += [f"✗ {_sentence(reason, frame)}" for reason in report.reasons]
    lines += [f"! {t(f'draw.weakness.{code}')}" for code in report.weaknesses]
    lines.append(t("draw.cli.count", count=len(bundle.ids)))
    lines.append(t("draw.cli.list_hash", list_hash=_shown(bundle.list_hash)))
    for at, party in enumerate(bundle.parties, 1):
        lines.append(t("draw.cli.party", position=at, party=_shown(party.name), commit=_shown(party.commit)))
    lines.append(t("draw.cli.entropy", entropy=_shown(bundle.entropy)))
    if bundle.order:
        first, last = _shown(_id(bundle.order[0])), _shown(_id(bundle.order[-1]))
        lines.append(t("draw.cli.first_and_last", first=first, last=last))
    lines.append(t("draw.cli.compare") if report.genuine else t("draw.cli.what_to_do"))
    lines.append(t("draw.cli.page", page=assets.path(PAGE)))
    return "\n".join(lines)


def _sentence(reason: DrawReason, frame: Frame) -> str:
    shown = _masked(reason)
    fields = {"position": shown.position, "party": shown.party, "stated": shown.stated, "computed": shown.computed}
    texts = {name: frame.t("draw.cli.nothing") if value == "" else _shown(str(value)) for name, value in fields.items()}
    return frame.t(f"draw.fault.{reason.code}", **texts)


def _masked(reason: DrawReason) -> DrawReason:
    import msgspec

    hidden = {name: _id(value) for name in ("stated", "computed") if isinstance(value := getattr(reason, name), str)}
    return msgspec.structs.replace(reason, **hidden)


def _id(entry: str) -> str:
    """An id as it may be shown: a list that holds citizens' numbers must not be spread further by us."""
    from sync.workflow.draw_run import holds_citizen_number

    return _HIDDEN if holds_citizen_number(entry) else entry


def _shown(text: str) -> str:
    """Text of a stranger's file as a terminal may have it: no control characters, not endless."""
    plain = "".join(char if char.isprintable() else "�" for char in text[:_LONGEST])
    return plain if len(text) <= _LONGEST else plain + "…"
