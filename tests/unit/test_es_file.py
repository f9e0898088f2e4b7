"""El expediente personal: ES-13, ES-14. Who may open it, and how it leaves the house, is told where the records are tested."""

from __future__ import annotations

import json

from casework.case import Line
from casework.fact import WITHHELD, as_seen_by
from casework.folding import fold
from casework.vocabulary import vocabulary
from tests import insertor_road as road

HANGS_ON_IT = {
    "interview_planned", "interview_held", "interview_recorded", "data_group_recorded", "need_found", "capability_found",
    "limitation_found", "group_assessed", "consistency_assessed", "employability_rated", "document_drawn_up", "document_signed",
    "commitment_proposed", "commitment_accepted", "action_agreed", "goal_set", "overseer_assigned", "contract_signed",
    "adaptation_arranged",
}  # fmt: skip


def test_es_13_one_file_a_person_on_which_interviews_diagnosis_plan_commitments_actions_and_results_hang():
    clock = road.at_work()

    assert {line.kind for line in clock.case.journal} >= HANGS_ON_IT
    assert {line.fact.get("person", "P-1") for line in clock.case.journal} == {"P-1"}
    assert clock.refolded().own_json() == clock.case.own_json(), "the case is exactly its file"


def test_es_13_what_leaves_the_case_stays_in_the_file():
    clock = road.interviewed(road.interviewed(road.at_work(), "v2"), "v3")

    assert "v1" not in clock.case.interviews
    assert [line.fact["of"] for line in clock.told("interview_recorded")] == ["v1", "v2", "v3"]


def test_es_14_the_whole_file_can_be_taken_out_and_taken_up_elsewhere():
    clock = road.at_work()

    text = json.dumps([line.model_dump(mode="json") for line in clock.case.journal])
    lines = [Line.model_validate(line) for line in json.loads(text)]

    assert fold("c1", lines, clock.terms, clock.story).case.own_json() == clock.case.own_json()


def test_es_14_each_reader_gets_all_of_it_that_is_theirs():
    for line in road.at_work().case.journal:
        fact = vocabulary()[line.kind]
        assert as_seen_by("supervisor", fact, line.fact) == line.fact
        assert as_seen_by("everyone", fact, line.fact).keys() == line.fact.keys()
    assert as_seen_by("everyone", fact, {"why": "private"}) == {"why": WITHHELD}
