"""Steg 3, jobbsökande, and the match with an employer: SV-14 to SV-18."""

from __future__ import annotations

from datetime import date

import pytest

from casework.employer_engagement import DialogueBegun, MatchWeighed
from casework.fact import WITHHELD, as_seen_by
from casework.job_seeking import EmployerVisited, SeekerPrepared, TargetChosen, WorkplaceAnalysed
from casework.placement import ActionAgreed, ActionDone, ApplicationAnswered, ApplicationSent
from casework.steps import StepReopened
from tests import supported_employment_road as road
from tests.handclock import HandClock

ANALYSIS = WorkplaceAnalysed(
    employer="E-1",
    workplace="W-17",
    environment="a quiet greenhouse, two colleagues, radio off",
    tasks=["potting", "watering", "labels"],
    suits="potting, with breaks for the back",
)


@pytest.mark.parametrize("target", ["job", "placement"])
def test_sv_14_it_is_recorded_whether_a_job_or_a_placement_is_sought(target):
    clock = road.seeking()
    assert clock.due("target_chosen") == date(2026, 5, 19)

    clock.tell(TargetChosen(target=target))

    assert clock.case.decisions["target_chosen"].choice == target
    assert clock.row("target_chosen") == {"target": target}
    assert "target_chosen" not in clock.awaits


def test_sv_14_the_search_goes_on_until_a_contract_is_signed_and_is_looked_at_again_meanwhile():
    clock = road.ready()
    assert clock.due("contract_signed") == date(2026, 8, 4)
    assert clock.days_pass(120).letters("contract_signed", to="team")

    clock.tell(road.work(type="placement", starts=road.day(clock)))
    assert clock.open == ["support"]


def test_sv_14_when_the_search_is_taken_up_again_the_target_is_asked_again():
    clock = road.in_a_job().tell(StepReopened(of="job_seeking", why="more hours are wanted"))

    assert {"target_chosen", "seeker_prepared", "contract_signed"} <= set(clock.awaits)


def test_sv_15_profile_and_committed_employer_are_matched_with_an_argument():
    clock = road.in_dialogue()
    assert clock.due("match_weighed:e1") == date(2026, 5, 19)

    clock.tell(road.GOOD_MATCH)
    assert clock.case.dialogues["e1"].match == "good"
    assert "match_weighed:e1" not in clock.awaits


@pytest.mark.parametrize("fit", ["partial", "poor"])
def test_sv_15_where_they_do_not_match_it_is_said_why(fit):
    clock = road.in_dialogue()
    assert road.refused(clock, MatchWeighed(of="e1", fit=fit, argument="near home")) == (
        f"say what does not match where the fit is {fit}: mismatches=..."
    )

    clock.tell(MatchWeighed(of="e1", fit=fit, argument="near home", mismatches=["noise", "early hours"]))
    assert clock.row("match_weighed")["mismatches"] == ["noise", "early hours"]
    assert as_seen_by("everyone", MatchWeighed, clock.row("match_weighed"))["mismatches"] == WITHHELD


def test_sv_16_the_coach_prepares_the_person_for_the_role_of_somebody_who_seeks_a_job():
    clock = road.seeking()
    assert clock.due("seeker_prepared") == date(2026, 5, 26)
    assert road.refused(clock, SeekerPrepared(topic="singing")) == (
        "this programme prepares for CV and letter, interview, first contact, telling about support: name one with topic=..."
    )

    clock.days_pass(3).tell(SeekerPrepared(topic="telling about support"))
    assert "seeker_prepared" not in clock.awaits
    assert clock.due("contact_held:client") == date(2026, 5, 21), "it was a contact, too"


def test_sv_16_applications_and_actions_of_the_search_are_followed():
    clock = road.ready().tell(
        ActionAgreed(of="a1", sort="write applications", owner="client", due=date(2026, 5, 15)), ApplicationSent(of="s1")
    )
    assert clock.due("action_done:a1") == date(2026, 5, 15)
    assert clock.due("application_answered:s1") == date(2026, 6, 2)
    assert road.refused(clock, ActionAgreed(of="a2", sort="find employers")) == "say due=...: this programme asks for it with action_agreed"

    clock.tell(ActionDone(of="a1"), ApplicationAnswered(of="s1", outcome="no answer"))
    assert not {"action_done:a1", "application_answered:s1"} & set(clock.awaits)


@pytest.mark.parametrize("sort", ["job map", "study visit"])
def test_sv_17_job_maps_and_study_visits_are_logged_with_day_and_employer(sort):
    clock = road.seeking().days_pass(2)
    clock.tell(EmployerVisited(sort=sort, employer="E-9", together=True), on=clock.hour)

    line = clock.told("employer_visited")[-1]
    assert line.fact == {"sort": sort, "employer": "E-9", "together": True}
    assert line.happened.date() == date(2026, 5, 6)
    assert clock.case.tally[f"{sort}s"] == 1


def test_sv_17_they_are_made_together():
    assert road.refused(road.seeking(), EmployerVisited(sort="job map", employer="E-9", together=False)) == (
        "a job map or a study visit is made together: tell what the coach saw alone as workplace_analysed"
    )


@pytest.mark.parametrize("met", [road.VISIT, ANALYSIS, DialogueBegun(of="e1", employer="E-1")])
def test_sv_17_the_first_employer_is_met_early(met):
    clock = road.profiling()
    assert clock.due("employer_visited") == date(2026, 6, 3), "counted from the opening of the case"

    assert "employer_visited" not in clock.tell(met).awaits


def test_sv_17_an_employer_who_is_not_met_is_not_forgotten():
    clock = road.profiling().days_pass(50)

    assert clock.letters("employer_visited", to="team lead", letter="promise_escalated")


def test_sv_18_a_workplace_analysis_tells_of_environment_and_tasks():
    clock = road.ready().tell(ANALYSIS)

    assert clock.row("workplace_analysed")["tasks"] == ["potting", "watering", "labels"]
    assert clock.case.tally["workplaces analysed"] == 1
    assert road.refused(clock, ANALYSIS.model_copy(update={"tasks": []})) == "say which tasks there are that may suit somebody: tasks=..."


def test_sv_18_it_is_fit_for_other_clients_since_it_tells_of_none():
    clock: HandClock = road.ready().tell(ANALYSIS)

    kept = ANALYSIS.for_others
    assert kept == {
        "employer": "E-1",
        "workplace": "W-17",
        "environment": "a quiet greenhouse, two colleagues, radio off",
        "tasks": ["potting", "watering", "labels"],
    }
    assert not {clock.case.person, clock.case.number, "potting, with breaks for the back"} & {str(value) for value in kept.values()}
    assert as_seen_by("everyone", WorkplaceAnalysed, clock.row("workplace_analysed"))["suits"] == WITHHELD


def test_sv_18_an_analysis_that_names_the_client_is_refused():
    naming = ANALYSIS.model_copy(update={"environment": "a quiet place, good for P-1"})

    assert road.refused(road.ready(), naming) == "an analysis is for every client: leave P-1 out, and say under suits what fits this one"
