"""What a campaign found, as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.proof.mutants.equivalents import Equivalent
from tests.proof.mutants.pool import Mutant
from tests.proof.mutants.running import Fate
from tests.proof.mutants.selection import functions

SHOWN_TESTS = 6


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """A finished campaign.

    Attributes:
        room: its name.
        seed: of the sample.
        pool: how many mutants there are, without the equivalent ones.
        fates: what became of each of the sample.
        equivalent: those that the list takes out, with their entries.
        seconds: how long the tries took.
    """

    room: str
    seed: int
    pool: int
    fates: Sequence[Fate]
    equivalent: Sequence[tuple[Mutant, Equivalent]] = field(default_factory=tuple)
    seconds: float = 0.0

    @property
    def survivors(self) -> list[Fate]:
        """Those that no test noticed, by file and line."""
        alive = [fate for fate in self.fates if not fate.killed_by]
        return sorted(alive, key=lambda fate: (fate.mutant.path, fate.mutant.line, fate.mutant.id))

    @property
    def killed(self) -> int:
        """How many were noticed."""
        return len(self.fates) - len(self.survivors)

    def reaches(self, least: int) -> bool:
        """Whether at least ``least`` percent were noticed; a campaign without mutants reaches nothing."""
        return bool(self.fates) and 100 * self.killed >= least * len(self.fates)


def share(part: int, whole: int) -> str:
    """``share(17, 20)`` is "85.0 %", rounded down."""
    thousandths = 1000 * part // whole if whole else 0
    return f"{thousandths // 10}.{thousandths % 10} %"


def in_one_line(campaign: Campaign) -> str:
    """The result."""
    count = len(campaign.fates)
    return f"{campaign.room}: {campaign.killed} of {count} mutants killed, {share(campaign.killed, count)}"


def text(campaign: Campaign) -> str:
    """The whole report."""
    endings = {word: sum(fate.killed_by == word for fate in campaign.fates) for word in _ENDING_WORDS}
    told = ", ".join(f"{count} {_ENDING_WORDS[word]}" for word, count in endings.items() if count)
    parts = [
        f"# {campaign.room}: mutants",
        f"{in_one_line(campaign)} (seed {campaign.seed}, drawn from {campaign.pool}, {campaign.seconds:.0f} s).",
        f"Killed: {told or 'none'}.",
        _table("kind of change", campaign.fates, lambda fate: fate.mutant.kind),
        _table("file", campaign.fates, lambda fate: fate.mutant.path),
        f"## Survivors: {len(campaign.survivors)}",
        *(survivor(fate) for fate in campaign.survivors),
        f"## Equivalent, not drawn: {len(campaign.equivalent)}",
        *(_equivalent(mutant, entry) for mutant, entry in campaign.equivalent),
    ]
    return "\n\n".join(parts) + "\n"


_ENDING_WORDS = {
    "test": "by a failing test",
    "import": "because they cannot be loaded",
    "timeout": "because they do not end in time",
    "crash": "because they end the process",
}


def _table(head: str, fates: Sequence[Fate], group: Callable[[Fate], str]) -> str:
    lines = [f"| {head} | killed | of | |", "|---|---|---|---|"]
    for name in sorted({group(fate) for fate in fates}):
        here = [fate for fate in fates if group(fate) == name]
        killed = sum(bool(fate.killed_by) for fate in here)
        lines.append(f"| {name} | {killed} | {len(here)} | {share(killed, len(here))} |")
    return "\n".join(lines)


def _diff(mutant: Mutant) -> str:
    new = [f"+ {mutant.after}"] if mutant.after else []
    return "\n".join(["```diff", f"- {mutant.before}", *new, "```"])


def survivor(fate: Fate) -> str:
    """Where, what, and which tests ran without noticing."""
    mutant, tests = fate.mutant, functions(fate.selection.tests)
    where = f"in `{mutant.within}`" if mutant.within else "at the top"
    names = ", ".join(f"`{test}`" for test in tests[:SHOWN_TESTS])
    more = f" and {len(tests) - SHOWN_TESTS} more" if len(tests) > SHOWN_TESTS else ""
    taken = f"Did not notice: {names}{more}." if tests else "No test takes this line."
    return f"### {mutant.path}:{mutant.line} {where} ({mutant.kind}, {mutant.id})\n\n{_diff(mutant)}\n\n{taken}"


def _equivalent(mutant: Mutant, entry: Equivalent) -> str:
    return f"{mutant.path}:{mutant.line}\n\n{_diff(mutant)}\n\n{entry.reason}"
