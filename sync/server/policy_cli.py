"""``gzf-platform policy lint`` and ``policy diff``: what is wrong with a policy, and what a new version changes.

Exit codes of ``lint``: 0 clean, 1 faults, 2 a file that cannot be used. ``diff``: 0, or 2.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sync import assets
from sync.errors import InvalidPolicy
from sync.policy import Policy, PolicyBook
from sync.policy.calendar import parse_calendar
from sync.policy.diff import diff
from sync.policy.diff_words import PolicyWords
from sync.policy.layers import LayerKey
from sync.policy.lint import LintFault, lint, lint_layer
from sync.words import LANGUAGES, Translator

Result = dict[str, Any]
_SHIPPED = "policies/"
_UNUSABLE = 2


def register(add: Callable[..., Any], commands: Any) -> None:
    """Add the commands."""
    policies = commands.add_parser("policy", help="the rules of the cities").add_subparsers(required=True)
    command = add("lint", _lint, "prove policies complete; exit code 0 clean, 1 faults, 2 unreadable", policies)
    command.add_argument("policy", nargs="*", metavar="FILE", help="a file, a folder of parts, or id@version; else all")
    command = add("diff", _diff, "what the second policy changes, in plain words", policies)
    command.add_argument("before", metavar="A", help="a file, a folder of parts, or id@version")
    command.add_argument("after", metavar="B")
    command.add_argument("--lang", default="zh_CN", choices=LANGUAGES)


@dataclass(frozen=True)
class _Opened:
    """A policy that somebody named, in a book that has everything above it."""

    book: PolicyBook
    key: LayerKey

    @property
    def name(self) -> str:
        return "@".join(self.key)

    def policy(self) -> Policy:
        """The policy.

        Raises:
            InvalidPolicy: it cannot be used, there is none, or it is only inherited from.
        """
        found = self.book.policy(*self.key)
        if found is None:
            raise InvalidPolicy(self.name, "there is no such policy, or it is only inherited from")
        return found

    def faults(self) -> tuple[LintFault, ...]:
        """What the linter says.

        Raises:
            InvalidPolicy: as :meth:`policy`.
        """
        layer = self.book.layer(self.key)
        if layer is not None and layer.abstract:
            return lint_layer(layer)
        policy = self.policy()
        return lint(policy, parse_calendar(assets.read_text("calendars/cn.json")), self.book.where(policy))


def _lint(arguments: argparse.Namespace) -> Result:
    text: list[str] = []
    found: list[dict[str, str]] = []
    code = 0
    for name in arguments.policy or _all_shipped():
        try:
            opened = _open(name)
            faults = [(fault.where, fault.key, fault.reason) for fault in opened.faults()]
            code = max(code, bool(faults))
        except InvalidPolicy as error:
            faults = [(error.where, error.key, error.reason.removeprefix(f"{error.key}: "))]
            code = _UNUSABLE
        text += [f"{where}: {key}: {reason}" if key else f"{where}: {reason}" for where, key, reason in faults]
        text += [] if faults else [f"{name}: clean"]
        found += [{"policy": name, "where": where, "key": key, "reason": reason} for where, key, reason in faults]
    return {"ok": code == 0, "exit_code": code, "faults": found, "text": text}


def _diff(arguments: argparse.Namespace) -> Result:
    try:
        before, after = (_open(name).policy() for name in (arguments.before, arguments.after))
    except InvalidPolicy as error:
        text = [f"{error.where}: {error.reason}"]
        return {"ok": False, "exit_code": _UNUSABLE, "where": error.where, "reason": error.reason, "text": text}
    words = Translator(arguments.lang)
    say = PolicyWords(words, arguments.lang)
    changes = [{"key": one.key, "kind": one.kind.value, "text": say.sentence(one)} for one in diff(before, after)]
    names = {"before": f"{before.id}@{before.version}", "after": f"{after.id}@{after.version}"}
    lines = [change["text"] for change in changes] or [words("policy.diff.none", **names)]
    return {"ok": True, **names, "changes": changes, "text": [words("policy.diff.title", **names), *lines]}


def _all_shipped() -> list[str]:
    book = PolicyBook.in_resources(assets.names, assets.read_text)
    return ["@".join(key) for key in book.keys]


def _open(name: str) -> _Opened:
    """What a name on the command line means: a path that is there, else ``id@version``.

    Raises:
        InvalidPolicy: there is no such file or policy.
    """
    path = Path(name)
    if path.exists():
        return _opened(path)
    policy_id, at, version = name.partition("@")
    book = PolicyBook.in_resources(assets.names, assets.read_text)
    if not at or (policy_id, version) not in book.keys:
        raise InvalidPolicy(name, "there is no such file or policy")
    return _Opened(book, (policy_id, version))


def _opened(path: Path) -> _Opened:
    """The file or folder, the layers that lie beside it and that it extends, and all that are shipped."""
    shipped = {name.removeprefix(_SHIPPED): name for name in assets.names(_SHIPPED.rstrip("/"), ".toml")}
    own: dict[str, Path] = {}
    key = _key_of(path)
    for layer, files in _chain(path, key, path.parent.parent):
        for known in [name for name in shipped if _belongs(name, layer)]:
            del shipped[known]  # the one beside it counts
        own |= files

    def read(name: str) -> str:
        return _text(own[name]) if name in own else assets.read_text(shipped[name])

    def called(name: str) -> str:
        return str(own.get(name, name))

    return _Opened(PolicyBook([*own, *shipped], read, called), key)


def _chain(path: Path, key: LayerKey, root: Path) -> Iterator[tuple[LayerKey, dict[str, Path]]]:
    """The layer and those above it that lie in the same folder of policies."""
    seen: set[LayerKey] = set()
    while key not in seen:
        seen.add(key)
        files = _files(path, key)
        yield key, files
        policy_id, _, version = _said(files.values(), "extends").partition("@")
        key = (policy_id, version)
        folder, file = root / policy_id / version, root / policy_id / f"{version}.toml"
        if not version or not (folder.is_dir() or file.is_file()):
            return
        path = folder if folder.is_dir() else file


def _files(path: Path, key: LayerKey) -> dict[str, Path]:
    policy_id, version = key
    if path.is_dir():
        return {f"{policy_id}/{version}/{part.name}": part for part in sorted(path.glob("*.toml"))}
    return {f"{policy_id}/{version}.toml": path}


def _belongs(name: str, key: LayerKey) -> bool:
    return name == f"{key[0]}/{key[1]}.toml" or name.startswith(f"{key[0]}/{key[1]}/")


def _key_of(path: Path) -> LayerKey:
    """Id and version as the file says them; as its place says them when it says nothing."""
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    stem = path.name if path.is_dir() else path.stem
    return _said(files, "id") or path.resolve().parent.name, _said(files, "version") or stem


def _said(files: Any, name: str) -> str:
    """What the first of the files says about a plain key; "" when none says anything that can be read."""
    for path in files:
        try:
            value = tomllib.loads(_text(path)).get(name)
        except (ValueError, RecursionError):  # the reading proper names the line
            continue
        if isinstance(value, str):
            return value
    return ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidPolicy(str(path), f"cannot be read: {error}") from error
