"""Uddannelsesløft: DA-21 to DA-25."""

from __future__ import annotations

from datetime import date

import pytest

from casework.capability_mapping import GoalSet
from casework.fact import WITHHELD, Refused, as_seen_by, seen_by
from casework.job_goals import JobGoalsReviewed
from casework.upskilling import (
    EducationEnded,
    EnrolmentDone,
    InternshipPlaceFound,
    UpskillingEnded,
    WellBeingAsked,
)
from tests import star_road as road
from tests.star_road import CHOSEN, OVERVIEW, RKV, SUPPORT, track

WELL = WellBeingAsked(of="u1", fares="well")
STARTS, ENDS = date(2026, 5, 18), date(2027, 3, 14)


def test_da_21_an_overview_starts_from_labour_market_wishes_and_competences():
    clock = road.on_track("education_lift")
    assert clock.due("educations_shown") == date(2026, 5, 27)

    with pytest.raises(Refused, match="an overview starts from all three: competences is missing under starting_from"):
        clock.tell(OVERVIEW.model_copy(update={"starting_from": {"labour market", "wishes"}}))
    with pytest.raises(Refused, match="name at least one education under educations"):
        clock.tell(OVERVIEW.model_copy(update={"educations": []}))
    assert "educations_shown" not in clock.tell(OVERVIEW).awaits


def test_da_22_the_person_is_told_of_rkv_the_dyslexia_test_and_general_subjects():
    clock = road.on_track("education_lift")
    assert "education_support_explained" in clock.awaits

    with pytest.raises(Refused, match="tell the person of all three: dyslexia test, general subjects is missing under told"):
        clock.tell(SUPPORT.model_copy(update={"told": {"RKV"}}))
    assert "education_support_explained" not in clock.tell(SUPPORT).awaits


def test_da_23_an_education_is_chosen_after_a_talk_about_money():
    clock = road.on_track("education_lift")
    assert "education_chosen" not in clock.awaits, "first the overview"
    clock.tell(OVERVIEW, SUPPORT)
    assert "education_chosen" in clock.awaits

    with pytest.raises(Refused, match="talk first about what the education means for the person's money"):
        clock.tell(CHOSEN.model_copy(update={"economy_discussed": False}))
    assert clock.tell(CHOSEN).case.courses["u1"].education


def test_da_23_goals_are_kept_current_when_an_education_is_chosen():
    clock = road.on_track("education_lift").tell(OVERVIEW, SUPPORT, CHOSEN)
    assert clock.due("job_goals_reviewed") == date(2026, 5, 19)

    assert "job_goals_reviewed" not in clock.tell(JobGoalsReviewed(result="changed")).awaits


def test_da_23_a_new_goal_says_it_too_and_is_noted_in_min_plan():
    clock = road.on_track("education_lift").tell(OVERVIEW, SUPPORT, CHOSEN)

    clock.tell(GoalSet(of="g2", goal="social and health assistant", horizon="long", sort="education"))

    assert "job_goals_reviewed" not in clock.awaits
    assert "document_revised:d1" in clock.awaits


def test_da_23_an_education_is_chosen_in_this_track_and_one_at_a_time():
    with pytest.raises(Refused, match="an education is chosen in the education lift: decide on it first with track_decided"):
        road.searching().tell(CHOSEN)
    with pytest.raises(Refused, match="education u1 is under way: tell education_ended of it first"):
        road.enrolled().tell(CHOSEN.model_copy(update={"of": "u2"}))


def test_da_24_two_milestones_are_awaited_prior_learning_and_enrolment():
    clock = road.on_track("education_lift").tell(OVERVIEW, SUPPORT, CHOSEN)
    assert clock.due("prior_learning_assessed:u1") == clock.due("enrolment_done:u1") == date(2026, 7, 6)

    clock.tell(RKV)
    assert "prior_learning_assessed:u1" not in clock.awaits
    clock.tell(EnrolmentDone(of="u1", starts=STARTS, ends=ENDS))
    assert "enrolment_done:u1" not in clock.awaits
    assert clock.due("education_ended:u1") == ENDS


def test_da_24_enrolment_has_two_dates_in_their_order():
    clock = road.on_track("education_lift").tell(OVERVIEW, SUPPORT, CHOSEN)

    with pytest.raises(Refused, match="an education ends after it starts: look at the two dates"):
        clock.tell(EnrolmentDone(of="u1", starts=STARTS, ends=STARTS))
    with pytest.raises(Refused, match="this case has no course or education u7: there is u1"):
        clock.tell(EnrolmentDone(of="u7", starts=STARTS, ends=ENDS))


def test_da_24_milestones_that_are_not_reached_climb():
    clock = road.on_track("education_lift").tell(OVERVIEW, SUPPORT, CHOSEN).days_pass(100)

    assert {m.to for m in clock.letters("prior_learning_assessed:u1")} == {"counsellor", "team"}


def test_da_25_a_good_start_is_asked_after_soon_and_well_being_from_then_on():
    clock = road.enrolled()
    assert clock.due("well_being_asked:u1") == date(2026, 6, 1)
    with pytest.raises(Refused, match="the education u1 has not begun: ask when it has"):
        clock.tell(WELL)

    clock.days_pass(20).tell(WELL)

    assert clock.due("well_being_asked:u1") == date(2026, 7, 24)


def test_da_25_how_a_person_fares_is_not_for_everyone():
    assert seen_by(WellBeingAsked, "fares") == "restricted"

    told = road.enrolled().days_pass(20).tell(WELL.model_copy(update={"fares": "badly"})).row("well_being_asked")

    assert as_seen_by("everyone", WellBeingAsked, told)["fares"] == WITHHELD


def test_da_25_a_place_for_the_internship_is_found_when_it_is_needed():
    clock = road.enrolled().days_pass(20)
    with pytest.raises(Refused, match="no internship is sought for u1: tell well_being_asked needs_internship=yes first"):
        clock.tell(InternshipPlaceFound(of="u1", company="C-3"))

    clock.tell(WELL.model_copy(update={"needs_internship": True}))

    assert clock.due("internship_place_found:u1") == date(2026, 7, 24)
    assert "internship_place_found:u1" not in clock.tell(InternshipPlaceFound(of="u1", company="C-3")).awaits


@pytest.mark.parametrize("result", ["completed", "stopped", "not passed"])
def test_da_25_when_the_education_has_ended_the_road_is_decided_anew(result):
    clock = road.enrolled().days_pass(60).tell(EducationEnded(of="u1", result=result))

    assert clock.phases == ["education_lift"]
    assert {"track_decided", "job_goals_reviewed"} <= set(clock.awaits)
    assert (clock.due("cv_followed_up") == date(2026, 7, 17)) is (result == "completed"), "a trade that was learnt stands in the CV"
    assert clock.tell(track("main_road")).phases == ["main_road"]


def test_da_25_an_education_goes_on_being_followed_when_the_track_changes():
    clock = road.enrolled().tell(track("main_road"))

    assert {"well_being_asked:u1", "education_ended:u1"} <= set(clock.awaits)
    with pytest.raises(Refused, match=r"u1 is an education: look at of=..."):
        clock.tell(UpskillingEnded(of="u1", result="completed"))
