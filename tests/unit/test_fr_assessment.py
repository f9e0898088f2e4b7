"""The assessment with its signed agreement, and the plan set up beside it: FR-09, FR-11 and FR-13, X-01."""

from __future__ import annotations

from datetime import date

import pytest

from casework.assessment import ActionRequired, RequirementSettled, SubjectReviewed
from casework.capability_mapping import GoalSettled
from casework.fact import Refused, seen_by
from casework.placement import ActionDone
from casework.plan_follow_up import ActionPlanReviewed
from tests import forem_road as road
from tests.forem_road import CONVENTION, INTERVIEW, PLAN, PROJECT, REGISTERED, REGULAR, SAID, STOCK, SUBJECTS, signed

LITERACY = ActionRequired(of="q1", sort="literacy", because="personal needs", why="reads with difficulty")
DONE = ActionDone(of="a1", result="done", evidence="attestation of the operator")


def test_fr_09_the_interview_comes_after_the_registration():
    with pytest.raises(Refused, match="an assessment interview is held in the assessment: tell registered before it"):
        road.opened().tell(INTERVIEW)

    assert road.opened().tell(REGISTERED).due("assessment_interview_held") == date(2026, 6, 3)


def test_fr_09_every_subject_of_the_assessment_is_reviewed_with_the_project_and_the_level():
    clock = road.assessing().tell(INTERVIEW)
    awaited = {*(f"subject_reviewed:{subject}" for subject in SUBJECTS), "goal_set", "intensity_decided"}
    assert awaited <= set(clock.awaits)

    assert not awaited & set(clock.tell(*STOCK, PROJECT, REGULAR).awaits)


def test_fr_09_skills_qualifications_experience_diplomas_abilities_and_the_job_positioning_are_among_them():
    assert road.opened().case.programme.lists["subjects"] == list(SUBJECTS)


def test_fr_09_a_subject_nobody_asks_about_is_refused_with_those_there_are():
    with pytest.raises(Refused, match=r"this programme's subjects are skills, qualifications, .*: name one with of="):
        road.assessing().tell(SubjectReviewed(of="hobbies", finding="chess"))


def test_fr_09_what_was_found_is_not_for_everyone():
    assert seen_by(SubjectReviewed, "finding") == seen_by(ActionRequired, "why") == "restricted"


def test_fr_09_what_was_told_before_the_interview_counts():
    assert "subject_reviewed:skills" not in road.assessing().tell(STOCK[0], INTERVIEW).awaits


def test_fr_09_an_action_is_required_by_the_person_or_by_the_labour_market_and_served_by_the_plan():
    clock = road.interviewed().tell(LITERACY)
    assert clock.due("requirement_settled:q1") == date(2026, 6, 3)
    assert clock.case.agenda["requirement_settled:q1"].or_by == ("action_agreed",)

    clock.tell(road.action(sort="literacy", towards="q1"))

    assert "requirement_settled:q1" not in clock.awaits
    assert (clock.case.actions["a1"].towards, clock.case.requirements["q1"].because) == ("q1", "personal needs")


def test_fr_09_when_the_action_is_done_it_is_asked_whether_what_was_required_is_met():
    clock = road.interviewed().tell(LITERACY, road.action(towards="q1"))
    with pytest.raises(Refused, match="a1 is still under way for it: tell action_done of a1 first"):
        clock.tell(RequirementSettled(of="q1", result="met"))

    clock.tell(DONE)
    assert "requirement_settled:q1" in clock.awaits

    clock.tell(RequirementSettled(of="q1", result="met"))
    assert not clock.case.requirements
    assert clock.case.tally["requirements met"] == 1
    with pytest.raises(Refused, match="this case has no open requirement q1: there is none yet"):
        clock.tell(RequirementSettled(of="q1", result="met"))


def test_fr_09_a_sort_that_is_in_no_catalogue_is_not_required():
    with pytest.raises(Refused, match=r"this programme's actions are career guidance, literacy, .*: name one with sort="):
        road.interviewed().tell(LITERACY.model_copy(update={"sort": "golf"}))


def test_fr_09_the_assessment_ends_with_an_agreement_that_speaks_of_project_positioning_and_actions():
    with pytest.raises(Refused, match=r"^convention also speaks of job_positioning, required_actions: say sections.job_positioning="):
        road.interviewed().tell(CONVENTION.model_copy(update={"sections": {"vocational_project": "welder"}}))

    clock = road.interviewed().tell(CONVENTION, road.action(), PLAN, *signed("d2"))
    assert clock.open == ["assessment"], "the plan is set up, the agreement is not signed"
    assert clock.tell(*signed("d1")).open == ["follow_up"]
    assert clock.told("document_drawn_up")[0].fact["sections"] == SAID


def test_fr_11_plan_and_assessment_are_under_way_at_the_same_time():
    clock = road.assessing()

    assert clock.phases == ["capability_mapping", "plan"]
    assert {"assessment_interview_held", "action_agreed"} <= set(clock.awaits)


def test_fr_11_the_plan_may_be_ready_before_the_interview_was_held():
    clock = road.assessing().tell(road.action(), PLAN, *signed("d2"))

    assert clock.open == ["assessment"]


def test_fr_11_the_follow_up_opens_when_both_are_agreed_whichever_comes_last():
    assert road.agreed().open == ["action_plan", "assessment"]
    assert road.followed().open == ["follow_up"]


def test_fr_11_a_plan_holds_an_action_or_an_operator_before_it_is_written():
    clock = road.agreed()
    assert "action_agreed" in clock.awaits

    assert "action_agreed" not in clock.tell(road.referral()).awaits


def test_fr_11_what_is_required_is_served_before_the_plan_is_set_up():
    clock = road.agreed().tell(LITERACY, road.action(), PLAN, *signed("d2"))
    assert clock.open == ["action_plan", "follow_up"]
    assert "requirement_settled:q1" in clock.awaits

    assert clock.tell(road.action("a2", sort="literacy", towards="q1")).open == ["follow_up"]


def test_fr_12_without_a_project_one_is_asked_for():
    clock = road.followed().tell(GoalSettled(of="g1", result="given up"))

    assert "goal_set" in clock.awaits


def test_fr_13_the_catalogue_holds_guidance_literacy_prequalification_training_traineeship_and_free_actions():
    offered = road.opened().case.programme.lists["actions"]

    assert offered == ["career guidance", "literacy", "prequalification", "vocational training", "traineeship", "free action"]
    clock = road.agreed()
    for nth, sort in enumerate(offered, 1):
        clock.tell(road.action(f"a{nth}", sort=sort))
    assert [action.sort for action in clock.case.actions.values()] == offered


def test_fr_13_a_free_action_says_in_words_what_it_is():
    with pytest.raises(Refused, match=r"^say what=\.\.\.: this programme asks for it with action_agreed$"):
        road.agreed().tell(road.action(sort="free action", what=""))


def test_x_01_a_second_loop_assesses_and_plans_side_by_side_again():
    clock = road.followed().tell(ActionPlanReviewed(then="assessed anew"))

    assert clock.open == ["action_plan", "assessment"]
    assert {"assessment_interview_held", "document_revised:d2"} <= set(clock.awaits)
