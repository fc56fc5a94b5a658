"""Draws every machine and every policy into this folder: ``python3 dev.py docs``. A test keeps the pages fresh."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from gzf_desk.i18n import Translator  # noqa: E402  (the checkout comes first)
from sync import assets  # noqa: E402
from sync.policy import Policy, PolicyBook  # noqa: E402
from sync.policy.figure import Figure  # noqa: E402
from sync.workflow.machine import Machine, nothing_due  # noqa: E402
from sync.workflow.machines import MACHINES  # noqa: E402
from sync.workflow.tables import NEW  # noqa: E402

HERE = Path(__file__).resolve().parent
ZH, EN = Translator("zh_CN"), Translator("en")
_MANY = 4
_MADE = "*Written by `python3 dev.py docs` from the tables of the code; do not edit.*"


def pages() -> dict[str, str]:
    """Every generated page of this folder by its name."""
    made = {f"{name}.md": _machine_page(machine) for name, machine in MACHINES.items()}
    made |= {f"policies/{policy.id}.md": _policy_page(policy) for policy in _policies()}
    made["policies/inherited.md"] = _inherited_page()
    made["README.md"] = _index()
    return made


def _policies() -> list[Policy]:
    """The newest version of every policy that can be applied for."""
    book = PolicyBook.in_resources(assets.names, assets.read_text)
    newest = (book.newest(policy_id) for policy_id in book.ids)
    return [policy for policy in newest if policy is not None]


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
    lines += ["", "# The policies", "", "| policy | 中文 | road | figures | of them assumed |", "|---|---|---|---|---|"]
    for policy in _policies():
        figures = policy.figures().values()
        road = " → ".join(stage.code for stage in policy.stages if not stage.parallel_with)
        page = f"[{policy.name.en}](policies/{policy.id}.md)"
        assumed = sum(figure.assumed for figure in figures)
        lines.append(f"| {page} | {policy.name.zh} | {road} | {len(figures)} | {assumed} |")
    return "\n".join(lines) + "\n"


def _policy_page(policy: Policy) -> str:
    """The road of a policy as a flow chart, and every figure with where it comes from."""
    lines = [
        f"# {policy.name.en} · {policy.name.zh}",
        "",
        _MADE,
        "",
        f"`{policy.id}`, version {policy.version}, in force from {policy.effective_from}, region `{policy.region}`; "
        f"the whole at most {_days(policy.clocks.total)}.",
        "",
        "```mermaid",
        "flowchart LR",
    ]
    for stage in policy.stages:
        words = ZH(f"services.stage.{stage.kind}_{stage.org}")
        box = f'{stage.code}["{stage.code} {words}<br>{stage.role}<br>{_days(stage.limit)}"]'
        lines.append(f"    {box}")
        if stage.next:
            lines.append(f"    {stage.code} --> {stage.next}")
        if stage.parallel_with:
            lines.append(f"    {stage.code} -.- {stage.parallel_with}")
        if stage.may_reject:
            lines.append(f"    {stage.code} -- 不予通过 --> NO([rejected])")
    lines += ["```", "", "## Stages", "", "| stage | kind | who | limit | what it takes | may decide against |"]
    lines.append("|---|---|---|---|---|---|")
    for stage in policy.stages:
        takes = ", ".join(stage.elements)
        no = "yes" if stage.may_reject else ""
        lines.append(f"| {stage.code} | {stage.kind} | {stage.role} | {_days(stage.limit)} | {takes} | {no} |")
    lines += ["", "`*` = nobody has confirmed it. What is not listed stands in [the layers above](inherited.md).", ""]
    own = {where: figure for where, figure in policy.figures().items() if figure.set_by in {"", policy.id}}
    return "\n".join([*lines, "## Figures of its own", "", *_figures(own)]) + "\n"


def _inherited_page() -> str:
    """Every figure that a city inherits, once."""
    found: dict[str, Figure] = {}
    for policy in _policies():
        for where, figure in policy.figures().items():
            if figure.set_by not in {"", policy.id}:
                found.setdefault(f"{figure.set_by}: {where}", figure)
    return "\n".join(["# Inherited figures", "", _MADE, "", *_figures(found)]) + "\n"


def _figures(figures: Mapping[str, Figure]) -> list[str]:
    lines = ["| figure | value | confidence | source |", "|---|---|---|---|"]
    for where, figure in figures.items():
        lines.append(f"| `{where}` | {figure.value} {figure.unit} | {figure.confidence} | {figure.source} |")
    return lines


def _days(limit: Figure) -> str:
    words = {"WD": "working days", "CD": "calendar days"}
    return f"{limit.value} {words[limit.unit.value]}{'*' if limit.assumed else ''}"


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
    """A state diagram in Mermaid. What leads out of many states alike is told below it, else nobody could read it."""
    edges: dict[tuple[str, str], set[str]] = {}
    for row in machine.rows:
        for before in row.states:
            for after in row.to - ({before} if len(row.to) > 1 or before in row.to else set()):
                edges.setdefault(("[*]" if before.value == NEW else before.value, after.value), set()).add(row.tag)
    if not edges:
        return ["Its states are moved by other machines only."]
    wide = _wide(edges)
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {s.value}: {ZH(_state(machine.name, s))} {s.value}" for s in machine.states if s.value != NEW]
    order = ["[*]", *(state.value for state in machine.states)]
    for (before, after), tags in sorted(edges.items(), key=lambda edge: [order.index(place) for place in edge[0]]):
        shown = sorted(tag for tag in tags if (tag, after) not in wide)
        if shown:
            lines.append(f"    {before} --> {after}: {', '.join(shown)}")
    lines.append("```")
    for (tag, after), starts in sorted(wide.items()):
        places = ", ".join(f"`{start}`" for start in sorted(starts, key=order.index))
        lines += ["", f"`{tag}` leads to `{after}` from: {places}."]
    return lines


def _wide(edges: Mapping[tuple[str, str], set[str]]) -> dict[tuple[str, str], list[str]]:
    """(command, target) -> the states that it starts from, where these are many."""
    starts: dict[tuple[str, str], list[str]] = {}
    for (before, after), tags in edges.items():
        for tag in tags:
            starts.setdefault((tag, after), []).append(before)
    return {key: found for key, found in starts.items() if len(found) >= _MANY}


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
