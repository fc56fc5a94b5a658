"""What the demo did: printed while it walks, kept in ``summary.json``."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path


class Unproved(Exception):
    """A step did not do what it says."""


@dataclass
class Step:
    """One step of the road."""

    name: str
    ok: bool = False
    seconds: float = 0.0
    facts: dict[str, object] = field(default_factory=dict)
    trouble: str = ""

    def fact(self, **facts: object) -> None:
        """Write down what was seen."""
        self.facts.update(facts)

    def prove(self, claim: bool, what: str) -> None:
        """Stop the demo unless ``claim`` holds.

        Raises:
            Unproved: it does not.
        """
        if not claim:
            raise Unproved(f"{self.name}: {what}")


class Report:
    """Collects the steps.

    Args:
        folder: where ``summary.json`` goes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._began = time.perf_counter()
        self.steps: list[Step] = []

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Time one step; a failure is written down before it goes on up."""
        step = Step(name)
        self.steps.append(step)
        began = time.perf_counter()
        try:
            yield step
            step.ok = True
        except Exception as error:
            step.trouble = f"{type(error).__name__}: {error}"
            raise
        finally:
            step.seconds = round(time.perf_counter() - began, 3)
            mark = "ok " if step.ok else "NO "
            facts = ", ".join(f"{key}={value}" for key, value in step.facts.items())
            sys.stdout.write(f"  {mark} {step.seconds:7.2f} s  {name}" + (f"  ({facts})\n" if facts else "\n"))
            sys.stdout.flush()
            self.write()

    def write(self) -> None:
        """Write ``summary.json`` as it stands."""
        summary = {
            "ok": bool(self.steps) and all(step.ok for step in self.steps),
            "seconds": round(time.perf_counter() - self._began, 2),
            "counts": {"steps": len(self.steps), "ok": sum(step.ok for step in self.steps)},
            "steps": [asdict(step) for step in self.steps],
        }
        self._folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(summary, ensure_ascii=False, indent=1, default=str)
        (self._folder / "summary.json").write_text(text + "\n", encoding="utf-8")
