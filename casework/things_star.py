"""The things that live in the case of a job-ready unemployed person: unemployment, CV, courses and offers (DA-01 to DA-36)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

from casework.rules import Body, TargetGroup

Measure = Literal["placement", "wage_subsidy", "upskilling"]
"""What may be offered: virksomhedspraktik, løntilskud, opkvalificering."""


class Unemployment(BaseModel):
    """Since when somebody is out of work and on a benefit, who is responsible, and which talks of the calendar were held."""

    group: TargetGroup
    body: Body
    since: date
    benefit_since: date
    age: int | None = None
    handed_over: date | None = None
    benefit_hours: float = 0
    paid_until: str = ""
    held: dict[str, date] = {}


class Cv(BaseModel):
    """When the CV on Jobnet was last updated, and whether all important competences stand in it."""

    updated: date
    complete: bool


class Course(BaseModel):
    """A short course beside the search, or an education chosen in the education lift."""

    education: bool
    since: datetime
    starts: date | None = None
    ends: date | None = None
    assessed: bool = False
    internship_needed: datetime | None = None


class Offer(BaseModel):
    """A concrete offer towards a goal, until it is declined or what it offered has ended."""

    sort: Measure
    towards: str
    company: str = ""
    sector: Literal["private", "public"] = "private"
    made: datetime
    accepted: datetime | None = None
    way_agreed: bool = False
