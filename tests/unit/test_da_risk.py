"""Risiko for langtidsledighed, and what holds on every track: DA-26 to DA-35."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.capability_mapping import GoalSet
from casework.company_stays import CompanyStayEnded, MeasureAnswered, MeasureOffered, ThreePartyTalkHeld, WayToJobAgreed
from casework.contact_course import Exempted, UnemploymentReported
from casework.cv import CvTransmitted
from casework.fact import WITHHELD, Refused, as_seen_by
from casework.handover import row_of
from casework.job_goals import JobGoalsReviewed
from casework.job_search import TempAgencySuggested
from casework.placement import ActionAgreed, ApplicationSent
from casework.upskilling import UpskillingStarted
from tests import star_road as road
from tests.handclock import HandClock, stands
from tests.star_road import AGENCY, NO_JOB, PLACEMENT, STRATEGY, WAY, WELL, YES, cv, talk, track

TRACKS = ["main_road", "education_lift", "risk_of_long_unemployment"]
RISK = "risk_of_long_unemployment"
THREE = ThreePartyTalkHeld(of="k1", present={"citizen", "company", "case worker"}, feedback="faster at the till")
SUBSIDY = PLACEMENT.model_copy(update={"sort": "wage_subsidy"})


def stayed() -> HandClock:
    """The placement has ended and led to no job."""
    return road.placed().days_pass(28).tell(NO_JOB)


def offered(offer: MeasureOffered) -> HandClock:
    """An offer was accepted and agreed on with the company."""
    return road.at_risk().tell(AGENCY, offer, YES, WAY)


def test_da_26_strategy_goals_and_search_are_looked_at_anew_together():
    clock = road.searching().days_pass(10).tell(track(RISK))
    assert {"job_search_reviewed", "search_strategy_agreed"} <= set(clock.awaits), "what was agreed on the main road is looked at anew"

    clock.tell(WELL.model_copy(update={"change": "goals"}), STRATEGY)

    assert "job_goals_reviewed" in clock.awaits
    assert "job_goals_reviewed" not in clock.tell(JobGoalsReviewed(result="changed")).awaits


def test_da_27_every_talk_brings_ads_from_where_chances_are_good():
    clock = road.at_risk()

    with pytest.raises(Refused, match="every talk brings at least one concrete job"):
        clock.tell(talk("welcome", ads=[], will_apply=[]))
    with pytest.raises(Refused, match="in this track the ads come from areas with good chances: say which under good_chances_in"):
        clock.tell(talk("welcome", good_chances_in=[]))
    assert clock.tell(talk("welcome")).row("talk_held")["good_chances_in"] == ["care"]


def test_da_27_talks_are_closer_than_on_the_main_road():
    assert road.at_risk().due("talk_held") == date(2026, 5, 22)
    assert road.searching().due("talk_held") == date(2026, 6, 1)


def test_da_28_the_cv_is_passed_to_job_orders_and_each_one_is_logged():
    clock = road.at_risk()
    assert clock.due("cv_transmitted") == date(2026, 6, 4)

    clock.tell(CvTransmitted(job_order="JO-1")).days_pass(5).tell(CvTransmitted(job_order="JO-2"))

    assert [line.fact["job_order"] for line in clock.told("cv_transmitted")] == ["JO-1", "JO-2"]
    assert clock.case.tally["CVs passed on"] == 2
    assert clock.due("cv_transmitted") == date(2026, 6, 9)


def test_da_28_a_cv_is_passed_on_only_when_it_was_gone_through_and_the_citizen_knows():
    with pytest.raises(Refused, match="first tell the citizen how the CV is used: cv_use_explained"):
        road.aimed().tell(CvTransmitted(job_order="JO-1"))
    explained = road.aimed().tell(road.EXPLAINED)
    with pytest.raises(Refused, match="go through the CV first: tell cv_followed_up"):
        explained.tell(CvTransmitted(job_order="JO-1"))


def test_da_29_a_temp_agency_is_suggested():
    clock = road.at_risk()
    assert clock.due("temp_agency_suggested") == date(2026, 6, 3)

    clock.tell(TempAgencySuggested(agency="T-1", answer="thinks it over"))

    assert "temp_agency_suggested" not in clock.awaits


def test_da_30_an_offer_is_concrete_and_serves_a_goal():
    clock = road.at_risk().tell(AGENCY)
    assert "measure_offered" in clock.awaits

    with pytest.raises(Refused, match="this case has no goal g9: there is g1"):
        clock.tell(PLACEMENT.model_copy(update={"towards": "g9"}))
    with pytest.raises(Refused, match=r"a concrete offer names the company: say company=..."):
        clock.tell(PLACEMENT.model_copy(update={"company": ""}))
    clock.tell(PLACEMENT)
    assert clock.due("measure_answered:o1") == date(2026, 5, 11)


def test_da_30_an_offer_is_accepted_or_declined_and_silence_is_followed():
    clock = road.at_risk().tell(AGENCY, PLACEMENT)
    assert "client" in {m.to for m in clock.days_pass(14).letters("measure_answered:o1")}

    clock.tell(MeasureAnswered(of="o1", answer="declined", why="too far away"))

    assert not clock.case.offers
    assert clock.case.tally["offers declined"] == 1
    with pytest.raises(Refused, match="this case has no offer o1: there is none yet"):
        clock.tell(YES)


def test_da_30_a_course_that_was_accepted_begins():
    course = MeasureOffered(of="o1", sort="upskilling", towards="g1")
    clock = road.at_risk().tell(AGENCY, course)
    begun = UpskillingStarted(of="u1", sort="certificate", offer="o1", starts=road.FIRST_DAY, ends=date(2026, 5, 15))
    with pytest.raises(Refused, match=r"offer o1 is no course that was accepted: look at offer=..."):
        clock.tell(begun)

    clock.tell(YES)
    assert "upskilling_started" in clock.awaits
    assert not clock.tell(begun).case.offers
    with pytest.raises(Refused, match="offer o2 is no stay at a company that was accepted"):
        clock.tell(course.model_copy(update={"of": "o2"}), WAY.model_copy(update={"of": "o2"}))


def test_da_30_a_subsidised_job_comes_after_half_a_year_and_lasts_as_long_as_the_sector_allows():
    first = date(2026, 11, 2)
    with pytest.raises(Refused, match="a wage subsidy comes after 26 weeks of unemployment, from 2026-11-02: offer a placement until then"):
        offered(SUBSIDY).tell(road.stay(date(2026, 10, 1), date(2026, 12, 31), type="wage_subsidy"))
    with pytest.raises(Refused, match=r"such a stay lasts at most 6 months: say ends=..., at the latest 2027-05-02"):
        offered(SUBSIDY).tell(road.stay(first, date(2027, 5, 3), type="wage_subsidy"))
    public = offered(SUBSIDY.model_copy(update={"sector": "public"}))
    with pytest.raises(Refused, match="such a stay lasts at most 4 months"):
        public.tell(road.stay(first, date(2027, 5, 2), type="wage_subsidy"))
    assert offered(SUBSIDY).tell(road.stay(first, date(2027, 5, 2), type="wage_subsidy")).due("company_stay_ended:k1") == date(2027, 5, 2)


def test_da_31_before_a_placement_citizen_and_company_agree_how_it_becomes_a_job():
    clock = road.at_risk().tell(AGENCY, PLACEMENT)
    stay = road.stay(road.FIRST_DAY, date(2026, 5, 31))
    with pytest.raises(Refused, match="offer o1 is no stay at a company that was accepted: tell measure_answered first"):
        clock.tell(WAY)
    clock.tell(YES)
    assert clock.due("way_to_job_agreed:o1") == date(2026, 5, 19)

    with pytest.raises(Refused, match="before a placement at C-1 citizen and company agree how it becomes a job: tell way_to_job_agreed"):
        clock.tell(stay)
    with pytest.raises(Refused, match="both agree on it before the stay begins: missing company"):
        clock.tell(WAY.model_copy(update={"agreed_by": {"citizen"}}))
    clock.tell(WAY)
    assert "contract_signed" in clock.awaits
    assert clock.tell(stay).due("company_stay_ended:k1") == date(2026, 5, 31)


def test_da_31_what_was_agreed_is_for_this_company_and_is_not_for_everyone():
    with pytest.raises(Refused, match="before a placement at C-2 citizen and company agree"):
        offered(PLACEMENT).tell(road.stay(road.FIRST_DAY, date(2026, 5, 31), host="C-2"))
    told = offered(PLACEMENT).row("way_to_job_agreed")
    assert as_seen_by("everyone", WayToJobAgreed, told)["what_must_happen"] == WITHHELD


def test_da_31_a_placement_lasts_four_weeks_and_has_an_end():
    with pytest.raises(Refused, match=r"such a stay lasts at most 4 weeks: say ends=..., at the latest 2026-06-01"):
        offered(PLACEMENT).tell(road.stay(road.FIRST_DAY, date(2026, 6, 2)))
    with pytest.raises(Refused, match="one stay at a company at a time: tell company_stay_ended of k1 first"):
        road.placed().tell(road.stay(road.FIRST_DAY, date(2026, 5, 20), of="k2"))


def test_da_32_a_stay_without_a_job_is_talked_over_by_the_three():
    clock = stayed()
    assert clock.due("three_party_talk_held:k1") == date(2026, 6, 15)

    with pytest.raises(Refused, match="all three sit at the table: missing company"):
        clock.tell(THREE.model_copy(update={"present": {"citizen", "case worker"}}))
    clock.tell(THREE)
    assert "three_party_talk_held:k1" not in clock.awaits


@pytest.mark.parametrize("other", TRACKS[:2])
def test_da_32_the_talk_is_owed_whatever_the_track_becomes_and_climbs(other):
    clock = stayed().tell(track(other)).days_pass(30)

    assert "three_party_talk_held:k1" in clock.awaits
    assert [m.to for m in clock.letters("three_party_talk_held:k1")][-1] == "team lead"


def test_da_32_the_talk_is_owed_even_when_the_next_stay_begins():
    clock = stayed().tell(PLACEMENT.model_copy(update={"of": "o2"}), YES.model_copy(update={"of": "o2"}))
    clock.tell(WAY.model_copy(update={"of": "o2"}), road.stay(road.day(clock), road.day(clock, 20), of="k2"))

    assert {"three_party_talk_held:k1", "company_stay_ended:k2"} <= set(clock.awaits)


@pytest.mark.parametrize("result", ["job", "ordinary hours"])
def test_da_32_a_stay_that_led_to_work_needs_no_such_talk(result):
    clock = road.placed().days_pass(28).tell(CompanyStayEnded(of="k1", result=result))

    assert "three_party_talk_held:k1" not in clock.awaits
    assert clock.case.tally[f"stays ended in {result}"] == 1
    with pytest.raises(Refused, match="this case has no stay without a job that is still to be talked over k1"):
        clock.tell(THREE)


def test_da_32_a_stay_of_which_nothing_is_told_is_asked_about_on_its_last_day():
    clock = road.placed().days_pass(45)

    assert row_of(clock.case, clock.story).overdue
    assert "team lead" in {m.to for m in clock.letters("company_stay_ended:k1")}


def test_da_32_a_stay_ends_after_it_has_begun_and_a_full_job_is_none():
    with pytest.raises(Refused, match="the stay begins on 2026-05-11: it cannot have ended"):
        offered(PLACEMENT).tell(road.stay(date(2026, 5, 11), date(2026, 5, 31)), NO_JOB)
    with pytest.raises(Refused, match="k1 is a full-time job: tell job_begun or job_fell_through"):
        road.at_risk().tell(road.job(date(2026, 6, 1)), NO_JOB)


def test_da_33_after_that_talk_cv_and_goals_are_updated_and_something_else_begins():
    clock = stayed().tell(THREE)

    assert clock.due("cv_followed_up") == clock.due("job_goals_reviewed") == clock.due("action_agreed") == date(2026, 6, 15)
    clock.tell(cv(road.day(clock)), JobGoalsReviewed(result="kept"))
    clock.tell(ActionAgreed(of="a1", sort="job club", towards="g1", due=road.day(clock, 20)))
    assert not {"job_goals_reviewed", "action_agreed"} & set(clock.awaits)
    assert {"action_done:a1", "cv_transmitted", "talk_held"} <= set(clock.awaits), "mediation and search go on"


def test_da_33_another_offer_is_something_else_too():
    clock = stayed().tell(THREE, PLACEMENT.model_copy(update={"of": "o2", "company": "C-2"}))

    assert "action_agreed" not in clock.awaits


@pytest.mark.parametrize("a", TRACKS)
@pytest.mark.parametrize("b", TRACKS)
def test_da_34_tracks_change_in_every_direction(a, b):
    clock = road.on_track(a)

    if a == b:
        with pytest.raises(Refused, match=f"the case is in {a} already: decide another track, or go on"):
            clock.tell(track(b))
    else:
        assert clock.tell(track(b)).phases == [b]
        assert clock.case.decisions["track_decided"].times == 2


def test_da_34_goals_cv_and_logs_go_along():
    clock = road.placed().tell(
        talk("welcome"), ApplicationSent(of="s1", job="J-1"), GoalSet(of="g2", goal="nurse", horizon="long", sort="education")
    )
    before = stands(clock.case)

    for other in ("main_road", "education_lift", RISK):
        clock.tell(track(other))

    after = stands(clock.case)
    kept = ("goals", "cv", "papers", "applications", "contracts", "offers", "job_list", "unemployment")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert [line.kind for line in clock.case.journal].count("track_decided") == 4


def test_da_34_changing_the_track_forgives_no_late_talk():
    clock = road.searching().days_pass(20)
    assert clock.case.agenda["talk_held:welcome"].overdue(clock.hour)

    clock.tell(track("education_lift"))

    assert clock.due("talk_held:welcome") == date(2026, 5, 18)


def test_da_34_the_track_may_change_while_a_new_job_is_awaited():
    clock = road.searching().tell(road.job(road.FIRST_DAY + timedelta(days=28)), track(RISK))

    assert clock.phases == [RISK, "new_job"]
    assert "job_begun:k1" in clock.awaits


@pytest.mark.parametrize(("age", "day"), [(24, date(2026, 8, 3)), (35, date(2026, 11, 2)), (55, date(2026, 8, 3))])
def test_da_35_longer_unemployment_asks_for_an_offer_at_a_company(age, day):
    clock = road.opened().tell(UnemploymentReported(group="insured", since=road.FIRST_DAY, age=age), *road.aim())
    clock.tell(cv(road.FIRST_DAY), road.EXPLAINED, track("main_road"))
    assert clock.due("measure_offered") == day

    clock.tell(MeasureOffered(of="o1", sort="upskilling", towards="g1"))
    assert clock.due("measure_offered") == day, "a course is no stay at a company"
    clock.tell(PLACEMENT.model_copy(update={"of": "o2"}))
    assert "measure_offered" not in clock.awaits


def test_da_35_it_counts_from_the_first_day_out_of_work():
    clock = road.opened().tell(road.insured(date(2026, 2, 2)), *road.aim(), cv(road.FIRST_DAY), road.EXPLAINED, track("main_road"))

    assert clock.due("measure_offered") == date(2026, 8, 3)
    assert {m.to for m in clock.days_pass(120).letters("measure_offered")} >= {"counsellor", "deputy", "team lead"}


def test_da_35_who_is_exempted_from_offers_is_offered_nothing_by_a_day():
    clock = road.searching(road.AFTER_THE_REFORM)
    assert "measure_offered" in clock.awaits

    clock.tell(Exempted(of="offers", reason="starts a job of her own soon", look_again=date(2026, 12, 1)))

    assert "measure_offered" not in clock.awaits
    assert clock.case.tally["exempted from offers"] == 1
    assert "measure_offered" not in clock.tell(track(RISK), WELL, STRATEGY).awaits


def test_da_31_a_correction_is_held_to_the_same_rule():
    clock = road.placed()

    with pytest.raises(Refused, match="before a placement at C-2 citizen and company agree"):
        clock.correct(clock.number("contract_signed"), host="C-2")
