"""Forem's individualised support as walks see it."""

from __future__ import annotations

from random import Random

from casework import assessment as s
from casework import documents, surveys
from casework.anytime import ContactFailed, Paused
from casework.capability_mapping import GoalSet, GoalSettled
from casework.case import Case
from casework.exploration import CheckHeld, Referred
from casework.fact import Fact
from casework.placement import ActionAgreed
from casework.plan_follow_up import BROKEN_OFF, ActionPlanReviewed, IntensityDecided, ReferralConcluded
from casework.referral import ReferralAnswered, ReferralStarted
from casework.registration import VacanciesSent
from tests import forem_road as road
from tests.handclock import HandClock
from tests.walking.road import ANYTHING, Chance, Road
from workflows.methods.forem import FOREM

NEWS_OF_A_PAPER = ("document_drawn_up", "document_signed", "document_refused", "document_revised")


def unanswered() -> HandClock:
    """The operator has begun, the news is poor, and the jobseeker has stopped answering."""
    clock = road.referred().tell(ReferralAnswered(of="r1", answer="accepted"), ReferralStarted(of="r1"))
    return clock.tell(*[CheckHeld(of="r1", result="no contact")] * 2, *[ContactFailed()] * 3)


def plan_refused() -> HandClock:
    """The agreement is signed, and the jobseeker does not agree to the plan."""
    clock = road.agreed().tell(road.action(), road.PLAN)
    return clock.tell(documents.DocumentRefused(of="d2", by="client", why="too far away"))


def second_loop() -> HandClock:
    """After a year the jobseeker is assessed anew."""
    return road.followed().days_pass(360).tell(ActionPlanReviewed(then="assessed anew"))


def chances(case: Case, chance: Random) -> list[Chance]:
    """What may well happen to requirements, referrals, the project and the plan."""
    found: list[Chance] = [(s.RequirementSettled, of) for of in case.requirements]
    found += [(ReferralConcluded, of) for of, referral in case.referrals.items() if referral.state in BROKEN_OFF]
    found += [(surveys.SurveyReturned, point) for point, state in case.surveys.items() if state == "asked"]
    found += [(kind, case.next_id(kind.begins)) for kind in (ActionAgreed, Referred, s.ActionRequired)]
    found += [(kind, "") for kind in (ActionPlanReviewed, Paused) if chance.random() < 0.3]
    goal: Chance = (GoalSettled, min(case.goals)) if case.goals else (GoalSet, case.next_id("g"))
    return [*found, goal, (VacanciesSent, ""), (IntensityDecided, "")]


def names(kind: type[Fact], case: Case) -> list[str]:
    """What may be named from a list of the programme."""
    asked = [point for point, state in case.surveys.items() if state == "asked"]
    return asked if kind is surveys.SurveyReturned else case.programme.lists.get(kind.listed_in.get("of", ""), [])


def values(kind: type[Fact], name: str, clock: HandClock, chance: Random) -> object:
    """What a field may say: now and then something that is on no list."""
    listed = clock.case.programme.lists.get(kind.listed_in.get(name, ""), [])
    if listed and chance.random() < 0.9:
        return chance.choice(listed)
    if name == "due":
        return road.day(clock, chance.choice([-2, 5, 30]))
    return chance.choice([True, True, False]) if name == "consent" else ANYTHING


def whole(case: Case) -> None:
    """Contact is always promised, and whatever was begun with somebody is followed to its end."""
    if case.ended:
        return
    assert "contact_held:client" in case.agenda
    assert {f"action_done:{of}" for of in case.actions} <= set(case.agenda)
    for of, referral in case.referrals.items():
        assert f"{'referral_concluded' if referral.state in BROKEN_OFF else 'check_held'}:{of}" in case.agenda
    for of, paper in case.papers.items():
        asked = {f"document_signed:{of}", f"document_revised:{of}"} & set(case.agenda)
        assert bool(asked) != (paper.state == "signed"), "a document is signed by all, or somebody is asked for it"
    assert set(case.surveys.values()) <= {"asked", "answered", "declined", "no answer"}


ROAD = Road(
    story=FOREM,
    starts=(
        road.opened, road.assessing, road.interviewed, road.agreed, road.followed, road.referred, road.with_a_requirement,
        unanswered, plan_refused, second_loop,
    ),
    chances=chances,
    names=names,
    values=values,
    gates=frozenset({"registered", "document_signed", "document_drawn_up", "action_agreed", "action_plan_reviewed"}),
    may_take_away={
        "appointment_missed": ("assessment_interview_held", "action_plan_reviewed"),
        "team_consulted": (
            "assessment_interview_held", "action_plan_reviewed", "referral_answered", "referral_dropped_out", "referral_finished",
        ),
        "person_spoken_to": ("referral_answered", "referral_dropped_out", "referral_finished"),
        "check_held": ("referral_answered", "referral_dropped_out"),
        "action_agreed": ("referred",),
        "requirement_settled": ("action_agreed",),
        "document_revised": ("document_sent", "document_signed"),
    },
    seldom=frozenset({"action_plan_reviewed"}),
    turns_so=frozenset({"are left"}),
    whole=whole,
)  # fmt: skip
