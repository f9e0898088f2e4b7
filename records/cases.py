"""The list of cases: opened under a number that can be said, found by it or by the client's name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from pydantic import BaseModel

from casework.clock import REAL_TIME, Clock
from casework.handover import CaseRow
from records.pool import Database, many, one, the
from records.queries import load
from runtime.sentences import Sentence

SQL = load("cases")


class AlreadyOpen(Sentence):
    """This person has an open case of this method; `number` says which."""

    def __init__(self, number: str) -> None:
        super().__init__(f"this person already has an open case of this method, {number}: go on with that one, or close it first")
        self.number = number


class OpeningUsed(Sentence):
    """An opening id was used before, for somebody else or another method."""


class Unknown(Sentence):
    """The opening names somebody or some place that we do not know."""


class Opening(BaseModel):
    """What is known when a case is opened; the same `id` always means the same opening."""

    id: str
    person: str
    method: str
    programme: str
    version: str
    terms: str | None = None
    office: str
    counsellor: str
    opened: datetime
    clock: Clock = REAL_TIME


class Begun(NamedTuple):
    """The case of an opening; `fresh` when this call began it."""

    case_id: str
    number: str
    fresh: bool


class Listed(CaseRow):
    """A row of the list, with the client's name."""

    name: str


class Itinerary(Listed):
    """An itinerary of a person; `counts` is the id under which all of theirs are found, `opening` the id of its opening."""

    counts: str
    opening: str


class Wanted(BaseModel):
    """Which cases a list is about; what is left out does not narrow it."""

    counsellor: str | None = None
    phase: str | None = None
    office: str | None = None
    method: str | None = None
    overdue: bool | None = None
    open_only: bool = True
    most: int = 500


class Under(BaseModel, frozen=True):
    """Open cases by where they are and the rules they live under; what is left out does not narrow it."""

    office: str | None = None
    counsellor: str | None = None
    programme: str | None = None
    version: str | None = None


class Numbered(BaseModel):
    """A case and the number by which it is spoken of."""

    id: str
    number: str


class Day(BaseModel):
    """A day of a case."""

    day: date


class Before(BaseModel):
    """What stands in the records before an opening."""

    same_id: str | None
    same_number: str | None
    same_ones: bool
    open_number: str | None
    person_known: bool
    office_known: bool
    counsellor_known: bool


async def begin(database: Database, opening: Opening) -> Begun:
    """Give the case its id and number, once per opening; raises AlreadyOpen, OpeningUsed or Unknown, each a sentence."""
    while True:
        if begun := await _begun_before(database, opening):
            return begun
        if case := await one(database, Numbered, SQL["begin"], *opening.model_dump().values()):
            return Begun(case.id, case.number, fresh=True)


async def row(database: Database, id: str, now: datetime | None = None) -> CaseRow | None:
    """One case, if we know it; late or not at this hour."""
    return await one(database, CaseRow, SQL["row"], id, now)


async def day_of(database: Database, id: str, hour: datetime | None) -> date | None:
    """The day of a case at an hour of its own, or now, where its office is; none if we do not know it."""
    found = await one(database, Day, SQL["day_of"], id, hour)
    return found.day if found else None


async def other_open(database: Database, id: str) -> Numbered | None:
    """Another open case of the same person and method, if there is one."""
    return await one(database, Numbered, SQL["other_open"], id)


async def find(database: Database, text: str, most: int = 20) -> list[Listed]:
    """Cases by number (`K-0007`, `k7`, `7`) or by the beginning of a word of the client's name, open ones first."""
    return await many(database, Listed, SQL["find"], text.strip(), _as_number(text.strip()), most, None) if text.strip() else []


async def list_(database: Database, wanted: Wanted, now: datetime | None = None) -> list[Listed]:
    """The cases that are wanted, those late at this hour first, then by the day something is due."""
    return await many(database, Listed, SQL["list"], *wanted.model_dump().values(), now)


async def under(database: Database, rules: Under) -> list[Numbered]:
    """The open cases that are meant, by number."""
    return await many(database, Numbered, SQL["under"], *rules.model_dump().values())


async def of_people(database: Database, people: Iterable[str]) -> list[Itinerary]:
    """Every itinerary of these people, from the first to the last (X-03)."""
    return await many(database, Itinerary, SQL["of_people"], list(people), None)


async def _begun_before(database: Database, opening: Opening) -> Begun | None:
    before = await the(
        database, Before, SQL["before_opening"], opening.id, opening.person, opening.method, opening.office, opening.counsellor
    )
    if before.same_id and before.same_number:
        return _the_same(before, Begun(before.same_id, before.same_number, fresh=False))
    if before.open_number:
        raise AlreadyOpen(before.open_number)
    _refuse_strangers(before, opening)
    return None


def _the_same(before: Before, begun: Begun) -> Begun:
    if not before.same_ones:
        raise OpeningUsed(f"this opening id began {begun.number}, for another person or method: use a new one")
    return begun


def _refuse_strangers(before: Before, opening: Opening) -> None:
    if not before.person_known:
        raise Unknown("nobody is known under this person's id: add the person first")
    if not before.office_known:
        raise Unknown(f"there is no office {opening.office}: add it first, or choose another")
    if not before.counsellor_known:
        raise Unknown(f"nobody of the staff has the id {opening.counsellor}: add them first, or choose another counsellor")


def _as_number(text: str) -> str | None:
    digits = re.fullmatch(r"(?:k-?)?(\d+)", text, re.IGNORECASE)
    return f"K-{digits[1]}" if digits and digits[1].startswith("0") else f"K-{digits[1]:0>4}" if digits else None
