"""What the story of STAR's guide may wait for besides a single fact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from casework import company_stays as stays
from casework import upskilling as learning
from casework.agenda import Awaited, due_on, missing
from casework.capability_mapping import GoalSet
from casework.case import Case
from casework.contact_course import BenefitHoursPaid, ExemptionEnded, ResponsibilityPassed, UnemploymentReported
from casework.cv import CvFollowedUp, CvUseExplained
from casework.documents import DocumentDrawnUp, DocumentRevised
from casework.job_goals import EducationLiftJudged, JobGoalJudged, JobGoalsReviewed, UpskillingDecided
from casework.job_search import JobBegun, SearchStrategyAgreed, new_jobs
from casework.placement import ActionAgreed, ContractSigned
from casework.talks import EXTRA, TalkHeld, counts_from, owed

TRACKS = ("early_start", "main_road", "education_lift", "risk_of_long_unemployment")
NEW_TO_TELL = ("upskilling_ended", "education_ended", "three_party_talk_held")
"""After these, goals and CV have something new to say."""


# Talks


def unemployment_known(case: Case) -> Iterator[Awaited]:
    """Since when and on which benefit: the calendar of talks hangs on it (DA-04)."""
    if case.unemployment is None:
        yield missing(UnemploymentReported, since=case.opened)


def talks_planned(case: Case) -> Iterator[Awaited]:
    """Each talk of the calendar, at the latest on its day (DA-04, DA-36)."""
    for name, talk in owed(case).items():
        start = counts_from(case.unemployment, talk) if case.unemployment else None
        if start:
            since = case.calendar.opening(start)
            yield missing(TalkHeld, name, since=since)._replace(sort="gap", pace=name, within=talk.within)


def talks_kept(case: Case) -> Iterator[Awaited]:
    """Talks often, whichever the track: never longer after the last than its pace (DA-04)."""
    if case.unemployment and "talks" not in case.exemptions:
        pace = next(track for track in TRACKS if track in case.open)
        last = case.last_told("talk_held", otherwise=case.calendar.opening(case.unemployment.benefit_since))
        yield missing(TalkHeld, since=max(last, case.opened))._replace(sort="gap", pace=pace)


def missed_talk_made_good(case: Case) -> Iterator[Awaited]:
    """A talk the person did not come to is held soon after, ahead of its day in the calendar (DA-36)."""
    if newer(case, "appointment_missed", than=("talk_held",)) and case.tally.get("unanswered:client"):
        yield missing(TalkHeld, next(iter(owed(case)), EXTRA), since=case.last["appointment_missed"].happened)


def handed_over(case: Case) -> Iterator[Awaited]:
    """The hours of benefit are told every month; after more than the programme says the jobcentre takes over from the a-kasse (DA-01)."""
    limit, course = case.programme.counts.get("benefit_hours"), case.unemployment
    if limit and course and course.body == "a-kasse":
        since = case.last_told("benefit_hours_paid", otherwise=case.calendar.opening(course.benefit_since))
        reached = course.benefit_hours > limit.at_most
        yield missing(ResponsibilityPassed, since=since) if reached else missing(BenefitHoursPaid, since=since)._replace(sort="gap")


def exemptions_looked_at(case: Case) -> Iterator[Awaited]:
    """Whoever is exempted from talks or offers is looked at again on the day that was named (DA-04)."""
    for what, day in case.exemptions.items():
        yield due_on(ExemptionEnded, what, day)._replace(or_by=("exempted",))


# Goals, plan and CV


def goals_set(case: Case) -> Iterator[Awaited]:
    """At least one goal of a job or an education that is not only for later (DA-05)."""
    if not any(goal.sort in ("job", "education") and goal.horizon != "long" for goal in case.goals.values()):
        yield missing(GoalSet)


def goals_judged(case: Case) -> Iterator[Awaited]:
    """Of every goal it was asked whether jobs can be had there (DA-06)."""
    return (missing(JobGoalJudged, of, since=g.set) for of, g in case.goals.items() if not case.has(f"job_goal_judged:{of}"))


def direction_asked(case: Case) -> Iterator[Awaited]:
    """Is a short course needed, and is the education lift a possibility (DA-07, DA-08)."""
    yield from (missing(fact) for fact in (UpskillingDecided, EducationLiftJudged) if not _decided(case, fact))


def plan_noted(case: Case) -> Iterator[Awaited]:
    """The goals stand in Min Plan, written together, and anew whenever a goal was set or settled (DA-09)."""
    changed = latest(case, ("goal_set", "goal_settled"))
    if case.goals and not case.papers:
        yield missing(DocumentDrawnUp, since=changed)
    elif changed and newer(case, "goal_set", "goal_settled", than=("document_drawn_up", "document_revised")):
        yield from (missing(DocumentRevised, of, since=changed) for of in case.papers)


def cv_in_order(case: Case) -> Iterator[Awaited]:
    """The CV was gone through and lacks nothing, and the citizen knows who looks at it (DA-10, DA-11)."""
    if not case.has("cv_use_explained"):
        yield missing(CvUseExplained)
    if case.cv is None:
        yield missing(CvFollowedUp)
    elif not case.cv.complete:
        yield missing(CvFollowedUp, since=case.last["cv_followed_up"].happened)


def cv_fresh(case: Case) -> Iterator[Awaited]:
    """A CV that was not updated for too long is gone through again (DA-10)."""
    if case.cv and case.cv.complete:
        yield missing(CvFollowedUp, since=case.calendar.opening(case.cv.updated))._replace(sort="gap")


def told_anew(case: Case) -> Iterator[Awaited]:
    """After a course, or a stay that led to no job, goals and CV say what is new (DA-20, DA-33)."""
    since = latest(case, NEW_TO_TELL)
    if newer(case, *NEW_TO_TELL, than=("cv_followed_up",)):
        yield missing(CvFollowedUp, since=since)
    if newer(case, *NEW_TO_TELL, than=("job_goals_reviewed", "goal_set")) and case.goals:
        yield missing(JobGoalsReviewed, since=since)._replace(or_by=("goal_set",))


# The search


def strategy_agreed(case: Case) -> Iterator[Awaited]:
    """There is a strategy, and a new one when the search was looked at and it was to change (DA-13, DA-19)."""
    if not case.has("search_strategy_agreed"):
        yield missing(SearchStrategyAgreed)
    elif _to_change(case, "strategy") and newer(case, "job_search_reviewed", than=("search_strategy_agreed",)):
        yield missing(SearchStrategyAgreed, since=case.last["job_search_reviewed"].happened)


def goals_current(case: Case) -> Iterator[Awaited]:
    """The goals are looked at again when the search or the choice of an education asks for it (DA-19, DA-23)."""
    asked = ("job_search_reviewed", "education_chosen") if _to_change(case, "goals") else ("education_chosen",)
    if case.goals and newer(case, *asked, than=("job_goals_reviewed", "goal_set")):
        yield missing(JobGoalsReviewed, since=latest(case, asked))._replace(or_by=("goal_set",))


def job_awaited(case: Case) -> Iterator[Awaited]:
    """Of a new job it is told, on its first day, whether it began (DA-36)."""
    for of, job in new_jobs(case).items():
        yield due_on(JobBegun, of, job.starts)._replace(or_by=("job_fell_through",))


# Courses and stays


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


def something_else_begun(case: Case) -> Iterator[Awaited]:
    """After that talk the mediation goes on, and something else begins (DA-33)."""
    if newer(case, "three_party_talk_held", than=("action_agreed", "measure_offered", "upskilling_started", "education_chosen")):
        since = case.last["three_party_talk_held"].happened
        yield missing(ActionAgreed, since=since)._replace(or_by=("measure_offered", "upskilling_started", "education_chosen"))


# Earlier and later


def newer(case: Case, *kinds: str, than: tuple[str, ...]) -> bool:
    """True if one of these was told after the last of those; what counts is the journal, never the hour."""
    lines = [case.last[kind].line for kind in kinds if kind in case.last]
    return bool(lines) and max(lines) > max((case.last[kind].line for kind in than if kind in case.last), default=0)


def latest(case: Case, kinds: tuple[str, ...]) -> datetime | None:
    """The latest day on which one of these is said to have happened."""
    return max((case.last[kind].happened for kind in kinds if kind in case.last), default=None)


def _decided(case: Case, fact: type[UpskillingDecided] | type[EducationLiftJudged]) -> bool:
    return str(fact.model_fields["kind"].default) in case.decisions


def _to_change(case: Case, what: str) -> bool:
    review = case.decisions.get("job_search_reviewed")
    return review is not None and review.choice in (what, "both")
