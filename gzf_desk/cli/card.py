"""``gzf-desk card …`` and ``gzf-desk check-id``."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from gzf_desk.cli.frame import Commands, Frame
from gzf_desk.errors import BadInput, DeviceTrouble
from gzf_desk.paths import on_disk

if TYPE_CHECKING:
    from gzf_desk.devices.base import Fault, NoCard, NotConnected, ReadResult
    from gzf_desk.devices.card import CardData

NO = 1
_DEFAULT_TIMEOUT_S = 15.0
_LONGEST_S = 3600.0


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    add = commands.add_group("card", "cli.card.help")
    read = add("read", "cli.card.read", run_read)
    read.add_argument("--driver", default="simulated", metavar="NAME")
    read.add_argument("--port", default="", metavar="PORT")
    read.add_argument("--timeout", type=float, default=_DEFAULT_TIMEOUT_S, metavar="S")
    add("drivers", "cli.card.drivers", run_drivers)
    lay = add("lay", "cli.card.lay", run_lay)
    lay.add_argument("card", metavar="NAME|FILE")
    add("lift", "cli.card.lift", run_lift)
    check = commands.add("check-id", "cli.check_id.help", run_check)
    check.add_argument("number", metavar="NUMBER")
    check.add_argument("--type", choices=("person", "organisation"), default="person", dest="kind")


def run_read(args: argparse.Namespace, frame: Frame) -> int:
    """Wait for a card, read it, print it."""
    from gzf_desk.devices.base import CardRead, Deadline, DriverContext, NotConnected
    from gzf_desk.devices.registry import manifests, open_driver

    if args.driver not in manifests():
        known = ", ".join(sorted(manifests()))
        raise BadInput("reader.no_driver", frame.t("cli.card.no_driver", name=args.driver), known)
    if not 0 < args.timeout <= _LONGEST_S:
        raise BadInput("usage", frame.t("cli.card.bad_timeout"))
    deadline = Deadline(frame.clock, args.timeout)
    reader = open_driver(args.driver, args.port, DriverContext(frame.clock, frame.data_dir.simulated))
    if isinstance(reader, NotConnected):
        raise trouble(reader, frame)
    try:
        result: ReadResult = reader.read(deadline)
    finally:
        reader.close()
    if not isinstance(result, CardRead):
        raise trouble(result, frame)
    frame.show(result.card, _as_text(result.card, frame))
    return 0


def run_drivers(_args: argparse.Namespace, frame: Frame) -> int:
    """List the drivers and whether they can be used here."""
    from gzf_desk.devices.registry import manifests, usable

    found = [
        {"name": name, "capabilities": list(manifest.capabilities), "usable": usable(manifest)}
        for name, manifest in sorted(manifests().items())
    ]
    words = {True: frame.t("cli.card.usable"), False: frame.t("cli.card.not_usable")}
    lines = [f"{entry['name']}\t{words[bool(entry['usable'])]}" for entry in found]
    frame.show({"drivers": found}, "\n".join(lines))
    return 0


def run_lay(args: argparse.Namespace, frame: Frame) -> int:
    """Lay a fictional card on the simulated reader."""
    from gzf_desk.devices import simulation

    try:
        card = simulation.load_card(args.card)
    except simulation.CardFileUnusable as error:
        cards = ", ".join(simulation.shipped_cards())
        raise BadInput("card.unusable", frame.t("cli.card.unusable"), frame.t("cli.card.cards", cards=cards)) from error
    with on_disk(frame.t):
        simulation.lay(frame.data_dir.ensure().simulated, card)
    frame.show({"laid": True}, frame.t("cli.card.laid"))
    return 0


def run_lift(_args: argparse.Namespace, frame: Frame) -> int:
    """Take the card from the simulated reader."""
    from gzf_desk.devices import simulation

    with on_disk(frame.t):
        simulation.lift(frame.data_dir.ensure().simulated)
    frame.show({"laid": False}, frame.t("cli.card.lifted"))
    return 0


def run_check(args: argparse.Namespace, frame: Frame) -> int:
    """Judge a document number; exit 1 when it cannot be right."""
    from sync.model.numbers import DocumentNumber, parse_document_number, parse_organisation_code

    if args.kind == "organisation":
        found = parse_organisation_code(args.number)
    else:
        found = parse_document_number(args.number, frame.clock.today())
    valid = isinstance(found, DocumentNumber)
    kind = found.document_type
    birth: date | None = found.birth_date if isinstance(found, DocumentNumber) else None
    sex = found.sex if isinstance(found, DocumentNumber) else None
    reason = None if isinstance(found, DocumentNumber) else found.fault
    words = [frame.t(f"devices.document.{kind}")] if kind else []
    words += [birth.isoformat()] if birth else []
    words += [frame.t(f"devices.sex.{sex}")] if sex else []
    words += [frame.t(f"devices.number.{reason}")] if reason else []
    frame.show(
        {"valid": valid, "document_type": kind, "birth_date": birth, "sex": sex, "reason": reason}, " · ".join(words)
    )
    return 0 if valid else NO


def trouble(result: NoCard | NotConnected | Fault, frame: Frame) -> DeviceTrouble:
    """The error that tells a person why there is no card's data."""
    code = getattr(result, "code", None)
    key = f"devices.fault.{code}" if code else "devices.no_card"
    name = f"reader.{code.value.lower()}" if code else "reader.no_card"
    return DeviceTrouble(name, frame.t(f"{key}.what"), frame.t(f"{key}.advice"))


def _as_text(card: CardData, frame: Frame) -> str:
    lines = [
        frame.t(f"devices.document.{card.document_type}"),
        " ".join(part for part in (card.name, card.name_latin if card.name_latin != card.name else None) if part),
        " ".join(part for part in (frame.t(f"devices.sex.{card.sex}"), card.nation, card.nationality) if part),
        card.birth_date.isoformat() if card.birth_date else "",
        card.number,
        card.newest_address or card.address or "",
    ]
    lines += [f"! {frame.t(f'devices.warning.{warning}')}" for warning in card.warnings]
    return "\n".join(line for line in lines if line)
