"""How the lines of a journal count since some were withdrawn or corrected."""

from __future__ import annotations

from collections.abc import Sequence

from casework.case import Line
from casework.folding import as_they_count
from casework.mistakes import CORRECTIONS, WITHDRAWN


def marks_of(lines: Sequence[Line]) -> dict[int, str]:
    """What to say beside a line that counts otherwise than it was told: by which line."""
    counts = as_they_count(lines)
    by = {line.fact["line"]: line for line in lines if line.kind in CORRECTIONS and counts.get(line.number, line) is not None}
    return {number: f"{'withdrawn' if by[number].kind == WITHDRAWN else 'corrected'} in line {by[number].number}" for number in counts}
