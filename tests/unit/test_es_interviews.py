"""La entrevista ocupacional: ES-15 to ES-23."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.appointments import AppointmentMade, AppointmentMoved
from casework.fact import WITHHELD, Refused, as_seen_by, seen_by
from casework.interviews import InterviewCalledOff, InterviewRecorded, PerceptionChecked, StrengthsFound
from tests import insertor_road as road
from tests.handclock import MONDAY, HandClock

CHECKED = PerceptionChecked(
    of="v1", first_impression="yes", halo_effect="no", stereotypes="perhaps", projection="no", inference="yes", remark="too quick"
)
PERCEPTION_ERRORS = ("first_impression", "halo_effect", "stereotypes", "projection", "inference")


def after_one() -> HandClock:
    return road.opened().tell(road.planned(), road.held())


def test_es_15_interviews_go_on_during_the_whole_intervention_and_each_has_its_number_sort_and_purpose():
    clock = road.interviewed(road.interviewed(road.opened()), "v2")

    assert [(row.fact["of"], row.fact["sort"], row.fact["purpose"]) for row in clock.told("interview_planned")] == [
        ("v1", "initial", "to get to know each other"),
        ("v2", "initial", "to get to know each other"),
    ]
    for somewhere in (road.opened, road.diagnosing, road.planning, road.overseen, road.at_work):
        assert "interview_held" in somewhere().awaits


def test_es_15_a_number_is_given_once_and_none_is_left_out():
    clock = road.interviewed(road.opened())

    with pytest.raises(Refused, match=r"^interviews are numbered one by one: the next is of=v2$"):
        clock.tell(road.planned("v3"))
    with pytest.raises(Refused, match=r"the next is of=v2$"):
        clock.tell(road.planned("v1"))
    with pytest.raises(Refused, match=r"^this programme's interviews are initial, follow_up, .*: name one with sort=\.\.\.$"):
        clock.tell(road.planned("v2", sort="chat"))


def test_es_15_whoever_lets_the_interviews_lapse_is_reminded_and_then_the_team_lead_hears_of_it():
    clock = road.diagnosing()
    assert clock.due("interview_held") == date(2026, 5, 25)

    clock.days_pass(45)

    assert [m.to for m in clock.letters("interview_held")][-1] == "team lead"


def test_es_16_an_interview_has_one_applicant():
    clock = road.opened().tell(road.planned())

    with pytest.raises(Refused, match=r"^an interview has one applicant: tell what was done in a group as an action$"):
        clock.tell(road.held(applicants=5))


def test_es_17_where_others_may_listen_the_interviewer_is_warned():
    clock = road.opened().tell(road.planned(private=False))
    assert clock.row("interview_planned")["private"] is False
    assert [(m.to, m.letter) for m in clock.letters("interview_planned:v1")] == [("counsellor", "setting_not_private")]

    clock.tell(road.held(private=False))

    assert [m.letter for m in clock.letters("interview_held:v1")] == ["setting_not_private"]
    assert road.opened().tell(road.planned()).letters(letter="setting_not_private") == []


def test_es_18_the_minutes_are_planned_and_what_went_over_is_recorded():
    with pytest.raises(ValueError, match="minutes"):
        road.planned(minutes=None)

    clock = road.opened().tell(road.planned(minutes=45), road.held(minutes=70))

    assert clock.case.interviews["v1"].overran == 25
    assert (clock.row("interview_planned")["minutes"], clock.row("interview_held")["minutes"]) == (45, 70)
    assert road.opened().tell(road.planned(minutes=45), road.held(minutes=30)).case.interviews["v1"].overran == 0


def test_es_19_an_interview_is_prepared_with_its_questions_before_it_is_held():
    clock = road.opened()

    with pytest.raises(Refused, match=r"^an interview is prepared with its questions: write them in agenda=\.\.\.$"):
        clock.tell(road.planned(agenda=[]))
    with pytest.raises(Refused, match=r"tell interview_planned first, or say why not with unplanned=\.\.\.$"):
        clock.tell(road.held())
    assert clock.tell(road.planned(), road.held()).told("interview_held")


def test_es_19_one_that_was_not_planned_says_why():
    clock = road.opened().tell(road.held(unplanned="walked in, upset"))

    assert clock.row("interview_held")["unplanned"] == "walked in, upset"
    assert clock.case.interviews["v1"].sort == "unplanned"
    assert "interview_recorded:v1" in clock.awaits


def test_es_19_one_that_was_held_is_not_held_again():
    with pytest.raises(Refused, match=r"^interview v1 was held already: the next one has a number of its own$"):
        after_one().tell(road.held())


def test_es_19_a_planned_interview_is_expected_on_the_day_of_its_appointment_and_moves_with_it():
    at = MONDAY + timedelta(days=3)
    clock = road.opened().tell(AppointmentMade(of="i1", at=at), road.planned(appointment="i1"))
    assert clock.due("interview_held:v1") == at.date()

    clock.tell(AppointmentMoved(of="i1", at=at + timedelta(days=5)))
    assert clock.due("interview_held:v1") == (at + timedelta(days=5)).date()

    clock.days_pass(9).tell(road.held())
    assert clock.case.appointments == {}
    assert "appointment_missed:i1" not in clock.awaits


def test_es_19_a_planned_interview_may_be_called_off_and_one_that_was_held_not():
    clock = road.opened().tell(road.planned())
    assert "interview_held:v1" in clock.awaits

    assert "interview_held:v1" not in clock.tell(InterviewCalledOff(of="v1", why="moved to next week")).awaits
    with pytest.raises(Refused, match=r"^interview v1 was held: only one that is still to come is called off$"):
        after_one().tell(InterviewCalledOff(of="v1"))


def test_es_20_what_the_applicant_said_stands_apart_from_what_the_interviewer_concludes():
    clock = after_one()
    assert clock.due("interview_recorded:v1") == date(2026, 5, 6)

    clock.tell(road.recorded(stated="left the nursery in March", inferred="seems to miss it"))

    row = clock.row("interview_recorded")
    assert (row["stated"], row["inferred"]) == ("left the nursery in March", "seems to miss it")
    assert "interview_recorded:v1" not in clock.awaits


def test_es_20_a_note_that_mixes_both_is_refused():
    with pytest.raises(Refused, match=r"^write what the applicant said in stated, and what you conclude from it in inferred: leave note"):
        after_one().tell(road.recorded(note="all in one"))


def test_es_20_only_an_interview_that_was_held_is_recorded_and_once():
    with pytest.raises(Refused, match=r"^interview v1 is still to be held: tell interview_held first$"):
        road.opened().tell(road.planned(), road.recorded())
    with pytest.raises(Refused, match=r"^interview v1 is recorded already: correct that record with fact_corrected$"):
        after_one().tell(road.recorded(), road.recorded())


def test_es_21_the_checklist_of_perception_errors_comes_after_the_interview():
    with pytest.raises(Refused, match=r"^interview v1 is still to be held"):
        road.opened().tell(road.planned(), CHECKED)

    assert after_one().tell(CHECKED).row("perception_checked")["halo_effect"] == "no"
    assert after_one().tell(road.recorded(), CHECKED).told("perception_checked")


def test_es_21_its_answers_are_visible_to_the_supervisor_only():
    assert {seen_by(PerceptionChecked, name) for name in (*PERCEPTION_ERRORS, "remark")} == {"supervisor"}

    row = after_one().tell(CHECKED).row("perception_checked")
    assert set(as_seen_by("restricted", PerceptionChecked, row).values()) == {"v1", WITHHELD}
    assert as_seen_by("supervisor", PerceptionChecked, row) == row
    with pytest.raises(Refused, match=r"^a note is not for the supervisor only: write it in remark=\.\.\.$"):
        after_one().tell(CHECKED.model_copy(update={"note": "too quick"}))


@pytest.mark.parametrize("objective", ["profiling", "motivation"])
def test_es_22_both_objectives_are_tracked_in_each_interview(objective):
    with pytest.raises(ValueError, match=objective):
        InterviewRecorded.model_validate(road.recorded().model_dump(exclude={objective}))

    clock = after_one().tell(road.recorded(**{objective: "not touched"}))
    assert clock.row("interview_recorded")[objective] == "not touched"
    assert f"interviews:{objective}" not in clock.case.records
    assert f"interviews:{objective}" in after_one().tell(road.recorded()).case.records


def test_es_23_a_record_with_only_lacks_is_flagged_until_strengths_are_found():
    clock = after_one().tell(road.recorded(strengths=[], lacks=["no licence"]))
    assert clock.due("strengths_found:v1") == date(2026, 5, 11)

    with pytest.raises(Refused, match=r"^say at least one strength in strengths=\.\.\.$"):
        clock.tell(StrengthsFound(of="v1"))
    assert "strengths_found:v1" not in clock.tell(StrengthsFound(of="v1", strengths=["patient"])).awaits


def test_es_23_the_flag_outlives_the_next_interview():
    clock = after_one().tell(road.recorded(strengths=[], lacks=["no licence"]))

    assert "strengths_found:v1" in road.interviewed(clock, "v2").awaits


@pytest.mark.parametrize(("strengths", "lacks"), [(["patient"], ["no licence"]), (["patient"], []), ([], [])])
def test_es_23_a_record_that_speaks_of_strengths_too_is_not_flagged(strengths, lacks):
    clock = after_one().tell(road.recorded(strengths=strengths, lacks=lacks))

    assert "strengths_found:v1" not in clock.awaits
    with pytest.raises(Refused, match=r"^interview v1 does not speak of lacks alone: nothing is to be added$"):
        clock.tell(StrengthsFound(of="v1", strengths=["kind"]))
