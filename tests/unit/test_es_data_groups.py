"""La entrevista inicial y sus ocho bloques de datos: ES-24 to ES-32."""

from __future__ import annotations

from datetime import date

import pytest

from casework.data_groups import DataGroupRecorded
from casework.fact import Refused, seen_by
from tests import insertor_road as road


def refused_as_complete(of: str) -> str:
    """What is said of a group that is called complete with nothing in it."""
    with pytest.raises(Refused) as refusal:
        road.opened().tell(DataGroupRecorded(of=of, state="complete"))
    return str(refusal.value)


def recorded_in_two_steps(of: str, first: str) -> dict[str, object]:
    """A group of which one item is told first, and then the others."""
    clock = road.interviewed(road.opened()).tell(DataGroupRecorded(of=of, state="partial", data={first: "told"}))
    assert f"data_group_recorded:{of}" in clock.awaits
    rest = [item for item in road.programme(road.NAME).lists[of] if item != first]
    clock.tell(DataGroupRecorded(of=of, state="complete", data=dict.fromkeys(rest, "told")))
    assert f"data_group_recorded:{of}" not in clock.awaits
    return clock.row("data_group_recorded")


def test_es_24_personal_data():
    assert refused_as_complete("personal").startswith("personal is complete with identification, contact_details, household too")
    assert recorded_in_two_steps("personal", "identification")["state"] == "complete"


def test_es_25_training():
    assert refused_as_complete("training").startswith("training is complete with formal_education, further_training, languages too")
    assert recorded_in_two_steps("training", "languages")["state"] == "complete"


def test_es_26_path_and_experience():
    assert refused_as_complete("path").startswith("path is complete with jobs_held, experience_without_contract too")
    assert recorded_in_two_steps("path", "jobs_held")["state"] == "complete"


def test_es_27_unemployment_situation():
    assert refused_as_complete("unemployment").startswith("unemployment is complete with unemployed_since, benefits, search_so_far too")
    assert recorded_in_two_steps("unemployment", "benefits")["state"] == "complete"


def test_es_28_availability():
    assert refused_as_complete("availability").startswith("availability is complete with working_hours, mobility, care_duties too")
    assert recorded_in_two_steps("availability", "mobility")["state"] == "complete"


def test_es_29_interests_values_and_attitudes():
    assert refused_as_complete("interests").startswith("interests is complete with occupational_interests, values, attitudes too")
    assert recorded_in_two_steps("interests", "values")["state"] == "complete"


def test_es_30_view_of_the_world_of_work():
    assert refused_as_complete("work_reality").startswith("work_reality is complete with knowledge_of_the_market, expectations too")
    assert recorded_in_two_steps("work_reality", "expectations")["state"] == "complete"


def test_es_31_skills_and_core_competencies():
    assert refused_as_complete("competencies").startswith("competencies is complete with technical_skills, core_competencies too")
    assert recorded_in_two_steps("competencies", "technical_skills")["state"] == "complete"


def test_es_32_the_initial_interview_closes_when_all_eight_groups_are_known():
    clock = road.interviewed(road.opened())
    assert [key for key in clock.awaits if key.startswith("data_group")] == sorted(f"data_group_recorded:{of}" for of in road.GROUPS)
    assert clock.due("data_group_recorded:path") == date(2026, 6, 1)

    clock.tell(*road.known("interests"))
    assert clock.open == ["initial_interview"]

    assert clock.tell(road.group("interests")).open == ["diagnosis"]


@pytest.mark.parametrize("state", ["declined", "not applicable"])
def test_es_32_a_group_may_be_declined_or_not_applicable_with_a_reason(state):
    clock = road.interviewed(road.opened()).tell(*road.known("unemployment"))

    with pytest.raises(Refused, match=f"^say why this is {state}: why=...$"):
        clock.tell(road.group("unemployment", state))
    assert clock.tell(road.group("unemployment", state, why="has never been registered")).open == ["diagnosis"]


@pytest.mark.parametrize("state", ["missing", "partial"])
def test_es_32_what_is_missing_or_partial_keeps_the_gate_closed(state):
    clock = road.interviewed(road.opened()).tell(*road.known("training"), road.group("training", state))

    assert clock.open == ["initial_interview"]
    assert "data_group_recorded:training" in clock.awaits


def test_es_32_without_a_talk_nothing_is_closed():
    clock = road.opened().tell(*road.known())

    assert clock.open == ["initial_interview"]
    assert clock.awaits == ["interview_held"]
    assert road.interviewed(clock).open == ["diagnosis"]


def test_es_32_nobody_is_judged_before_the_gate():
    with pytest.raises(Refused, match=r"each of the eight groups has to be known first$"):
        road.interviewed(road.opened()).tell(road.RATED)


def test_es_32_another_group_or_item_is_refused_with_those_there_are():
    clock = road.opened()

    with pytest.raises(Refused, match=r"^this programme's data groups are personal, training, .*: name one with of=\.\.\.$"):
        clock.tell(DataGroupRecorded(of="hobbies", state="partial"))
    with pytest.raises(Refused, match=r"^path holds jobs_held, experience_without_contract: there is no shoe_size$"):
        clock.tell(DataGroupRecorded(of="path", state="partial", data={"shoe_size": "42"}))


def test_es_32_a_group_can_be_opened_again_later_and_asks_for_nothing_by_itself():
    clock = road.overseen().tell(road.group("availability", "partial", why="a child was born"))

    assert clock.open == ["carrying_out"]
    assert clock.case.groups["availability"].state == "partial"


def test_what_is_known_of_a_person_is_not_for_everyone_x_08():
    assert seen_by(DataGroupRecorded, "data") == seen_by(DataGroupRecorded, "why") == "restricted"
