"""The demo walks the whole road by itself and proves every step, as whoever tries the product first sees it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.tree import ROOT

LEAST_STEPS = 25
PAPERS = {"D01-village.pdf", "D02-village.pdf", "D03-village.pdf", "D06-street.pdf", "D21-counter.pdf"}
PICTURES = {"home.png", "application.png", "signing.png", "review.png", "timeline.png"}


@pytest.mark.timeout(300)
def test_the_demo_proves_every_step(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    done = subprocess.run(
        [sys.executable, "-m", "gzf_desk.demo", "--headless", "--out", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["ok"]
    assert summary["counts"]["steps"] == summary["counts"]["ok"] >= LEAST_STEPS
    assert all(step["ok"] and not step["trouble"] for step in summary["steps"])
    papers = {file.name: file.read_bytes() for file in (out / "papers").iterdir()}
    assert papers.keys() >= PAPERS
    assert all(content.startswith(b"%PDF") for content in papers.values())
    assert {file.name for file in (out / "pictures").iterdir()} >= PICTURES
