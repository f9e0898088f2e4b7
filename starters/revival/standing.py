"""How the journal of a case stands to its workflow: in step, behind it, or ahead of it."""

from __future__ import annotations

from typing import Literal

from casework.case import Line

Standing = Literal["in step", "journal behind", "workflow behind"]


def standing(tail: list[Line], kept: int, held: list[Line]) -> Standing:
    """Compare a journal, from the line `kept` on, with a workflow that believes it written up to there and holds some lines more.

    What the workflow holds may be written already, when it has not heard so yet; it is behind if something else is written.
    """
    if kept and (not tail or tail[0].number != kept):
        return "journal behind"
    beyond = tail[1:] if kept else tail
    return "in step" if beyond == held[: len(beyond)] else "workflow behind"
