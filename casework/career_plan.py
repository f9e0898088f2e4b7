"""The plan of action: what the itinerary is for and how long, its objectives, the job aimed at (ES-07, ES-12, ES-37 to ES-39)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from casework.agenda import Awaited, missing
from casework.capability_mapping import GoalSet
from casework.case import Case
from casework.documents import in_force
from casework.fact import Fact, Person, Refused, Restricted, known
from casework.things_insertor import Course, Objective

PLAN = "plan_of_action"
HORIZONS = ("short", "medium", "long")
SCOPES = ("general", "specific")


class ItineraryFramed(Fact, frozen=True):
    """What the itinerary is for, from when, and until when it is planned; framed anew it has a new end (ES-07)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["itinerary_framed"] = "itinerary_framed"
    purpose: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})
    starts: date
    ends: date

    def check(self, case: Case) -> None:
        if self.ends <= self.starts:
            raise Refused("an itinerary ends after it starts: look at the two dates")
        if self.ends < case.calendar.day_of(case.at):
            raise Refused("an itinerary is planned until a day to come")

    def happen(self, case: Case) -> None:
        case.course = Course(starts=self.starts, ends=self.ends)


class ObjectiveSet(Fact, frozen=True):
    """What the intervention is to reach, as a whole or in particular (ES-38)."""

    begins: ClassVar[str] = "o"
    kind: Literal["intervention_objective_set"] = "intervention_objective_set"
    scope: Literal["general", "specific"]
    objective: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        case.may_begin(self)

    def happen(self, case: Case) -> None:
        case.begin(case.objectives, self, Objective(scope=self.scope, set=case.hour))


class ObjectiveSettled(Fact, frozen=True):
    """An objective of the intervention was reached, or was given up."""

    kind: Literal["intervention_objective_settled"] = "intervention_objective_settled"
    result: Literal["reached", "given up"]

    def check(self, case: Case) -> None:
        known(case.objectives, self.of, "objective")

    def happen(self, case: Case) -> None:
        case.put_away(case.objectives, self.of, f"objectives {self.result}")


class JobObjectiveDefined(Fact, frozen=True):
    """The job the person aims at: what they prefer, and what speaks for and against it; another one is negotiated anew (ES-39, ES-46)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["job_objective_defined"] = "job_objective_defined"
    occupation: Restricted = Field(min_length=2, json_schema_extra={"seen_by": "restricted"})
    preferences: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})
    strengths: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})
    weaknesses: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def happen(self, case: Case) -> None:
        case.records["job_objective_defined"] = case.line


class LocalMarketChecked(Fact, frozen=True):
    """What the local labour market says to the job aimed at, as of this day; without demand the objective is looked at again (ES-12)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["local_market_checked"] = "local_market_checked"
    result: Literal["demand", "some demand", "no demand"]
    source: Restricted = ""

    def check(self, case: Case) -> None:
        if "job_objective_defined" not in case.records:
            raise Refused("the market is asked about a job: tell job_objective_defined first")

    def happen(self, case: Case) -> None:
        case.records["local_market_checked"] = case.line
        case.decide("local_market_checked", self.result)


class OverseerAssigned(Fact, frozen=True):
    """The insertor assigns the professional who oversees the itinerary from now on, and why; it may be themselves (ES-02, ES-06)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["overseer_assigned"] = "overseer_assigned"
    who: Person = Field(min_length=1)
    why: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        if case.insertor:
            raise Refused("an overseeing professional was assigned before: tell referent_assigned to change who is responsible")
        if not in_force(case, PLAN):
            raise Refused("the itinerary is prepared first: the plan of action still waits to be drawn up, or to be signed by all")
        if not case.counsellor:
            raise Refused("it is the insertor who assigns, and nobody is responsible for this case now: tell referent_assigned first")

    def happen(self, case: Case) -> None:
        case.insertor, case.counsellor = case.counsellor, self.who


def itinerary_framed(case: Case) -> Iterator[Awaited]:
    """The itinerary has a purpose, a start and a planned end (ES-07)."""
    if not case.course:
        yield missing(ItineraryFramed)


def objectives_set(case: Case) -> Iterator[Awaited]:
    """A general and a specific objective, and a goal on each of the three horizons (ES-37, ES-38)."""
    scopes = {objective.scope for objective in case.objectives.values()}
    yield from (missing(ObjectiveSet, scope) for scope in SCOPES if scope not in scopes)
    horizons = {goal.horizon for goal in case.goals.values()}
    yield from (missing(GoalSet, horizon) for horizon in HORIZONS if horizon not in horizons)


def job_objective_checked(case: Case) -> Iterator[Awaited]:
    """A job is aimed at that the local market was asked about; without demand another one is sought (ES-12, ES-39)."""
    defined, asked = (case.records.get(kind, 0) for kind in ("job_objective_defined", "local_market_checked"))
    if not defined:
        yield missing(JobObjectiveDefined)
    elif asked < defined:
        yield missing(LocalMarketChecked)
    elif case.decisions["local_market_checked"].choice == "no demand":
        yield missing(JobObjectiveDefined)._replace(or_by=("local_market_checked",))


def overseer_assigned(case: Case) -> Iterator[Awaited]:
    """A professional was assigned to oversee the itinerary (ES-02)."""
    if not case.insertor:
        yield missing(OverseerAssigned)
