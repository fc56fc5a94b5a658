"""A campaign of mutants against the tests of a room.

    python -m tests.proof.mutants sync.policy                    300 mutants, at least 85 % killed
    python -m tests.proof.mutants sync.policy --count 40 --seed 7
    python -m tests.proof.mutants sync.policy --only rent.py --count 1000
    python -m tests.proof.mutants sync.policy --ids 1f0c3ab2d4 77aa01b2c3

Runs the tests once on the healthy code to see which test takes which line, then each mutant of a sample against the
tests that take its line. What the healthy run found is kept in ``out/proof/kept``; only files of tests that something
has changed for run again. Prints the survivors as they are found and writes ``out/proof/mutants-<room>.md``.

Ends with 1 when fewer than ``--least`` percent are killed, with 2 when there is no result: no such room, a test that
fails on the healthy code, files that change meanwhile, an entry of ``equivalent.toml`` that no longer fits. Needs an
operating system that forks.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.proof.baseline import baseline
from tests.proof.forks import FORK
from tests.proof.kept import Kept
from tests.proof.mutants import equivalents, report
from tests.proof.mutants.pool import Mutant, every_mutant, sample
from tests.proof.mutants.running import Fate, Trial
from tests.proof.mutants.selection import Selector
from tests.proof.rooms import ROOT, ProofError, Room, room
from tests.proof.suite import preload, prepare

HASH_SEED = "0"
"""The order of sets is the same in every campaign."""


def arguments() -> argparse.ArgumentParser:
    """The words of the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof.mutants", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("room", help="dotted: sync.policy")
    parser.add_argument("--count", type=int, default=300, help="how many mutants (300)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample (1)")
    parser.add_argument("--least", type=int, default=85, help="percent that must be killed (85)")
    parser.add_argument("--only", default="", metavar="PART", help="only mutants whose path holds this")
    parser.add_argument("--ids", nargs="+", default=[], metavar="ID", help="only these mutants, all of them")
    parser.add_argument("--tests", nargs="+", default=[], help="run these places instead of the room's own unit tests")
    parser.add_argument("--workers", type=int, default=2, help="processes (2)")
    parser.add_argument("--patience", type=float, default=5.0, help="seconds more that a test may take (5)")
    parser.add_argument("--root", type=Path, default=ROOT, help="another project than this one")
    parser.add_argument("--equivalent", type=Path, default=equivalents.LIST, help="another list of equivalent mutants")
    return parser


def drawn(pool: Sequence[Mutant], asked: argparse.Namespace) -> list[Mutant]:
    """The sample that the words ask for.

    Raises:
        ProofError: there is no mutant like that.
    """
    ids = set(asked.ids)
    pool = [mutant for mutant in pool if asked.only in mutant.path and (not ids or mutant.id in ids)]
    chosen = sample(pool, seed=asked.seed, count=len(pool) if ids else asked.count)
    if not chosen:
        raise ProofError("there is no such mutant")
    return chosen


def fight(here: Room, asked: argparse.Namespace, scratch: Path) -> report.Campaign:
    """The whole campaign.

    Raises:
        ProofError: there is no result.
    """
    pool, equivalent = equivalents.take_out(every_mutant(here), equivalents.read(asked.equivalent), here)
    mutants = drawn(pool, asked)
    prepare(here.root, scratch)
    healthy = baseline(here, scratch, asked.workers)
    preload(healthy.modules)
    gc.collect()
    gc.freeze()
    started, count = time.perf_counter(), 0

    def told(fate: Fate) -> None:
        nonlocal count
        count += 1
        if not fate.killed_by:
            print(f"{report.survivor(fate)}\n", flush=True)
        if count % 25 == 0:
            print(f"… {count} of {len(mutants)}, {time.perf_counter() - started:.0f} s", flush=True)

    fates = Trial(Selector(here, healthy), scratch, workers=asked.workers, patience=asked.patience).run(mutants, told)
    if Kept(here).keys() != healthy.keys:
        raise ProofError("files changed during the campaign, so it shows nothing; try a copy of the project: --root")
    return report.Campaign(
        room=here.name,
        seed=asked.seed,
        pool=len(pool),
        fates=fates,
        equivalent=equivalent,
        seconds=time.perf_counter() - started,
    )


def main(words: list[str]) -> int:
    """See the module."""
    asked = arguments().parse_args(words)
    if FORK is None:
        print("this system cannot fork", file=sys.stderr)
        return 2
    root: Path = asked.root.resolve()
    try:
        here = room(asked.room, root=root, tests=asked.tests)
        with tempfile.TemporaryDirectory(prefix="gzf-proof-") as folder:
            campaign = fight(here, asked, Path(folder))
    except ProofError as error:
        print(error, file=sys.stderr)
        return 2
    out = root / "out" / "proof"
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"mutants-{here.name}.md"
    path.write_text(report.text(campaign), "utf-8")
    print(f"{report.in_one_line(campaign)} in {campaign.seconds:.0f} s: {here.shown(path)}")
    return 0 if campaign.reaches(asked.least) else 1


def with_one_order_of_sets() -> None:
    """Start again when sets and the like would have another order than in other campaigns."""
    if os.environ.get("PYTHONHASHSEED") != HASH_SEED:
        words = [sys.executable, "-m", "tests.proof.mutants", *sys.argv[1:]]
        environment = {**os.environ, "PYTHONHASHSEED": HASH_SEED}
        os.execve(sys.executable, words, environment)  # noqa: S606  (the same program, set up differently)
