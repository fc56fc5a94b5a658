"""From nothing to a usable first page, in a fresh process, beside a bare Qt window with a form and a table.

Both draw offscreen and end after their first picture is saved. Ours includes settings, services, fonts and the first
page (before a passphrase), and 150 ms in which nothing may be on its way any more.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.run import Row, seconds

_BARE = """
import sys
from PySide6.QtWidgets import QApplication, QFormLayout, QLineEdit, QTableWidget, QWidget
app = QApplication([])
window = QWidget()
form = QFormLayout(window)
for name in "abcdefgh":
    form.addRow(name, QLineEdit())
form.addRow(QTableWidget(40, 6))
window.resize(1366, 768)
window.show()
app.processEvents()
window.grab().save(sys.argv[1])
"""


def run() -> list[Row]:
    """See the module."""
    with tempfile.TemporaryDirectory() as folder:
        picture = str(Path(folder) / "picture.png")
        data = str(Path(folder) / "data")
        bare = seconds(lambda: _start("-c", _BARE, picture), times=7)
        ours = seconds(lambda: _start("-m", "gzf_desk", "--data-dir", data, "desk", "--screenshot", picture), times=7)
    return [
        Row(
            name="first page of the window, fresh process",
            value=ours * 1000,
            unit="ms",
            floor_name="bare Qt window with form and table",
            floor_value=bare * 1000,
            ratio=ours / bare,
            goal="≤ 4",
        )
    ]


def _start(*arguments: str) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([sys.executable, *arguments], env=environment, check=True, capture_output=True)
