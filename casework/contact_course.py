"""What can happen to the contact course of an unemployed person: who is responsible, on which benefit, exempted from what.

Which talks are due follows from the programme and from these facts; a quota over all cases is never a rule on one (DA-01, DA-04).
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from casework import things_star as star
from casework.case import Case
from casework.fact import Fact, Person, Refused, Restricted, known
from casework.programme import Programme
from casework.rules import Body, TargetGroup

EXEMPTED = "exempted"


class UnemploymentReported(Fact, frozen=True):
    """The person is unemployed and ready for a job, since when and on which benefit: the calendar of talks follows from it (DA-04)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["unemployment_reported"] = "unemployment_reported"
    group: TargetGroup
    since: date
    age: int | None = Field(default=None, ge=15, le=80, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        if case.unemployment:
            raise Refused("the unemployment is reported already: tell benefit_changed if the benefit is another one now")
        if self.since > case.calendar.day_of(case.at):
            raise Refused("tell this when the person is unemployed: since is a day that has come")

    def happen(self, case: Case) -> None:
        case.unemployment = star.Unemployment(
            group=self.group, body=first_body(case.programme, self.group), since=self.since, benefit_since=self.since, age=self.age
        )


class BenefitChanged(Fact, frozen=True):
    """The person is on another benefit from this day: what the calendar counts from the benefit counts anew (DA-04)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["benefit_changed"] = "benefit_changed"
    to: TargetGroup
    since: date

    def check(self, case: Case) -> None:
        course = unemployed(case)
        if course.group == self.to:
            raise Refused(f"the benefit is {self.to} already: there is nothing to change")
        if not course.benefit_since <= self.since <= case.calendar.day_of(case.at):
            raise Refused(f"the present benefit began on {course.benefit_since}: the new one begins later, on a day that has come")

    def happen(self, case: Case) -> None:
        if course := case.unemployment:
            course.group, course.benefit_since, course.handed_over = self.to, self.since, None
            course.benefit_hours, course.paid_until = 0, ""


class BenefitHoursPaid(Fact, frozen=True):
    """The hours of benefit paid for a month, as the a-kasse tells them: after so many the jobcentre takes over (DA-01)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["benefit_hours_paid"] = "benefit_hours_paid"
    month: str = Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", description="a month, as 2026-05")
    hours: float = Field(ge=0, le=200)

    def check(self, case: Case) -> None:
        course = unemployed(case)
        if course.group != "insured":
            raise Refused("hours of benefit are counted for insured people only")
        if self.month <= course.paid_until:
            raise Refused(f"the hours are told until {course.paid_until}: tell the months after it, or correct the line that is wrong")
        if not f"{course.benefit_since:%Y-%m}" <= self.month <= f"{case.calendar.day_of(case.at):%Y-%m}":
            raise Refused(f"the benefit began on {course.benefit_since}: tell a month from then until now")

    def happen(self, case: Case) -> None:
        if course := case.unemployment:
            course.benefit_hours += self.hours
            course.paid_until = self.month


class ResponsibilityPassed(Fact, frozen=True):
    """Another body is responsible from now on, with a counsellor of its own; both see the plan (DA-01)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["responsibility_passed"] = "responsibility_passed"
    to: Body
    who: Person
    why: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        if unemployed(case).body == self.to:
            raise Refused(f"the {self.to} is responsible already: for another counsellor there tell referent_assigned")

    def happen(self, case: Case) -> None:
        case.counsellor = self.who
        if course := case.unemployment:
            course.body = self.to
            course.handed_over = case.calendar.day_of(case.hour) if self.to == "jobcentre" else None


class Exempted(Fact, frozen=True):
    """This person is exempted from talks or offers until somebody looks again, and why; a report counts it against the quota (DA-04)."""

    kind: Literal["exempted"] = "exempted"
    of: str = Field(default="", pattern=r"^[a-z0-9_]{0,40}$", description="what from: talks or offers")
    reason: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})
    look_again: date

    def check(self, case: Case) -> None:
        unemployed(case)
        if not case.programme.exemptions:
            raise Refused("this programme exempts nobody: what stands in the way of a talk for a while is a pause")
        rule, today = known(case.programme.exemptions, self.of, "exemption called"), case.calendar.day_of(case.at)
        if not today < self.look_again <= (longest := case.calendar.add(today, rule.lasts)):
            raise Refused(
                f"an exemption from {self.of} lasts at most {rule.lasts}: look again on a day to come, at the latest on {longest}"
            )

    def happen(self, case: Case) -> None:
        if self.of not in case.exemptions:
            case.tally[f"exempted from {self.of}"] = case.tally.get(f"exempted from {self.of}", 0) + 1
        case.exemptions[self.of] = self.look_again
        case.decide(f"{EXEMPTED}:{self.of}", EXEMPTED)


class ExemptionEnded(Fact, frozen=True):
    """The person is exempted no longer: talks or offers are owed again (DA-04)."""

    kind: Literal["exemption_ended"] = "exemption_ended"
    of: str = Field(default="", pattern=r"^[a-z0-9_]{0,40}$", description="what from: talks or offers")

    def check(self, case: Case) -> None:
        known(case.exemptions, self.of, "exemption from")

    def happen(self, case: Case) -> None:
        case.exemptions.pop(self.of, None)
        case.decide(f"{EXEMPTED}:{self.of}", "no longer")


def unemployed(case: Case) -> star.Unemployment:
    """The unemployment of this case; raises Refused if it was not reported yet."""
    if case.unemployment is None:
        raise Refused("tell unemployment_reported first: what is owed hangs on since when and on which benefit")
    return case.unemployment


def first_body(programme: Programme, group: TargetGroup) -> Body:
    """Who is responsible for this group at first: whoever holds the first talk of its calendar (DA-01)."""
    return next((talk.held_by for talk in programme.talks.values() if group in talk.groups), "jobcentre")


def by_rule(case: Case, course: star.Unemployment) -> Body:
    """Who is to be responsible: the first body, and the jobcentre once it took over or more hours were paid than the rule says (DA-01)."""
    limit = case.programme.counts.get("benefit_hours")
    over = limit is not None and course.benefit_hours > limit.at_most
    return "jobcentre" if course.handed_over or over else first_body(case.programme, course.group)


def exemption_of(case: Case, what: str) -> str:
    """Whether this case is exempted from talks or offers now, as reports count it (DA-04)."""
    decision = case.decisions.get(f"{EXEMPTED}:{what}")
    return decision.choice if decision else ""
