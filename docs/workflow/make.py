"""Draws every machine and every policy into this folder: ``python3 dev.py docs``. A test keeps the pages fresh."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from gzf_desk.i18n import Translator  # noqa: E402  (the checkout comes first)
from sync.workflow.machine import Machine, nothing_due  # noqa: E402
from sync.workflow.machines import MACHINES  # noqa: E402
from sync.workflow.tables import NEW  # noqa: E402

HERE = Path(__file__).resolve().parent
ZH, EN = Translator("zh_CN"), Translator("en")
_MADE = "*Written by `python3 dev.py docs` from the tables of the code; do not edit.*"


def pages() -> dict[str, str]:
    """Every generated page of this folder by its name."""
    made = {f"{name}.md": _machine_page(machine) for name, machine in MACHINES.items()}
    made["README.md"] = _index()
    return made


def _index() -> str:
    lines = [
        "# The machines",
        "",
        _MADE,
        "",
        "| machine | 中文 | states | commands | page |",
        "|---|---|---|---|---|",
    ]
    for name, machine in MACHINES.items():
        commands = len({row.tag for row in machine.rows})
        words = f"{EN(f'workflow.machine.{name}')} | {ZH(f'workflow.machine.{name}')}"
        lines.append(f"| {words} | {len(machine.states)} | {commands} | [{name}]({name}.md) |")
    return "\n".join(lines) + "\n"


def _machine_page(machine: Machine[Any, Any]) -> str:
    name = machine.name
    own = "The province acts by itself when its time has come." if machine.due is not nothing_due else ""
    lines = [
        f"# {EN(f'workflow.machine.{name}').capitalize()} · {ZH(f'workflow.machine.{name}')}",
        "",
        _MADE,
        "",
        *_diagram(machine),
        "",
        *([own, ""] if own else []),
        "## States",
        "",
        "| state | 中文 | English |",
        "|---|---|---|",
        *(f"| `{s.value}` | {ZH(_state(name, s))} | {EN(_state(name, s))} |" for s in machine.states if s.value != NEW),
        "",
        "## Commands",
        "",
        "| command | 中文 | given in | leads to | by | at | without a link counts as |",
        "|---|---|---|---|---|---|---|",
        *_rows(machine),
    ]
    return "\n".join(lines) + "\n"


def _state(machine: str, state: Any) -> str:
    return f"workflow.state.{machine}.{state.value}"


def _diagram(machine: Machine[Any, Any]) -> list[str]:
    """A state diagram in Mermaid; commands that only stay where they are are told in the table."""
    edges: dict[tuple[str, str], list[str]] = {}
    for row in machine.rows:
        for before in row.states:
            for after in row.to - ({before} if len(row.to) > 1 or before in row.to else set()):
                start = "[*]" if before.value == NEW else before.value
                edges.setdefault((start, after.value), []).append(row.tag)
    if not edges:
        return ["Its states are moved by other machines only."]
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {s.value}: {ZH(_state(machine.name, s))} {s.value}" for s in machine.states if s.value != NEW]
    order = ["[*]", *(state.value for state in machine.states)]
    for (before, after), tags in sorted(edges.items(), key=lambda edge: [order.index(place) for place in edge[0]]):
        lines.append(f"    {before} --> {after}: {', '.join(sorted(set(tags)))}")
    return [*lines, "```"]


def _rows(machine: Machine[Any, Any]) -> Iterator[str]:
    for row in machine.rows:
        cells = (
            f"`{row.tag}`",
            ZH(f"services.act.{row.tag}"),
            _codes(machine, row.states) if not row.founds else "–",
            _codes(machine, row.to) or "stays",
            _words(row.roles),
            _words(row.points),
            row.act.value,
        )
        yield f"| {' | '.join(cells)} |"


def _codes(machine: Machine[Any, Any], states: Iterable[Any]) -> str:
    wanted = set(states)
    return " ".join(f"`{state.value}`" for state in machine.states if state in wanted)


def _words(values: Iterable[Any]) -> str:
    return ", ".join(sorted(value.value for value in values))


def main() -> int:
    """Write the pages; take away those that are not made any more."""
    made = pages()
    for old in HERE.glob("**/*.md"):
        if old.relative_to(HERE).as_posix() not in made:
            old.unlink()
    for name, text in made.items():
        path = HERE / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
