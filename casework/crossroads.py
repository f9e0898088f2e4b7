"""What may happen on the way: crossroads, decisions, conflicts, setbacks, failures, achievements (ES-08, ES-44, ES-46)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from casework.adaptation import under_way
from casework.agenda import Awaited, due_on, missing
from casework.case import Case
from casework.fact import Fact, Person, Refused, Restricted, known
from casework.interviews import InterviewHeld
from casework.things_insertor import Crossroads


class CrossroadsMet(Fact, frozen=True):
    """The path forks: the person has to decide something, perhaps by a day (ES-08)."""

    begins: ClassVar[str] = "x"
    kind: Literal["crossroads_met"] = "crossroads_met"
    what: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})
    decide_by: date | None = None

    def check(self, case: Case) -> None:
        case.may_begin(self)
        if self.decide_by and self.decide_by < case.calendar.day_of(case.at):
            raise Refused("a decision is needed by a day to come")

    def happen(self, case: Case) -> None:
        case.begin(case.crossroads, self, Crossroads(met=case.hour, decide_by=self.decide_by))


class CrossroadsDecided(Fact, frozen=True):
    """The person has decided, at a crossroads or of their own accord (ES-03, ES-08)."""

    from_whom: ClassVar[str] = "client"
    kind: Literal["crossroads_decided"] = "crossroads_decided"
    choice: Restricted = Field(min_length=2, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        if self.of:
            known(case.crossroads, self.of, "open crossroads")

    def happen(self, case: Case) -> None:
        case.put_away(case.crossroads, self.of, "decisions taken")


class EventMet(Fact, frozen=True):
    """A conflict, setback, failure or achievement on the way; a setback may lead back to the step where it belongs (ES-08, ES-44)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["event_met"] = "event_met"
    sort: Literal["conflict", "setback", "failure", "achievement"]
    what: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})
    reopens: Literal["", "interview", "diagnosis", "plan"] = ""

    def check(self, case: Case) -> None:
        if self.sort == "achievement" and self.reopens:
            raise Refused("an achievement leads nowhere back: leave reopens out")
        if self.sort == "setback" and under_way(case) and not self.reopens:
            raise Refused("a setback in a new job leads back to a step: say reopens=interview, diagnosis or plan")

    def happen(self, case: Case) -> None:
        case.tally[f"events: {self.sort}"] = case.tally.get(f"events: {self.sort}", 0) + 1
        if self.sort != "achievement":
            case.to_talk_over = case.to_talk_over or case.hour


class OfferWithdrawn(Fact, frozen=True):
    """A company takes back its offer, perhaps of a contract, named by `of`, that has not begun (ES-46)."""

    from_whom: ClassVar[str] = "employer"
    kind: Literal["offer_withdrawn"] = "offer_withdrawn"
    company: Person = Field(min_length=1)
    why: Restricted = ""

    def check(self, case: Case) -> None:
        if self.of and known(case.running, self.of, "running contract").starts <= case.calendar.day_of(case.hour):
            raise Refused(f"work under {self.of} has begun: tell contract_ended")

    def happen(self, case: Case) -> None:
        case.put_away(case.contracts, self.of, "offers withdrawn")
        case.to_talk_over = case.to_talk_over or case.hour


def crossroads_decided(case: Case) -> Iterator[Awaited]:
    """At every crossroads the person decides, by the day that was named or in good time (ES-08)."""
    for of, crossroads in case.crossroads.items():
        decided = missing(CrossroadsDecided, of, since=crossroads.met)
        yield due_on(CrossroadsDecided, of, crossroads.decide_by) if crossroads.decide_by else decided


def talked_over(case: Case) -> Iterator[Awaited]:
    """What went wrong is talked over with the person soon (ES-08, ES-46)."""
    if case.to_talk_over:
        yield missing(InterviewHeld, since=case.to_talk_over)
