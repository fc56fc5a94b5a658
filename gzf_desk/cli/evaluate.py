"""``gzf-desk evaluate --policy ID --facts FILE``: a household against a policy, condition by condition.

The facts are JSON: a draft (``{"members": {…}, …}``) or the flat map of fields (``{"members/m1": {…}, …}``), bare or
under ``"facts"`` beside ``"checks"`` (answers of departments), ``"banned"`` and ``"duplicate"``.
Exit code 0: nothing speaks against the household (what is unknown is named), 1: a condition fails.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gzf_desk.cli.frame import Commands, Frame
from gzf_desk.errors import BadInput

if TYPE_CHECKING:
    from sync.model.application import ApplicationDraft
    from sync.model.case import Evaluation
    from sync.policy import Policy

NO = 1
_MOST_BYTES = 10_000_000
_BESIDE = frozenset({"checks", "banned", "duplicate"})


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("evaluate", "rules.cli.evaluate_help", run_evaluate)
    parser.add_argument("--policy", required=True, metavar="ID[/VERSION]")
    parser.add_argument("--facts", required=True, type=Path, metavar="FILE")
    parser.add_argument("--today", metavar="YYYY-MM-DD")


def run_evaluate(args: argparse.Namespace, frame: Frame) -> int:
    """Read, evaluate, explain."""
    from sync.model.states import Outcome
    from sync.policy.evaluation import evaluate

    today = _day(args.today, frame) if args.today else frame.clock.today()
    policy = _policy(args.policy, today, frame)
    draft, checks, known = _facts(args.facts, frame)
    reading = evaluate(draft, policy, today=today, checks=checks, banned=known["banned"], duplicate=known["duplicate"])
    told = (reading, draft, policy, today, checks, frame)
    frame.show(_plain(*told), _text(*told))
    return NO if reading.outcome is Outcome.FAIL else 0


def _day(text: str, frame: Frame) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput("usage", frame.t("rules.cli.day_bad")) from error


def _policy(wanted: str, today: date, frame: Frame) -> Policy:
    """The version named, or of a bare id the newest that is in force; before the first, the first."""
    from gzf_desk import assets
    from sync.policy import PolicyBook

    book = PolicyBook.in_resources(assets.names, assets.read_text)
    policy_id, _, version = wanted.partition("/")
    found = book.policy(policy_id, version) if version else book.current_or_first(policy_id, today)
    if found is None:
        known = ", ".join(f"{policy_id}/{version}" for policy_id in book.ids for version in book.versions(policy_id))
        raise BadInput("policy.unknown", frame.t("rules.cli.policy_unknown"), known)
    return found


def _facts(path: Path, frame: Frame) -> tuple[ApplicationDraft, tuple[Any, ...], dict[str, bool | None]]:
    import msgspec

    from sync.errors import InvalidRecord
    from sync.model.case import VerificationFact
    from sync.model.fields import to_draft

    try:
        if path.stat().st_size > _MOST_BYTES:
            raise BadInput("facts.unreadable", frame.t("rules.cli.facts_unreadable"))
        plain = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        flat = _flat(plain)
        checks = msgspec.convert(plain.get("checks", []), tuple[VerificationFact, ...])
        known = {name: msgspec.convert(plain.get(name), bool | None) for name in ("banned", "duplicate")}
        return to_draft(flat), checks, known
    except OSError as error:
        raise BadInput("facts.unreadable", frame.t("rules.cli.facts_unreadable"), error.strerror or "") from error
    except InvalidRecord as error:
        raise BadInput("facts.invalid", frame.t("rules.cli.facts_invalid"), error.where) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput("facts.unreadable", frame.t("rules.cli.facts_unreadable"), str(error)) from error


def _flat(plain: dict[str, Any]) -> dict[str, Any]:
    """The flat map of fields of any of the shapes.

    Raises:
        InvalidRecord: a key that means nothing here: a slip of the pen must not pass as a fact that is not known.
    """
    import msgspec

    from sync.errors import InvalidRecord
    from sync.model.fields import COLLECTIONS, SCALARS

    beside = plain.keys() & _BESIDE
    facts = {name: value for name, value in plain.items() if name not in _BESIDE}
    if "facts" in plain:
        if unknown := plain.keys() - beside - {"facts"}:
            raise InvalidRecord(min(unknown)[:80], "not a key of this file")
        facts = msgspec.convert(plain["facts"], dict[str, Any])
    flat: dict[str, Any] = {}
    for name, value in facts.items():
        if name in COLLECTIONS:
            entries = msgspec.convert(value, dict[str, Any])
            flat.update({f"{name}/{key}": entry for key, entry in entries.items()})
        else:
            flat[name] = value
    for path, value in flat.items():
        collection, slash, key = path.partition("/")
        if not (key and collection in COLLECTIONS if slash else collection in SCALARS):
            raise InvalidRecord(path[:80], "not a field of an application")
        _check_names(path, collection, value)
    return flat


def _check_names(path: str, collection: str, value: object) -> None:
    from gzf_desk.services.entries import ENTRY_TYPES
    from sync.errors import InvalidRecord

    kind = ENTRY_TYPES.get(collection)
    if kind is not None and isinstance(value, dict):
        for name in value:
            if name not in kind.__struct_fields__:
                raise InvalidRecord(f"{path}.{name}"[:80], "not a field of an application")


def _plain(
    reading: Evaluation, draft: ApplicationDraft, policy: Policy, today: date, checks: tuple[Any, ...], frame: Frame
) -> dict[str, object]:
    """The reading with its sentences; ``subsidy`` is null where the policy pays none or the area is not known."""
    import msgspec

    from sync.policy.draft_checks import missing_for_submit
    from sync.policy.explain import colour, explain, readable, title
    from sync.policy.materials import material_matrix

    plain: dict[str, Any] = msgspec.to_builtins(reading)
    plain["conditions"] = [
        {
            **msgspec.to_builtins(result),
            "near": result.near,
            "title": title(result, frame.t),
            "text": explain(result, frame.t),
            "flag": colour(result),
            "remedy": frame.t(result.remedy_key) if result.remedy_key else None,
        }
        for result in reading.conditions
    ]
    plain["flags"] = {result.code: colour(result) for result in reading.conditions}
    plain["watched"] = [
        {
            **msgspec.to_builtins(flag),
            "symbol": flag.colour.symbol,
            "text": frame.t(flag.reason_key, **readable(flag.figures)),
        }
        for flag in reading.flags
    ]
    plain["score"] = reading.score
    plain["rent"] = reading.monthly_rent_fen
    plain["subsidy"] = reading.monthly_subsidy_fen
    plain["missing"] = msgspec.to_builtins(missing_for_submit(draft, policy, today))
    plain["materials"] = [asdict(line) for line in material_matrix(draft, policy, today, checks)]
    plain["policy_assumed"] = sum(figure.assumed for figure in policy.figures().values())
    return plain


def _text(
    reading: Evaluation, draft: ApplicationDraft, policy: Policy, today: date, checks: tuple[Any, ...], frame: Frame
) -> str:
    from sync.policy.explain import explain, explain_problem, money, readable, title

    lines = [frame.t(f"rules.cli.outcome_{reading.outcome}")]
    for result in reading.conditions:
        mark = frame.t(f"rules.cli.mark_{result.outcome}")
        assumed = " " + frame.t("rules.cli.assumed") if result.assumed else ""
        lines.append(f"{mark} {result.code} {title(result, frame.t)}: {explain(result, frame.t)}{assumed}")
        if result.remedy_key:
            when = f" ({result.passes_on.isoformat()})" if result.passes_on else ""
            lines.append(f"    → {frame.t(result.remedy_key)}{when}")
    for flag in reading.flags:
        words = frame.t(flag.reason_key, **readable(flag.figures))
        lines.append(f"{flag.colour.symbol} {frame.t(f'rules.indicator.{flag.indicator}')}: {words}")
    lines += [f"! {frame.t(f'rules.oddity.{oddity}')}" for oddity in reading.oddities]
    lines += [f"! {explain_problem(problem, frame.t)} ({problem.path})" for problem in reading.problems]
    if reading.score is not None:
        lines.append(frame.t("rules.cli.score", score=reading.score, group=reading.waiting_group))
    if reading.monthly_rent_fen is not None:
        lines.append(frame.t("rules.cli.rent", rent=money(reading.monthly_rent_fen)))
    if reading.monthly_subsidy_fen is not None:
        lines.append(frame.t("rules.cli.subsidy", subsidy=money(reading.monthly_subsidy_fen)))
    lines += _papers(draft, policy, today, checks, frame)
    lines.append(frame.t("rules.cli.only_a_reading"))
    return "\n".join(lines)


def _papers(draft: ApplicationDraft, policy: Policy, today: date, checks: tuple[Any, ...], frame: Frame) -> list[str]:
    """One line a paper: needed, there, or not needed because."""
    from sync.model.lists import material_kinds
    from sync.policy.materials import material_matrix

    lines: dict[str, None] = {}
    for line in material_matrix(draft, policy, today, checks):
        kind = material_kinds().name(line.kind, frame.t.language)
        because = frame.t(f"services.exempt.{line.because}") if line.because else ""
        lines[frame.t(f"rules.cli.paper_{line.status}", paper=kind, because=because)] = None
    return list(lines)
