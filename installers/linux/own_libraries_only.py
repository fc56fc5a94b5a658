"""Runs first in the frozen program: what the desk starts (``lp``, a viewer) gets the system's libraries, not ours.

PyInstaller's start-up sets ``LD_LIBRARY_PATH``; this process has read it already, so only its children see the change.
"""

import os

before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
os.environ.pop("LD_LIBRARY_PATH", None)
if before is not None:
    os.environ["LD_LIBRARY_PATH"] = before
