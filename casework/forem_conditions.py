"""What Forem's story may wait for besides a single fact: each is the list of what is still missing."""

from __future__ import annotations

from collections.abc import Iterator

from casework.agenda import Awaited, missing
from casework.assessment import RequirementSettled, SubjectReviewed
from casework.capability_mapping import GoalSet
from casework.case import Case
from casework.conditions import referrals_followed
from casework.documents import document_agreed
from casework.placement import ActionAgreed
from casework.plan_follow_up import BROKEN_OFF, CONVENTION, PLAN, IntensityDecided, ReferralConcluded
from casework.surveys import SurveyAsked, SurveyReturned


def stock_taken(case: Case) -> Iterator[Awaited]:
    """Every subject of the assessment was looked at (FR-09)."""
    return (missing(SubjectReviewed, of) for of in case.programme.lists["subjects"] if f"subject_reviewed:{of}" not in case.records)


def project_known(case: Case) -> Iterator[Awaited]:
    """What the jobseeker works towards, their vocational project, stands as a goal (FR-09)."""
    if not case.goals:
        yield missing(GoalSet)


def intensity_known(case: Case) -> Iterator[Awaited]:
    """It was decided how closely the jobseeker is followed (FR-08)."""
    if "intensity_decided" not in case.decisions:
        yield missing(IntensityDecided)


def convention_signed(case: Case) -> Iterator[Awaited]:
    """Jobseeker and counsellor signed the agreement (FR-09, FR-10)."""
    return document_agreed(case, CONVENTION)


def plan_agreed(case: Case) -> Iterator[Awaited]:
    """The action plan is drawn up and signed in its newest version (FR-11)."""
    return document_agreed(case, PLAN)


def something_under_way(case: Case) -> Iterator[Awaited]:
    """A plan is never empty: something is agreed to be done, or help of an operator is on its way (FR-12)."""
    if not case.actions and not case.referrals:
        yield missing(ActionAgreed)._replace(or_by=("referred",))


def requirements_served(case: Case) -> Iterator[Awaited]:
    """An action serves whatever was found to be required; when none does any more, it is met, or another is agreed on (FR-09, FR-12)."""
    served = {action.towards for action in case.actions.values()}
    for of in case.requirements:
        if of not in served:
            yield missing(RequirementSettled, of)._replace(or_by=("action_agreed",))


def operators_followed(case: Case) -> Iterator[Awaited]:
    """The referent keeps asking about each referral; after a refusal or a drop-out they say what follows (FR-15)."""
    broken_off = {of: referral for of, referral in case.referrals.items() if referral.state in BROKEN_OFF}
    for of, referral in broken_off.items():
        told = (case.last_told(f"{kind}:{of}", otherwise=referral.made) for kind in ("referral_answered", "referral_dropped_out"))
        yield missing(ReferralConcluded, of, since=max(told))
    yield from (awaited for awaited in referrals_followed(case) if awaited.of not in broken_off)


def surveys_answered(case: Case) -> Iterator[Awaited]:
    """At each point the programme names the jobseeker is asked how they are served; no answer is an answer too (FR-19)."""
    for point in case.programme.lists["surveys"]:
        if point in case.surveys and case.surveys[point] == "asked":
            yield missing(SurveyReturned, point, since=case.last_told(f"survey_asked:{point}", otherwise=case.opened))
        elif point not in case.surveys and case.has(point):
            yield missing(SurveyAsked, point)


def level_of(case: Case) -> str:
    """How closely this jobseeker is followed, or nothing as long as nobody has decided (FR-08)."""
    return case.decisions["intensity_decided"].choice if "intensity_decided" in case.decisions else ""
