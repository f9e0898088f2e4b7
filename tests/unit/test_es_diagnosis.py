"""Detección, evaluación y diagnóstico de la empleabilidad: ES-33 to ES-36."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.employability import (
    CapabilityFound,
    ConsistencyAssessed,
    EmployabilityRated,
    FindingLifted,
    GroupAssessed,
    LimitationFound,
    NeedFound,
    NeedMet,
)  # fmt: skip
from casework.fact import Refused, seen_by
from tests import insertor_road as road


def test_es_33_a_need_is_linked_to_its_evidence_in_the_file():
    clock = road.diagnosing()

    with pytest.raises(Refused, match=r"^a need rests on what is in the file: name the lines of the journal with evidence=\.\.\.$"):
        clock.tell(NeedFound(of="n1", what="a certificate"))
    with pytest.raises(Refused, match=r"^this case has no line 999: its journal ends with line 12$"):
        clock.tell(NeedFound(of="n1", what="a certificate", evidence=[2, 999]))

    line = clock.number("interview_recorded")
    clock.tell(NeedFound(of="n1", what="a certificate", evidence=[line]))
    assert clock.row("need_found")["evidence"] == [line]
    assert clock.line(line).kind == "interview_recorded"


def test_es_33_needs_are_a_list_and_each_is_met_on_its_own():
    clock = road.diagnosing().tell(*[NeedFound(of=of, what="a need", evidence=[1]) for of in ("n1", "n2", "n3")])

    clock.tell(NeedMet(of="n2", result="met"))

    assert list(clock.case.needs) == ["n1", "n3"]
    assert clock.case.tally["needs: met"] == 1
    with pytest.raises(Refused, match=r"^this case has no open need n2: there is n1, n3$"):
        clock.tell(NeedMet(of="n2", result="met"))


def test_es_33_a_diagnosis_without_a_need_is_awaited_still():
    clock = road.diagnosing().tell(*road.DIAGNOSED[1:])

    assert "need_found" in clock.awaits
    assert clock.tell(road.RATED).open == ["diagnosis"]


@pytest.mark.parametrize(("fact", "of"), [(CapabilityFound, "c1"), (LimitationFound, "l1")])
def test_es_34_capabilities_and_limitations_are_each_of_a_sort(fact, of):
    clock = road.diagnosing()

    with pytest.raises(
        Refused, match=r"^this programme's variables are personal_variables, psychosocial_variables, .*: name one with sort"
    ):
        clock.tell(fact(of=of, sort="size", what="tall enough"))
    clock.tell(fact(of=of, sort="attitudinal_variables", what="keeps at it"))

    assert clock.case.findings[of].sort == clock.told(f"{clock.case.findings[of].sort}_found")[-1].kind.partition("_")[0]
    assert list(clock.tell(FindingLifted(of=of, why="no longer so")).case.findings) == []


def test_es_34_what_limits_a_person_is_not_for_everyone():
    assert seen_by(LimitationFound, "sort") == seen_by(LimitationFound, "what") == "restricted"


def test_es_34_nobody_is_only_what_they_lack():
    without = [fact for fact in road.DIAGNOSED if fact.kind != "capability_found"]

    assert "capability_found" in road.diagnosing().tell(*without).awaits


def test_es_35_each_of_the_eight_groups_is_assessed_and_then_whether_they_agree():
    clock = road.diagnosing()
    assert {f"group_assessed:{of}" for of in road.GROUPS} | {"consistency_assessed"} <= set(clock.awaits)

    with pytest.raises(Refused, match=r"^assess personal, training, .* first: only then it can be seen whether all agree$"):
        clock.tell(ConsistencyAssessed(consistent=True, assessment="all agree"))
    clock.tell(*road.DIAGNOSED)

    assert [row.fact["of"] for row in clock.told("group_assessed")] == list(road.GROUPS)
    assert clock.row("consistency_assessed")["assessment"] == "all agree"


def test_es_35_a_group_of_which_more_is_known_is_assessed_anew_and_so_is_their_agreement():
    clock = road.diagnosing().tell(*road.DIAGNOSED, road.group("training"))
    assert {"group_assessed:training", "consistency_assessed"} <= set(clock.awaits)
    with pytest.raises(Refused, match=r"^the level rests on the assessments: first tell group_assessed:training, consistency_assessed$"):
        clock.tell(road.RATED)

    clock.tell(GroupAssessed(of="training", bearing="helps", assessment="more than was thought"))
    assert "group_assessed:training" not in clock.awaits
    assert "consistency_assessed" in clock.awaits


def test_es_35_what_is_not_known_yet_cannot_be_assessed():
    with pytest.raises(Refused, match=r"^nothing is known of path yet: tell data_group_recorded first$"):
        road.opened().tell(GroupAssessed(of="path", bearing="helps", assessment="long"))
    with pytest.raises(Refused, match=r"^this programme's data groups are personal"):
        road.diagnosing().tell(GroupAssessed(of="hobbies", bearing="helps", assessment="many"))


def test_es_36_the_level_stands_on_the_scale_of_the_programme_with_who_and_when():
    clock = road.diagnosing().tell(*road.DIAGNOSED)
    with pytest.raises(Refused, match=r"^this programme's employability levels are far_from_work, in_preparation, .*: name one with level"):
        clock.tell(EmployabilityRated(level="seven", why="as I see it"))

    clock.tell(road.RATED, by="S-eva")

    rated = clock.case.decisions["employability_rated"]
    assert (rated.choice, rated.by, rated.on) == ("in_preparation", "S-eva", clock.hour)
    assert clock.open == ["plan_of_action"]


def test_es_36_another_organisation_has_another_scale():
    lists = road.programme(road.NAME).lists | {"employability_levels": ["a", "b", "c"]}
    clock = road.interviewed(road.opened(under=road.changed(lists=lists))).tell(*road.known(), *road.DIAGNOSED)

    assert clock.tell(EmployabilityRated(level="b", why="between")).case.decisions["employability_rated"].choice == "b"


def test_es_36_a_level_may_change_at_any_time_later_and_every_change_is_kept():
    clock = road.overseen().days_pass(30).tell(EmployabilityRated(level="nearly_ready", why="has the certificate"), by="S-ben")

    assert [(row.fact["level"], row.by) for row in clock.told("employability_rated")] == [
        ("in_preparation", "S-ana"),
        ("nearly_ready", "S-ben"),
    ]
    assert clock.case.decisions["employability_rated"].times == 2
    assert clock.told("employability_rated")[1].happened - clock.told("employability_rated")[0].happened == timedelta(days=30)
