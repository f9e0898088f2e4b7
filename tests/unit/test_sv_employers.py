"""Steg 4, arbetsgivarengagemang: SV-19 to SV-22."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.employer_engagement import DialogueAnswered, DialogueBegun, DialogueHeld, FinancesClarified, NeedsRecorded
from casework.fact import WITHHELD, as_seen_by
from casework.lasting_work import JobLost
from casework.planned import planned
from casework.steps import StepBegun, state_of
from tests import supported_employment_road as road
from tests.handclock import HandClock

NO = DialogueAnswered(of="e1", result="no offer")


def later(clock: HandClock, days: int = 30) -> DialogueAnswered:
    return DialogueAnswered(of="e1", result="later", follow_up=road.day(clock, days))


def test_sv_19_an_employer_who_wants_to_engage_gets_a_dialogue():
    clock = road.ready().tell(DialogueBegun(of="e1", employer="E-1", offers="placement"), DialogueHeld(of="e1", mode="by phone"))

    assert clock.open == ["employer_engagement", "job_seeking"]
    assert clock.row("dialogue_begun") == {"of": "e1", "employer": "E-1", "offers": "placement"}
    assert clock.row("dialogue_held") == {"of": "e1", "mode": "by phone"}
    assert clock.due("dialogue_answered:e1") == date(2026, 5, 26)


def test_sv_19_the_employer_of_a_dialogue_is_the_one_who_is_asked_for_an_answer():
    clock = road.in_dialogue().tell(DialogueBegun(of="e2", employer="E-2"))

    asked = {(rung.about, rung.who) for rung in planned(clock.case) if rung.to == "employer"}

    assert asked == {("dialogue_answered:e1", "E-1"), ("dialogue_answered:e2", "E-2")}


def test_sv_19_one_dialogue_with_each_employer_and_several_at_once():
    clock = road.in_dialogue()
    assert road.refused(clock, DialogueBegun(of="e2", employer="E-1")) == "e1 is the dialogue with E-1: tell dialogue_held of it"
    assert road.refused(clock, DialogueHeld(of="e7")) == "this case has no dialogue with an employer e7: there is e1"

    clock.tell(DialogueBegun(of="e2", employer="E-2"))
    assert {"dialogue_answered:e1", "dialogue_answered:e2"} <= set(clock.awaits)


def test_sv_19_a_step_begun_without_an_employer_asks_for_one():
    clock = road.ready().tell(StepBegun(of="employer_engagement"))
    assert clock.due("dialogue_begun") == date(2026, 5, 26)

    assert "dialogue_begun" not in clock.tell(road.DIALOGUE).awaits


def test_sv_20_what_the_employer_needs_of_education_supervision_and_support_is_asked():
    clock = road.in_dialogue()
    assert clock.due("needs_recorded:e1") == date(2026, 5, 19)
    assert set(NeedsRecorded.model_fields) >= {"education", "supervision", "support"}

    clock.tell(road.NEEDS)
    assert clock.case.dialogues["e1"].needs
    assert "needs_recorded:e1" not in clock.awaits


def test_sv_21_wage_subsidy_duration_and_who_decides_are_clarified():
    clock = road.in_dialogue()
    assert clock.due("finances_clarified:e1") == date(2026, 5, 19)
    assert set(FinancesClarified.model_fields) >= {"wage", "subsidy", "duration", "who_decides"}

    clock.tell(road.FINANCES)
    assert "finances_clarified:e1" not in clock.awaits
    assert as_seen_by("everyone", FinancesClarified, clock.row("finances_clarified"))["subsidy"] == WITHHELD


def test_sv_22_an_offer_is_followed_by_a_contract_or_withdrawn():
    clock = road.offered()
    assert clock.open == ["employer_engagement", "job_seeking"]
    assert clock.due("contract_signed") == date(2026, 8, 4)
    assert road.refused(clock, road.OFFER) == (
        "e1 has made an offer already: tell contract_signed, or result='no offer' if it is withdrawn"
    )

    assert clock.tell(NO).open == ["job_seeking"]
    assert road.offered().tell(road.work()).open == ["support"]


def test_sv_22_no_offer_ends_the_dialogue():
    clock = road.in_dialogue().tell(NO)

    assert (clock.case.dialogues, clock.case.tally["employers without an offer"]) == ({}, 1)
    assert state_of(clock.case, "employer_engagement") == "done"


def test_sv_22_later_has_a_day_on_which_it_is_asked_again():
    clock = road.in_dialogue()
    clock.tell(later(clock))
    assert clock.due("dialogue_answered:e1") == road.day(clock, 30)
    assert clock.open == ["employer_engagement", "job_seeking"]

    clock.days_pass(31)
    assert clock.letters("dialogue_answered:e1", to="employer", letter="host_asked")
    assert "dialogue_answered:e1" not in clock.tell(road.OFFER).awaits


@pytest.mark.parametrize("days", [0, -5, None])
def test_sv_22_a_later_without_a_day_to_come_is_refused(days):
    clock = road.in_dialogue()
    follow_up = None if days is None else road.day(clock) + timedelta(days=days)

    assert road.refused(clock, DialogueAnswered(of="e1", result="later", follow_up=follow_up)) == (
        "say on which day to come you will ask again: follow_up=..."
    )
    assert road.refused(clock, DialogueAnswered(of="e1", result="offer", follow_up=road.day(clock, 9))) == (
        "only a later has a day to ask again: leave follow_up out"
    )


def test_sv_22_no_answer_is_not_left_to_itself():
    clock = road.in_dialogue().days_pass(45)

    assert [m.to for m in clock.letters("dialogue_answered:e1")][-1] == "team lead"


def test_sv_22_an_offer_that_became_work_is_settled_and_leaves_the_case_with_the_work():
    clock = road.in_dialogue().tell(road.OFFER)

    clock.tell(road.work())

    assert "employer_engagement" not in clock.open, "an offer that became work is settled"
    clock.tell(JobLost(of="k1", by="employer"))
    assert clock.case.dialogues == {}
