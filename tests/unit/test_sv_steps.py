"""The five steps as a whole, one coach, three results: SV-01 to SV-03."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.anytime import CaseClosed, ReferentAssigned, ReferentLeft
from casework.lasting_work import JobKept, JobLost
from casework.steps import STEPS, StepBegun, StepFinished, StepPaused, StepReopened, StepResumed, state_of
from casework.vocational_profile import ActivityHeld, ObstacleFound
from casework.workplace_support import WorkBegun
from tests import supported_employment_road as road
from tests.handclock import FIRST_DAY, HandClock


def states(clock: HandClock) -> dict[str, str]:
    return {step: state_of(clock.case, step) for step in STEPS}


def test_sv_01_find_get_and_keep_are_three_results_with_the_day_they_were_reached():
    clock = road.offered()
    assert clock.case.results == {"find": FIRST_DAY}

    clock.days_pass(7).tell(road.work(starts=road.day(clock)), WorkBegun(of="k1"))
    assert clock.case.results == {"find": FIRST_DAY, "get": FIRST_DAY + timedelta(days=7)}
    assert clock.due("job_kept:k1") == date(2026, 8, 11)

    clock.days_pass(92).tell(JobKept(of="k1", suits="well"))
    assert clock.case.results["keep"] == FIRST_DAY + timedelta(days=99)
    assert clock.case.tally["results keep"] == 1
    assert clock.due("job_kept:k1") == date(2026, 11, 11), "a job is kept again and again"


def test_sv_01_a_placement_is_not_a_job_that_was_got_and_a_young_job_not_one_that_was_kept():
    clock = road.in_a_placement()
    assert "get" not in clock.case.results
    assert road.refused(clock, JobKept(of="k1")).startswith("only a paid job that has begun is kept")

    clock = road.in_a_job().days_pass(60)
    assert road.refused(clock, JobKept(of="k1")) == "this job has not lasted long enough to be called kept: tell it from 2026-08-04 on"


def test_sv_01_a_second_job_is_found_got_and_kept_anew():
    clock = road.in_a_job().days_pass(120).tell(JobKept(of="k1"), JobLost(of="k1", by="employer"))
    clock.tell(road.DIALOGUE.model_copy(update={"of": "e2", "employer": "E-2"}), road.OFFER.model_copy(update={"of": "e2"}))

    clock.tell(road.work("k2", starts=road.day(clock), host="E-2", legal_employer="E-2"), WorkBegun(of="k2"))

    assert (clock.case.tally["results find"], clock.case.tally["results get"], clock.case.tally["results keep"]) == (2, 2, 1)


def test_sv_02_each_step_has_a_state_of_its_own():
    clock = road.opened()
    assert states(clock) == dict.fromkeys(STEPS, "not started") | {"agreement": "active"}

    clock = road.seeking().tell(StepPaused(of="job_seeking", look_again=road.day(clock, 21), why="exams first"), road.DIALOGUE)
    assert states(clock) == {
        "agreement": "done",
        "vocational_profile": "done",
        "job_seeking": "paused",
        "employer_engagement": "active",
        "support": "not started",
    }

    clock.tell(StepReopened(of="vocational_profile", why="a new wish"), StepResumed(of="job_seeking"), road.work())
    assert states(clock)["vocational_profile"] == "reopened"
    assert states(clock)["support"] == "active"
    assert states(clock)["job_seeking"] == "done", "work was found"


def test_sv_02_any_set_of_steps_may_be_open_together_and_no_order_is_forced():
    clock = road.opened().tell(
        StepBegun(of="employer_engagement"), StepBegun(of="job_seeking"), ActivityHeld(of="v1", type="job cards"), road.work()
    )
    assert clock.open == ["agreement", "employer_engagement", "support", "vocational_profile"]
    assert clock.phases == ["exploration", "capability_mapping", "placement", "in_work_support"]

    clock.tell(StepReopened(of="job_seeking", why="the person wants more hours elsewhere"))
    assert set(clock.open) == set(STEPS)
    assert {"dialogue_begun", "reflection_held:v1", "target_chosen", "document_drawn_up:agreement", "work_begun:k1"} <= set(clock.awaits)


def test_sv_02_what_is_done_in_a_step_takes_it_up_or_opens_it_again():
    clock = road.seeking()
    assert "vocational_profile" not in clock.open

    clock.tell(ObstacleFound(of="o1", obstacle="cannot stand for long"))

    assert state_of(clock.case, "vocational_profile") == "reopened"
    assert {"bridge_agreed:o1", "document_revised:d2"} <= set(clock.awaits), "what was learnt goes into the profile"


def test_sv_02_a_step_that_rests_promises_a_day_and_nothing_else_while_the_contact_goes_on():
    clock = road.ready().tell(StepPaused(of="job_seeking", look_again=road.day(road.ready(), 28), why="an operation"))

    assert clock.due("step_resumed:job_seeking") == road.day(clock, 28)
    assert "contract_signed" not in clock.awaits
    assert "contact_held:client" in clock.awaits

    clock.days_pass(28).tell(StepResumed(of="job_seeking"))
    assert "contract_signed" in clock.awaits
    assert clock.due("contract_signed") == date(2026, 9, 1), "with its full time"


def test_sv_02_a_step_never_rests_unseen():
    clock = road.ready()
    assert road.refused(clock, StepPaused(of="job_seeking", look_again=road.day(clock), why="a rest")) == (
        "look again at a step that rests on a day to come, at the latest on 2026-08-04"
    )
    clock.tell(StepPaused(of="job_seeking", look_again=road.day(clock, 14), why="a rest")).days_pass(30)

    assert clock.letters("step_resumed:job_seeking", to="team lead", letter="promise_escalated")


def test_sv_02_the_last_step_that_is_open_is_not_finished_and_the_path_never_ends_nowhere():
    clock = road.seeking()
    assert road.refused(clock, StepFinished(of="job_seeking")) == (
        "job_seeking is the only step that is open: begin or reopen another one first, or tell case_closed"
    )

    clock.tell(StepReopened(of="vocational_profile", why="first another try-out"), StepFinished(of="job_seeking"))
    assert clock.open == ["vocational_profile"]

    clock.tell(road.REVISED, *road.signed("d2"))
    assert clock.open == ["job_seeking"]
    assert state_of(clock.case, "job_seeking") == "reopened"


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (StepBegun(of="holiday"), "name a step with of=...: agreement, vocational_profile, job_seeking, employer_engagement, support"),
        (StepBegun(of="job_seeking"), "job_seeking is active: it goes on; to end or rest it tell step_finished or step_paused"),
        (StepBegun(of="agreement"), "agreement is done: tell step_reopened to take it up again"),
        (StepBegun(of="support"), "support begins with a placement or a job: tell contract_signed"),
        (StepReopened(of="employer_engagement", why="again"), "employer_engagement is not started: tell step_begun of it first"),
        (StepResumed(of="job_seeking"), "job_seeking is active: it goes on; to end or rest it tell step_finished or step_paused"),
        (StepFinished(of="vocational_profile"), "vocational_profile is done: tell step_reopened to take it up again"),
    ],
)
def test_sv_02_what_a_step_cannot_do_is_said_with_what_it_can(fact, sentence):
    assert road.refused(road.seeking(), fact) == sentence


def test_sv_02_a_step_is_not_finished_over_what_waits_in_it():
    clock = road.in_dialogue().tell(ActivityHeld(of="v1", type="role play"))

    assert road.refused(clock, StepFinished(of="employer_engagement")) == "see first to what waits in employer_engagement: e1"
    assert road.refused(clock, StepFinished(of="vocational_profile")) == "see first to what waits in vocational_profile: v1"


def test_x_02_a_step_that_is_reopened_loses_nothing_recorded_later():
    clock = road.in_a_job()
    before = clock.case.model_copy(deep=True)

    clock.tell(StepReopened(of="vocational_profile", why="a new wish"), StepReopened(of="agreement", why="another rhythm"))

    assert clock.open == ["agreement", "support", "vocational_profile"]
    for things in ("papers", "strategies", "dialogues", "contracts", "supports", "results", "records"):
        assert getattr(clock.case, things) == getattr(before, things), things
    assert set(before.agenda) <= set(clock.case.agenda)


def test_sv_03_one_job_coach_works_through_all_steps():
    clock = road.in_a_job()

    assert clock.case.counsellor == "S-ana"
    assert {line.by for line in clock.case.journal} == {"S-ana"}
    assert road.refused(clock, ReferentAssigned(who="S-ana", why="again")) == "S-ana is responsible for this case already"


def test_sv_03_when_the_coach_leaves_another_one_is_sought_at_once_and_the_steps_stay_open():
    clock = road.in_dialogue().tell(ReferentLeft(why="moved to another town"))
    assert clock.due("referent_assigned") == date(2026, 5, 7)
    assert clock.open == ["employer_engagement", "job_seeking"]

    clock.days_pass(3)
    assert clock.letters("referent_assigned", to="team")
    clock.tell(ReferentAssigned(who="S-ben", why="knows the employers here"))
    assert (clock.case.counsellor, clock.open) == ("S-ben", ["employer_engagement", "job_seeking"])


def test_sv_03_the_programme_says_how_many_people_one_coach_can_go_along_with():
    assert road.programme_of_ours().counts["caseload"].at_most == 20


def test_a_case_of_supported_employment_may_be_closed_whatever_steps_are_open():
    clock = road.in_dialogue().tell(CaseClosed(outcome="moved away", why="to another town"))

    assert (clock.open, clock.awaits) == ([], [])
