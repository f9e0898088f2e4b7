"""Fase 1, verkenningsfase: NL-01 to NL-14, as a caseworker would see them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.anytime import ContactHeld, PhaseReopened, PhaseSkipped, ReferentAssigned, ReferentLeft, TeamConsulted
from casework.capability_mapping import MappingCompleted
from casework.exploration import (
    BarrierFound,
    BarrierSettled,
    CheckHeld,
    ConversationHeld,
    GateOverridden,
    PersonSpokenTo,
    ProbeAnswered,
    Referred,
    Relapsed,
    SolutionTried,
)
from casework.fact import Refused, seen_by
from casework.handover import row_of
from casework.referral import ReferralAnswered, ReferralDroppedOut, ReferralFinished
from casework.things import Barrier
from tests import kina_road as road
from tests.handclock import MONDAY, HandClock
from tests.kina_road import MAPPED, NO_PROBLEMS, SETTLED

OVERRIDDEN = GateOverridden(reason="a job is waiting for this client")


def test_nl_01_a_case_is_opened_for_one_client_with_one_counsellor():
    clock = HandClock()

    row = row_of(clock.case, clock.story)
    assert (row.person, row.counsellor, row.phases, row.opened) == ("P-1", "S-ana", ["exploration"], MONDAY)
    assert clock.row("opened")["programme"] == "kina-example"
    assert [m.letter for m in clock.letters()] == ["case_opened", "welcome"]


def test_nl_01_a_case_without_a_counsellor_asks_for_one_until_it_has_one():
    clock = HandClock().tell(ReferentLeft(why="has left the office"))
    assert clock.case.agenda["referent_assigned"].whose == "team lead"
    assert clock.due("referent_assigned") == date(2026, 5, 7)

    clock.tell(ReferentAssigned(who="S-ben", why="knows the client"))

    assert clock.case.counsellor == "S-ben"
    assert "referent_assigned" not in clock.awaits


def test_nl_01_two_counsellors_at_once_there_never_are():
    with pytest.raises(Refused, match="S-ana is responsible for this case already"):
        HandClock().tell(ReferentAssigned(who="S-ana", why="again"))


def test_nl_02_first_conversations_are_not_limited_to_one():
    clock = HandClock()
    assert clock.due("conversation_held") == date(2026, 5, 11)

    clock.tell(ConversationHeld()).days_pass(3).tell(ConversationHeld()).days_pass(3).tell(ConversationHeld())

    assert len(clock.told("conversation_held")) == clock.case.records["conversations"] == 3
    assert "conversation_held" not in clock.awaits


def test_nl_02_between_first_conversations_the_client_is_not_lost_sight_of():
    clock = road.exploring()
    assert clock.due("contact_held:client") == date(2026, 5, 22)  # 21 days end on Whit Monday, so the working day before

    assert clock.days_pass(7).tell(ConversationHeld()).due("contact_held:client") == date(2026, 6, 1)


def test_nl_03_the_person_is_asked_about_health_family_and_addiction():
    clock = road.exploring()

    assert [key for key in clock.awaits if key.startswith("probe")] == [
        "probe_answered:addiction",
        "probe_answered:family",
        "probe_answered:health",
    ]
    with pytest.raises(Refused, match="this programme asks about health, family, addiction"):
        clock.tell(ProbeAnswered(of="hobbies", answer="unknown"))


def test_nl_03_a_programme_may_ask_about_more():
    lists = {"probes": ["health", "family", "addiction", "housing"], "skills": []}
    clock = HandClock(under=road.changed(lists=lists)).tell(ConversationHeld(), *NO_PROBLEMS)

    assert clock.open == ["exploration"]
    assert clock.tell(ProbeAnswered(of="housing", answer="no problem")).open == ["mapping"]


@pytest.mark.parametrize("answer", ["no problem", "declined"])
def test_nl_04_who_has_no_problem_or_does_not_want_to_say_is_not_asked_again(answer):
    clock = road.exploring().tell(ProbeAnswered(of="health", answer=answer))

    assert "probe_answered:health" not in clock.awaits
    assert not clock.case.barriers


def test_nl_04_what_is_unknown_is_asked_again_with_as_much_time_as_before():
    clock = road.exploring().days_pass(10).tell(ProbeAnswered(of="health", answer="unknown"))

    assert (clock.due("probe_answered:family"), clock.due("probe_answered:health")) == (date(2026, 6, 3), date(2026, 6, 12))
    assert "probe_answered:health" not in clock.tell(ProbeAnswered(of="health", answer="no problem")).awaits


def test_nl_04_a_problem_begins_a_side_problem_with_its_type_severity_opener_and_day():
    clock = road.exploring().days_pass(1)

    clock.tell(ProbeAnswered(of="health", answer="problem", barrier="b1", severity=3), by="S-ben")

    assert clock.case.barriers["b1"] == Barrier(opened=clock.hour, by="S-ben", severity=3)
    row = clock.told("probe_answered")[-1]
    assert (row.fact["of"], row.fact["barrier"], row.fact["severity"], row.by, row.happened) == ("health", "b1", 3, "S-ben", clock.hour)
    assert clock.tell(*NO_PROBLEMS[1:]).awaits == ["barrier_settled:b1", "contact_held:client"]


def test_nl_04_a_side_problem_may_come_to_light_without_a_question():
    clock = road.exploring().tell(BarrierFound(of="b1", type="debts", severity=1))

    row = clock.told("barrier_found")[-1]
    assert (row.fact["type"], row.fact["severity"], row.by) == ("debts", 1, "S-ana")
    assert clock.case.barriers["b1"].opened == clock.hour


def test_nl_04_a_problem_needs_a_new_id_and_other_answers_have_none():
    clock = road.with_a_side_problem()

    with pytest.raises(Refused, match="the next free one is of=b2"):
        clock.tell(ProbeAnswered(of="family", answer="problem", barrier="b1"))
    with pytest.raises(Refused, match="give it a short id of its own, such as of=b2"):
        clock.tell(ProbeAnswered(of="family", answer="problem"))
    with pytest.raises(Refused, match="only a problem begins a side problem"):
        clock.tell(ProbeAnswered(of="family", answer="no problem", barrier="b2"))


def test_nl_05_what_was_tried_against_a_side_problem_is_logged():
    clock = road.with_a_side_problem().tell(SolutionTried(of="b1", what="a talk with the doctor"), SolutionTried(of="b1", what="more rest"))

    assert clock.case.barriers["b1"].attempts == 2
    assert [line.fact["what"] for line in clock.told("solution_tried")] == ["a talk with the doctor", "more rest"]
    with pytest.raises(Refused, match="this case has no side problem b9: there is b1"):
        clock.tell(SolutionTried(of="b9", what="nothing"))
    with pytest.raises(Refused, match="side problem b1 is settled"):
        clock.tell(SETTLED, SolutionTried(of="b1", what="too late"))


def test_nl_06_a_referral_names_the_body_the_reason_the_consent_and_the_day():
    clock = road.referred()

    referral, row = clock.case.referrals["r1"], clock.row("referred")
    assert (referral.barrier, referral.partner, referral.made) == ("b1", "P-help", clock.hour)
    assert (row["reason"], row["consent"]) == ("debts", True)
    assert [(m.to, m.letter, m.values["partner"]) for m in clock.letters("referred:r1")] == [("partner", "referral_sent", "P-help")]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"consent": False}, "a referral needs the person's consent"),
        ({"barrier": "b9"}, "this case has no side problem b9"),
        ({"of": "x1"}, "give it a short id of its own, such as of=r1"),
    ],
)
def test_nl_06_a_referral_without_consent_or_problem_is_refused(wrong, sentence):
    said = {"of": "r1", "barrier": "b1", "partner": "P-help", "reason": "debts", "consent": True} | wrong

    with pytest.raises(Refused, match=sentence):
        road.with_a_side_problem().tell(Referred.model_validate(said))


def test_nl_07_a_referral_never_ends_our_part_contact_is_asked_for_until_the_problem_is_closed():
    clock = road.referred()

    for _ in range(6):
        assert clock.due("check_held:r1") <= (clock.hour + timedelta(days=14)).date()
        clock.days_pass(10).tell(CheckHeld(of="r1", result="working on it"))

    assert "check_held:r1" not in clock.tell(SETTLED).case.agenda


ACCEPTED = ReferralAnswered(of="r1", answer="accepted")
DONE_WITH = [
    [ReferralAnswered(of="r1", answer="refused")],
    [ACCEPTED, ReferralDroppedOut(of="r1")],
    [ACCEPTED, ReferralFinished(of="r1")],
]


@pytest.mark.parametrize("news", DONE_WITH)
def test_nl_07_not_even_a_partner_who_is_done_ends_our_part(news):
    clock = road.referred().tell(*news)

    assert "check_held:r1" in clock.awaits
    assert clock.letters(letter="referral_news")


def test_nl_07_a_partner_who_answers_nothing_is_asked_again_and_one_who_is_done_is_not():
    clock = road.referred().days_pass(40)
    assert [m.to for m in clock.letters(letter="referral_answer_asked")] == ["partner", "partner"]
    assert len(clock.told("partner_silent")) == 2

    clock.tell(*DONE_WITH[2]).days_pass(90).tell(CheckHeld(of="r1", result="working on it")).days_pass(90)

    assert len(clock.told("partner_silent")) == 2


@pytest.mark.parametrize("way", [OVERRIDDEN, PhaseSkipped(of="exploration", why="a job is waiting")])
def test_nl_07_contact_about_a_referral_goes_on_when_exploration_is_left_early(way):
    clock = road.referred().tell(way)

    assert clock.open == ["mapping", "side_problems"]
    assert {"check_held:r1", "barrier_settled:b1"} <= set(clock.awaits)


def test_nl_07_contact_about_a_referral_goes_on_when_the_path_goes_forward_from_a_reopened_exploration():
    clock = road.placement().tell(
        PhaseReopened(of="exploration", why="new worries"), BarrierFound(of="b1", type="debts"), ConversationHeld()
    )

    clock.tell(PhaseReopened(of="placement", why="a chance"))

    assert clock.open == ["placement", "side_problems"]
    assert "barrier_settled:b1" in clock.awaits


def test_nl_07_a_check_that_is_not_held_is_asked_for_ever_more_loudly():
    clock = road.referred().days_pass(40)

    assert [m.to for m in clock.letters("check_held:r1")][:4] == ["counsellor", "counsellor", "counsellor", "deputy"]
    assert "team lead" in {m.to for m in clock.letters("check_held:r1")}


@pytest.mark.parametrize(
    "result", ["working on it", "not really working on it", "no contact", "reduced to normal proportions", "solved", "worse"]
)
def test_nl_08_a_check_has_one_of_six_results(result):
    clock = road.referred().tell(CheckHeld(of="r1", result=result))

    assert clock.row("check_held")["result"] == result
    assert clock.open == ["exploration"], "the judgement that opens the gate is the counsellor's own (NL-12)"


def test_nl_08_a_check_of_no_known_referral_is_refused():
    with pytest.raises(Refused, match="this case has no open referral r2: there is r1"):
        road.referred().tell(CheckHeld(of="r2", result="solved"))


@pytest.mark.parametrize("poor", ["not really working on it", "no contact"])
def test_nl_09_a_poor_check_raises_a_task_until_the_person_was_spoken_to(poor):
    clock = road.referred().tell(CheckHeld(of="r1", result=poor))
    assert clock.case.agenda["person_spoken_to:r1"].whose == "counsellor"
    assert clock.due("person_spoken_to:r1") == date(2026, 5, 11)
    assert "team_consulted:r1" not in clock.awaits

    assert "person_spoken_to:r1" not in clock.tell(PersonSpokenTo(of="r1")).awaits


@pytest.mark.parametrize(("opened_at", "times"), [(MONDAY, 2), (road.UNDER_THE_OLD_RULES, 3)])
def test_nl_09_after_as_many_poor_checks_as_the_programme_says_the_team_is_asked(opened_at, times):
    clock = road.referred(opened_at)

    for nth in range(times):
        assert "team_consulted:r1" not in clock.awaits, nth
        clock.days_pass(7).tell(CheckHeld(of="r1", result="no contact"))
    assert clock.case.agenda["team_consulted:r1"].whose == "team"

    clock.days_pass(30)
    assert {m.to for m in clock.letters("team_consulted:r1")} == {"team", "team lead"}
    assert "team_consulted:r1" not in clock.tell(TeamConsulted(of="r1", advice="try another partner")).awaits


def test_nl_09_a_good_check_between_begins_the_count_anew():
    clock = road.referred().tell(*(CheckHeld(of="r1", result=r) for r in ("no contact", "working on it", "no contact")))

    assert "team_consulted:r1" not in clock.awaits


def test_nl_09_nobody_is_spoken_to_or_asked_without_need():
    with pytest.raises(Refused, match="the last check of r1 asks for nothing"):
        road.referred().tell(PersonSpokenTo(of="r1"))
    with pytest.raises(Refused, match="the team was not asked about r1"):
        road.referred().tell(TeamConsulted(of="r1", advice="none"))


def test_nl_10_side_problems_and_referrals_run_at_the_same_time_each_with_its_own_timer():
    clock = road.referred().days_pass(4).tell(BarrierFound(of="b2", type="housing"))
    clock.tell(Referred(of="r2", barrier="b2", partner="P-home", reason="no house", consent=True)).days_pass(6)

    clock.tell(CheckHeld(of="r1", result="working on it"))

    assert clock.due("check_held:r1") == date(2026, 5, 28)
    assert clock.due("check_held:r2") == date(2026, 5, 22)
    assert {"barrier_settled:b1", "barrier_settled:b2"} <= set(clock.awaits)
    clock.tell(SETTLED)
    assert {"check_held:r2", "barrier_settled:b2"} <= set(clock.awaits)
    assert not {"check_held:r1", "barrier_settled:b1"} & set(clock.awaits)


def test_nl_11_a_client_without_side_problems_passes_straight_to_mapping():
    clock = road.exploring().tell(*NO_PROBLEMS)

    assert clock.open == ["mapping"]
    assert clock.phases == ["capability_mapping"]


def test_nl_12_the_gate_opens_when_every_side_problem_is_settled():
    clock = road.with_a_side_problem().tell(BarrierFound(of="b2", type="housing"))

    clock.tell(SETTLED)
    assert clock.open == ["exploration"]
    with pytest.raises(Refused, match="mapping is declared complete while the case is in mapping"):
        clock.tell(MappingCompleted())

    clock.tell(BarrierSettled(of="b2", result="reduced", judgement="a room for the time being"), by="S-ben")
    assert clock.open == ["mapping"]
    line = clock.told("barrier_settled")[-1]
    assert (line.by, line.fact["result"], line.fact["judgement"]) == ("S-ben", "reduced", "a room for the time being")


def test_nl_12_the_judgement_comes_with_a_note_that_is_not_for_everyone():
    with pytest.raises(ValueError, match="judgement"):
        BarrierSettled.model_validate({"of": "b1", "result": "solved"})
    assert seen_by(BarrierSettled, "judgement") == "restricted"


@pytest.mark.parametrize(("later_work", "goes_on"), [("rests", False), ("goes on", True)])
def test_nl_13_a_relapse_reopens_the_problem_and_later_work_rests_or_goes_on_as_was_decided(later_work, goes_on):
    clock = road.placement_after_a_side_problem()

    clock.tell(Relapsed(of="b1", later_work=later_work, severity=1))
    clock.tell(Referred(of="r1", barrier="b1", partner="P-help", reason="again", consent=True))

    assert clock.open == ["placement", "side_problems"]
    assert clock.phases == ["exploration", "placement"]
    assert ("branch_decided" in clock.awaits) is goes_on
    assert {"check_held:r1", "barrier_settled:b1", "contact_held:client"} <= set(clock.awaits)
    assert (clock.case.barriers["b1"].times, clock.case.barriers["b1"].severity) == (2, 1)
    assert clock.row("relapsed")["later_work"] == later_work
    assert clock.tell(SETTLED).open == ["placement"]
    assert "branch_decided" in clock.awaits


@pytest.mark.parametrize(("later_work", "goes_on"), [("rests", False), ("goes on", True)])
def test_nl_13_a_new_side_problem_in_a_later_phase_does_as_a_relapse(later_work, goes_on):
    clock = road.mapping().tell(BarrierFound(of="b1", type="debts", later_work=later_work))

    assert clock.open == ["mapping", "side_problems"]
    assert ("mapping_completed" in clock.awaits) is goes_on


def test_nl_13_in_exploration_itself_a_problem_lets_nothing_rest():
    clock = road.exploring().tell(BarrierFound(of="b1", type="debts", later_work="rests"))

    assert clock.open == ["exploration"]
    assert {"barrier_settled:b1", "probe_answered:health"} <= set(clock.awaits)


def test_nl_13_a_problem_told_when_asked_again_later_is_followed_too():
    clock = road.mapping().tell(ProbeAnswered(of="health", answer="problem", barrier="b1"))

    assert clock.open == ["mapping", "side_problems"]
    assert "barrier_settled:b1" in clock.awaits


@pytest.mark.parametrize("where", ["mapping", "placement", "in_article_60", "in_a_job", "at_the_end"])
def test_nl_13_a_side_problem_may_come_in_any_later_phase(where):
    clock = getattr(road, where)()
    before = set(clock.open)

    assert set(clock.tell(BarrierFound(of="b1", type="debts")).open) == before | {"side_problems"}
    assert set(clock.tell(SETTLED).open) == before


def test_nl_13_later_work_goes_on_with_the_time_that_was_left():
    clock = road.placement_after_a_side_problem()
    assert clock.due("branch_decided") == date(2026, 5, 19)
    clock.days_pass(7).tell(Relapsed(of="b1", later_work="rests")).days_pass(28)
    assert not clock.letters("branch_decided")

    clock.tell(SETTLED)

    assert clock.due("branch_decided") == date(2026, 6, 15)  # five of ten working days were left


def test_nl_13_an_open_problem_cannot_come_back():
    with pytest.raises(Refused, match="side problem b1 is still open"):
        road.with_a_side_problem().tell(Relapsed(of="b1", later_work="rests"))


def test_nl_13_the_end_of_a_contract_stays_in_view_while_later_work_rests():
    clock = road.in_article_60().tell(BarrierFound(of="b1", type="debts", later_work="rests"))

    assert {"search_begun:k1", "stay_answered:k1", "outcome_recorded"} <= set(clock.awaits)
    ends = clock.case.contract.ends
    clock.pass_until(clock.case.calendar.opening(ends) + timedelta(days=60))
    assert clock.letters("search_begun:k1")
    assert "team lead" in {m.to for m in clock.letters("outcome_recorded")}


def test_nl_14_the_gate_may_be_overridden_with_a_reason_that_reports_see():
    clock = road.with_a_side_problem().tell(OVERRIDDEN)

    assert clock.open == ["mapping", "side_problems"]
    assert clock.row("gate_overridden")["reason"] == "a job is waiting for this client"
    assert clock.case.tally["gate overridden"] == 1
    assert clock.tell(*MAPPED, MappingCompleted()).open == ["placement", "side_problems"]


def test_nl_14_no_reason_no_override_and_only_at_the_gate():
    with pytest.raises(ValueError, match="reason"):
        GateOverridden(reason="")
    with pytest.raises(Refused, match="this case has passed it"):
        road.mapping().tell(OVERRIDDEN)


def test_nl_14_a_client_with_open_problems_is_still_met_while_mapping_goes_on():
    clock = road.with_a_side_problem().tell(OVERRIDDEN).days_pass(5).tell(ContactHeld())

    assert clock.due("contact_held:client") == date(2026, 5, 22)


def test_nl_07_a_referral_is_followed_from_its_first_day_also_while_probes_are_still_to_be_answered():
    clock = road.exploring().tell(ProbeAnswered(of="health", answer="problem", barrier="b1"))

    clock.tell(Referred(of="r1", barrier="b1", partner="PA-1", reason="help", consent=True))

    assert {"check_held:r1", "barrier_settled:b1", "probe_answered:family"} <= set(clock.awaits)


def test_nl_01_whoever_is_given_a_case_is_written_to():
    clock = road.exploring()

    clock.tell(ReferentAssigned(who="S-new", why="the first counsellor moves to another office"))

    assert [m.to for m in clock.letters(letter="case_given")] == ["counsellor"]
    assert row_of(clock.case, clock.story).counsellor == "S-new", "and letters to the counsellor go to whoever that is"


def test_a_side_problem_is_not_settled_on_a_day_before_it_was_found():
    clock = HandClock().days_pass(3).tell(ConversationHeld(), BarrierFound(of="b1", type="debts"))
    settled = BarrierSettled(of="b1", result="solved", judgement="it is over")

    with pytest.raises(Refused, match=r"side problem b1 is open since 2026-05-07, so it was not settled on 2026-05-05: look at the day"):
        clock.tell(settled, on=MONDAY + timedelta(days=1))

    assert clock.tell(settled).case.barriers["b1"].state == "solved"


def test_a_relapse_is_not_settled_on_a_day_before_it_came():
    settled = BarrierSettled(of="b1", result="solved", judgement="it is over")
    clock = HandClock().tell(ConversationHeld(), BarrierFound(of="b1", type="debts"), settled).days_pass(10)
    clock.tell(Relapsed(of="b1", later_work="goes on"))

    with pytest.raises(Refused, match="so it was not settled on"):
        clock.tell(settled, on=MONDAY + timedelta(days=5))
