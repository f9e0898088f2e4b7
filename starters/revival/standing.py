"""How the journal of a case stands to its workflow: in step, behind it, or ahead of it."""

from __future__ import annotations

from typing import Literal

from casework.case import Line

Standing = Literal["in step", "journal behind", "workflow behind"]


def standing(written: list[Line], kept: int, held: list[Line]) -> Standing:
    """Compare a journal with a workflow that believes it written up to `kept` and holds some lines more.

    What the workflow holds may be written already, when it has not heard so yet; it is behind if something else is written.
    """
    if kept > len(written):
        return "journal behind"
    beyond = written[kept:]
    return "in step" if beyond == held[: len(beyond)] else "workflow behind"
