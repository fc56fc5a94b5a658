"""Lets one process import a mutant instead of the module. No file is touched."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType, ModuleType


class MutantLoader(SourceFileLoader):
    """Runs a changed text under the module's own name and path."""

    def __init__(self, name: str, path: str, source: str) -> None:
        super().__init__(name, path)
        self.source = source
        self.loaded = False

    def get_code(self, fullname: str) -> CodeType:
        """The mutant, compiled; never from a cache."""
        self.loaded = True
        return compile(self.source, self.path, "exec", dont_inherit=True)


class MutantFinder(MetaPathFinder):
    """Finds one module before anybody else does."""

    def __init__(self, loader: MutantLoader) -> None:
        self.loader = loader

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The mutant's place, when it is asked for."""
        if fullname != self.loader.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self.loader.path, loader=self.loader)


def put_in_place(name: str, path: str, source: str) -> MutantLoader:
    """From now on this process imports the mutant; it must not have imported the module yet."""
    loader = MutantLoader(name, path, source)
    sys.modules.pop(name, None)
    sys.meta_path.insert(0, MutantFinder(loader))
    return loader
