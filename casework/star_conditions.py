"""What the story of STAR's guide waits for about goals, Min Plan, the CV and the search (DA-05 to DA-19, DA-33)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from casework.agenda import Awaited, due_on, missing
from casework.capability_mapping import GoalSet
from casework.case import Case
from casework.cv import CvFollowedUp, CvUseExplained
from casework.documents import DocumentDrawnUp, DocumentRevised
from casework.job_goals import EducationLiftJudged, JobGoalJudged, JobGoalsReviewed, UpskillingDecided
from casework.job_search import JobBegun, SearchStrategyAgreed, new_jobs
from casework.placement import ActionAgreed

NEW_TO_TELL = ("upskilling_ended", "education_ended", "three_party_talk_held")
"""After these the goals are looked at again."""


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
    if case.cv_news:
        yield missing(CvFollowedUp, since=case.cv_news)
    if case.goals and newer(case, *NEW_TO_TELL, than=("job_goals_reviewed", "goal_set")):
        yield missing(JobGoalsReviewed, since=latest(case, NEW_TO_TELL))._replace(or_by=("goal_set",))


def something_else_begun(case: Case) -> Iterator[Awaited]:
    """After that talk the mediation goes on, and something else begins (DA-33)."""
    if newer(case, "three_party_talk_held", than=("action_agreed", "measure_offered", "upskilling_started", "education_chosen")):
        since = case.last["three_party_talk_held"].happened
        yield missing(ActionAgreed, since=since)._replace(or_by=("measure_offered", "upskilling_started", "education_chosen"))


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
