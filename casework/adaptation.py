"""Support in the first months of a new job, or of a business of one's own: when it starts, how close it is, when it ends (ES-43)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from casework.agenda import Awaited, due_on, missing
from casework.case import Case
from casework.fact import Fact, Refused, Restricted, kind_of, known
from casework.placement import ContractSigned
from casework.things_insertor import Adaptation

BUSINESS = "business"


class SelfEmploymentStarted(Fact, frozen=True):
    """The person works for themselves from this day on (ES-40)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["self_employment_started"] = "self_employment_started"
    activity: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})
    starts: date

    def check(self, case: Case) -> None:
        if case.business_since:
            raise Refused(f"the person works for themselves since {case.business_since}: tell self_employment_ended first")

    def happen(self, case: Case) -> None:
        case.business_since = self.starts
        case.adaptations.pop(BUSINESS, None)


class SelfEmploymentEnded(Fact, frozen=True):
    """The person does not work for themselves any more, and why."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["self_employment_ended"] = "self_employment_ended"
    why: Restricted = ""

    def check(self, case: Case) -> None:
        if not case.business_since:
            raise Refused("the person does not work for themselves now")

    def happen(self, case: Case) -> None:
        case.business_since = None
        case.adaptations.pop(BUSINESS, None)


class AdaptationArranged(Fact, frozen=True):
    """How the person is helped to settle in a job (or of=business), from when, until when; left out, the programme says how long."""

    kind: Literal["adaptation_arranged"] = "adaptation_arranged"
    starts: date | None = None
    ends: date | None = None

    def check(self, case: Case) -> None:
        begun = known(jobs(case), self.of, "job that runs")
        if self.of in case.adaptations:
            raise Refused(f"support in {self.of} is arranged until {case.adaptations[self.of].ends}: tell adaptation_ended to end it")
        if self.ends and self.ends <= (self.starts or begun):
            raise Refused("support ends after it starts: look at the two dates")

    def happen(self, case: Case) -> None:
        there = jobs(case)
        for over in [of for of in case.adaptations if of not in there]:
            del case.adaptations[over]
        starts = self.starts or there[self.of]
        lasts = case.programme.deadline(kind_of(AdaptationEnded)).within
        case.adaptations[self.of] = Adaptation(starts=starts, ends=self.ends or case.calendar.add(starts, lasts))


class AdaptationVisitHeld(Fact, frozen=True):
    """Contact about how the person settles in, with them, with the company, or with both; close at first, then less."""

    counts_as: ClassVar[tuple[str, ...]] = ("contact_held:client",)
    kind: Literal["adaptation_visit_held"] = "adaptation_visit_held"
    with_whom: Literal["client", "employer", "both"] = "client"
    how: Restricted = ""

    def check(self, case: Case) -> None:
        known(under_way(case), self.of, "job with support under way")

    def happen(self, case: Case) -> None:
        case.adaptations[self.of].visits += 1


class AdaptationEnded(Fact, frozen=True):
    """The support in a job ended, and how the person settled in."""

    kind: Literal["adaptation_ended"] = "adaptation_ended"
    result: Literal["settled in", "not settled in", "declined"]
    why: Restricted = ""

    def check(self, case: Case) -> None:
        known(under_way(case), self.of, "job with support under way")

    def happen(self, case: Case) -> None:
        case.adaptations[self.of].over = True


def jobs(case: Case) -> dict[str, date]:
    """What the person works at, and since when."""
    contracts = {of: contract.starts for of, contract in case.running.items()}
    return contracts | ({BUSINESS: case.business_since} if case.business_since else {})


def under_way(case: Case) -> dict[str, Adaptation]:
    """The support that is not over."""
    there = jobs(case)
    return {of: adaptation for of, adaptation in case.adaptations.items() if of in there and not adaptation.over}


def at_work(case: Case) -> Iterator[Awaited]:
    """The person has a job, or works for themselves."""
    if not jobs(case):
        yield missing(ContractSigned)._replace(or_by=("self_employment_started",))


def adaptations_over(case: Case) -> Iterator[Awaited]:
    """Of every job: support is arranged, and ended on its day (ES-43)."""
    for of, begun in jobs(case).items():
        if of not in case.adaptations:
            yield missing(AdaptationArranged, of, since=case.calendar.opening(begun))
        elif not case.adaptations[of].over:
            yield due_on(AdaptationEnded, of, case.adaptations[of].ends)


def pace(case: Case, adaptation: Adaptation) -> str:
    """Close for so many contacts as the programme says, then less."""
    return "first" if adaptation.visits < case.programme.counts["close_visits"].at_most else "later"
