"""Fase 3, reguliere arbeidsmarkt of art. 60 §7: NL-23 to NL-31."""

from __future__ import annotations

from datetime import date

import pytest

from casework.anytime import ContactHeld
from casework.contract_clock import end_of
from casework.fact import Refused, seen_by
from casework.in_work_support import AbsenceBegan, AbsenceEnded, ContractEnded, DaysCounted, HoursChanged, ReadinessChecked, ReturnDecided
from casework.placement import (
    ActionAgreed,
    ActionDone,
    ApplicationAnswered,
    ApplicationSent,
    BranchDecided,
    EmployerAnswered,
    EmployerApproached,
    GuidanceAgreed,
    PlacementAgreementSigned,
    WorkplaceChosen,
    WorkplaceProposed,
    WorkplaceRefused,
)
from tests import kina_road as road
from tests.handclock import HandClock
from tests.kina_road import ARTICLE_60, REGULAR, art60, job

SHOP = WorkplaceProposed(of="w1", sort="second-hand shop", host="H-1")
GUIDED = GuidanceAgreed(of="w1", mentor="H-1-mentor", how_often="every week", topics="working together")
SIGNED = PlacementAgreementSigned(of="w1", signed_by={"OCMW", "host", "worker"})


def seeking_a_workplace() -> HandClock:
    return road.placement().tell(ARTICLE_60)


def explained(clock: HandClock) -> str:
    """How the end of the contract was found."""
    contract = clock.case.contract
    assert contract is not None
    return end_of(contract, clock.case.programme.day_rule).explained


def ends(clock: HandClock) -> date | None:
    """The last day of the contract."""
    contract = clock.case.contract
    return contract.ends if contract else None


def test_nl_23_whether_regular_work_is_in_reach_is_decided_with_reason_decider_and_date():
    clock = road.placement()
    assert clock.due("branch_decided") == date(2026, 5, 19)

    clock.days_pass(2).tell(BranchDecided(branch="regular", reason="ready to start"), by="S-ben")

    decision = clock.case.decisions["branch_decided"]
    assert (decision.choice, decision.by, decision.on) == ("regular", "S-ben", clock.hour)
    assert clock.row("branch_decided")["reason"] == "ready to start"
    assert seen_by(BranchDecided, "reason") == "restricted"


def test_nl_23_the_decision_may_be_revised_and_every_revision_is_kept():
    clock = road.placement().tell(REGULAR, ARTICLE_60, REGULAR)

    assert clock.case.decisions["branch_decided"].choice == "regular"
    assert clock.case.decisions["branch_decided"].times == 3
    assert [line.fact["branch"] for line in clock.told("branch_decided")] == ["regular", "article_60", "regular"]


def test_nl_23_nothing_is_decided_before_mapping_is_complete_or_without_a_reason():
    with pytest.raises(Refused, match="the road to work is chosen once mapping is complete"):
        road.mapping().tell(REGULAR)
    with pytest.raises(ValueError, match="reason"):
        BranchDecided(branch="regular", reason="")


def test_nl_24_while_work_is_sought_the_client_is_not_lost_sight_of():
    clock = road.placement()
    assert clock.due("contact_held:client") == date(2026, 5, 18)

    assert clock.days_pass(7).tell(ContactHeld()).due("contact_held:client") == date(2026, 5, 22)  # 14 days end on Whit Monday


@pytest.mark.parametrize("sort", ["find vacancies", "prepare applications", "mediate with employers"])
def test_nl_24_the_regular_road_goes_by_actions_that_are_agreed_and_done(sort):
    clock = road.placement().tell(REGULAR)
    assert clock.due("action_agreed") == date(2026, 5, 19)

    clock.tell(ActionAgreed(of="a1", sort=sort, owner="client", due=date(2026, 5, 12)))
    assert "action_agreed" not in clock.awaits
    assert clock.due("action_done:a1") == date(2026, 5, 12)

    clock.tell(ActionDone(of="a1"))
    assert "action_done:a1" not in clock.awaits
    assert clock.case.tally["actions done"] == 1


def test_nl_24_an_action_without_a_day_gets_the_programmes_and_its_owner_is_reminded():
    clock = road.placement().tell(REGULAR, ActionAgreed(of="a1", sort="find vacancies"))
    assert clock.due("action_done:a1") == date(2026, 5, 27)

    clock.days_pass(40)
    assert [m.to for m in clock.letters("action_done:a1")][:3] == ["client", "counsellor", "client"]


def test_nl_24_an_action_for_a_day_gone_by_or_of_no_known_id_is_refused():
    clock = road.placement().tell(REGULAR)

    with pytest.raises(Refused, match="an action is due on a day to come"):
        clock.tell(ActionAgreed(of="a1", sort="find vacancies", due=date(2026, 5, 1)))
    with pytest.raises(Refused, match="this case has no open action a1"):
        clock.tell(ActionDone(of="a1"))


def test_nl_24_employers_hear_of_employment_measures_or_it_is_said_that_they_did_not():
    clock = road.placement().tell(REGULAR, EmployerApproached(of="e1", employer="E-1", measures_explained=True))

    assert clock.row("employer_approached")["measures_explained"] is True
    assert clock.due("employer_answered:e1") == date(2026, 5, 19)


@pytest.mark.parametrize("outcome", ["interview", "offer", "refused", "no answer"])
def test_nl_25_applications_have_an_outcome(outcome):
    clock = road.placement().tell(REGULAR, ApplicationSent(of="s1", job="gardener"))
    assert clock.case.agenda["application_answered:s1"].whose == "client"
    assert clock.due("application_answered:s1") == date(2026, 6, 3)

    clock.tell(ApplicationAnswered(of="s1", outcome=outcome))

    assert "application_answered:s1" not in clock.awaits
    assert clock.case.tally[f"applications {outcome}"] == 1
    with pytest.raises(Refused, match="this case has no open application s1"):
        clock.tell(ApplicationAnswered(of="s1", outcome=outcome))


@pytest.mark.parametrize("answer", ["offer", "no", "later"])
def test_nl_25_employer_contacts_have_an_outcome(answer):
    clock = road.placement().tell(REGULAR, EmployerApproached(of="e1", employer="E-1", measures_explained=False))

    clock.tell(EmployerAnswered(of="e1", answer=answer))

    assert "employer_answered:e1" not in clock.awaits
    assert clock.case.tally[f"employers {answer}"] == 1
    with pytest.raises(Refused, match="this case has no employer who was approached e1"):
        clock.tell(EmployerAnswered(of="e1", answer=answer))


@pytest.mark.parametrize("where", ["exploring", "mapping", "placement", "in_article_60"])
def test_nl_25_an_application_is_followed_whenever_it_was_sent(where):
    clock = getattr(road, where)().tell(ApplicationSent(of="s1"))

    assert "application_answered:s1" in clock.awaits


def test_nl_26_when_regular_work_is_out_of_reach_article_60_is_considered_and_the_ocmw_employs():
    clock = seeking_a_workplace()
    assert "workplace_proposed" in clock.awaits
    assert "action_agreed" not in clock.awaits

    clock = road.choose_workplace(clock).tell(art60())

    assert clock.case.contract.legal_employer == "OCMW-1"
    assert clock.open == ["in_work_support"]


@pytest.mark.parametrize("sort", ["own service", "sheltered workshop", "non-profit", "second-hand shop", "other"])
def test_nl_27_a_workplace_is_of_a_known_sort(sort):
    clock = seeking_a_workplace().tell(WorkplaceProposed(of="w1", sort=sort, host="H-1"))

    assert (clock.case.workplaces["w1"].sort, clock.case.workplaces["w1"].host) == (sort, "H-1")


def test_nl_27_legal_employer_and_host_may_differ():
    contract = road.in_article_60().case.contract

    assert (contract.legal_employer, contract.host) == ("OCMW-1", "H-1")


def test_nl_27_the_host_of_the_contract_is_the_host_of_the_workplace():
    clock = road.choose_workplace(seeking_a_workplace())

    with pytest.raises(Refused, match="the host of workplace w1 is H-1"):
        clock.tell(art60(host="H-2"))


def test_nl_27_nobody_is_placed_with_a_third_party_before_all_three_have_signed():
    clock = seeking_a_workplace().tell(SHOP, WorkplaceChosen(of="w1"), GUIDED)
    assert clock.case.agenda["placement_agreement_signed:w1"].whose == "employer"

    with pytest.raises(Refused, match="OCMW, host and worker sign in writing before the placement starts"):
        clock.tell(art60())
    with pytest.raises(Refused, match="missing worker"):
        clock.tell(PlacementAgreementSigned(of="w1", signed_by={"OCMW", "host"}))
    assert clock.tell(SIGNED, art60()).open == ["in_work_support"]


def test_nl_27_in_an_own_service_no_third_party_signs():
    clock = seeking_a_workplace().tell(WorkplaceProposed(of="w1", sort="own service", host="OCMW-1"), WorkplaceChosen(of="w1"), GUIDED)

    assert "placement_agreement_signed:w1" not in clock.awaits
    assert clock.tell(art60(host="OCMW-1")).open == ["in_work_support"]


def test_nl_28_several_workplaces_are_candidates_and_a_refusal_has_a_reason():
    clock = seeking_a_workplace()
    assert clock.due("workplace_proposed") == date(2026, 6, 3)
    clock.tell(SHOP).days_pass(1).tell(WorkplaceProposed(of="w2", sort="non-profit", host="H-2"))
    assert (clock.due("workplace_chosen:w1"), clock.due("workplace_chosen:w2")) == (date(2026, 5, 19), date(2026, 5, 20))

    clock.tell(WorkplaceRefused(of="w1", by="client", reason="too far from home"))

    assert list(clock.case.workplaces) == ["w2"]
    assert clock.row("workplace_refused") == {"of": "w1", "by": "client", "reason": "too far from home"}
    assert "guidance_agreed:w2" in clock.tell(WorkplaceChosen(of="w2")).awaits


def test_nl_28_when_every_workplace_was_refused_the_search_goes_on():
    clock = seeking_a_workplace().tell(SHOP, WorkplaceRefused(of="w1", by="host", reason="no mentor free"))

    assert "workplace_proposed" in clock.awaits
    with pytest.raises(Refused, match="the next free one is of=w2"):
        clock.tell(SHOP)


def test_nl_28_one_workplace_is_chosen_at_a_time_and_one_that_is_worked_at_is_not_refused():
    clock = seeking_a_workplace().tell(SHOP, WorkplaceProposed(of="w2", sort="non-profit", host="H-2"), WorkplaceChosen(of="w1"))
    with pytest.raises(Refused, match="workplace w1 is chosen already"):
        clock.tell(WorkplaceChosen(of="w2"))
    with pytest.raises(Refused, match="this case has no workplace w9"):
        clock.tell(WorkplaceChosen(of="w9"))

    clock.tell(GUIDED, SIGNED, art60())

    with pytest.raises(Refused, match="somebody works at w1"):
        clock.tell(WorkplaceRefused(of="w1", by="host", reason="no longer"))
    with pytest.raises(Refused, match="somebody works at w1"):
        clock.tell(WorkplaceChosen(of="w1"))


def test_nl_28_no_workplace_is_sought_before_article_60_is_decided():
    with pytest.raises(Refused, match=r"workplaces are sought once art\. 60 §7 is decided"):
        road.placement().tell(REGULAR, SHOP)


def test_nl_29_guidance_on_the_work_floor_says_who_how_often_and_on_what():
    clock = seeking_a_workplace().tell(SHOP, WorkplaceChosen(of="w1"))
    assert clock.case.agenda["guidance_agreed:w1"].whose == "employer"

    clock.tell(GUIDED)

    row = clock.row("guidance_agreed")
    assert (row["mentor"], row["how_often"], row["topics"]) == ("H-1-mentor", "every week", "working together")
    assert "guidance_agreed:w1" not in clock.awaits


def test_nl_29_guidance_is_agreed_for_a_chosen_workplace_and_before_the_work_begins():
    clock = seeking_a_workplace().tell(SHOP)

    with pytest.raises(Refused, match="workplace w1 is not chosen yet"):
        clock.tell(GUIDED)
    with pytest.raises(Refused, match="workplace w1 is not chosen yet"):
        clock.tell(SIGNED)
    with pytest.raises(Refused, match="workplace w1 is proposed, not chosen"):
        clock.tell(art60())
    with pytest.raises(Refused, match="guidance on the work floor is agreed before the work begins"):
        clock.tell(WorkplaceChosen(of="w1"), SIGNED, art60())


def test_nl_30_a_contract_has_start_end_fraction_and_days_and_its_end_is_reckoned():
    clock = road.in_article_60(fraction=1)

    contract = clock.case.contract
    assert (contract.starts, contract.shares[0].fraction) == (date(2026, 5, 4), 1)
    assert contract.ends == date(2027, 5, 1)  # 312 days at six a week are 52 weeks
    assert explained(clock).startswith("ends 01 May 2027: 312 days, 0 told, 0 days not worked, the rules from 1 March 2026")


def test_nl_30_half_the_hours_take_twice_as_long():
    assert ends(road.in_article_60(fraction=0.5)) == date(2028, 4, 29)


def test_nl_30_the_end_moves_when_hours_change_days_are_told_or_work_stands_still():
    clock = road.in_article_60().days_pass(91)
    assert ends(clock.tell(HoursChanged(of="k1", fraction=0.5, since=date(2026, 8, 3)))) == date(2028, 1, 29)
    assert ends(clock.tell(HoursChanged(of="k1", fraction=1, since=date(2026, 8, 31)))) == date(2027, 5, 15)

    clock.tell(DaysCounted(of="k1", month="2026-06", days=20))  # six fewer than a full month
    assert ends(clock) == date(2027, 5, 22)
    assert "20 told" in explained(clock)

    clock.tell(AbsenceBegan(of="k1", reason="sickness", since=date(2026, 7, 6)), AbsenceEnded(of="k1", on=date(2026, 7, 20)))
    assert ends(clock) == date(2027, 6, 5)
    assert "14 days not worked" in explained(clock)


def test_nl_30_a_contract_that_cannot_be_is_refused():
    clock = road.choose_workplace(seeking_a_workplace())

    with pytest.raises(Refused, match="a contract ends after it starts"):
        clock.tell(art60(ends=date(2026, 5, 4)))
    with pytest.raises(Refused, match="this case has no workplace w9"):
        clock.tell(art60(workplace="w9"))
    with pytest.raises(Refused, match="a contract is signed in placement or later"):
        road.mapping().tell(job())


def test_nl_30_one_contract_under_article_60_at_a_time_but_a_regular_one_may_run_beside():
    clock = road.in_article_60().tell(job("k2"))

    assert clock.case.contract.type == "article_60", "the path follows art. 60 §7"
    with pytest.raises(Refused, match=r"one art\. 60 §7 contract at a time: end k1 first"):
        clock.tell(art60("k3"))


def test_nl_30_a_case_that_crosses_1_march_2026_keeps_the_rules_it_was_opened_under_and_says_so():
    clock = road.placement(road.UNDER_THE_OLD_RULES).days_pass(30).tell(ARTICLE_60)
    road.choose_workplace(clock).tell(art60(starts=date(2026, 3, 23), age=40))

    assert clock.case.programme.version == "2025.1"
    assert ends(clock) == date(2027, 9, 18)  # 468 days at six a week are 78 weeks
    assert "468 days" in explained(clock)
    assert "the rules before 1 March 2026" in explained(clock)
    assert "312 days" in explained(road.in_article_60(age=40))


def test_nl_30_before_1_march_2026_age_is_asked_and_looked_at_on_the_last_day():
    clock = road.choose_workplace(road.placement(road.UNDER_THE_OLD_RULES).tell(ARTICLE_60))
    with pytest.raises(Refused, match="the days to reach depend on age"):
        clock.tell(art60(age=None))

    assert "468 days" in explained(clock.tell(art60(starts=date(2026, 2, 16), age=35)))


def test_nl_31_regular_work_fails_and_article_60_follows():
    clock = road.in_a_job().tell(ContractEnded(of="k1", by="employer", why="it was too much"))

    clock.tell(ReturnDecided(to="placement", why="a gentler start"), ARTICLE_60)

    assert clock.open == ["placement"]
    assert "workplace_proposed" in clock.awaits
    assert road.choose_workplace(clock).tell(art60("k2")).case.contract.type == "article_60"


def test_nl_31_in_placement_the_branch_changes_both_ways():
    clock = road.placement().tell(REGULAR)
    assert "action_agreed" in clock.awaits

    assert {"workplace_proposed"} <= set(clock.tell(ARTICLE_60).awaits)
    assert "action_agreed" not in clock.awaits
    assert "action_agreed" in clock.tell(REGULAR).awaits
    assert "workplace_proposed" not in clock.awaits


def test_nl_31_who_shows_readiness_under_article_60_seeks_regular_work_beside_it():
    clock = road.in_article_60().tell(ReadinessChecked(of="k1", readiness="ready"), REGULAR)

    assert clock.open == ["in_work_support", "regular_search"]
    assert clock.phases == ["placement", "in_work_support"]
    assert {"action_agreed", "contact_held:k1"} <= set(clock.awaits)
    clock.tell(ActionAgreed(of="a1", sort="find vacancies"), job("k2"))
    assert clock.open == ["in_work_support"]
    assert sorted(clock.case.running) == ["k1", "k2"]


@pytest.mark.parametrize("over", [[ARTICLE_60], [ContractEnded(of="k1", by="client", why="did not want to")]])
def test_nl_31_the_search_beside_article_60_ends_when_it_is_decided_otherwise_or_the_contract_is_over(over):
    clock = road.in_article_60().tell(REGULAR, *over)

    assert "regular_search" not in clock.open
    assert "action_agreed" not in clock.awaits
