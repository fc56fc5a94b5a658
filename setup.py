"""The one thing that pyproject.toml cannot say: ``resources/`` travels in the wheel as ``sync/_resources``.

Everything that a build writes lands in ``build/``.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
BUILD = ROOT / "build"


class BuildWithResources(build_py):
    """Copies the resources beside the code that reads them (see ``sync.assets``)."""

    def run(self) -> None:
        """Build the packages, then lay the resources into ``sync``."""
        super().run()
        if self.editable_mode:  # a checkout reads resources/ where it is
            return
        target = Path(self.build_lib, "sync", "_resources")
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(ROOT / "resources", target, ignore=shutil.ignore_patterns(".*", "*.py", "__pycache__"))


BUILD.mkdir(exist_ok=True)
setup(cmdclass={"build_py": BuildWithResources}, options={"egg_info": {"egg_base": "build"}})
