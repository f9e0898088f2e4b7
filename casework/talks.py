"""What can happen at a talk with an unemployed person: it opens with the jobs agreed on last time, and closes with the next ones.

Who leads it, who sits at the table, which ads were brought (DA-02, DA-03, DA-14 to DA-16, DA-27).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, PlainSerializer

from casework import things_star as star
from casework.case import Case
from casework.contact_course import unemployed
from casework.fact import Fact, Person, Refused, Restricted, known
from casework.rules import Talk

EXTRA = "extra"
"""A talk besides the calendar, on anybody's wish."""

SEARCHING = ("main_road", "risk_of_long_unemployment")
JobId = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$", description="the id of an ad or a job order, as J-1")]
Party = Literal["education ambassador", "company", "temp agency", "a-kasse", "jobcentre"]


class TalkHeld(Fact, frozen=True):
    """A talk was held: what became of the jobs of last time, the ads at the table, and the jobs to apply for next (DA-14 to DA-16).

    `of` is its name in the calendar, or `extra`. `led_by` is who led it if not the case worker (DA-02); `applied` and
    `not_applied` answer the list of last time; `ads` are the case worker's, `ads_brought` the citizen's.
    """

    counts_as: ClassVar[tuple[str, ...]] = ("contact_held:client",)
    kind: Literal["talk_held"] = "talk_held"
    of: str = Field(default="", pattern=r"^[a-z0-9_]{0,40}$", description="the talk of the calendar by its name, as welcome, or extra")
    mode: Literal["in person", "by phone", "by video"] = "in person"
    led_by: Person = ""
    led_as: Literal["case worker", "job consultant", "education ambassador"] = "case worker"
    also_present: Annotated[set[Party], PlainSerializer(sorted, return_type=list[str])] = set()
    appointment: str = ""
    applied: list[JobId] = []
    not_applied: list[JobId] = []
    why_not: Restricted = ""
    ads: list[JobId] = []
    ads_brought: list[JobId] = []
    good_chances_in: list[str] = []
    will_apply: list[JobId] = []
    nothing_because: Restricted = ""

    def check(self, case: Case) -> None:
        self._check_calendar(case)
        if self.appointment:
            known(case.appointments, self.appointment, "appointment", "appointment")
        self._check_last_time(case)
        self._check_ads(case)
        self._check_next_time(case)

    def _check_calendar(self, case: Case) -> None:
        course, calendar = unemployed(case), talks_of(case)
        if self.of == EXTRA:
            return
        if self.of not in calendar:
            raise Refused(f"this calendar has no talk {self.of or 'without a name'}: of is {', '.join([*calendar, EXTRA])}")
        if was_held(case, course, self.of):
            raise Refused(f"the talk {self.of} was held on {course.held[self.of]}: tell one besides the calendar with of={EXTRA}")
        if calendar[self.of].form not in ("", self.mode):
            raise Refused(f"the talk {self.of} is held {calendar[self.of].form}: by phone or video come later ones")

    def _check_last_time(self, case: Case) -> None:
        told = {*self.applied, *self.not_applied}
        if left := [job for job in case.job_list if job not in told]:
            raise Refused(f"begin with the list of last time: put {', '.join(left)} under applied or not_applied")
        if strange := sorted(told - set(case.job_list)):
            raise Refused(f"{', '.join(strange)} did not stand on the list of last time: that was {', '.join(case.job_list) or 'empty'}")
        if both := sorted(set(self.applied) & set(self.not_applied)):
            raise Refused(f"{', '.join(both)} cannot be both done and not done: look at applied and not_applied")
        if self.not_applied and not self.why_not:
            raise Refused(f"say with why_not=... why {', '.join(self.not_applied)} was not applied for")

    def _check_ads(self, case: Case) -> None:
        if not self.ads and (searching(case) or self.led_as == "job consultant"):
            raise Refused("every talk brings at least one concrete job from the case worker: name it under ads")
        if "risk_of_long_unemployment" in case.open and not self.good_chances_in:
            raise Refused("in this track the ads come from areas with good chances: say which under good_chances_in")

    def _check_next_time(self, case: Case) -> None:
        if strange := [job for job in self.will_apply if job not in {*self.ads, *self.ads_brought}]:
            raise Refused(f"{', '.join(strange)} is none of the ads of this talk: put it under ads or ads_brought too")
        if not searching(case):
            return
        if not (self.will_apply or self.nothing_because):
            raise Refused("a talk ends with the jobs to apply for before the next: name them under will_apply, or say nothing_because=...")
        if self.will_apply and not case.papers:
            raise Refused("the jobs to apply for are noted in Min Plan: draw it up first with document_drawn_up")

    def happen(self, case: Case) -> None:
        case.put_away(case.appointments, self.appointment)
        case.tally.pop("unanswered:client", None)
        case.job_list = list(self.will_apply)
        for what, jobs in (("jobs applied for", self.applied), ("jobs not applied for", self.not_applied)):
            if jobs:
                case.tally[what] = case.tally.get(what, 0) + len(jobs)
        if case.unemployment and self.of != EXTRA:
            case.unemployment.held[self.of] = case.calendar.day_of(case.hour)


def searching(case: Case) -> bool:
    """True on the main road and in the risk track, where every talk is about concrete jobs (DA-14, DA-27)."""
    return any(track in case.open for track in SEARCHING)


def talks_of(case: Case) -> dict[str, Talk]:
    """The talks of the calendar of this person's benefit, in its order (DA-04)."""
    group = case.unemployment.group if case.unemployment else None
    return {name: talk for name, talk in case.programme.talks.items() if group in talk.groups}


def counts_from(course: star.Unemployment, talk: Talk) -> date | None:
    """The day from which the time of a talk counts; none while that has not come."""
    return {"unemployment": course.since, "benefit": course.benefit_since, "handover": course.handed_over}[talk.counts_from]


def was_held(case: Case, course: star.Unemployment, name: str) -> bool:
    """True if this talk was held since the day it counts from: after a change of benefit it may be due again (DA-04)."""
    talk, held = case.programme.talks[name], course.held.get(name)
    begun = counts_from(course, talk)
    return held is not None and begun is not None and held >= begun


def owed(case: Case) -> dict[str, Talk]:
    """The talks still to be held by the body that is responsible now; one exempted is owed only those that are for everybody."""
    course = case.unemployment
    if course is None:
        return {}
    return {
        name: talk
        for name, talk in talks_of(case).items()
        if talk.held_by == course.body and not was_held(case, course, name) and (talk.everybody or "talks" not in case.exemptions)
    }
