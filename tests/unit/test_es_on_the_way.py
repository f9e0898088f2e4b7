"""En el camino y en los primeros meses del empleo: empresas, recursos, acontecimientos, cierre: ES-04, ES-05, ES-08, ES-43 to ES-46."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework import adaptation as a
from casework.anytime import CaseClosed, ContactFailed, TeamConsulted
from casework.appointments import AppointmentMade, AppointmentMissed
from casework.commitments import CommitmentProposed, CommitmentSettled, ItineraryClosed
from casework.crossroads import CrossroadsDecided, CrossroadsMet, EventMet, OfferWithdrawn
from casework.employability import NeedFound
from casework.exploration import CheckHeld, Referred
from casework.fact import Refused, seen_by
from casework.in_work_support import ContractEnded
from casework.local_resources import ResourceLeft
from casework.placement import EmployerAnswered, EmployerApproached
from casework.referral import ReferralAnswered, ReferralFinished
from tests import insertor_road as road
from tests.handclock import FIRST_DAY, MONDAY, HandClock

CLOSED = ItineraryClosed(result="work", autonomy="on_their_own", why="settled in, and goes on alone")
SETBACK = EventMet(sort="setback", what="quarrels on the work floor", reopens="diagnosis")


def test_es_04_contacts_with_companies_are_logged_with_their_answer():
    clock = road.overseen().tell(EmployerApproached(of="e1", employer="E-7", measures_explained=True))
    assert clock.due("employer_answered:e1") == date(2026, 5, 18)
    assert clock.row("employer_approached")["employer"] == "E-7"

    clock.tell(EmployerAnswered(of="e1", answer="offer"), by="E-7")

    assert (clock.row("employer_answered")["answer"], clock.told("employer_answered")[0].by) == ("offer", "E-7")
    assert clock.case.tally["employers offer"] == 1
    assert "employer_answered:e1" not in clock.awaits


def test_es_05_a_local_resource_is_asked_for_help_and_kept_in_touch_with():
    clock = road.planning()
    with pytest.raises(Refused, match=r"^a referral needs the person's consent: ask for it first, then tell consent=true$"):
        clock.tell(Referred(of="r1", partner="P-library", reason="language cafe", consent=False))

    clock.tell(Referred(of="r1", partner="P-library", service="language cafe", reason="speaks little", consent=True))
    assert clock.due("check_held:r1") == date(2026, 5, 25)
    assert [m.to for m in clock.letters("referred:r1")] == ["partner"]

    clock.tell(CheckHeld(of="r1", result="working on it"), ReferralAnswered(of="r1", answer="accepted"), ReferralFinished(of="r1"))
    assert clock.case.referrals == {}
    assert "check_held:r1" not in clock.awaits


def test_es_05_a_resource_that_refuses_is_followed_until_somebody_says_what_follows():
    clock = road.planning().tell(Referred(of="r1", partner="P-library", reason="speaks little", consent=True))
    clock.tell(ReferralAnswered(of="r1", answer="refused"))
    assert "check_held:r1" in clock.awaits

    clock.tell(ResourceLeft(of="r1", because="refused", what_follows="the adult school"))
    assert (clock.case.referrals, clock.case.tally["resources: refused"]) == ({}, 1)
    assert "check_held:r1" not in clock.awaits
    with pytest.raises(Refused, match=r"^this case has no open referral r1: there is none yet$"):
        clock.tell(ResourceLeft(of="r1", because="refused"))


@pytest.mark.parametrize("somewhere", [road.opened, road.diagnosing, road.negotiated, road.overseen])
@pytest.mark.parametrize("sort", ["conflict", "setback", "failure", "achievement"])
def test_es_08_events_are_told_at_any_time(somewhere, sort):
    clock = somewhere().tell(EventMet(sort=sort, what="something happened"))

    assert clock.case.tally[f"events: {sort}"] == 1
    assert clock.row("event_met")["sort"] == sort
    assert seen_by(EventMet, "what") == "restricted"


def test_es_08_at_a_crossroads_a_decision_is_needed_and_the_person_takes_it():
    clock = road.overseen().tell(CrossroadsMet(of="x1", what="course or job", decide_by=FIRST_DAY + timedelta(days=9)))
    assert clock.due("crossroads_decided:x1") == FIRST_DAY + timedelta(days=9)
    assert clock.case.agenda["crossroads_decided:x1"].whose == "client"

    clock.tell(CrossroadsDecided(of="x1", choice="the course"))
    assert "crossroads_decided:x1" not in clock.awaits
    with pytest.raises(Refused, match=r"^this case has no open crossroads x1: there is none yet$"):
        clock.tell(CrossroadsDecided(of="x1", choice="the job"))
    with pytest.raises(Refused, match=r"^a decision is needed by a day to come$"):
        clock.tell(CrossroadsMet(of="x2", what="course or job", decide_by=FIRST_DAY - timedelta(days=1)))


def test_es_08_a_decision_that_nobody_takes_goes_higher_x_06():
    clock = road.overseen().tell(CrossroadsMet(of="x1", what="course or job")).days_pass(60)

    assert clock.letters("crossroads_decided:x1")[-1].to == "team lead"


def test_es_08_a_decision_may_be_taken_without_a_crossroads():
    assert road.opened().tell(CrossroadsDecided(choice="goes on with the same trade")).told("crossroads_decided")


def test_es_08_what_went_wrong_is_talked_over_soon_and_what_went_well_need_not_be():
    clock = road.interviewed(road.overseen().days_pass(1), "v2").tell(EventMet(sort="failure", what="failed the exam"))
    assert clock.due("interview_held") == date(2026, 5, 19), "ten working days, not a month"

    assert road.interviewed(clock.days_pass(3), "v3").due("interview_held") == date(2026, 6, 8)
    assert road.overseen().tell(EventMet(sort="achievement", what="passed")).due("interview_held") == date(2026, 6, 4)


def test_es_43_support_in_the_first_months_has_a_start_a_cadence_and_an_end():
    clock = road.overseen().tell(road.job())
    assert clock.open == ["first_months"]
    assert clock.due("adaptation_arranged:k1") == date(2026, 5, 11)

    clock.tell(a.AdaptationArranged(of="k1"))

    settling = clock.case.adaptations["k1"]
    assert (settling.starts, settling.ends) == (FIRST_DAY, date(2026, 11, 4)), "six months, as the programme says"
    assert clock.due("adaptation_ended:k1") == date(2026, 11, 4)
    assert clock.due("adaptation_visit_held:k1") == date(2026, 5, 11)


def test_es_43_it_is_close_at_first_and_then_less():
    clock = road.at_work()

    for _ in range(4):
        clock.days_pass(7).tell(a.AdaptationVisitHeld(of="k1", with_whom="both"))

    assert clock.due("adaptation_visit_held:k1") == date(2026, 7, 1)


def test_es_43_other_days_may_be_agreed_and_they_hold():
    arranged = a.AdaptationArranged(of="k1", starts=FIRST_DAY + timedelta(days=7), ends=FIRST_DAY + timedelta(days=60))
    clock = road.overseen().tell(road.job(), arranged)

    assert clock.due("adaptation_ended:k1") == FIRST_DAY + timedelta(days=60)
    with pytest.raises(Refused, match=r"^support in k1 is arranged until 2026-07-03: tell adaptation_ended to end it$"):
        clock.tell(a.AdaptationArranged(of="k1"))
    with pytest.raises(Refused, match=r"^support ends after it starts: look at the two dates$"):
        road.overseen().tell(road.job(), a.AdaptationArranged(of="k1", ends=FIRST_DAY))


def test_es_43_how_long_it_lasts_is_the_programmes():
    deadlines = road.programme(road.NAME).deadlines
    longer = deadlines | {"adaptation_ended": deadlines["action_done"]}
    clock = road.interviewed(road.opened(under=road.changed(deadlines=longer))).tell(
        *road.known(), *road.DIAGNOSED, road.RATED, *road.PLANNED, *road.AGREED, road.ASSIGNED, road.job(), a.AdaptationArranged(of="k1")
    )

    assert clock.case.adaptations["k1"].ends == date(2026, 6, 1)


def test_es_43_when_it_ends_the_itinerary_is_looked_back_on():
    clock = road.at_work().tell(a.AdaptationEnded(of="k1", result="settled in"))

    assert clock.open == ["closing"]
    assert clock.due("itinerary_closed") == date(2026, 6, 4)
    with pytest.raises(Refused, match=r"^this case has no job with support under way k1: there is none yet$"):
        clock.tell(a.AdaptationVisitHeld(of="k1"))


def test_es_43_a_second_job_is_supported_too():
    clock = road.at_work().tell(road.job("k2"))

    assert "adaptation_arranged:k2" in clock.awaits
    assert clock.tell(a.AdaptationEnded(of="k1", result="settled in")).open == ["first_months"]


def test_es_43_whoever_works_for_themselves_is_supported_too():
    clock = road.overseen().tell(a.SelfEmploymentStarted(activity="gardens", starts=FIRST_DAY))
    assert clock.open == ["first_months"]
    with pytest.raises(Refused, match=r"^the person works for themselves since 2026-05-04: tell self_employment_ended first$"):
        clock.tell(a.SelfEmploymentStarted(activity="gardens", starts=FIRST_DAY))

    assert "adaptation_visit_held:business" in clock.tell(a.AdaptationArranged(of="business")).awaits
    clock.tell(a.SelfEmploymentEnded(why="no customers"))
    assert clock.open == ["carrying_out"]
    with pytest.raises(Refused, match=r"^the person does not work for themselves now$"):
        clock.tell(a.SelfEmploymentEnded())


def test_es_43_a_contact_that_is_forgotten_goes_higher_x_06():
    clock = road.at_work().days_pass(30)

    assert [m.to for m in clock.letters("adaptation_visit_held:k1")][-2:] == ["deputy", "team lead"]


@pytest.mark.parametrize(("reopens", "step"), [("interview", "initial_interview"), ("diagnosis", "diagnosis"), ("plan", "plan_of_action")])
def test_es_44_a_setback_reopens_the_right_step_and_nothing_recorded_later_is_lost(reopens, step):
    clock = road.at_work().tell(EventMet(sort="setback", what="quarrels", reopens=reopens))

    assert clock.open == [step]
    assert (list(clock.case.contracts), list(clock.case.commitments), clock.case.papers["d1"].state) == (["k1"], ["m1", "m2"], "signed")
    assert {"adaptation_visit_held:k1", "adaptation_ended:k1"} & set(clock.awaits) == {"adaptation_visit_held:k1"}


def test_es_44_a_setback_in_a_new_job_says_where_it_leads():
    with pytest.raises(Refused, match=r"^a setback in a new job leads back to a step: say reopens=interview, diagnosis or plan$"):
        road.at_work().tell(EventMet(sort="setback", what="quarrels"))
    with pytest.raises(Refused, match=r"^an achievement leads nowhere back: leave reopens out$"):
        road.at_work().tell(EventMet(sort="achievement", what="a raise", reopens="plan"))


def test_es_44_a_step_that_is_not_yet_passed_is_not_reopened():
    assert road.diagnosing().tell(EventMet(sort="setback", what="ill", reopens="plan")).open == ["diagnosis"]
    assert road.at_work().tell(SETBACK, SETBACK).open == ["diagnosis"]
    assert road.at_work().tell(SETBACK, EventMet(sort="setback", what="ill", reopens="plan")).open == ["diagnosis"]


def test_es_44_after_a_setback_the_same_job_is_supported_further():
    clock = road.at_work().tell(SETBACK, road.RATED, road.REVISED, *road.SIGNED)

    assert clock.open == ["first_months"]
    assert clock.due("adaptation_ended:k1") == date(2026, 11, 4)


def test_es_45_an_itinerary_closes_with_a_result_and_the_autonomy_reached():
    clock = about_to_close().tell(CommitmentSettled(of="m1", result="kept"), CommitmentSettled(of="m2", result="kept"), CLOSED)

    assert clock.case.ended is not None
    assert (clock.case.ended.result, clock.case.decisions["autonomy"].choice) == ("work", "on_their_own")
    assert (clock.open, clock.awaits) == ([], [])
    assert [(m.to, m.letter) for m in clock.letters("itinerary_closed")][-2:] == [("counsellor", "case_closed"), ("client", "farewell")]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"result": "happiness"}, r"^this programme's results are work, own_business, .*: name one with result=\.\.\.$"),
        ({"autonomy": "high"}, r"^this programme's autonomy are needs_support, .*: name one with autonomy=\.\.\.$"),
        ({}, r"^open commitments: m1, m2; tell commitment_settled of each, or name it in carried_over$"),
        ({"carried_over": ["m1"]}, r"^open commitments: m2; tell"),
        ({"carried_over": ["m1", "m2", "m9"]}, r"^only an open commitment is carried over: m9 is none$"),
    ],
)
def test_es_45_not_without_them_and_not_with_commitments_left_open(said, sentence):
    with pytest.raises(Refused, match=sentence):
        about_to_close().tell(CLOSED.model_copy(update=said))


def test_es_45_open_commitments_are_settled_or_carried_over_to_the_next_itinerary():
    clock = about_to_close().tell(CommitmentSettled(of="m1", result="released"), CLOSED.model_copy(update={"carried_over": ["m2"]}))
    assert clock.row("itinerary_closed")["carried_over"] == ["m2"]

    again = road.planning().tell(CommitmentProposed(of="m1", whose="counsellor", what="looks for a course", carried_from="K-0001"))
    assert again.row("commitment_proposed")["carried_from"] == "K-0001"


@pytest.mark.parametrize("outcome", ["moved away", "transferred", "cannot be reached"])
def test_es_45_where_a_case_ends_otherwise_its_open_commitments_stay_named_for_the_itinerary_that_follows(outcome):
    clock = road.overseen().tell(CaseClosed(outcome=outcome, why="to another office"))

    assert clock.case.ended.result == outcome
    assert list(clock.case.commitments) == ["m1", "m2"]
    assert clock.awaits == []


def test_es_45_nobody_closes_it_is_asked_until_somebody_does_x_06():
    assert about_to_close().days_pass(90).letters("itinerary_closed")[-1].to == "team lead"


def about_to_close() -> HandClock:
    return road.at_work().tell(a.AdaptationEnded(of="k1", result="settled in"))


@pytest.mark.parametrize("somewhere", [road.opened, road.planning, road.overseen, road.at_work])
def test_es_46_the_applicant_may_withdraw_at_any_time(somewhere):
    clock = somewhere()

    clock.tell(ItineraryClosed(result="withdrew", autonomy="not_known", carried_over=sorted(clock.case.commitments), why="wants no more"))

    assert clock.case.ended.result == "withdrew"
    assert clock.days_pass(90).letters("", "client", "client_reminder") == []


def test_es_46_who_does_not_appear_is_tried_again_and_then_talked_over_in_the_team():
    clock = road.opened().tell(AppointmentMade(of="i1", at=MONDAY + timedelta(days=1)), road.planned(appointment="i1")).days_pass(2)
    clock.tell(AppointmentMissed(of="i1"), ContactFailed(), ContactFailed())

    assert clock.due("team_consulted:client") == date(2026, 5, 13)
    assert "interview_held:v1" in clock.awaits, "the interview is still to be held"
    assert "team_consulted:client" not in clock.tell(TeamConsulted(of="client", advice="visit at home")).awaits
    assert CaseClosed(outcome="cannot be reached", why="three letters came back").outcome == "cannot be reached"


@pytest.mark.parametrize("somewhere", [road.overseen, road.at_work, about_to_close])
def test_es_46_another_job_objective_is_negotiated_anew(somewhere):
    clock = somewhere().tell(road.JOB_OBJECTIVE.model_copy(update={"occupation": "florist"}))

    assert clock.open == ["plan_of_action"]
    assert "local_market_checked" in clock.awaits


def test_es_46_a_new_problem_asks_for_an_action_of_its_own():
    clock = road.at_work().tell(NeedFound(of="n2", what="no day care", evidence=[1]))

    assert clock.open == ["first_months"]
    assert "action_agreed:n2" in clock.awaits


def test_es_46_a_company_takes_back_its_offer_before_work_began():
    clock = road.overseen().tell(road.job(starts=FIRST_DAY + timedelta(days=30)))
    assert clock.open == ["first_months"]

    clock.tell(OfferWithdrawn(of="k1", company="E-1", why="lost an order"), by="E-1")

    assert (clock.open, clock.case.contracts) == (["carrying_out"], {})
    assert {"contract_signed", "interview_held"} <= set(clock.awaits)
    assert [m.letter for m in clock.letters("offer_withdrawn:k1")] == ["offer_withdrawn"]


def test_es_46_an_offer_may_be_withdrawn_before_there_is_a_contract_and_not_once_work_has_begun():
    clock = road.overseen().tell(OfferWithdrawn(company="E-7"))
    assert (clock.open, clock.due("interview_held")) == (["carrying_out"], date(2026, 5, 18))

    with pytest.raises(Refused, match=r"^work under k1 has begun: tell contract_ended$"):
        road.at_work().tell(OfferWithdrawn(of="k1", company="E-1"))
    with pytest.raises(Refused, match=r"^this case has no running contract k9: there is k1$"):
        road.at_work().tell(OfferWithdrawn(of="k9", company="E-1"))


def test_es_46_a_job_that_is_lost_leads_back_to_the_search_and_one_of_two_does_not():
    lost = ContractEnded(of="k1", by="employer", why="the season is over")

    assert road.at_work().tell(lost).open == ["carrying_out"]
    assert road.at_work().tell(road.job("k2"), lost).open == ["first_months"]
    assert road.at_work().tell(SETBACK, lost).open == ["diagnosis"]
