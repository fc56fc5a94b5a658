"""The frame of ``gzf-desk``: options that every command takes, how results and errors are printed, exit codes.

A module of this package is found by its name; one with a function ``register(commands)`` adds commands::

    def register(commands: Commands) -> None:
        parser = commands.add("check-id", "cli.check_id.help", run_check)
        parser.add_argument("number")

    def run_check(args: argparse.Namespace, frame: Frame) -> int:
        frame.show({"valid": True}, "…")
        return 0

Modules import only light things at their head; Qt, the store and device libraries are imported inside ``run_…``, so
that every command starts fast. Results go to stdout, with ``--json`` as one JSON object; errors go to stderr, with
``--json`` as ``{"error": {"code", "message", "advice"}}`` to stdout. Exit codes: 0 fine, 1 the answer is no, then see
:mod:`gzf_desk.errors`.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn, Protocol, TextIO, cast

import msgspec

from gzf_desk.clock import Clock, SystemClock
from gzf_desk.errors import BadInput, UserFacingError
from gzf_desk.i18n import LANGUAGES, Language, Translator
from gzf_desk.paths import DataDir, default_data_dir

DEFAULT_COMMAND = "desk"
"""What ``gzf-desk`` alone means: the window."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What a command is given besides its own arguments.

    Attributes:
        t: texts in the chosen language.
        clock: time.
        data_dir: folder of the store.
        as_json: whether results are printed as JSON.
        out: where results go.
        err: where errors and progress go.
    """

    t: Translator
    clock: Clock
    data_dir: DataDir
    as_json: bool
    out: TextIO
    err: TextIO

    def show(self, result: object, text: str) -> None:
        """Print a result.

        Args:
            result: what ``--json`` prints; anything msgspec can encode.
            text: what a person reads.
        """
        print(msgspec.json.encode(result).decode() if self.as_json else text, file=self.out)

    def show_error(self, error: UserFacingError) -> None:
        """Print an error."""
        if self.as_json:
            body = {"code": error.code, "message": error.what, "advice": error.advice}
            print(msgspec.json.encode({"error": body}).decode(), file=self.out)
        else:
            print(error.what, file=self.err)
            if error.advice:
                print(error.advice, file=self.err)


Run = Callable[[argparse.Namespace, Frame], int]


class _Parser(argparse.ArgumentParser):
    """Tells wrong use as an error like any other."""

    def error(self, message: str) -> NoReturn:
        raise BadInput("usage", message, self.format_usage().strip())


class Commands:
    """Where modules add their commands.

    Args:
        t: for help texts.
        top: the parser of ``gzf-desk``.
    """

    def __init__(self, t: Translator, top: argparse.ArgumentParser) -> None:
        self._t = t
        self._common = _global_options(t, argparse.SUPPRESS)
        self._subparsers = top.add_subparsers(dest="command", metavar=t("cli.frame.command"), parser_class=_Parser)

    def text(self, key: str) -> str:
        """A help text in the operator's language."""
        return self._t(key)

    def add(self, name: str, help_key: str, run: Run) -> argparse.ArgumentParser:
        """A command, e.g. ``check-id``."""
        return self._add(self._subparsers, name, help_key, run)

    def add_group(self, name: str, help_key: str) -> Callable[[str, str, Run], argparse.ArgumentParser]:
        """A command with commands of its own, e.g. ``card``; the answer adds one: ``add("read", help_key, run)``."""
        text = self._t(help_key)
        parser = self._subparsers.add_parser(name, help=text, description=text, parents=[self._common])
        inner = parser.add_subparsers(
            dest="action", metavar=self._t("cli.frame.action"), required=True, parser_class=_Parser
        )
        return lambda action, key, run: self._add(inner, action, key, run)

    def _add(
        self, where: argparse._SubParsersAction[_Parser], name: str, help_key: str, run: Run
    ) -> argparse.ArgumentParser:
        text = self._t(help_key)
        parser = where.add_parser(name, help=text, description=text, parents=[self._common])
        parser.set_defaults(run=run)
        return parser


class CommandModule(Protocol):
    """A module that adds commands."""

    def register(self, commands: Commands) -> None:
        """Add the module's commands."""
        ...


def _global_options(t: Translator, default: str | None) -> _Parser:
    """The options that may stand before or after the command's name."""
    options = _Parser(add_help=False)
    options.add_argument("--data-dir", type=Path, metavar="DIR", default=default, help=t("cli.frame.data_dir"))
    options.add_argument("--lang", choices=LANGUAGES, default=default, help=t("cli.frame.lang"))
    options.add_argument(
        "--json", action="store_true", default=default or False, dest="as_json", help=t("cli.frame.json")
    )
    return options


def build_parser(t: Translator) -> argparse.ArgumentParser:
    """The parser with all commands of this installation."""
    top = _Parser(prog="gzf-desk", description=t("cli.frame.description"), parents=[_global_options(t, None)])
    commands = Commands(t, top)
    package = importlib.import_module("gzf_desk.cli")
    for entry in sorted(pkgutil.iter_modules(package.__path__), key=lambda entry: entry.name):
        module = importlib.import_module(f"gzf_desk.cli.{entry.name}")
        if hasattr(module, "register"):
            cast("CommandModule", module).register(commands)
    return top


def run(argv: Sequence[str], out: TextIO, err: TextIO, clock: Clock | None = None) -> int:
    """Run one command.

    Args:
        argv: arguments without the program's name.
        out: where results go.
        err: where errors go.
        clock: another clock than the PC's own.

    Returns:
        The exit code.
    """
    words = list(argv)
    t = Translator(_language_of(words))
    frame = Frame(
        t=t,
        clock=clock or SystemClock(),
        data_dir=default_data_dir(),
        as_json="--json" in words,
        out=out,
        err=err,
    )
    try:
        args = _parse(build_parser(t), words)
        if args.data_dir:
            frame = replace(frame, data_dir=DataDir(args.data_dir))
        handler: Run = args.run
        return handler(args, frame)
    except UserFacingError as error:
        frame.show_error(error)
        return error.exit_code


def _parse(parser: argparse.ArgumentParser, words: list[str]) -> argparse.Namespace:
    args = parser.parse_args(words)
    if args.command is None:
        args = parser.parse_args([*words, DEFAULT_COMMAND])
    return args


def _language_of(words: Sequence[str]) -> Language:
    """The language is needed before the arguments are read, for the help itself."""
    for at, word in enumerate(words):
        value = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and at + 1 < len(words):
            value = words[at + 1]
        if value in LANGUAGES:
            return value
    return "zh_CN"
