"""The records of a draw under the name that they had first; they live in ``sync.model.draw_record``."""

from __future__ import annotations

from sync.model.draw_record import COMMIT_LEAD_S as COMMIT_LEAD_S
from sync.model.draw_record import DrawCancellation as DrawCancellation
from sync.model.draw_record import DrawCommit as DrawCommit
from sync.model.draw_record import DrawEntropy as DrawEntropy
from sync.model.draw_record import DrawProblem as DrawProblem
from sync.model.draw_record import DrawRecord as DrawRecord
from sync.model.draw_record import DrawReveal as DrawReveal
from sync.model.draw_record import DrawStep as DrawStep
from sync.model.draw_record import DrawTerms as DrawTerms
