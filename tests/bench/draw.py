"""Draws of 1,000 to 100,000 ids beside the bare HMAC of the same ids, and the verification of a published bundle.

*draw*: fingerprint of the list, seed, order. *verify*: from the bytes of the file to the verdict, and the same by the
page in Node. The bare HMAC is what any of them must do and nothing more: the standard library's keyed hash of each id.
The last rows stand beside the goal of one second.
"""

from __future__ import annotations

import hmac
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import msgspec

from sync import assets
from sync.workflow.draw import list_hash, order_of, parse_bundle, seed_of, verify
from tests.bench.run import Row, seconds
from tests.support.draws import SECRETS, VECTOR_ENTROPY, made

SIZES = (1_000, 10_000, 100_000)
GOAL_S = 1.0
JS = """
const { readFileSync } = require("fs");
const draw = new Function(readFileSync(process.argv[2], "utf8") + "; return GzfDraw;")();
const bytes = new Uint8Array(readFileSync(process.argv[3])), taken = [];
for (let i = 0; i < 3; i++) {
  const started = process.hrtime.bigint();
  if (!draw.verify(draw.parse(bytes)).genuine) throw new Error("not genuine");
  taken.push(Number(process.hrtime.bigint() - started) / 1e9);
}
console.log(taken.sort()[1]);
"""


def run() -> list[Row]:
    """Draws and their verification, and how both grow."""
    rows = []
    for size in SIZES:
        ids = [f"LH-990101-2026-{number:06d}" for number in range(size)]
        data = msgspec.json.encode(made(ids))
        bare = seconds(lambda ids=ids: _bare(ids), times=5)
        drawn = seconds(lambda ids=ids: _draw(ids), times=5)
        verified = seconds(lambda data=data: _verify(data), times=5)
        rows.append(_row(f"draw, {size:,} ids", drawn, "bare HMAC of the ids", bare))
        rows.append(_row(f"verify, {size:,} ids", verified, "bare HMAC of the ids", bare))
    rows.append(_row(f"draw, {size:,} ids", drawn, "the goal", GOAL_S, "≤ 1"))
    rows.append(_row(f"verify by the program, {size:,} ids", verified, "the goal", GOAL_S, "≤ 1"))
    rows.append(_row(f"verify by the page, {size:,} ids", _by_page(data), "the goal", GOAL_S))
    return rows


def _row(name: str, taken: float, floor_name: str, floor: float, goal: str = "") -> Row:
    return Row(
        name=name,
        value=taken * 1000,
        unit="ms",
        floor_name=floor_name,
        floor_value=floor * 1000,
        ratio=taken / floor,
        goal=goal,
    )


def _bare(ids: list[str]) -> None:
    for entry in ids:
        hmac.digest(SECRETS[0], entry.encode(), "sha256")


def _draw(ids: list[str]) -> None:
    order_of(ids, seed_of(list_hash(ids), SECRETS, VECTOR_ENTROPY))


def _verify(data: bytes) -> None:
    if not verify(parse_bundle(data)).genuine:
        raise RuntimeError("a genuine draw was refused")


def _by_page(data: bytes) -> float:
    """Seconds that the page's verifier takes in Node; three runs in one process, the median."""
    found = re.search(r'<script id="verifier">(.*?)</script>', assets.read_text("draw/verify.html"), re.DOTALL)
    program = shutil.which("node")
    if found is None or program is None:
        raise RuntimeError("no verifier in the page, or no Node")
    with tempfile.TemporaryDirectory() as folder:
        script, code, bundle = (Path(folder, name) for name in ("run.js", "code.js", "draw.json"))
        script.write_text(JS, "utf-8")
        code.write_text(found[1], "utf-8")
        bundle.write_bytes(data)
        done = subprocess.run([program, script, code, bundle], check=True, capture_output=True)
    return float(done.stdout)
