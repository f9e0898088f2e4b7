"""The things that live in a case at the same time, each with an id and states of its own.

A thing that is over leaves the case, so that a case of ten years stays small; the journal keeps it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import BaseModel

ContractType = Literal["regular", "article_60", "placement", "wage_subsidy"]
"""A job; one with the OCMW as employer; a try at a company (praktik, virksomhedspraktik); a job with a subsidy (løntilskud)."""


class Barrier(BaseModel):
    """A side problem (randprobleem) that stands between the person and work."""

    opened: datetime
    by: str
    severity: int
    state: Literal["open", "solved", "reduced"] = "open"
    attempts: int = 0
    times: int = 1


class Referral(BaseModel):
    """Help asked of another body, with the person's consent: for a side problem, or towards something else in the plan."""

    barrier: str = ""
    partner: str
    made: datetime
    state: Literal["sent", "accepted", "refused", "started", "dropped out", "finished"] = "sent"
    poor: int = 0
    last_poor: datetime | None = None
    silent: int = 0


Guest = tuple[str, str]
"""Who is met: the client, or in which role and under which id somebody else is."""


class Appointment(BaseModel):
    """A meeting with one guest, until it is held, missed or cancelled: who they are, when they were asked, what they answered.

    `instead` is true where another guest was named first, by mistake.
    """

    with_whom: str
    at: datetime
    minutes: int
    moved: int = 0
    who: str = ""
    where: str = ""
    invited: datetime | None = None
    answer: Literal["", "accepted", "other time", "declined"] = ""
    instead: bool = False

    @property
    def guest(self) -> Guest:
        return self.with_whom, "" if self.with_whom == "client" else self.who

    @property
    def ends(self) -> datetime:
        return self.at + timedelta(minutes=self.minutes)


Channel = Literal["email", "sms", "letter"]
"""A way by which a message reaches somebody."""


class Reach(BaseModel):
    """What the client said of being reached, and which of their addresses failed."""

    silent_until: date | None = None
    refused: list[str] = []
    failed: list[Channel] = []


class Training(BaseModel):
    """A course the person follows before mapping goes on."""

    starts: date
    ends: date


class Goal(BaseModel):
    """What the person works towards, on a short, middle or long horizon."""

    horizon: Literal["short", "medium", "long"]
    set: datetime
    sort: str = ""


class Action(BaseModel):
    """Something that was agreed to be done, and by whom."""

    sort: str
    owner: str
    agreed: datetime
    due: date | None
    towards: str = ""


class Application(BaseModel):
    """An application that waits for an answer."""

    sent: datetime


class EmployerContact(BaseModel):
    """An employer who was approached and has not answered yet."""

    approached: datetime


class Workplace(BaseModel):
    """A place where art. 60 work may be done, until it is refused or becomes a contract."""

    sort: str
    host: str
    state: Literal["proposed", "chosen", "taken"] = "proposed"
    guidance: bool = False
    agreement: bool = False
    proposed: datetime


class Version(BaseModel):
    """A document of which every version counts: what is in force, and since when."""

    number: int
    since: datetime


class Paper(BaseModel):
    """A document in its newest version: who has signed it, what became of it, and which version is in force meanwhile."""

    sort: str
    version: int = 1
    state: Literal["prepared", "sent", "signed", "refused", "to revise"] = "prepared"
    signed_by: list[str] = []
    since: datetime
    in_force: int = 0


class Absence(BaseModel):
    """Days on which a contract was not worked."""

    reason: str
    since: date
    until: date | None = None


class Share(BaseModel):
    """The working-time fraction from a day on."""

    since: date
    fraction: float


class Suspension(BaseModel):
    """Days on which a contract stands still, the first and the last counted."""

    reason: str
    since: date
    until: date


class Asking(BaseModel):
    """A prolongation that was asked and not decided yet."""

    reason: str
    days: int
    on: datetime


class Prolongation(BaseModel):
    """Days by which a contract was made longer."""

    reason: str
    days: int


class Contract(BaseModel):
    """Work: who is the legal employer, who the host, from when, and until when as far as is known."""

    type: ContractType
    legal_employer: str
    host: str
    starts: date
    agreed_end: date | None = None
    ends: date | None = None
    age: int | None = None
    shares: list[Share]
    absences: list[Absence] = []
    counted: dict[str, float] = {}
    assimilated: dict[str, float] = {}
    suspensions: list[Suspension] = []
    asked: Asking | None = None
    prolongations: list[Prolongation] = []
    follow_up: Literal["", "agreed", "refused by employer", "refused by client", "not offered"] = ""
    stay: Literal["", "yes", "no", "later"] = ""
    measures_checked: bool = False
    applications_prepared: bool = False
    search_begun: bool = False
    over: bool = False
    signed: datetime


class Pause(BaseModel):
    """Time in which some clocks stand still."""

    reason: str
    stops: list[str]
    since: datetime
    look_again: date
    until: datetime | None = None


class Decision(BaseModel):
    """What a person decided, who and when; the latest one stands, the journal keeps every revision."""

    choice: str
    by: str
    on: datetime
    times: int = 1


class Outcome(BaseModel):
    """How it came out, and since when."""

    result: str
    on: datetime
    then: str
