"""Vacancies and job orders, told by employers or read from lists (FR-04, DA-14, DA-28, SV-15)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, Field

from records.pool import Database, changed, many, refusing, the
from records.queries import load

SQL = load("vacancies")
RULES = {"vacancies_organisation_fkey": "there is no such organisation: add it first, or name the employer only"}


class Offer(BaseModel):
    """A vacancy as its source tells it; the same reference of the same source is the same one."""

    source: str = ""
    reference: str = Field(min_length=1)
    organisation: str | None = None
    employer: str = ""
    title: str = Field(min_length=1)
    words: str = ""
    place: str = ""
    places: int = Field(default=1, ge=1)
    job_order: bool = False
    opened: date
    closes: date | None = None


class Vacancy(Offer):
    """A vacancy under the id by which cases speak of it."""

    id: str


class Kept(BaseModel):
    """How many vacancies were new, changed, and as they were."""

    fresh: int
    changed: int
    same: int


class Closed(BaseModel):
    """How many were closed."""

    number: int


async def keep(database: Database, offers: Sequence[Offer]) -> Kept:
    """Note vacancies; the same ones again change nothing. Raises NotKept."""
    with refusing(RULES):
        return await the(database, Kept, SQL["keep"], [offer.model_dump(mode="json") for offer in offers])


async def close_others(database: Database, source: str, references: Sequence[str]) -> int:
    """Close what a whole list of a source no longer names."""
    return (await the(database, Closed, SQL["close_others"], source, list(references))).number


async def close(database: Database, id: str) -> bool:
    """Close a vacancy; false when there is none that is open."""
    return await changed(database, SQL["close"], id)


async def open_ones(database: Database, day: date, *, job_orders: bool = False) -> list[Vacancy]:
    """The vacancies that are open on a day."""
    return await many(database, Vacancy, SQL["open_ones"], day, job_orders)
