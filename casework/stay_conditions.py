"""What the story of STAR's guide waits for about courses and stays at companies: nothing begun is left to itself (DA-20 to DA-35)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from casework import company_stays as stays
from casework import upskilling as learning
from casework.agenda import Awaited, due_on, missing
from casework.case import Case
from casework.job_search import new_jobs
from casework.placement import ContractSigned


def courses_followed(case: Case) -> Iterator[Awaited]:
    """Of every course and education it is told how it goes and how it ended (DA-20, DA-25)."""
    for of, course in case.courses.items():
        if course.education:
            yield from _education_followed(case, of, course.starts, course.internship_needed)
            yield due_on(learning.EducationEnded, of, course.ends)
        else:
            yield due_on(learning.UpskillingEnded, of, course.ends)


def _education_followed(case: Case, of: str, starts: date | None, internship_needed: datetime | None) -> Iterator[Awaited]:
    """A good start and well-being, and a place for the internship when it is needed (DA-25)."""
    asked = case.has(f"well_being_asked:{of}")
    if starts:
        last = case.last_told(f"well_being_asked:{of}", otherwise=case.calendar.opening(starts))
        yield missing(learning.WellBeingAsked, of, since=last)._replace(sort="gap", pace="" if asked else "start")
    if internship_needed:
        yield missing(learning.InternshipPlaceFound, of, since=internship_needed)


def education_entered(case: Case) -> Iterator[Awaited]:
    """The two milestones: prior learning is assessed, and the person is enrolled (DA-24)."""
    for of, course in case.courses.items():
        if course.education and not course.assessed:
            yield missing(learning.PriorLearningAssessed, of, since=course.since)
        if course.education and not course.starts:
            yield missing(learning.EnrolmentDone, of, since=course.since)


def education_over(case: Case) -> Iterator[Awaited]:
    """The education has ended, one way or another (DA-25)."""
    return (due_on(learning.EducationEnded, of, course.ends) for of, course in case.courses.items() if course.education)


def offers_followed(case: Case) -> Iterator[Awaited]:
    """An offer is answered; of a stay it is agreed how it becomes a job; then it begins (DA-30, DA-31)."""
    for of, offer in case.offers.items():
        if offer.accepted is None:
            yield missing(stays.MeasureAnswered, of, since=offer.made)
        elif offer.sort == "upskilling":
            yield missing(learning.UpskillingStarted, since=offer.accepted)
        elif not offer.way_agreed:
            yield missing(stays.WayToJobAgreed, of, since=offer.accepted)
        elif not any((c.type, c.host) == (offer.sort, offer.company) for c in case.running.values()):
            yield missing(ContractSigned, since=offer.accepted)


def concrete_offer_made(case: Case) -> Iterator[Awaited]:
    """Something concrete was offered, unless the person is exempted from offers (DA-30)."""
    if "offers" not in case.exemptions and not case.has("measure_offered"):
        yield missing(stays.MeasureOffered)


def company_measure_offered(case: Case) -> Iterator[Awaited]:
    """The longer somebody is out of work, the more it is for companies to help: a stay is offered by a day (DA-35)."""
    course = case.unemployment
    duty = next((d for d in case.programme.duties if course and (course.age is None or course.age < d.below)), None)
    if course and duty and "offers" not in case.exemptions and not case.tally.get("company measures offered"):
        yield missing(stays.MeasureOffered, since=case.calendar.opening(course.since))._replace(within=duty.within)


def stays_followed(case: Case) -> Iterator[Awaited]:
    """Of every stay at a company, and of work for some hours, it is told how it ended (DA-32)."""
    for of, contract in case.running.items():
        if of not in new_jobs(case):
            yield due_on(stays.CompanyStayEnded, of, contract.ends)


def stays_talked_over(case: Case) -> Iterator[Awaited]:
    """A stay that led to no job is talked over by the three, whatever the track has become (DA-32)."""
    return (missing(stays.ThreePartyTalkHeld, of, since=ended) for of, ended in case.stays_ended.items())
