"""Indledende fase, tidlig intensiv start: DA-05 to DA-12."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.anytime import PhaseReopened, PhaseSkipped
from casework.capability_mapping import GoalSet, GoalSettled
from casework.cv import CvUseExplained
from casework.documents import DocumentDrawnUp, DocumentRevised, DocumentSigned
from casework.fact import WITHHELD, Refused, as_seen_by
from casework.job_goals import EducationLiftJudged, JobGoalJudged, JobGoalsReviewed, UpskillingDecided
from casework.tracks import TrackDecided
from tests import star_road as road
from tests.star_road import GOAL, NOTED, cv, track

SECOND = GoalSet(of="g2", goal="warehouse worker", horizon="short", sort="job")
LATER = GoalSet(of="g2", goal="nurse", horizon="long", sort="education")
REVISED = DocumentRevised(of="d1", authors={"client", "counsellor"}, sections={"goals": "shop assistant, later nurse"})


def test_da_05_at_least_one_goal_is_set_and_there_may_be_more():
    clock = road.reported()
    assert clock.due("goal_set") == date(2026, 5, 19)

    clock.tell(GOAL, LATER)

    assert "goal_set" not in clock.awaits
    assert {goal.horizon for goal in clock.case.goals.values()} == {"short", "long"}


def test_da_05_a_goal_for_later_is_recorded_but_is_no_goal_for_now():
    clock = road.reported().tell(LATER.model_copy(update={"of": "g1"}))

    assert "goal_set" in clock.awaits
    assert clock.tell(SECOND).case.goals["g1"].sort == "education"


def test_da_05_a_goal_may_be_an_education():
    assert "goal_set" not in road.reported().tell(GoalSet(of="g1", goal="electrician", horizon="short", sort="education")).awaits


def test_da_05_a_goal_says_whether_it_is_a_job_or_an_education():
    with pytest.raises(Refused, match=r"say sort=...: this programme asks for it with goal_set"):
        road.reported().tell(GoalSet(of="g1", goal="shop assistant"))


def test_da_06_of_each_goal_it_is_asked_whether_jobs_can_be_had_there():
    clock = road.reported().tell(GOAL, SECOND)

    assert {"job_goal_judged:g1", "job_goal_judged:g2"} <= set(clock.awaits)
    assert "job_goal_judged:g1" not in clock.tell(JobGoalJudged(of="g1", realistic=True)).awaits


def test_da_06_where_jobs_are_hard_to_get_another_goal_is_recorded_too():
    clock = road.reported().tell(GOAL)

    with pytest.raises(Refused, match=r"jobs are hard to get there: set another goal first and name it with alternative=..."):
        clock.tell(JobGoalJudged(of="g1", realistic=False))
    with pytest.raises(Refused, match="this case has no goal g2: there is g1"):
        clock.tell(JobGoalJudged(of="g1", realistic=False, alternative="g2"))
    clock.tell(SECOND, JobGoalJudged(of="g1", realistic=False, alternative="g2"))
    assert clock.row("job_goal_judged")["alternative"] == "g2"
    assert clock.case.tally["goals with an alternative"] == 1


def test_da_06_a_realistic_goal_needs_no_other():
    with pytest.raises(Refused, match="a realistic goal needs no alternative"):
        road.reported().tell(GOAL, SECOND, JobGoalJudged(of="g1", realistic=True, alternative="g2"))


def test_da_07_is_a_short_course_needed_for_the_goals():
    clock = road.reported()
    with pytest.raises(Refused, match="whether a course is needed hangs on the goals"):
        clock.tell(UpskillingDecided(need="certificate"))

    clock.tell(GOAL)

    assert clock.due("upskilling_decided") == date(2026, 5, 27)
    assert "upskilling_decided" not in clock.tell(UpskillingDecided(need="certificate", why="a forklift licence")).awaits


def test_da_08_is_the_person_in_the_target_group_of_the_education_lift():
    clock = road.reported().tell(GOAL)
    assert "education_lift_judged" in clock.awaits

    clock.tell(EducationLiftJudged(in_target_group=True, why="has no trade yet"))

    assert "education_lift_judged" not in clock.awaits
    assert clock.case.decisions["education_lift_judged"].choice == "in the target group"


def test_da_09_goals_are_noted_in_min_plan_by_both():
    clock = road.reported().tell(GOAL)
    assert "document_drawn_up" in clock.awaits

    with pytest.raises(Refused, match="Min Plan is written together: client is missing under authors"):
        clock.tell(DocumentDrawnUp(of="d1", sort="min_plan", sections={"goals": "shop assistant"}))
    with pytest.raises(Refused, match="min_plan also speaks of goals"):
        clock.tell(DocumentDrawnUp(of="d1", sort="min_plan", authors={"client", "counsellor"}))
    clock.tell(NOTED)
    assert clock.row("document_drawn_up")["authors"] == ["client", "counsellor"]
    assert "document_drawn_up" not in clock.awaits


def test_da_09_a_new_goal_is_noted_too_and_the_older_plan_stays_readable():
    clock = road.aimed()
    assert not [key for key in clock.awaits if key.startswith("document")]

    clock.days_pass(3).tell(LATER)

    assert clock.due("document_revised:d1") == date(2026, 5, 15)
    with pytest.raises(Refused, match="Min Plan is written together"):
        clock.tell(REVISED.model_copy(update={"authors": {"counsellor"}}))
    clock.tell(REVISED)
    assert "document_revised:d1" not in clock.awaits
    assert [line.fact["sections"]["goals"] for kind in ("document_drawn_up", "document_revised") for line in clock.told(kind)] == [
        "shop assistant", "shop assistant, later nurse",
    ]  # fmt: skip


def test_da_09_the_citizen_looks_at_min_plan_too_and_is_reminded():
    clock = road.reported().tell(GOAL, NOTED)
    assert clock.case.agenda["document_signed:d1"].whose == "client"

    assert "client" in {m.to for m in clock.days_pass(10).letters("document_signed:d1")}
    assert "document_signed:d1" not in clock.tell(DocumentSigned(of="d1", by="client")).awaits


def test_da_10_the_cv_is_gone_through_starting_from_a_goal():
    clock = road.reported()
    assert "cv_followed_up" in clock.awaits
    with pytest.raises(Refused, match="this case has no goal g1: there is none yet"):
        clock.tell(cv(road.FIRST_DAY))

    clock.tell(GOAL, cv(road.FIRST_DAY, complete=False))

    assert clock.due("cv_followed_up") == date(2026, 5, 19), "something important is missing in it"
    assert "cv_followed_up" not in clock.tell(cv(road.FIRST_DAY)).awaits


def test_da_10_a_cv_that_has_grown_old_raises_a_reminder():
    clock = road.searching()
    assert clock.due("cv_followed_up") == date(2026, 8, 4)

    clock.days_pass(100)

    assert [m.letter for m in clock.letters("cv_followed_up")][:2] == ["promise_nears", "promise_due"]
    assert clock.tell(cv(road.day(clock, -10))).due("cv_followed_up") == date(2026, 11, 2), (
        "counted from its last update, not from the talk"
    )


def test_da_10_a_cv_is_updated_on_a_day_that_has_come_and_never_grows_older():
    clock = road.ready()

    with pytest.raises(Refused, match="the CV was last updated on a day that has come"):
        clock.tell(cv(road.day(clock, 1)))
    with pytest.raises(Refused, match="the CV was updated on 2026-05-04 already: it cannot have grown older since"):
        clock.tell(cv(road.day(clock, -1)))


def test_da_11_the_citizen_is_told_who_sees_the_cv_and_that_is_logged():
    clock = road.aimed()
    assert "cv_use_explained" in clock.awaits

    with pytest.raises(Refused, match="tell both: that employers can see the CV, and that the jobcentre uses it"):
        clock.tell(CvUseExplained(employers_see_it=True, jobcentre_uses_it=False))
    clock.tell(CvUseExplained(employers_see_it=True, jobcentre_uses_it=True))
    assert "cv_use_explained" not in clock.awaits
    assert clock.told("cv_use_explained")[0].by == "S-ana"


@pytest.mark.parametrize("name", ["main_road", "education_lift", "risk_of_long_unemployment"])
def test_da_12_the_road_is_decided_by_somebody_on_a_day_for_a_reason(name):
    clock = road.ready().days_pass(4)
    assert clock.due("track_decided") == date(2026, 6, 3)

    clock.tell(track(name, reason="has found work quickly before"), by="S-ben")

    assert clock.phases == [name]
    line = clock.told("track_decided")[0]
    assert (line.by, line.happened.date(), line.fact["reason"]) == ("S-ben", date(2026, 5, 8), "has found work quickly before")
    assert as_seen_by("everyone", TrackDecided, line.fact)["reason"] == WITHHELD


def test_da_12_the_early_start_comes_first():
    with pytest.raises(Refused, match="first settle what the early start waits for: goal_set, upskilling_decided, education_lift_judged"):
        road.reported().tell(track("main_road"))
    with pytest.raises(Refused, match="first settle what the early start waits for: cv_use_explained, cv_followed_up"):
        road.aimed().tell(track("main_road"))


def test_da_12_a_goal_that_is_given_up_at_the_last_moment_holds_the_decision_back():
    clock = road.ready().tell(GoalSettled(of="g1", result="given up"))

    assert "goal_set" in clock.awaits
    with pytest.raises(Refused, match="first settle what the early start waits for: goal_set"):
        clock.tell(track("main_road"))


def test_da_12_whoever_knows_the_road_at_once_may_pass_over_the_early_start_with_a_reason():
    clock = road.reported().tell(PhaseSkipped(of="early_start", why="was here until last month"))

    assert clock.phases == ["main_road"]
    assert {"goal_set", "search_strategy_agreed", "cv_followed_up", "cv_use_explained"} <= set(clock.awaits), "nothing is forgotten"


def test_da_12_a_track_is_left_by_a_decision_and_not_by_passing_over_it():
    with pytest.raises(Refused, match="only the early start may be passed over"):
        road.searching().tell(PhaseSkipped(of="main_road", why="no time"))
    clock = road.searching().tell(track("education_lift"))
    with pytest.raises(Refused, match="a track changes by a decision with its reason: tell track_decided"):
        clock.tell(PhaseReopened(of="main_road", why="back again"))


def test_da_12_the_early_start_may_be_gone_through_again():
    clock = road.searching().days_pass(90).tell(PhaseReopened(of="early_start", why="moved to another town"))

    assert clock.phases == ["early_start"]
    assert "track_decided" in clock.awaits, "all that was recorded is still there"
    assert clock.tell(track("main_road")).phases == ["main_road"]


def test_da_12_a_goal_is_looked_at_again_only_where_there_is_one():
    with pytest.raises(Refused, match="there are no goals to look at again: tell goal_set"):
        road.reported().tell(JobGoalsReviewed(result="kept"))


def test_da_12_a_decision_that_is_late_climbs():
    assert "team lead" in {m.to for m in road.ready().days_pass(60).letters("track_decided")}
    assert road.ready().due("track_decided") == (road.MONDAY + timedelta(days=30)).date()
