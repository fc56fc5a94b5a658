"""What became of a submission, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass

from gzf_desk.services.views import ProblemView
from sync.model.states import StorageState


@dataclass(frozen=True, kw_only=True)
class SubmitView:
    """What became of a submission."""

    sealed: bool
    local_number: str | None
    storage: StorageState
    problems: tuple[ProblemView, ...] = ()
    sentence: str = ""
