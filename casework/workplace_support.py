"""What can happen while person and employer are supported, at the workplace and outside it: Supported Employment, step 5."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from casework import things_supported_employment as t
from casework.case import Case
from casework.fact import Fact, Person, Refused, Restricted, known
from casework.in_work_support import ContractFact
from casework.results import PAID, reach

AREAS = "off_job_areas"


class WorkBegun(ContractFact, frozen=True):
    """The person has begun to work; if it is a paid job, it is got (SV-01, SV-26)."""

    kind: Literal["work_begun"] = "work_begun"

    def check(self, case: Case) -> None:
        super().check(case)
        if support_of(case, self.of).begun:
            raise Refused(f"work at {self.of} has begun already: to tell how it goes tell evaluation_held or contact_held")
        if case.calendar.day_of(case.hour) < (starts := case.contracts[self.of].starts):
            raise Refused(f"work at {self.of} starts on {starts}: tell it when the person has begun")

    def happen(self, case: Case) -> None:
        _support(case, self.of).begun = case.hour
        if case.contracts[self.of].type in PAID:
            reach(case, "get")


class IntroductionPlanned(ContractFact, frozen=True):
    """In which form the person is introduced to the workplace (SV-24)."""

    kind: Literal["introduction_planned"] = "introduction_planned"
    form: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def happen(self, case: Case) -> None:
        _support(case, self.of).introduction = True


class MentoringAgreed(ContractFact, frozen=True):
    """Who supervises the person at the workplace, and how (SV-24)."""

    from_whom: ClassVar[str] = "employer"
    kind: Literal["mentoring_agreed"] = "mentoring_agreed"
    mentor: Person
    how: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def happen(self, case: Case) -> None:
        _support(case, self.of).mentoring = True


class TasksAgreed(ContractFact, frozen=True):
    """Person and employer agree on the tasks; agreed anew whenever they change (SV-24)."""

    kind: Literal["tasks_agreed"] = "tasks_agreed"
    tasks: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def happen(self, case: Case) -> None:
        _support(case, self.of).tasks = True


class EvaluationHeld(ContractFact, frozen=True):
    """Person, employer and coach looked at how it goes (SV-24)."""

    counts_as: ClassVar[tuple[str, ...]] = ("contact_held:client",)
    kind: Literal["evaluation_held"] = "evaluation_held"
    goes: Literal["well", "with changes", "badly"]
    what: Restricted = ""


class ContactPlanAgreed(ContractFact, frozen=True):
    """Until when contact is close, and until when less so; with the person and with the employer each its own plan (SV-23, SV-27).

    What is left out is reckoned from the start of work, as the programme says.
    """

    kind: Literal["contact_plan_agreed"] = "contact_plan_agreed"
    whom: t.Whom
    close_until: date | None = None
    introduction_until: date | None = None
    follow_up_until: date | None = None

    def check(self, case: Case) -> None:
        super().check(case)
        said = [day for day in (self.close_until, self.introduction_until, self.follow_up_until) if day]
        if not said:
            raise Refused("say until when contact is close, or less so: close_until, introduction_until, follow_up_until")
        if said != sorted(said) or said[0] < case.contracts[self.of].starts:
            raise Refused(f"support tapers from the start of work on {case.contracts[self.of].starts}: give the days in their order")

    def happen(self, case: Case) -> None:
        days = self.model_dump(include={"close_until", "introduction_until", "follow_up_until"})
        before = _support(case, self.of).plans.get(self.whom, t.ContactPlan())
        case.supports[self.of].plans[self.whom] = before.model_copy(update=days)


class SupportRaised(ContractFact, frozen=True):
    """After an event contact is close again for a while, with the person, the employer or both (SV-27)."""

    kind: Literal["support_raised"] = "support_raised"
    whom: Literal["client", "employer", "both"] = "both"
    until: date
    why: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        super().check(case)
        if self.until <= case.calendar.day_of(case.at):
            raise Refused("say until which day to come contact is close again: until=...")

    def happen(self, case: Case) -> None:
        both: tuple[t.Whom, ...] = ("client", "employer")
        for whom in both if self.whom == "both" else (self.whom,):
            plan = _support(case, self.of).plans.setdefault(whom, t.ContactPlan())
            plan.raised, plan.raised_until = case.hour, self.until


class OffJobItemFound(Fact, frozen=True):
    """Something outside work matters for the job, such as housing, money, travel or health; actions serve it (SV-25)."""

    begins: ClassVar[str] = "u"
    kind: Literal["off_job_item_found"] = "off_job_item_found"
    area: Restricted

    def check(self, case: Case) -> None:
        case.may_begin(self)
        if self.area not in (areas := case.programme.lists[AREAS]):
            raise Refused(f"this programme's areas are {', '.join(areas)}: name one with area=..., and say the rest in note=...")

    def happen(self, case: Case) -> None:
        case.begin(case.off_job, self, t.OffJobItem(found=case.hour))


class OffJobItemSettled(Fact, frozen=True):
    """It stands in the way of the job no more, or no longer matters (SV-25)."""

    kind: Literal["off_job_item_settled"] = "off_job_item_settled"
    result: Literal["solved", "reduced", "matters no more"]

    def check(self, case: Case) -> None:
        known(case.off_job, self.of, "matter outside work")
        if left := [of for of, action in case.actions.items() if action.towards == self.of]:
            raise Refused(f"an action serves it still: tell action_done of {', '.join(left)} first, done or given up")

    def happen(self, case: Case) -> None:
        case.put_away(case.off_job, self.of, f"matters outside work {self.result}")


def support_of(case: Case, of: str) -> t.Support:
    """What is known of the support around a placement or job; nothing yet is a support too."""
    return case.supports.get(of, t.Support())


def _support(case: Case, of: str) -> t.Support:
    return case.supports.setdefault(of, t.Support())
