"""The things of an insertor's itinerary that live in a case: interviews, needs, findings, objectives, commitments, support in a new job."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

Party = Literal["client", "counsellor"]
"""Who commits themselves: the applicant, or the service."""


class Interview(BaseModel):
    """One interview of the series, until it is recorded and the next one is held (ES-15)."""

    sort: str
    planned: datetime
    minutes: int = 0
    appointment: str = ""
    held: datetime | None = None
    overran: int = 0
    recorded: bool = False
    only_lacks: datetime | None = None


class DataGroup(BaseModel):
    """How much is known of one of the eight groups, and of which of its items (ES-24 to ES-32)."""

    state: str = "missing"
    items: list[str] = []


class Need(BaseModel):
    """What the person needs on the way to work, until it is met (ES-33)."""

    found: datetime


class Finding(BaseModel):
    """A capability or a limitation that affects employability, until it holds no more (ES-34)."""

    sort: Literal["capability", "limitation"]
    found: datetime


class Objective(BaseModel):
    """What the intervention is to reach (ES-38)."""

    scope: Literal["general", "specific"]
    set: datetime


class Commitment(BaseModel):
    """What one party takes upon itself, until it is kept, refused or released (ES-41)."""

    whose: Party
    proposed: datetime
    accepted: datetime | None = None
    due: date | None = None


class Crossroads(BaseModel):
    """A point at which a decision is needed (ES-08)."""

    met: datetime
    decide_by: date | None = None


class Course(BaseModel):
    """From when and until when the itinerary is meant (ES-07)."""

    starts: date
    ends: date


class Adaptation(BaseModel):
    """Support in the first months of a new job: its days, and how often contact was held (ES-43)."""

    starts: date
    ends: date
    visits: int = 0
    over: bool = False
