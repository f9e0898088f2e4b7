"""What can happen while a job is searched for: a strategy, sparring, the job log, a temp agency, a job (DA-13, DA-17 to DA-19, DA-29)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, PlainSerializer

from casework import things as t
from casework.case import Case
from casework.fact import Fact, Person, Refused, Restricted
from casework.in_work_support import ContractFact
from casework.placement import ContractSigned

Channel = Literal["Jobnet", "job portals", "network", "unsolicited", "temp agency", "social media", "other"]
Ground = Literal["goals", "CV", "local knowledge"]
Judged = Literal["good", "to improve"]


class SearchStrategyAgreed(Fact, frozen=True):
    """How a job is searched for: which sorts of job, through which channels, how a company is looked into, and the job log (DA-13)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["search_strategy_agreed"] = "search_strategy_agreed"
    job_types: str = Field(min_length=3)
    channels: Annotated[set[Channel], PlainSerializer(sorted, return_type=list[str])]
    company_research: str = Field(min_length=3)
    job_log: bool

    def check(self, case: Case) -> None:
        if not case.goals:
            raise Refused("a search starts from a goal: tell goal_set first")
        if not self.channels:
            raise Refused("say under channels where jobs are looked for")
        if not self.job_log:
            raise Refused("talk about how the job log is used, then say job_log=yes")


class ChancesDiscussed(Fact, frozen=True):
    """Where hands are short and chances good, starting from the goals, the CV and what is known of the place (DA-17)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["chances_discussed"] = "chances_discussed"
    areas: list[str]
    based_on: Annotated[set[Ground], PlainSerializer(sorted, return_type=list[str])]

    def check(self, case: Case) -> None:
        if not self.areas:
            raise Refused("name at least one area where chances are good under areas")
        if not self.based_on:
            raise Refused("say what it rests on under based_on: goals, CV or local knowledge")


class SparringGiven(Fact, frozen=True):
    """Feedback on an application and the CV, point by point (DA-18)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["sparring_given"] = "sparring_given"
    targeted: Judged
    easy_to_read: Judged
    profile_text: Judged
    match: Judged
    motivation: Judged


class JobSearchReviewed(Fact, frozen=True):
    """How the search goes, by the job log, and whether goals or strategy change (DA-19, DA-26)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["job_search_reviewed"] = "job_search_reviewed"
    job_log_in_use: bool
    applications: int = Field(ge=0, le=500)
    weeks: int = Field(ge=1, le=52)
    change: Literal["none", "goals", "strategy", "both"] = "none"
    why: Restricted = ""

    def check(self, case: Case) -> None:
        least = case.programme.least["applications_a_week"].at_least
        if self.applications < least * self.weeks and self.change == "none" and not self.why:
            raise Refused(f"that is fewer than {least} applications a week: say what changes with change=..., or why not with why=...")

    def happen(self, case: Case) -> None:
        case.decide("job_search_reviewed", self.change)


class TempAgencySuggested(Fact, frozen=True):
    """The citizen was told that a temp agency is often a short cut to a steady job, and what they want (DA-29)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["temp_agency_suggested"] = "temp_agency_suggested"
    agency: Person
    answer: Literal["registers", "thinks it over", "no"]


class JobBegun(ContractFact, frozen=True):
    """The person has begun in the new job: the path ends with work (DA-36)."""

    from_whom: ClassVar[str] = "client"
    kind: Literal["job_begun"] = "job_begun"

    def check(self, case: Case) -> None:
        a_new_job(case, self.of)
        if (starts := case.contracts[self.of].starts) > case.calendar.day_of(case.at):
            raise Refused(f"the job begins on {starts}: tell it then")

    def happen(self, case: Case) -> None:
        case.outcome = case.ended = t.Outcome(result="work", on=case.hour, then="closure")


class JobFellThrough(ContractFact, frozen=True):
    """The new job came to nothing before it began: the search goes on where it was (DA-36)."""

    from_whom: ClassVar[str] = "client"
    kind: Literal["job_fell_through"] = "job_fell_through"
    why: Restricted = ""

    def check(self, case: Case) -> None:
        a_new_job(case, self.of)

    def happen(self, case: Case) -> None:
        case.put_away(case.contracts, self.of, "jobs fell through")


def a_new_job(case: Case, of: str) -> None:
    """Raises Refused unless this is a full-time job on the open labour market that was found."""
    if of not in new_jobs(case):
        raise Refused(f"this case has no new full-time job {of or '(name it with of=...)'}: there is {', '.join(new_jobs(case)) or 'none'}")


def new_jobs(case: Case) -> dict[str, t.Contract]:
    """Full-time jobs that were found; work beside the benefit (ordinary hours) is none (DA-36)."""
    return {of: contract for of, contract in case.running.items() if contract.type == "regular" and full_time(contract)}


def full_time_job(signed: ContractSigned) -> bool:
    """True if this contract is a full-time job on the open labour market."""
    return signed.type == "regular" and signed.fraction >= 1


def full_time(contract: t.Contract) -> bool:
    """True if the last share told of this contract is the whole week."""
    return contract.shares[-1].fraction >= 1
