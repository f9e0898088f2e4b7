"""What surveys brought back: marks by question, kept without the person, the case or the day (FR-19)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel

from records.pool import Database, many
from records.queries import load

SQL = load("surveys")
FEWEST = 5
"""A mean of fewer answers is not told: those who gave them could be guessed."""


class Result(BaseModel):
    """How a question was answered after a point of the method; without a mean where too few have answered."""

    point: str
    question: str
    answers: int
    mean: float | None


async def add(database: Database, programme: str, point: str, day: date, marks: Mapping[str, int]) -> None:
    """Keep the marks of one survey that came back; of its day only the month."""
    await database.execute(SQL["add"].sql, programme, point, day, dict(marks))


async def results(database: Database, programme: str, since: date) -> list[Result]:
    """How each question was answered from the month of this day on."""
    return await many(database, Result, SQL["results"], programme, since, FEWEST)
