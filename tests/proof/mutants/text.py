"""Places in the text of a module. A mutant is the text with one piece replaced, so that a report can show it."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass

COMMENT = re.compile(r"#[^\n]*")


@dataclass(frozen=True, kw_only=True)
class Change:
    """One piece of the text replaced.

    Attributes:
        start: offset of the first character replaced.
        end: offset behind the last.
        new: what stands there instead.
        kind: which sort of mutant this is; a row of the report.
    """

    start: int
    end: int
    new: str
    kind: str


class Text:
    """A module's text with its tree; nodes become offsets in characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(text)
        self._lines = [line + "\n" for line in text.split("\n")]
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    def offset(self, line: int, column: int) -> int:
        """Where a position of the tree (line from 1, column in bytes) is in the text."""
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode())

    def start(self, node: ast.expr | ast.stmt | ast.pattern | ast.keyword) -> int:
        """Offset of a node's first character."""
        return self.offset(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.stmt | ast.pattern | ast.keyword) -> int:
        """Offset behind a node's last character."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.offset(node.end_lineno, node.end_col_offset)

    def segment(self, node: ast.expr | ast.stmt | ast.pattern | ast.keyword) -> str:
        """A node's text, without parentheses around it."""
        return self.text[self.start(node) : self.end(node)]

    def swap(self, node: ast.expr | ast.stmt, new: str, kind: str) -> Change:
        """The node replaced."""
        return Change(start=self.start(node), end=self.end(node), new=new, kind=kind)

    def swap_between(self, left: int, right: int, old: str, new: str, kind: str) -> Change | None:
        """The operator ``old`` replaced, which stands alone between two offsets; words may be apart (``not  in``)."""
        gap = COMMENT.sub(lambda found: " " * len(found.group()), self.text[left:right])
        words = r"\s+".join(re.escape(word) for word in old.split())
        found = re.search(words, gap)
        if found is None:
            return None
        return Change(start=left + found.start(), end=left + found.end(), new=new, kind=kind)

    def without(self, items: Sequence[tuple[int, int]], index: int, kind: str) -> Change:
        """One of several pieces apart by commas removed, with one comma."""
        if index + 1 < len(items):
            return Change(start=items[index][0], end=items[index + 1][0], new="", kind=kind)
        start = items[index - 1][1] if index else items[index][0]
        return Change(start=start, end=items[index][1], new="", kind=kind)

    def changed(self, change: Change) -> str:
        """The whole text of the mutant."""
        return self.text[: change.start] + change.new + self.text[change.end :]

    def line(self, offset: int) -> int:
        """The line, from 1, that an offset is in."""
        return self.text.count("\n", 0, offset) + 1

    def shown(self, change: Change) -> tuple[str, str]:
        """The lines that change, before and after, with what is the same above and below left out."""
        first = self.text.rfind("\n", 0, change.start) + 1
        last = self.text.find("\n", change.end)
        last = len(self.text) if last < 0 else last
        old = self.text[first:last].splitlines()
        new = (self.text[first : change.start] + change.new + self.text[change.end : last]).splitlines()
        while len(old) > 1 and new and old[0] == new[0]:
            old, new = old[1:], new[1:]
        while len(old) > 1 and new and old[-1] == new[-1]:
            old, new = old[:-1], new[:-1]
        return " ".join(line.strip() for line in old), " ".join(line.strip() for line in new)
