"""Steg 2, yrkesprofil: SV-09 to SV-13."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import pytest

from casework.documents import DocumentDrawnUp, DocumentRevised
from casework.lasting_work import JobLost, PlacementConverted, PlacementEnded
from casework.placement import ActionAgreed
from casework.vocational_profile import (
    CONVERSATION,
    Activity,
    ActivityHeld,
    BridgeAgreed,
    ObstacleFound,
    ObstacleOvercome,
    ProfileSideExplored,
    ReflectionHeld,
)
from tests import supported_employment_road as road
from tests.handclock import FIRST_DAY

TRIED = [activity for activity in get_args(Activity) if activity != CONVERSATION]
OBSTACLE = ObstacleFound(of="o1", obstacle="the bus leaves too late")


def test_sv_09_drive_resources_and_talents_are_explored():
    clock = road.profiling()
    assert clock.due("profile_side_explored:drive") == date(2026, 6, 2)

    clock.tell(ProfileSideExplored(of="drive", found="wants to be of use"), ProfileSideExplored(of="drive", found="and outdoors"))
    assert [key for key in clock.awaits if key.startswith("profile_side")] == [
        "profile_side_explored:resources",
        "profile_side_explored:talents",
    ]
    assert road.refused(clock, ProfileSideExplored(of="looks", found="none")) == (
        "the sides of a profile are drive, resources, talents: name one with of=..."
    )


def test_sv_10_of_every_obstacle_it_is_agreed_how_to_bridge_it():
    clock = road.profiling().tell(OBSTACLE)
    assert clock.due("bridge_agreed:o1") == date(2026, 5, 26)

    clock.tell(
        BridgeAgreed(of="o1", how="work begins at nine"),
        ActionAgreed(of="a1", sort="bridge an obstacle", due=road.day(clock, 7), towards="o1"),
    )
    assert "bridge_agreed:o1" not in clock.awaits
    assert clock.case.actions["a1"].towards == "o1"

    clock.tell(ObstacleOvercome(of="o1"))
    assert clock.case.tally["obstacles overcome"] == 1
    assert road.refused(clock, BridgeAgreed(of="o1", how="again")) == "this case has no obstacle o1: there is none yet"
    assert road.refused(clock, ObstacleOvercome(of="o1")) == "this case has no obstacle o1: there is none yet"


def test_sv_10_the_profile_is_not_done_while_an_obstacle_has_no_bridge():
    clock = road.profiling().tell(*road.SIDES, road.PROFILE, *road.signed("d2"), OBSTACLE)
    assert "vocational_profile" in clock.open

    clock = road.profiling().tell(OBSTACLE, *road.SIDES, road.PROFILE, *road.signed("d2"))
    assert clock.open == ["vocational_profile"]
    assert clock.tell(BridgeAgreed(of="o1", how="a lift with a colleague")).open == ["job_seeking"]


def test_sv_11_there_are_seven_sorts_of_activity():
    assert get_args(Activity) == (
        "job shadowing", "try-out workplace", "job cards", "role play", "try-out of tasks", "study visit", "conversation and reflection",
    )  # fmt: skip
    assert all({"sv", "en"} <= road.programme_of_ours().words[activity].keys() for activity in get_args(Activity))


@pytest.mark.parametrize("activity", TRIED)
def test_sv_12_whatever_was_tried_is_talked_over_or_stays_open(activity: Activity):
    clock = road.profiling().tell(ActivityHeld(of="v1", type=activity, employer="E-7"))
    assert clock.due("reflection_held:v1") == date(2026, 5, 7)

    clock.days_pass(14)
    assert {m.letter for m in clock.letters("reflection_held:v1", to="counsellor")} >= {"promise_due", "promise_overdue"}
    assert clock.case.tried_out["v1"].type == activity

    clock.tell(ReflectionHeld(of="v1", learnt="likes a clear beginning and end", suits="partly"))
    assert (clock.case.tried_out, clock.case.tally["activities that suit partly"]) == ({}, 1)
    assert "reflection_held:v1" not in clock.awaits


def test_sv_12_the_conversation_itself_is_its_own_reflection():
    clock = road.profiling().tell(ActivityHeld(of="v1", type="conversation and reflection"))

    assert "reflection_held:v1" not in clock.awaits
    assert road.refused(clock, ReflectionHeld(of="v1", learnt="nothing more", suits="well")) == (
        "this case has no activity to talk over v1: there is none yet"
    )
    assert road.refused(clock, ActivityHeld(of="v1", type="job cards")) == "v1 has been used in this case: the next free one is of=v2"


def test_sv_12_a_reflection_is_a_contact_too():
    clock = road.profiling().tell(ActivityHeld(of="v1", type="role play")).days_pass(3)

    clock.tell(ReflectionHeld(of="v1", learnt="can say no", suits="well"))

    assert clock.due("contact_held:client") == road.day(clock, 14)


def test_sv_13_the_profile_is_made_by_both_and_accepted_by_both():
    clock = road.profiling()
    assert clock.due("document_drawn_up:profile") == date(2026, 6, 2)
    alone = DocumentDrawnUp(of="d2", sort="profile", authors={"counsellor"}, sections=road.WRITTEN)
    assert road.refused(clock, alone) == "profile is drawn up together: sit down with the client, and name them under authors"

    clock.tell(*road.SIDES, road.PROFILE)
    assert clock.open == ["vocational_profile"]
    assert clock.due("document_signed:d2") == date(2026, 5, 19)
    assert clock.tell(*road.signed("d2")).open == ["job_seeking"]


def test_sv_13_the_profile_has_versions_and_a_revision_is_made_by_both_too():
    clock = road.seeking().tell(road.REVISED)
    assert clock.case.papers["d2"].version == 2

    alone = DocumentRevised(of="d2", sections=road.WRITTEN)
    assert road.refused(clock, alone) == "profile is drawn up together: sit down with the client, and name them under authors"


@pytest.mark.parametrize(
    ("begin", "over"),
    [
        (road.in_a_job, JobLost(of="k1", by="employer")),
        (road.in_a_placement, PlacementEnded(of="k1", ended="as planned")),
        (
            road.in_a_placement,
            PlacementConverted(of="k1", type="regular", legal_employer="E-1", starts=FIRST_DAY + timedelta(days=30)),
        ),
    ],
)
def test_sv_13_after_each_job_or_placement_the_profile_is_updated(begin, over):
    clock = begin().days_pass(30).tell(over)
    assert clock.due("document_revised:d2") == date(2026, 7, 2)

    clock.tell(road.REVISED)
    assert "document_revised:d2" not in clock.awaits
