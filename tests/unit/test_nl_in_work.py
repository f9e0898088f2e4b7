"""Fase 4, begeleiding tijdens tewerkstelling: NL-32 to NL-36."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.anytime import ContactFailed, ContactHeld, PhaseReopened
from casework.exploration import BarrierFound
from casework.fact import Refused
from casework.in_work_support import (
    AbsenceBegan,
    AbsenceEnded,
    ConflictReported,
    ContractEnded,
    DaysCounted,
    FollowUpAnswered,
    HostChanged,
    HoursChanged,
    ReadinessChecked,
    ReturnDecided,
)
from casework.placement import ApplicationSent, GuidanceAgreed, PlacementAgreementSigned
from tests import kina_road as road
from tests.handclock import HandClock

NO_FOLLOW_UP = ["refused by employer", "refused by client", "not offered"]


def ended(by: str = "employer") -> ContractEnded:
    return ContractEnded.model_validate({"of": "k1", "by": by, "why": "it did not work out"})


def last_day(clock: HandClock) -> date:
    contract = clock.case.contract
    assert contract is not None
    assert contract.ends is not None
    return contract.ends


def test_nl_32_under_article_60_client_and_host_are_met_for_the_whole_contract():
    clock = road.in_article_60()
    assert clock.due("contact_held:client") == clock.due("contact_held:k1") == date(2026, 6, 4)

    for _ in range(11):
        clock.days_pass(28).tell(ContactHeld(), ContactHeld(of="k1"))
        assert {"contact_held:client", "contact_held:k1"} <= set(clock.awaits)
    assert clock.open == ["end_of_contract"]


@pytest.mark.parametrize("whom", ["contact_held:client", "contact_held:k1"])
def test_nl_32_a_missed_contact_becomes_overdue_and_then_escalates(whom):
    clock = road.in_article_60().days_pass(31)
    assert {m.letter for m in clock.letters(whom)} == {"contact_gap"}

    clock.days_pass(18)

    assert [(m.to, m.letter) for m in clock.letters(whom)][2:] == [
        ("counsellor", "promise_overdue"),
        ("deputy", "promise_overdue"),
        ("team lead", "promise_escalated"),
    ]
    assert clock.days_pass(60).letters(whom)[-1].to == "team lead", "nothing ends in silence"


def test_nl_32_under_article_60_follow_up_is_no_question():
    clock = road.in_article_60()

    assert "follow_up_answered:k1" not in clock.awaits
    with pytest.raises(Refused, match=r"an art\. 60 §7 contract is always followed up"):
        clock.tell(FollowUpAnswered(of="k1", answer="not offered"))


def test_nl_33_readiness_for_the_regular_market_is_checked_through_the_contract():
    clock = road.in_article_60()
    assert clock.due("readiness_checked:k1") == date(2026, 8, 4)

    for readiness in ("not yet", "on the way", "ready"):
        clock.days_pass(80).tell(ReadinessChecked(of="k1", readiness=readiness))

    assert "readiness_checked:k1" in clock.awaits, "it comes again until the contract is over"
    assert clock.case.decisions["readiness:k1"].choice == "ready"
    assert [line.fact["readiness"] for line in clock.told("readiness_checked")] == ["not yet", "on the way", "ready"]


def test_nl_34_in_a_regular_job_it_is_asked_whether_follow_up_is_wanted():
    clock = road.in_a_job()

    assert clock.due("follow_up_answered:k1") == date(2026, 5, 19)
    assert clock.awaits == ["follow_up_answered:k1", "outcome_recorded"]


def test_nl_34_follow_up_that_was_agreed_is_kept_with_client_and_employer():
    clock = road.in_a_job().tell(FollowUpAnswered(of="k1", answer="agreed")).days_pass(100)

    assert {"contact_held:client", "contact_held:k1"} <= set(clock.awaits)
    assert clock.letters("contact_held:client")
    assert clock.letters("contact_held:k1")


@pytest.mark.parametrize("answer", NO_FOLLOW_UP)
def test_nl_34_without_agreement_no_follow_up_reminder_is_raised(answer):
    clock = road.in_a_job().tell(FollowUpAnswered(of="k1", answer=answer)).days_pass(150)

    assert not [m for m in clock.letters() if m.about.startswith(("contact_held", "follow_up", "readiness"))]
    assert clock.awaits == ["outcome_recorded"]


def test_nl_34_an_attitude_may_change():
    clock = road.in_a_job().tell(FollowUpAnswered(of="k1", answer="refused by employer")).days_pass(30)

    clock.tell(FollowUpAnswered(of="k1", answer="agreed"))

    assert clock.due("contact_held:k1") > clock.hour.date() - timedelta(days=1)
    assert "contact_held:client" in clock.awaits


def test_nl_35_an_absence_moves_the_end_when_it_is_over():
    clock = road.in_article_60().days_pass(20)
    before = last_day(clock)
    clock.tell(AbsenceBegan(of="k1", reason="unpaid leave", since=date(2026, 5, 11)))

    clock.tell(AbsenceEnded(of="k1", on=date(2026, 5, 18)))

    assert last_day(clock) == before + timedelta(days=7)


def test_nl_35_an_end_that_moves_leaves_the_path_where_it_is_unless_its_last_phase_has_begun():
    clock = road.in_article_60().days_pass(1).tell(PhaseReopened(of="exploration", why="many worries"))

    assert clock.tell(HoursChanged(of="k1", fraction=0.5, since=date(2026, 5, 5))).open == ["exploration"]


@pytest.mark.parametrize(("reason", "end"), [("sickness", date(2027, 5, 29)), ("holiday", date(2027, 5, 1))])
def test_nl_35_sickness_moves_the_end_and_holidays_do_not(reason, end):
    clock = road.in_article_60().days_pass(40)

    clock.tell(AbsenceBegan(of="k1", reason=reason, since=date(2026, 5, 11)), AbsenceEnded(of="k1", on=date(2026, 6, 8)))

    assert last_day(clock) == end


@pytest.mark.parametrize(("reason", "end"), [("sickness", date(2026, 12, 20)), ("holiday", date(2026, 12, 13))])
def test_nl_35_an_end_that_was_agreed_moves_by_the_days_not_worked(reason, end):
    clock = road.in_article_60(ends=date(2026, 12, 13)).days_pass(20)

    clock.tell(AbsenceBegan(of="k1", reason=reason, since=date(2026, 5, 11)), AbsenceEnded(of="k1", on=date(2026, 5, 18)))

    assert last_day(clock) == end


def test_nl_35_an_absence_is_told_in_order_and_when_it_is_so():
    clock = road.in_article_60().days_pass(20)
    away = AbsenceBegan(of="k1", reason="sickness", since=date(2026, 5, 20))

    with pytest.raises(Refused, match="no absence is open"):
        clock.tell(AbsenceEnded(of="k1", on=date(2026, 5, 20)))
    with pytest.raises(Refused, match="an absence is told when it has begun"):
        clock.tell(away.model_copy(update={"since": date(2026, 5, 25)}))
    with pytest.raises(Refused, match="the contract starts on 2026-05-04"):
        clock.tell(away.model_copy(update={"since": date(2026, 5, 3)}))
    with pytest.raises(Refused, match="an absence is open already"):
        clock.tell(away, away)
    with pytest.raises(Refused, match="work went on on a day after that and not after today"):
        clock.tell(AbsenceEnded(of="k1", on=date(2026, 5, 19)))
    with pytest.raises(Refused, match="this case has no running contract k2: there is k1"):
        clock.tell(away.model_copy(update={"of": "k2"}))


def test_nl_35_an_absence_of_today_can_be_told_though_nothing_was_told_for_weeks():
    clock = road.in_article_60().days_pass(9).tell(AbsenceBegan(of="k1", reason="sickness", since=date(2026, 5, 13)))

    assert clock.case.contracts["k1"].absences[0].since == date(2026, 5, 13)


def test_nl_35_a_conflict_reaches_the_counsellor_at_once():
    clock = road.in_article_60().tell(ConflictReported(of="k1", what="about the break"))

    assert [(m.to, m.due) for m in clock.letters(letter="conflict_reported")] == [("counsellor", clock.hour)]


def test_nl_35_another_host_leaves_the_legal_employer():
    contract = road.in_article_60().tell(HostChanged(of="k1", host="H-2")).case.contract

    assert (contract.host, contract.legal_employer) == ("H-2", "OCMW-1")


def test_nl_35_other_hours_move_the_end():
    clock = road.in_article_60().days_pass(30).tell(HoursChanged(of="k1", fraction=0.5, since=date(2026, 6, 1)))

    assert last_day(clock) == date(2028, 4, 1)
    with pytest.raises(Refused, match="the hours last changed on 2026-06-01"):
        clock.tell(HoursChanged(of="k1", fraction=1, since=date(2026, 6, 1)))


def test_nl_35_days_are_told_of_a_month_that_has_come():
    clock = road.in_article_60().days_pass(30)

    for month in ("2026-04", "2026-07"):
        with pytest.raises(Refused, match="tell a month from then until now"):
            clock.tell(DaysCounted(of="k1", month=month, days=20))
    assert clock.tell(DaysCounted(of="k1", month="2026-05", days=20)).case.contracts["k1"].counted == {"2026-05": 20}


@pytest.mark.parametrize("by", ["client", "employer", "host", "OCMW", "agreement"])
def test_nl_35_any_party_may_end_a_contract_early(by):
    clock = road.in_article_60().tell(ended(by))

    assert not clock.case.contracts
    assert clock.case.tally[f"contracts ended early by {by}"] == 1


def test_nl_35_of_two_contracts_one_may_end_and_the_other_is_followed_on():
    clock = road.in_article_60().tell(road.job("k2", ends=date(2026, 12, 31)), FollowUpAnswered(of="k2", answer="agreed"), ended())

    assert clock.open == ["in_work_support"]
    assert "contact_held:k2" in clock.awaits
    assert "contact_held:k1" not in clock.awaits


def test_nl_36_an_early_end_closes_nothing_and_asks_where_the_path_goes_on():
    clock = road.in_article_60().tell(ended())

    assert clock.open == ["early_end"]
    assert not clock.case.ended
    assert clock.due("return_decided") == date(2026, 5, 11)
    assert clock.due("contact_held:client") == date(2026, 5, 11)
    assert {"team", "team lead"} <= {m.to for m in clock.days_pass(30).letters("return_decided")}


@pytest.mark.parametrize("to", ["exploration", "mapping", "placement"])
def test_nl_36_a_person_decides_whether_the_path_goes_back_to_phase_1_2_or_3(to):
    clock = road.in_article_60().tell(ended(), ReturnDecided(to=to, why="that is where it was left"))

    assert clock.open == [to]
    assert clock.row("return_decided")["to"] == to


def test_nl_36_back_in_placement_the_road_to_work_is_chosen_anew():
    clock = road.in_article_60().tell(ended(), ReturnDecided(to="placement", why="try again"))

    assert "branch_decided" in clock.awaits
    clock.tell(road.ARTICLE_60)
    assert "workplace_proposed" in clock.awaits, "the place that was left is not the next one"


def test_nl_36_where_to_go_is_decided_only_after_an_early_end():
    with pytest.raises(Refused, match="this is decided after a contract ended early"):
        road.in_article_60().tell(ReturnDecided(to="placement", why="for no reason"))


def test_nl_36_an_early_end_during_a_reopened_exploration_forgets_no_side_problem():
    clock = road.in_article_60().tell(PhaseReopened(of="exploration", why="many worries"), BarrierFound(of="b1", type="debts"))

    clock.tell(ended())

    assert clock.open == ["early_end", "side_problems"]
    assert "barrier_settled:b1" in clock.awaits


def test_nl_36_a_host_who_cannot_be_reached_is_tried_again():
    clock = road.in_article_60().tell(ContactFailed(of="k1"))

    assert "contact_held:k1" in clock.awaits
    with pytest.raises(Refused, match="this case has no running contract"):
        clock.tell(ContactFailed(of="k7"))


def test_nl_32_support_that_was_left_and_taken_up_again_owes_its_contacts_since_the_contract_was_signed():
    clock = road.in_article_60().days_pass(20).tell(PhaseReopened(of="placement", why="a chance")).days_pass(1)

    clock.tell(PhaseReopened(of="in_work_support", why="it came to nothing"))

    assert clock.due("contact_held:k1") == date(2026, 6, 4)
    assert clock.due("readiness_checked:k1") == date(2026, 8, 4)


def test_nl_34_follow_up_of_a_second_job_is_owed_since_that_job_was_signed():
    clock = road.in_article_60().days_pass(20).tell(road.job("k2"), FollowUpAnswered(of="k2", answer="agreed"))

    assert clock.due("contact_held:k1") == date(2026, 6, 4)
    assert clock.due("contact_held:k2") == date(2026, 7, 24)


def test_nl_36_after_an_early_end_applications_are_still_followed():
    clock = road.in_article_60().tell(ApplicationSent(of="s1"), ended())

    assert clock.open == ["early_end"]
    assert "application_answered:s1" in clock.awaits


def test_nl_35_with_a_new_host_guidance_and_agreement_are_made_anew_and_the_old_version_is_counted():
    clock = road.in_article_60()
    assert clock.case.documents["placement_agreement_signed:w1"].number == 1

    clock.tell(HostChanged(of="k1", host="H-2"))
    assert {"guidance_agreed:w1", "placement_agreement_signed:w1"} <= set(clock.awaits)
    clock.tell(
        GuidanceAgreed(of="w1", mentor="M-2", how_often="every week", topics="the new work"),
        PlacementAgreementSigned(of="w1", signed_by={"OCMW", "host", "worker"}),
    )

    assert clock.case.documents["placement_agreement_signed:w1"].number == 2
    assert not {"guidance_agreed:w1", "placement_agreement_signed:w1"} & set(clock.awaits)
