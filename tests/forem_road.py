"""Jobseekers on their way through Forem's individualised support, as far as a test needs them to be."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from casework.assessment import ActionRequired, AssessmentInterviewHeld, SubjectReviewed
from casework.capability_mapping import GoalSet
from casework.documents import DocumentDrawnUp, DocumentSigned
from casework.exploration import Referred
from casework.fact import Fact
from casework.placement import ActionAgreed
from casework.plan_follow_up import IntensityDecided
from casework.programme import Programme
from casework.public_holidays import calendar_of
from casework.registration import Registered, VacanciesSent
from tests.handclock import MONDAY, HandClock, programme

CALENDAR = calendar_of(zone="Europe/Brussels", country="BE", region="WAL", first_year=2014, years=32)
SUBJECTS = ("skills", "qualifications", "experience", "diplomas", "abilities", "job_positioning")
REGISTERED = Registered(channel="web site", looks_for="work as a welder")
INTERVIEW = AssessmentInterviewHeld()
STOCK: list[Fact] = [SubjectReviewed(of=subject, finding="looked at together") for subject in SUBJECTS]
PROJECT = GoalSet(of="g1", goal="welder in a workshop", horizon="medium", sort="job")
REGULAR = IntensityDecided(level="regular", autonomy="partial", why="manages a search on the web alone")
SAID = {"vocational_project": "welder", "job_positioning": "near", "required_actions": "a course"}
CONVENTION = DocumentDrawnUp(of="d1", sort="convention", authors={"client", "counsellor"}, sections=SAID)
PLAN = DocumentDrawnUp(of="d2", sort="action_plan", authors={"client", "counsellor"})


def signed(of: str) -> list[Fact]:
    """Both have signed it."""
    return [DocumentSigned(of=of, by="client"), DocumentSigned(of=of, by="counsellor")]


def action(of: str = "a1", due: date = date(2026, 8, 31), **said: Any) -> ActionAgreed:
    """A course in welding, or what is said instead."""
    fields = {"of": of, "sort": "vocational training", "owner": "client", "due": due, "what": "a course in welding"}
    return ActionAgreed.model_validate(fields | said)


def referral(of: str = "r1", **said: Any) -> Referred:
    """An operator is asked for one of its services."""
    fields = {"of": of, "partner": "OP-1", "service": "prequalification", "reason": "no recent practice", "consent": True}
    return Referred.model_validate(fields | said)


def opened(opened_at: datetime = MONDAY, *, under: Programme | None = None) -> HandClock:
    """The case is open, nothing was told."""
    return HandClock(opened_at, under=under or programme("forem-example", opened_at.date()), calendar=CALENDAR)


def assessing(opened_at: datetime = MONDAY) -> HandClock:
    """Registered, with vacancies on their way: the assessment and the plan begin."""
    return opened(opened_at).tell(REGISTERED, VacanciesSent(how_many=3))


def interviewed(opened_at: datetime = MONDAY) -> HandClock:
    """The assessment interview was held and stock was taken; nothing is signed, and there is no plan."""
    return assessing(opened_at).tell(INTERVIEW, *STOCK, PROJECT, REGULAR)


def agreed(opened_at: datetime = MONDAY) -> HandClock:
    """The agreement is signed by both; the plan is still set up."""
    return interviewed(opened_at).tell(CONVENTION, *signed("d1"))


def followed(opened_at: datetime = MONDAY) -> HandClock:
    """Agreement and plan are signed, a course is agreed on: the plan is followed."""
    return agreed(opened_at).tell(action(), PLAN, *signed("d2"))


def referred(opened_at: datetime = MONDAY) -> HandClock:
    """An operator was asked for a service of the plan."""
    return followed(opened_at).tell(referral())


def with_a_requirement() -> HandClock:
    """The assessment has shown that a course in reading and writing is needed."""
    return interviewed().tell(ActionRequired(of="q1", sort="literacy", because="personal needs"))


def day(clock: HandClock, days: int = 0) -> date:
    """The day so many days from now."""
    return (clock.hour + timedelta(days=days)).date()


def changed(**said: Any) -> Programme:
    """The example programme with some of it decided otherwise."""
    return programme("forem-example").model_copy(update=said)
