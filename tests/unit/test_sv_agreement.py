"""Steg 1, överenskommelse med klienten: SV-04 to SV-08."""

from __future__ import annotations

from datetime import date

import pytest

from casework.alliance import (
    AllianceRated,
    AllianceTalkedOver,
    ServiceChosen,
    SituationLogged,
    SituationSettled,
    StrategyAgreed,
    StrategyDropped,
    offered,
)
from casework.documents import DocumentDrawnUp, DocumentRefused, DocumentRevised, DocumentSigned
from casework.fact import WITHHELD, as_seen_by, seen_by
from casework.steps import StepReopened, state_of
from tests import supported_employment_road as road
from tests.handclock import HandClock


def test_sv_04_the_agreement_speaks_of_expectations_goals_roles_and_strategies():
    assert road.programme_of_ours().documents["agreement"].sections == ["expectations", "goals", "roles", "strategies"]

    half = DocumentDrawnUp(of="d1", sort="agreement", authors=road.TOGETHER, sections={"goals": "a job", "roles": "side by side"})
    assert (
        road.refused(road.opened(), half)
        == "agreement also speaks of expectations, strategies: say sections.expectations=... sections.strategies=..."
    )


def test_sv_04_the_agreement_is_made_together_and_in_time():
    clock = road.opened()
    assert clock.due("document_drawn_up:agreement") == date(2026, 6, 2)

    alone = DocumentDrawnUp(of="d1", sort="agreement", sections=road.AGREED)
    assert road.refused(clock, alone) == "agreement is drawn up together: sit down with the client, and name them under authors"

    clock.tell(road.AGREEMENT)
    assert clock.row("document_drawn_up")["authors"] == ["client", "counsellor"]
    assert "document_drawn_up:agreement" not in clock.awaits


def test_sv_04_what_the_agreement_says_is_not_for_everybody():
    told = road.agreed().row("document_drawn_up")

    assert as_seen_by("everyone", DocumentDrawnUp, told)["sections"] == WITHHELD


def test_sv_05_strategies_are_pairs_of_a_situation_and_a_response():
    clock = road.opened()
    assert clock.due("strategy_agreed") == date(2026, 6, 2)

    clock.tell(road.SICK_DAY, StrategyAgreed(of="y2", situation="conflict", response="a talk with all three within a day"))

    assert [(s.situation, s.response) for s in clock.case.strategies.values()] == [
        ("sick day", "the coach is called before eight and tells the employer"),
        ("conflict", "a talk with all three within a day"),
    ]
    assert road.refused(clock, StrategyAgreed(of="y3", situation="rain", response="an umbrella")) == (
        "this programme's situations are sick day, absence, late, conflict, stress, change at work: name one with situation=..."
    )


def test_sv_05_when_such_a_situation_is_logged_the_coach_is_offered_what_was_agreed():
    clock = road.in_a_job().tell(SituationLogged(of="n1", situation="sick day"))

    (letter,) = clock.letters("situation_logged:n1")
    assert (letter.to, letter.letter, letter.values["strategies"]) == ("counsellor", "strategy_offered", "y1")
    assert offered(clock.case, "n1") == ["the coach is called before eight and tells the employer"]
    assert clock.due("situation_settled:n1") == date(2026, 5, 6)


def test_sv_05_the_letter_says_nothing_of_what_is_restricted():
    clock = road.in_a_job().tell(SituationLogged(of="n1", situation="sick day"))

    said = " ".join(value for message in clock.letters() for value in message.values.values())
    assert "sick" not in said
    assert "called before eight" not in said
    assert seen_by(SituationLogged, "situation") == seen_by(StrategyAgreed, "response") == "restricted"


def test_sv_05_a_situation_nobody_agreed_on_is_followed_all_the_same():
    clock = road.in_a_job().tell(SituationLogged(of="n1", situation="stress"))
    assert clock.letters("situation_logged:n1") == []
    assert road.refused(clock, SituationSettled(of="n1", went="as agreed")) == (
        "nothing was agreed for this situation: tell went='nothing was agreed', and strategy_agreed for the next time"
    )

    clock.days_pass(20)
    assert clock.letters("situation_settled:n1", to="team lead")
    clock.tell(SituationSettled(of="n1", went="nothing was agreed", learnt="a quiet room helps"))
    assert (clock.case.situations, clock.case.tally["situations nothing was agreed"]) == ({}, 1)


def test_sv_05_a_strategy_that_was_dropped_is_offered_no_more():
    clock = road.agreed().tell(StrategyDropped(of="y1"), SituationLogged(of="n1", situation="sick day"))

    assert offered(clock.case, "n1") == []
    assert road.refused(clock, StrategyDropped(of="y1")) == "this case has no strategy y1: there is none yet"
    assert road.refused(clock, SituationSettled(of="n9", went="otherwise")) == "this case has no open situation n9: there is n1"


def test_sv_06_the_agreement_counts_once_both_have_accepted_it():
    clock = road.opened().tell(road.AGREEMENT, road.SICK_DAY, DocumentSigned(of="d1", by="client"))
    assert clock.case.agenda["document_signed:d1"].whose == "counsellor"
    assert "service_chosen" not in clock.awaits

    clock.tell(DocumentSigned(of="d1", by="counsellor"))
    assert clock.case.papers["d1"].state == "signed"
    assert "service_chosen" in clock.awaits


def test_sv_06_the_agreement_may_be_revised_in_any_step_and_every_version_stays():
    clock = road.in_a_job().tell(DocumentRevised(of="d1", authors=road.TOGETHER, sections=road.AGREED, why="more hours"))

    assert clock.case.papers["d1"].version == 2
    assert clock.due("document_signed:d1") == date(2026, 5, 19)
    clock.tell(*road.signed("d1"))
    assert [line.kind for line in clock.case.journal if line.kind in ("document_drawn_up", "document_revised")] == [
        "document_drawn_up",
        "document_drawn_up",
        "document_revised",
    ]


def test_sv_06_an_agreement_that_is_refused_or_waits_too_long_is_revised():
    clock = road.opened().tell(road.AGREEMENT, DocumentRefused(of="d1", by="client", why="too many meetings"))
    assert clock.due("document_revised:d1") == date(2026, 6, 2)

    clock = road.opened().tell(road.AGREEMENT).days_pass(45)
    assert "document_revised:d1" in clock.awaits
    assert "has expired" in road.refused(clock, DocumentSigned(of="d1", by="client"))


def test_sv_07_the_alliance_is_rated_again_and_again():
    clock = road.opened()
    assert clock.due("alliance_rated") == date(2026, 7, 3)

    clock.days_pass(30).tell(AllianceRated(rating=4))
    assert clock.due("alliance_rated") == date(2026, 8, 3)
    assert seen_by(AllianceRated, "rating") == "restricted"


@pytest.mark.parametrize("rating", [1, 2])
def test_sv_07_a_low_rating_raises_a_task_for_the_supervisor(rating: int):
    clock = road.profiling().tell(AllianceRated(rating=rating))
    assert clock.due("alliance_talked_over") == date(2026, 5, 11)
    assert clock.case.agenda["alliance_talked_over"].whose == "team lead"

    clock.days_pass(8)
    assert clock.letters("alliance_talked_over", to="team lead")
    clock.tell(AllianceTalkedOver(what="meet at a place of the person's own choice"))
    assert "alliance_talked_over" not in clock.awaits


def test_sv_07_a_better_rating_needs_no_supervision():
    clock = road.profiling().tell(AllianceRated(rating=3))

    assert "alliance_talked_over" not in clock.awaits
    assert road.refused(clock, AllianceTalkedOver(what="nothing much")) == (
        "no low rating of the alliance waits to be talked over: tell remark_made"
    )
    clock.tell(AllianceRated(rating=2)).days_pass(1)
    assert "alliance_talked_over" not in clock.tell(AllianceRated(rating=4)).awaits


def test_sv_07_a_second_low_rating_moves_nothing_and_what_was_said_is_for_the_supervisor():
    clock = road.profiling().tell(AllianceRated(rating=2)).days_pass(3).tell(AllianceRated(rating=1))

    assert clock.due("alliance_talked_over") == date(2026, 5, 11)
    assert seen_by(AllianceTalkedOver, "what") == "supervisor"


def test_sv_08_the_person_chooses_the_service_once_informed_and_agreed():
    assert road.agreed().due("service_chosen") == date(2026, 5, 19)
    assert road.refused(road.agreed(), ServiceChosen(choice="yes", informed=False)) == (
        "a choice is an informed one: explain what the service does and what else there is, then tell informed=true"
    )
    assert road.refused(road.opened(), road.YES) == (
        "a yes rests on an agreement that both have accepted: draw it up and have it signed first"
    )

    clock = road.agreed().tell(road.YES)
    assert clock.open == ["vocational_profile"]
    assert clock.case.decisions["service_chosen"].choice == "yes"


@pytest.mark.parametrize("begin", [road.opened, road.agreed])
def test_sv_08_a_no_closes_the_case_without_fault(begin):
    clock: HandClock = begin().tell(ServiceChosen(choice="no", informed=True))

    assert clock.case.ended is not None
    assert clock.case.ended.result == "declined"
    assert (clock.open, clock.awaits) == ([], [])
    assert [(m.to, m.letter) for m in clock.letters("service_chosen")] == [("client", "farewell")]


def test_sv_08_the_choice_is_made_in_the_first_step_and_made_anew_when_it_is_reopened():
    clock = road.profiling()
    assert road.refused(clock, road.YES) == "the choice ends the first step: tell step_reopened of=agreement to make it anew"

    clock.tell(StepReopened(of="agreement", why="the person is not sure any more"))
    assert "service_chosen" in clock.awaits
    assert state_of(clock.case, "agreement") == "reopened"
    assert clock.tell(road.YES).open == ["vocational_profile"]
    assert clock.case.decisions["service_chosen"].times == 2
