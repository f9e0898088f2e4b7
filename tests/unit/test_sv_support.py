"""Steg 5, stöd på och utanför arbetsplatsen: SV-23 to SV-29."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.alliance import AllianceRated
from casework.anytime import CaseClosed, ContactFailed, ContactHeld
from casework.fact import seen_by
from casework.lasting_work import JobKept, JobLost, PlacementConverted, PlacementEnded, SupportStopped, WorkExtended
from casework.placement import ActionAgreed, ActionDone
from casework.steps import StepFinished, StepPaused, state_of
from casework.workplace_support import (
    ContactPlanAgreed,
    EvaluationHeld,
    IntroductionPlanned,
    OffJobItemFound,
    OffJobItemSettled,
    SupportRaised,
    TasksAgreed,
    WorkBegun,
)
from tests import supported_employment_road as road
from tests.handclock import FIRST_DAY, MONDAY, HandClock

BOTH = [ContactHeld(), ContactHeld(of="k1")]
STOP = SupportStopped(person_agrees=True, employer_informed=True)
MONEY = OffJobItemFound(of="u1", area="money")
CONVERTED = PlacementConverted(of="k1", type="wage_subsidy", legal_employer="E-1", starts=FIRST_DAY + timedelta(days=60))


def gaps(clock: HandClock) -> tuple[int, int]:
    """How many days lie between today and the next contact with the person, and with the employer."""
    person, employer = clock.due("contact_held:client"), clock.due("contact_held:k1")
    assert person
    assert employer
    return (person - road.day(clock)).days, (employer - road.day(clock)).days


def after(days: int) -> HandClock:
    """So many days into a job that began before the coach came along, after contact with both."""
    began = MONDAY - timedelta(days=days)
    clock = road.offered().tell(road.work(starts=began.date()), on=began).tell(*road.arranged())
    return clock.tell(WorkBegun(of="k1"), on=began).tell(*BOTH)


def test_sv_23_person_and_employer_have_contact_plans_of_their_own():
    clock = road.in_a_job().days_pass(2).tell(*BOTH)
    assert gaps(clock) == (7, 14)

    clock.days_pass(14)
    assert clock.letters("contact_held:client")
    assert clock.letters("contact_held:k1")
    clock.tell(ContactHeld())
    assert clock.due("contact_held:k1") == date(2026, 5, 20), "a contact with one is none with the other"


def test_sv_23_before_the_start_within_days_of_it_and_weekly_at_first():
    starts = FIRST_DAY + timedelta(days=42)
    clock = road.offered().tell(road.work(starts=starts), *road.arranged())
    assert clock.due("contact_held:client") == starts, "within the week before the start"
    assert clock.due("contact_held:k1") == starts

    clock.days_pass(38).tell(*BOTH)
    clock.days_pass(4).tell(WorkBegun(of="k1"))
    assert clock.due("contact_held:client") == starts + timedelta(days=3)
    assert clock.due("contact_held:k1") == starts + timedelta(days=7)
    assert gaps(clock.tell(*BOTH)) == (7, 14)


def test_sv_23_a_missed_contact_with_the_employer_goes_higher():
    clock = road.in_a_job().tell(*BOTH).days_pass(45)

    assert clock.letters("contact_held:k1", to="team lead", letter="promise_escalated")


def test_sv_24_introduction_supervision_and_tasks_are_agreed_before_or_soon_after_the_start():
    starts = FIRST_DAY + timedelta(days=14)
    clock = road.offered().tell(road.work(starts=starts))
    assert clock.due("introduction_planned:k1") == clock.due("mentoring_agreed:k1") == clock.due("work_begun:k1") == starts
    assert clock.due("tasks_agreed:k1") == date(2026, 5, 19)
    assert clock.days_pass(8).letters("mentoring_agreed:k1", to="employer", letter="host_asked")

    clock.tell(*road.arranged())
    assert not {"introduction_planned:k1", "mentoring_agreed:k1", "tasks_agreed:k1"} & set(clock.awaits)
    assert road.refused(clock, IntroductionPlanned(of="k9", form="a tour")) == "this case has no running contract k9: there is k1"
    assert road.refused(clock, WorkBegun(of="k1")) == f"work at k1 starts on {starts}: tell it when the person has begun"


def test_sv_24_how_it_goes_is_evaluated_again_and_again():
    clock = road.in_a_job()
    assert clock.due("evaluation_held:k1") == date(2026, 7, 3)

    clock.days_pass(40).tell(EvaluationHeld(of="k1", goes="with changes", what="shorter shifts"), TasksAgreed(of="k1", tasks="the shop"))
    assert clock.due("evaluation_held:k1") == date(2026, 8, 13)
    assert clock.due("contact_held:client") == date(2026, 6, 26), "an evaluation is a contact with the person"


@pytest.mark.parametrize("area", ["housing", "money", "travel", "health"])
def test_sv_25_what_matters_outside_work_has_actions_of_its_own(area):
    clock = road.in_a_job().tell(OffJobItemFound(of="u1", area=area))
    assert clock.due("action_agreed:u1") == date(2026, 5, 19)
    assert clock.due("off_job_item_settled:u1") == date(2026, 8, 4)

    clock.tell(ActionAgreed(of="a1", sort="support outside work", due=road.day(clock, 20), towards="u1"))
    assert "action_agreed:u1" not in clock.awaits
    assert clock.due("action_done:a1") == road.day(clock, 20)

    clock.tell(ActionDone(of="a1"))
    assert "action_agreed:u1" in clock.awaits, "until it is settled something is being done"
    clock.tell(OffJobItemSettled(of="u1", result="solved"))
    assert (clock.case.off_job, clock.case.tally["matters outside work solved"]) == ({}, 1)


def test_sv_25_it_may_be_found_in_any_step_and_its_sort_is_not_for_everybody():
    clock = road.opened().tell(MONEY, ActionAgreed(of="a1", sort="other action", due=road.day(road.opened(), 9), towards="u1"))

    assert seen_by(OffJobItemFound, "area") == "restricted"
    assert road.refused(clock, OffJobItemFound(of="u2", area="moon")) == (
        "this programme's areas are housing, money, travel, health, family, spare time: "
        "name one with area=..., and say the rest in note=..."
    )
    assert road.refused(clock, OffJobItemSettled(of="u1", result="solved")) == (
        "an action serves it still: tell action_done of a1 first, done or given up"
    )
    assert road.refused(clock, OffJobItemSettled(of="u9", result="solved")) == "this case has no matter outside work u9: there is u1"


def test_sv_26_support_is_the_same_for_a_placement_and_for_a_job():
    for clock in (road.in_a_placement(), road.in_a_job()):
        assert clock.open == ["support"]
        assert {"contact_held:client", "contact_held:k1", "evaluation_held:k1"} <= set(clock.awaits)


def test_sv_26_a_placement_becomes_a_job_without_losing_the_plan():
    plan = ContactPlanAgreed(of="k1", whom="client", close_until=FIRST_DAY + timedelta(days=80))
    clock = road.in_a_placement().tell(plan).days_pass(60).tell(CONVERTED)

    assert clock.case.contracts["k1"].type == "wage_subsidy"
    assert clock.case.supports["k1"].plans["client"].close_until == FIRST_DAY + timedelta(days=80)
    assert not {"introduction_planned:k1", "mentoring_agreed:k1", "tasks_agreed:k1"} & set(clock.awaits), "what was agreed stays"
    assert clock.due("work_begun:k1") == FIRST_DAY + timedelta(days=60)
    assert "placement_ended:k1" not in clock.awaits

    clock.tell(WorkBegun(of="k1"), *BOTH)
    assert clock.case.results["get"] == road.day(clock)
    assert clock.due("contact_held:client") == road.day(clock, 7)


def test_sv_26_a_placement_does_not_end_unseen():
    clock = road.in_a_placement()
    last = FIRST_DAY + timedelta(days=90)
    assert clock.due("placement_ended:k1") == last
    assert clock.days_pass(62).letters("placement_ended:k1", to="counsellor", letter="contract_end_nears")

    clock.tell(WorkExtended(of="k1", ends=last + timedelta(days=30)))
    assert clock.due("placement_ended:k1") == last + timedelta(days=30)
    assert road.refused(clock, WorkExtended(of="k1", ends=last)) == (
        f"k1 ends on {last + timedelta(days=30)}: an extension ends later, or leaves ends out"
    )
    assert "placement_ended:k1" not in clock.tell(WorkExtended(of="k1")).awaits
    assert road.refused(clock, WorkExtended(of="k1")) == "k1 has no last day that could be moved"


def test_sv_26_a_placement_that_ends_without_a_job_leads_back_to_profile_and_search():
    clock = road.in_a_placement().days_pass(90).tell(PlacementEnded(of="k1", ended="as planned", why="no vacancy there"))

    assert clock.open == ["job_seeking", "vocational_profile"]
    assert clock.case.tally["placements ended"] == 1


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (CONVERTED, "k1 is a job, not a placement: tell job_lost, job_kept or work_extended"),
        (PlacementEnded(of="k1", ended="as planned"), "k1 is a job, not a placement: tell job_lost, job_kept or work_extended"),
        (WorkBegun(of="k1"), "work at k1 has begun already: to tell how it goes tell evaluation_held or contact_held"),
        (SupportRaised(of="k1", until=FIRST_DAY, why="a bad day"), "say until which day to come contact is close again: until=..."),
        (
            StepFinished(of="support"),
            "support has no fixed end: it stops when the person agrees, tell support_stopped, or when the work ends",
        ),
    ],
)
def test_sv_26_what_does_not_fit_a_job_is_refused_with_what_does(fact, sentence):
    assert road.refused(road.in_a_job(), fact) == sentence


def test_sv_26_a_job_begins_after_its_placement_and_is_lost_otherwise_than_it():
    clock = road.in_a_placement()

    assert road.refused(clock, CONVERTED.model_copy(update={"starts": FIRST_DAY - timedelta(days=9)})) == (
        "a job begins after its placement did, and ends after it began: look at the dates"
    )
    assert road.refused(clock, JobLost(of="k1", by="employer")) == "k1 is a placement: tell placement_ended"


@pytest.mark.parametrize(
    ("days", "expected"), [(5, (7, 14)), (27, (7, 14)), (40, (14, 31)), (178, (14, 31)), (200, (31, 61)), (360, (31, 61)), (366, (92, 184))]
)
def test_sv_27_support_tapers_from_weekly_to_looser_and_looser(days: int, expected: tuple[int, int]):
    person, employer = gaps(after(days))

    assert person <= expected[0]
    assert employer <= expected[1]
    assert person >= expected[0] - 3, "contact falls on a working day before a weekend or a holiday"
    assert employer >= expected[1] - 4


def test_sv_27_a_plan_agreed_with_one_of_them_counts_before_the_lengths_of_the_programme():
    clock = after(45).tell(ContactPlanAgreed(of="k1", whom="client", close_until=FIRST_DAY + timedelta(days=15)))
    assert gaps(clock) == (7, 31)

    assert road.refused(clock, ContactPlanAgreed(of="k1", whom="employer")) == (
        "say until when contact is close, or less so: close_until, introduction_until, follow_up_until"
    )
    wrong = ContactPlanAgreed(of="k1", whom="client", close_until=road.day(clock, 9), follow_up_until=road.day(clock, 3))
    assert (
        road.refused(clock, wrong)
        == f"support tapers from the start of work on {FIRST_DAY - timedelta(days=45)}: give the days in their order"
    )


def test_sv_27_after_an_event_it_is_raised_again_for_a_while():
    clock = after(100)
    assert gaps(clock) == (14, 31)

    clock.days_pass(7).tell(SupportRaised(of="k1", until=road.day(clock, 20), why="a new manager"))
    assert gaps(clock) == (7, 14)
    clock.tell(*BOTH)
    assert gaps(clock) == (7, 14)

    clock.days_pass(21).tell(*BOTH)
    assert gaps(clock) == (14, 30), "then it tapers again"


def test_sv_27_it_may_be_raised_for_one_of_them():
    clock = after(100).tell(SupportRaised(of="k1", whom="client", until=road.day(after(100), 30), why="she sleeps badly"))

    assert gaps(clock) == (7, 31)


def test_sv_28_support_has_no_end_of_its_own():
    clock = after(360)
    for _ in range(4):
        clock.days_pass(80).tell(*BOTH, EvaluationHeld(of="k1", goes="well"), JobKept(of="k1"), AllianceRated(rating=4))

    assert clock.open == ["support"]
    assert {"contact_held:client", "contact_held:k1", "evaluation_held:k1"} <= set(clock.awaits)
    assert clock.case.ended is None


def test_sv_28_it_stops_when_the_person_agrees_and_the_employer_knows():
    clock = after(366)
    assert road.refused(clock, STOP.model_copy(update={"person_agrees": False})) == (
        "support goes on as long as the person wants it: it stops when they agree"
    )
    assert road.refused(clock, STOP.model_copy(update={"employer_informed": False})) == "tell the employer first that support stops"

    clock.tell(STOP)
    assert clock.case.ended is not None
    assert clock.case.ended.result == "work"
    assert (clock.open, clock.awaits) == ([], [])
    assert [(m.to, m.letter) for m in clock.letters("support_stopped")] == [("counsellor", "case_closed"), ("client", "farewell")]


def test_sv_28_before_the_follow_up_of_the_programme_is_over_it_is_said_why():
    clock = after(100)
    assert road.refused(clock, STOP) == "follow-up lasts until 2027-01-24 at least: say why it stops before that, early_because=..."

    assert clock.tell(STOP.model_copy(update={"early_because": "moves abroad with the employer"})).case.ended


@pytest.mark.parametrize("begin", [road.ready, road.in_a_placement, lambda: road.offered().tell(road.work())])
def test_sv_28_support_stops_only_around_a_job_that_has_begun(begin):
    assert road.refused(begin(), STOP) == "support stops around a job that has begun: to end the path without one tell case_closed"


def test_sv_28_a_job_with_a_last_day_does_not_end_unseen():
    clock = road.in_a_job(ends=FIRST_DAY + timedelta(days=180))
    assert clock.due("job_lost:k1") == FIRST_DAY + timedelta(days=180)

    clock.days_pass(200)
    assert clock.letters("job_lost:k1", to="team lead")
    assert clock.open == ["support"]
    assert "job_lost:k1" not in clock.tell(WorkExtended(of="k1")).awaits


def test_sv_28_stopping_while_support_rests_ends_the_path_too():
    clock = after(366)
    clock.tell(StepPaused(of="support", look_again=road.day(clock, 30), why="a long holiday"))
    assert {"contact_held:client", "contact_held:k1", "step_resumed:support"} <= set(clock.awaits), "contact is kept all the same"

    assert clock.tell(STOP).case.ended


def test_sv_29_after_a_job_is_lost_the_person_is_met_soon():
    clock = after(100).tell(JobLost(of="k1", by="employer", why="the shop closed"))
    assert clock.due("contact_held:client") == road.day(clock, 3)

    clock.days_pass(30)
    assert clock.letters("contact_held:client", to="team lead")
    clock.tell(ContactHeld())
    assert clock.due("contact_held:client") == road.day(clock, 14)


def test_sv_29_then_profile_and_search_begin_anew_with_the_profile_as_it_is_now():
    clock = after(100).tell(JobLost(of="k1", by="client"))
    assert clock.open == ["job_seeking", "vocational_profile"]
    assert {state_of(clock.case, step) for step in clock.open} == {"reopened"}
    assert state_of(clock.case, "support") == "done"
    assert "target_chosen" not in clock.awaits, "the search waits for the profile"

    clock.tell(road.REVISED)
    assert {"target_chosen", "seeker_prepared", "contract_signed"} <= set(clock.awaits)
    assert clock.tell(*road.signed("d2")).open == ["job_seeking"]


def test_sv_29_the_loss_wakes_a_search_that_rests_and_support_opens_again_with_the_next_job():
    clock = road.in_a_job()
    clock.tell(JobLost(of="k1", by="agreement"), StepPaused(of="job_seeking", look_again=road.day(clock, 30), why="grief"))
    clock.tell(road.work("k2"), JobLost(of="k2", by="never began"))
    assert state_of(clock.case, "job_seeking") == "reopened"

    clock.tell(road.work("k3"))
    assert state_of(clock.case, "support") == "reopened"


def test_sv_29_one_of_two_jobs_lost_leaves_the_support_of_the_other():
    clock = road.in_a_job().tell(road.work("k2", host="E-2", legal_employer="E-2"), JobLost(of="k1", by="agreement"))

    assert clock.open == ["job_seeking", "support", "vocational_profile"]
    assert "contact_held:k2" in clock.awaits
    assert "contact_held:k1" not in clock.awaits


def test_sv_28_a_case_is_not_closed_over_support_that_goes_on():
    clock = after(366)
    assert road.refused(clock, CaseClosed(outcome="work", why="it goes well")) == (
        "support goes on around this work: it stops when the person agrees, tell support_stopped"
    )

    assert clock.tell(CaseClosed(outcome="withdrew", why="the person wants no more of it")).case.ended
    assert road.ready().tell(CaseClosed(outcome="work", why="has found a job without us")).case.ended


def test_nobody_is_let_go_for_missed_appointments_x_06():
    clock = road.in_a_job().tell(*[ContactFailed(of="client")] * 3)

    assert clock.due("team_consulted:client") == date(2026, 5, 11)
    assert clock.open == ["support"]


def test_a_case_closed_for_another_reason_needs_no_job():
    assert road.ready().tell(CaseClosed(outcome="withdrew", why="wants to study first")).case.ended
