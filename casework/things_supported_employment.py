"""The things of Supported Employment that live in a case: steps, strategies, try-outs, obstacles, dialogues, support at a workplace."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

Whom = Literal["client", "employer"]


class Step(BaseModel):
    """Whether a step has been done before, at which line of the journal it was taken up, and until when it rests."""

    reopened: bool = False
    since: int = 0
    rests_until: date | None = None
    resumed: datetime | None = None


class Strategy(BaseModel):
    """What coach and person agreed to do if a situation arises."""

    situation: str
    response: str


class Situation(BaseModel):
    """A situation that arose, and the strategies that were agreed on for it."""

    situation: str
    strategies: list[str]
    logged: datetime


class TriedOut(BaseModel):
    """An activity that was done and not talked over yet."""

    type: str
    held: datetime


class Obstacle(BaseModel):
    """What stands in the way of work, and whether it is agreed how to bridge it."""

    found: datetime
    bridged: bool = False


class Dialogue(BaseModel):
    """The talk with one employer who wants to engage: what is known of needs, money and match, and what came of it."""

    employer: str
    begun: datetime
    needs: bool = False
    finances: bool = False
    match: str = ""
    result: Literal["", "offer", "later"] = ""
    follow_up: date | None = None
    answered: datetime | None = None


class ContactPlan(BaseModel):
    """Until when contact is close, then looser; and until when it was raised again."""

    close_until: date | None = None
    introduction_until: date | None = None
    follow_up_until: date | None = None
    raised: datetime | None = None
    raised_until: date | None = None


class Support(BaseModel):
    """The support around one placement or job: when work began, what was agreed at the workplace, the contact plans."""

    begun: datetime | None = None
    introduction: bool = False
    mentoring: bool = False
    tasks: bool = False
    plans: dict[Whom, ContactPlan] = {}


class OffJobItem(BaseModel):
    """Something outside work that matters for the job."""

    found: datetime
