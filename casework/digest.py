"""The digest of a working day: what one of the staff owes and waits for, in the order in which they would want to read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple, get_args

from pydantic import BaseModel

from casework.ways import OUTSIDERS
from casework.working_time import Calendar, Delay

Section = Literal["overdue", "today", "soon", "waiting"]
SECTIONS: tuple[Section, ...] = get_args(Section)
SOON = Delay(number=5, unit="working days")


class Owing(BaseModel, frozen=True):
    """A promise of a case, by the days of its office: for which day, what day it is there, from whom, under which terms (by their hash)."""

    case_id: str
    number: str
    key: str
    kind: str
    of: str
    whose: str
    by: date
    today: date
    seen: bool
    terms: str = ""


class Counts(NamedTuple):
    """How much a digest says, by section, and how many messages go along."""

    overdue: int
    today: int
    soon: int
    waiting: int
    news: int


class Entry(NamedTuple):
    """A promise as the digest lists it, and by how many working days it is late."""

    owing: Owing
    late: int


def sections_of(owed: Iterable[Owing], calendar: Calendar) -> dict[Section, list[Entry]]:
    """What is worth saying today, section by section; the longest overdue, then the soonest, comes first."""
    found: dict[Section, list[Entry]] = {section: [] for section in SECTIONS}
    for owing in sorted(owed, key=lambda o: (o.by, o.number, o.key)):
        if section := _section_of(owing, calendar):
            found[section].append(Entry(owing, max(calendar.working_days_between(owing.by, owing.today), 0)))
    return found


def _section_of(owing: Owing, calendar: Calendar) -> Section | None:
    """Where it stands; what is promised for later than the next working days is not said yet."""
    if owing.by > calendar.add(owing.today, SOON):
        return None
    if owing.whose in OUTSIDERS:
        return "waiting"
    if owing.by > owing.today:
        return "soon"
    return "today" if owing.by == owing.today else "overdue"
