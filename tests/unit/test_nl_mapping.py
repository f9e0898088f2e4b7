"""Fase 2, in kaart brengen van kwaliteiten en gebreken: NL-15 to NL-22."""

from __future__ import annotations

from datetime import date

import pytest

from casework import capability_mapping as m
from casework.anytime import ContactHeld, PhaseReopened
from casework.exploration import BarrierFound, ConversationHeld
from casework.fact import Refused, seen_by
from tests import kina_road as road
from tests.handclock import HandClock
from tests.kina_road import MAPPED, NO_PROBLEMS

MEANINGFUL = m.TrainingDecided(meaningful=True, why="a short course opens doors")
COURSE = m.TrainingStarted(of="t1", course="gardening", starts=date(2026, 5, 4), ends=date(2026, 7, 31))
DONE = m.MappingCompleted()


def all_but(kind: str, of: str = "") -> list[m.Fact]:
    """All that mapping asks for but one thing."""
    return [fact for fact in MAPPED if (fact.kind, fact.of) != (kind, of)]


def test_nl_15_conversations_are_never_longer_apart_than_the_programme_says():
    clock = road.mapping()
    assert clock.due("contact_held:client") == date(2026, 5, 18)

    clock.days_pass(9).tell(ContactHeld(mode="by phone"))

    assert clock.due("contact_held:client") == date(2026, 5, 27)
    assert clock.row("contact_held")["mode"] == "by phone"


def test_nl_15_a_gap_that_grows_too_long_raises_the_alarm():
    clock = road.mapping().days_pass(14)
    assert [(m.to, m.letter) for m in clock.letters("contact_held:client")] == [("counsellor", "contact_gap")] * 2

    clock.days_pass(14)
    assert [(m.to, m.letter) for m in clock.letters("contact_held:client")][2:] == [
        ("counsellor", "promise_overdue"),
        ("deputy", "promise_overdue"),
    ]
    assert clock.days_pass(7).letters("contact_held:client")[-1].to == "team lead"


def test_nl_15_the_old_programme_leaves_a_longer_gap():
    assert road.mapping(road.UNDER_THE_OLD_RULES).due("contact_held:client") == date(2026, 3, 9)


def test_nl_16_wants_can_and_their_match_are_three_records():
    clock = road.mapping().tell(*all_but("match_judged"))

    assert "match_judged" in clock.case.agenda
    with pytest.raises(Refused, match="still to be mapped: match_judged"):
        clock.tell(DONE)
    assert clock.tell(m.MatchJudged(realistic=True), DONE).open == ["placement"]
    assert (clock.row("wish_recorded")["wish"], clock.row("ability_recorded")["ability"]) == ("work with plants", "has gardened for years")


@pytest.mark.parametrize("first", [m.WishRecorded(wish="be a pilot"), m.AbilityRecorded(ability="ride a bicycle")])
def test_nl_16_the_match_is_judged_after_both_are_known(first):
    with pytest.raises(Refused, match="record what the person wants and can before judging"):
        road.mapping().tell(first, m.MatchJudged(realistic=False))


def test_nl_16_not_realistic_loops_until_wants_and_abilities_match():
    clock = road.mapping().tell(*all_but("match_judged"), m.MatchJudged(realistic=False, why="no pilot's eyes"))

    for wish in ("be a steward", "work at an airport"):
        assert "wish_recorded" in clock.case.agenda
        assert "match_judged" not in clock.case.agenda
        with pytest.raises(Refused, match="still to be mapped: wish_recorded"):
            clock.tell(DONE)
        clock.tell(m.WishRecorded(wish=wish))
        assert "match_judged" in clock.case.agenda
        clock.tell(m.MatchJudged(realistic=False))

    clock.tell(m.AbilityRecorded(ability="speaks three languages"), m.MatchJudged(realistic=True), DONE)
    assert clock.open == ["placement"]
    assert [line.fact["wish"] for line in clock.told("wish_recorded")] == ["work with plants", "be a steward", "work at an airport"]


def test_nl_17_diplomas_are_listed():
    clock = road.mapping().tell(*all_but("diploma_recorded"))
    with pytest.raises(Refused, match="still to be mapped: diploma_recorded"):
        clock.tell(DONE)

    clock.tell(m.DiplomaRecorded(title="primary school"), m.DiplomaRecorded(title="welder"))

    assert [line.fact["title"] for line in clock.told("diploma_recorded")] == ["primary school", "welder"]
    assert clock.tell(DONE).open == ["placement"]


def test_nl_18_whether_training_is_meaningful_is_decided_with_a_reason():
    clock = road.mapping().tell(*all_but("training_decided"))
    with pytest.raises(Refused, match="still to be mapped: training_decided"):
        clock.tell(DONE)
    with pytest.raises(Refused, match="decide first that training is meaningful"):
        clock.tell(COURSE)

    clock.tell(m.TrainingDecided(meaningful=False, why="can begin at once"))

    assert clock.case.decisions["training_decided"].choice == "not meaningful"
    with pytest.raises(Refused, match="decide first that training is meaningful"):
        clock.tell(COURSE)


def test_nl_18_a_training_has_a_start_an_end_and_a_result_and_then_mapping_goes_on():
    clock = road.mapping().tell(*all_but("training_decided"), MEANINGFUL, COURSE)
    assert clock.open == ["mapping"]
    assert clock.due("training_ended:t1") == date(2026, 7, 31)
    assert "mapping_completed" not in clock.awaits
    with pytest.raises(Refused, match="training t1 is under way"):
        clock.tell(DONE)

    clock.days_pass(90).tell(m.TrainingEnded(of="t1", result="completed"))

    assert clock.open == ["mapping"]
    assert clock.due("mapping_completed") > date(2026, 11, 1), "time to map begins anew"
    assert clock.case.tally["trainings completed"] == 1
    assert clock.tell(DONE).open == ["placement"]


def test_nl_18_a_training_is_asked_after_on_the_day_it_was_to_end_and_louder_later():
    clock = road.mapping().tell(MEANINGFUL, COURSE).days_pass(100)

    assert [m.to for m in clock.letters("training_ended:t1")][:4] == ["counsellor", "counsellor", "counsellor", "deputy"]


def test_nl_18_a_training_is_not_forgotten_when_mapping_is_left_or_rests():
    clock = road.placement().tell(MEANINGFUL, COURSE)
    assert "training_ended:t1" in clock.awaits

    clock.tell(BarrierFound(of="b1", type="debts", later_work="rests"))
    assert "training_ended:t1" in clock.awaits


def test_nl_18_dates_that_cannot_be_and_trainings_nobody_knows_are_refused():
    clock = road.mapping().tell(MEANINGFUL)

    with pytest.raises(Refused, match="a training ends after it starts"):
        clock.tell(m.TrainingStarted(of="t1", course="gardening", starts=date(2026, 5, 4), ends=date(2026, 5, 3)))
    with pytest.raises(Refused, match="this case has no training under way t1: there is none yet"):
        clock.tell(m.TrainingEnded(of="t1", result="completed"))


@pytest.mark.parametrize("skill", ["computer", "driving_licence", "languages"])
def test_nl_19_the_skills_of_the_programme_are_asked_for(skill):
    clock = road.mapping().tell(*all_but("skill_recorded", skill))

    with pytest.raises(Refused, match=f"still to be mapped: skill_recorded:{skill}"):
        clock.tell(DONE)
    assert clock.tell(m.SkillRecorded(of=skill, level="good"), DONE).open == ["placement"]


def test_nl_19_other_skills_are_welcome_by_one_plain_word():
    clock = road.mapping().tell(m.SkillRecorded(of="welding", level="good"))

    assert clock.case.records["skill_recorded:welding"]
    with pytest.raises(Refused, match="name the skill in one plain word"):
        clock.tell(m.SkillRecorded(level="good"))


def test_nl_20_attitude_and_motivation_are_mapped_and_not_for_everyone():
    clock = road.mapping().tell(*all_but("attitude_recorded"))

    with pytest.raises(Refused, match="still to be mapped: attitude_recorded"):
        clock.tell(DONE)
    clock.tell(m.AttitudeRecorded(attitude="open", motivation="strong"), DONE)
    assert clock.open == ["placement"]
    assert seen_by(m.AttitudeRecorded, "attitude") == seen_by(m.AttitudeRecorded, "motivation") == "restricted"


@pytest.mark.parametrize("kind", ["quality_recorded", "shortcoming_recorded"])
def test_nl_21_qualities_and_shortcomings_are_both_listed(kind):
    clock = road.mapping().tell(*all_but(kind))

    with pytest.raises(Refused, match=f"still to be mapped: {kind}"):
        clock.tell(DONE)
    assert kind in clock.case.agenda


def test_nl_22_placement_opens_when_mapping_is_declared_complete():
    clock = road.mapping().tell(*MAPPED)
    assert clock.open == ["mapping"]
    assert clock.due("mapping_completed") == date(2026, 8, 4)

    assert clock.tell(DONE).open == ["placement"]
    with pytest.raises(Refused, match="mapping is declared complete while the case is in mapping"):
        clock.tell(DONE)


def test_nl_22_what_was_mapped_early_counts_and_what_is_open_is_seen_without_a_day():
    clock = HandClock().tell(m.WishRecorded(wish="work with plants"))
    clock.tell(ConversationHeld(), *NO_PROBLEMS)

    assert "wish_recorded" not in clock.case.agenda
    assert clock.case.agenda["ability_recorded"].by is None
    assert clock.awaits == ["contact_held:client", "mapping_completed"]


def test_nl_22_mapping_may_be_reopened_and_keeps_what_it_knew():
    clock = road.placement().tell(PhaseReopened(of="mapping", why="wants have changed"))

    assert clock.open == ["mapping"]
    assert clock.awaits == ["contact_held:client", "mapping_completed"]
    assert clock.tell(DONE).open == ["placement"]


def test_nl_16_goals_live_side_by_side_until_each_is_settled():
    clock = road.mapping().tell(m.GoalSet(of="g1", goal="a job with plants", horizon="long"), m.GoalSet(of="g2", goal="a driving licence"))
    assert {of: goal.horizon for of, goal in clock.case.goals.items()} == {"g1": "long", "g2": "medium"}

    clock.tell(m.GoalSettled(of="g2", result="reached"))

    assert list(clock.case.goals) == ["g1"]
    assert clock.row("goal_settled")["result"] == "reached"
    with pytest.raises(Refused, match="no goal g2"):
        clock.tell(m.GoalSettled(of="g2", result="given up"))
