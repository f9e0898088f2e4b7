"""The rules a programme may hold: deadlines, ladders, contract rules and others; every number with its source.

A number nobody could verify says so (X-07).
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, model_validator

from casework.ways import OUTSIDERS
from casework.working_time import Delay

Role = Literal["counsellor", "deputy", "team", "team lead", "client", "employer", "partner", "teller"]
ABOVE: frozenset[Role] = frozenset({"deputy", "team lead"})
Signer = Literal["client", "counsellor", "employer", "partner"]
TargetGroup = Literal["insured", "cash benefit"]
Body = Literal["a-kasse", "jobcentre"]


def _some_time(delay: Delay) -> Delay:
    if delay.number < 1:
        raise ValueError("expected a time longer than nothing, as in '14 days'")
    return delay


def _no_time_back(delay: Delay) -> Delay:
    if delay.number < 0:
        raise ValueError("expected a time of nothing or more, as in '10 working days'")
    return delay


SomeTime = Annotated[Delay, AfterValidator(_some_time)]
AnyTime = Annotated[Delay, AfterValidator(_no_time_back)]


class Rule(BaseModel, frozen=True, extra="forbid"):
    """Something an organisation or a law decided, and where that can be read."""

    source: str = Field(min_length=3)
    verified: bool


class Deadline(Rule, frozen=True):
    """How long something may take from the day it is first missing."""

    within: AnyTime
    ladder: str = "standard"


class Gap(Rule, frozen=True):
    """The longest time between two contacts of a recurring kind."""

    at_most: SomeTime
    ladder: str = "standard"


class Offset(Rule, frozen=True):
    """How long before the end of a contract something is due."""

    before_end: AnyTime


class Span(Rule, frozen=True):
    """How long something lasts."""

    lasts: SomeTime


class Count(Rule, frozen=True):
    """How often something may happen before it goes higher."""

    at_most: int = Field(ge=1)


class Rung(BaseModel, frozen=True, extra="forbid"):
    """One step of a ladder: so long after the promised day (before, if negative), this role gets this letter."""

    after: Delay
    to: Role
    letter: str

    @property
    def asks_once_more(self) -> bool:
        """True of what reminds somebody outside, ahead of the day, of what another letter asked of them."""
        return self.to in OUTSIDERS and self.after.number < 0


class Ladder(Rule, frozen=True):
    """Who hears of a promise, and when; the last rung comes again and again, so that nothing ends in silence."""

    rungs: list[Rung] = Field(min_length=1)
    again: SomeTime

    @model_validator(mode="after")
    def _climbs(self) -> Ladder:
        days = [_about_days(rung.after) for rung in self.rungs]
        if days != sorted(days):
            raise ValueError("rungs: expected the earliest first, as in '-2 working days', '0 working days', '5 working days'")
        return self

    def says_as(self, other: Ladder) -> bool:
        """True if both say the same to the same people at the same hours, whatever their source."""
        return (self.rungs, self.again) == (other.rungs, other.again)

    @cached_property
    def says(self) -> str:
        """All it says, to whom and when, in short: two ladders that say the same have the same."""
        return "; ".join([*(f"{rung.after} {rung.to} {rung.letter}" for rung in self.rungs), str(self.again)])

    def urgent(self, rung: int) -> bool:
        """True of what does not wait for the digest of a working day (T-21).

        That are escalations: the top, and whatever goes after the promised day to somebody above who was asked first. And all that goes
        to people outside the office, who get no digest.
        """
        says, top = self.rungs[min(rung, len(self.rungs) - 1)], len(self.rungs) - 1
        return rung >= top or says.to in OUTSIDERS or (says.to in ABOVE and says.after.number > 0)


class Pausing(Rule, frozen=True):
    """What stands still while a case pauses for this reason; everything not named goes on."""

    stops: list[str]
    longest: SomeTime


class Suspending(Rule, frozen=True):
    """How long a contract may stand still for a reason, how often, and how late that may be told."""

    longest: SomeTime
    at_most: int | None = Field(default=None, ge=1)
    back_dated: AnyTime


class Prolonging(Rule, frozen=True):
    """By how much a contract may be made longer for a reason, at once and in all, and when that may be asked."""

    each_at_most: SomeTime
    total_at_most: SomeTime | None = None
    window_before: SomeTime
    window_after: AnyTime


class Letter(Rule, frozen=True):
    """Who is written to when a fact is told."""

    to: Role
    letter: str


class Demand(Rule, frozen=True):
    """What a fact has to say in this programme, though it may be left out elsewhere."""

    fields: list[str] = Field(min_length=1)


class Block(Rule, frozen=True):
    """What nobody decides while one of these kinds of facts is overdue (T-31)."""

    while_overdue: list[str] = Field(min_length=1)


class Paper(Rule, frozen=True):
    """A document of the method: who draws it up together, who signs it, how long it waits for them, and what it must speak of."""

    drawn_up_by: list[Signer] = []
    signed_by: list[Signer] = []
    waits: SomeTime | None = None
    sections: list[str] = []


class Talk(Rule, frozen=True):
    """A talk of the calendar: for whom, held by whom, in which form, and how long after which day at the latest (DA-04)."""

    groups: list[TargetGroup] = Field(min_length=1)
    held_by: Body
    within: SomeTime
    counts_from: Literal["unemployment", "benefit", "handover"] = "benefit"
    form: Literal["", "in person"] = ""
    everybody: bool = False


class Stay(Rule, frozen=True):
    """How long somebody may stay at a company, and after how much unemployment (DA-30)."""

    at_most: SomeTime
    after: AnyTime | None = None


class Duty(Rule, frozen=True):
    """How soon people below an age are offered a stay at a company (DA-35)."""

    below: int
    within: SomeTime


class Least(Rule, frozen=True):
    """At least so much: percent of all cases for a quota, a number otherwise."""

    at_least: int = Field(ge=1)


class NoShow(Rule, frozen=True):
    """What follows when a client does not come: a new invitation, and from so many missed in a row on a convocation (T-12)."""

    convoked_from: int | None = Field(default=None, ge=1)


class AgeRule(BaseModel, frozen=True, extra="forbid"):
    """The days needed by people below an age, and the months in which they must fall."""

    below: int
    days: int
    months: int
    source: str = Field(min_length=3)
    verified: bool


class DayRule(Rule, frozen=True):
    """How long an art. 60 §7 contract lasts: days to reach, by age at the end of the contract where the law says so."""

    by_age: list[AgeRule] = Field(min_length=1)
    days_in_full_week: int = Field(ge=5, le=6)
    counts_while_absent: list[str]
    says: str

    def for_age(self, age: int | None) -> AgeRule:
        """The rule for a person of this age; the last one holds for everybody left."""
        return next((rule for rule in self.by_age if age is not None and age < rule.below), self.by_age[-1])

    @model_validator(mode="after")
    def _grows_older(self) -> DayRule:
        ages = [rule.below for rule in self.by_age]
        if ages != sorted(set(ages)):
            raise ValueError(f"by_age: expected the youngest first and each age once, found below {', '.join(map(str, ages))}")
        return self

    @property
    def asks_age(self) -> bool:
        return len(self.by_age) > 1


def _about_days(delay: Delay) -> float:
    return delay.number * {"hours": 1 / 24, "days": 1, "working days": 1.4, "weeks": 7, "months": 30.4}[delay.unit]
