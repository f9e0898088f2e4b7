"""Roles and the calendar of talks: DA-01 to DA-04, and DA-36."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from casework.anytime import ContactFailed, Paused, Resumed
from casework.appointments import AppointmentMade, AppointmentMissed
from casework.capability_mapping import GoalSet
from casework.contact_course import BenefitChanged, BenefitHoursPaid, Exempted, ExemptionEnded, ResponsibilityPassed, exemption_of
from casework.fact import WITHHELD, Refused, as_seen_by, seen_by
from casework.handover import row_of
from casework.job_search import JobBegun, JobFellThrough
from casework.moving import telling_of
from casework.talks import TalkHeld
from casework.vocabulary import fact_from
from starters.answers.form import form_of
from tests import star_road as road
from tests.handclock import PROGRAMMES, HandClock
from tests.star_road import talk

HOURS = [BenefitHoursPaid(month="2026-05", hours=148), BenefitHoursPaid(month="2026-06", hours=160.3)]
MORE = BenefitHoursPaid(month="2026-07", hours=160.3)
PASSED = ResponsibilityPassed(to="jobcentre", who="S-joe", why="more than 410 hours of benefit")
MET = {"of": "extra", "ads": [], "will_apply": [], "good_chances_in": []}


def calendar(clock: HandClock) -> dict[str, date | None]:
    """The talks that are due by name, each with its day."""
    return {key.removeprefix("talk_held:"): clock.due(key) for key in clock.awaits if key.startswith("talk_held:")}


def short_talk(of: str, **said: object) -> TalkHeld:
    """A talk of the early start, without ads."""
    return TalkHeld.model_validate({**MET, "of": of, **said})


def told_hours(*hours: BenefitHoursPaid) -> HandClock:
    """The hours of three months were told after each month."""
    clock = road.searching().days_pass(30)
    for told in hours:
        clock.tell(told).days_pass(30)
    return clock


# DA-01


def test_da_01_after_more_hours_than_the_rule_says_the_jobcentre_takes_over():
    clock = told_hours(*HOURS)
    assert "responsibility_passed" not in clock.awaits, "308 hours are not yet more than 410"

    clock.tell(MORE)

    assert clock.due("responsibility_passed") == date(2026, 8, 7)
    clock.tell(PASSED)
    assert row_of(clock.case, clock.story).counsellor == "S-joe"
    assert {"month_4", "month_5", "month_6"} <= set(calendar(clock))
    assert not {"welcome", "strategy", "status"} & set(calendar(clock)), "what was the a-kasse's is not the jobcentre's"


def test_da_01_exactly_so_many_hours_are_not_more():
    clock = told_hours(*HOURS, MORE.model_copy(update={"hours": 101.7}))

    assert clock.case.unemployment
    assert clock.case.unemployment.benefit_hours == pytest.approx(410)
    assert "responsibility_passed" not in clock.awaits


def test_da_01_hours_are_asked_for_every_month_and_a_silent_handover_climbs():
    clock = road.searching()
    assert clock.due("benefit_hours_paid") == date(2026, 6, 15)

    late = told_hours(*HOURS, MORE).days_pass(30)

    assert {m.to for m in late.letters("responsibility_passed")} == {"team", "team lead"}


def test_da_01_who_is_responsible_passes_once_and_the_new_counsellor_hears_of_it():
    clock = told_hours(*HOURS, MORE).tell(PASSED)

    assert [(m.to, m.letter) for m in clock.letters("responsibility_passed", letter="case_given")] == [("counsellor", "case_given")]
    with pytest.raises(Refused, match="the jobcentre is responsible already: for another counsellor there tell referent_assigned"):
        clock.tell(PASSED)


def test_da_01_both_see_the_plan_and_neither_sees_what_is_sensitive():
    assert {seen_by(GoalSet, "goal"), seen_by(TalkHeld, "will_apply"), seen_by(TalkHeld, "ads")} == {"everyone"}

    told = road.searching().tell(talk(will_apply=[], nothing_because="a stay in hospital")).row("talk_held")

    assert as_seen_by("everyone", TalkHeld, told) == {**told, "nothing_because": WITHHELD}


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (BenefitHoursPaid(month="2026-04", hours=10), "the benefit began on 2026-05-04: tell a month from then until now"),
        (BenefitHoursPaid(month="2026-12", hours=10), "the benefit began on 2026-05-04: tell a month from then until now"),
    ],
)
def test_da_01_hours_of_another_month_are_refused(fact, sentence):
    with pytest.raises(Refused, match=sentence):
        road.searching().tell(fact)


def test_da_01_hours_are_told_once_a_month_and_of_insured_people():
    with pytest.raises(Refused, match="the hours are told until 2026-05: tell the months after it"):
        told_hours(HOURS[0]).tell(HOURS[0])
    with pytest.raises(Refused, match="hours of benefit are counted for insured people only"):
        road.on_benefit().tell(HOURS[0])


def test_da_01_on_another_benefit_another_body_is_responsible():
    clock = road.reported().days_pass(28).tell(BenefitChanged(to="cash benefit", since=date(2026, 6, 1)))
    assert clock.due("responsibility_passed") == date(2026, 6, 8)
    assert not calendar(clock), "the a-kasse holds no talks with people on cash benefit"

    clock.tell(PASSED)
    assert calendar(clock)["first_week"] == date(2026, 6, 8)

    clock.days_pass(30).tell(BenefitChanged(to="insured", since=date(2026, 7, 1)))
    assert "responsibility_passed" in clock.awaits
    clock.tell(ResponsibilityPassed(to="a-kasse", who="S-ana", why="has worked enough hours"))
    assert calendar(clock) == {"welcome": date(2026, 7, 15), "strategy": date(2026, 8, 12), "status": date(2026, 9, 23)}
    assert "responsibility_passed" not in clock.awaits


# DA-02 and DA-03


def test_da_02_a_job_consultant_leads_a_talk_and_the_case_worker_stays_responsible():
    clock = road.reported().tell(short_talk("welcome", led_by="S-consult", led_as="job consultant", ads=["J-1"]))

    assert clock.row("talk_held")["led_by"] == "S-consult"
    assert clock.case.counsellor == "S-ana"
    assert "welcome" not in calendar(clock)


def test_da_02_a_job_consultant_talks_about_concrete_jobs():
    with pytest.raises(Refused, match="every talk brings at least one concrete job from the case worker: name it under ads"):
        road.reported().tell(short_talk("welcome", led_as="job consultant"))


def test_da_03_others_sit_at_the_table_too():
    parties = {"education ambassador", "company", "temp agency"}

    clock = road.reported().tell(short_talk("welcome", also_present=parties))

    assert clock.row("talk_held")["also_present"] == ["company", "education ambassador", "temp agency"]


# DA-04


def test_da_04_the_calendar_follows_from_the_programme_on_the_first_day():
    clock = road.opened()
    assert clock.due("unemployment_reported") == date(2026, 5, 5)

    clock.tell(road.insured(road.FIRST_DAY))

    assert calendar(clock) == {"welcome": date(2026, 5, 18), "strategy": date(2026, 6, 15), "status": date(2026, 7, 27)}


def test_da_04_the_calendar_counts_from_the_first_day_out_of_work_not_from_the_telling():
    clock = road.opened().tell(road.insured(date(2026, 4, 27)))

    assert calendar(clock)["welcome"] == date(2026, 5, 11)


def test_da_04_cash_benefit_has_a_calendar_of_its_own():
    clock = road.on_benefit()

    assert list(calendar(clock)) == ["first_week", "intensified", "month_4", "month_5", "month_6", "second", "third"]
    assert calendar(clock)["first_week"] == date(2026, 5, 11)


def test_da_04_in_2020_there_were_four_talks_in_six_months_for_everybody():
    insured, cash = road.reported(road.IN_2021), road.on_benefit(road.IN_2021)

    for clock, first in ((insured, "first"), (cash, "first_week")):
        assert set(calendar(clock)) == {first, "second", "third", "fourth", "intensified"}
        assert calendar(clock)["fourth"] == date(2021, 9, 1)
        assert calendar(clock)["intensified"] == date(2022, 7, 1)
    assert calendar(cash)["first_week"] == date(2021, 3, 8)


def test_da_04_from_july_2026_two_talks_with_the_a_kasse_and_two_after_the_handover():
    clock = road.reported(road.AFTER_THE_REFORM)
    assert calendar(clock) == {"welcome": date(2026, 8, 17), "before_month_4": date(2026, 11, 3)}

    clock.days_pass(70).tell(PASSED)

    assert calendar(clock) == {
        "after_handover": date(2026, 11, 23),
        "before_month_7": date(2027, 2, 3),
        "intensified": date(2027, 12, 3),
    }


def test_da_04_from_july_2026_cash_benefit_has_four_talks_in_six_months():
    days = calendar(road.on_benefit(road.AFTER_THE_REFORM))

    assert sorted(set(days) - {"intensified"}) == ["first_week", "fourth", "second", "third"]
    assert days["fourth"] == date(2027, 2, 3)


def test_da_04_a_case_keeps_the_calendar_it_was_opened_under():
    clock = road.reported(datetime(2023, 12, 4, 8, tzinfo=UTC)).days_pass(60)

    assert set(calendar(clock)) == {"first", "second", "third", "fourth", "intensified"}
    assert row_of(clock.case, clock.story).version == "2020.1"


def test_da_04_a_case_that_is_moved_to_new_rules_has_their_calendar_and_keeps_the_talks_it_had():
    clock = road.reported().tell(short_talk("welcome")).days_pass(70)
    assert set(calendar(clock)) == {"strategy", "status"}

    to = road.programme("star-example", date(2026, 7, 1))
    clock.told_so(telling_of(clock.case, to, by="S-lead", why="the law asks it", at=clock.hour))

    assert calendar(clock) == {"before_month_4": date(2026, 8, 4)}, "the welcome was held already"
    assert row_of(clock.case, clock.story).version == "2026.1"


def test_da_04_a_talk_is_held_by_its_name_and_once():
    clock = road.reported().tell(short_talk("welcome"))
    assert "welcome" not in calendar(clock)

    with pytest.raises(Refused, match="the talk welcome was held on 2026-05-04: tell one besides the calendar with of=extra"):
        clock.tell(short_talk("welcome"))
    with pytest.raises(Refused, match=r"this calendar has no talk coffee: of is welcome, strategy, status, .* extra"):
        clock.tell(short_talk("coffee"))
    clock.tell(short_talk("extra"))


def test_da_04_the_first_talk_is_held_in_person_and_later_ones_by_phone_if_wished():
    with pytest.raises(Refused, match="the talk welcome is held in person: by phone or video come later ones"):
        road.reported().tell(short_talk("welcome", mode="by video"))
    road.reported().tell(short_talk("welcome"), short_talk("strategy", mode="by video"))


def test_da_04_the_form_of_a_talk_says_how_it_is_named():
    assert form_of(TalkHeld)[0].takes == "the talk of the calendar by its name, as welcome, or extra"
    with pytest.raises(Refused, match="of: expected the talk of the calendar by its name, as welcome, or extra"):
        fact_from("talk_held", {"of": "the welcome talk"})


def test_da_04_without_the_unemployment_no_talk_can_be_placed():
    with pytest.raises(Refused, match="tell unemployment_reported first: what is owed hangs on since when and on which benefit"):
        road.opened().tell(short_talk("welcome"))


def test_da_04_a_talk_that_is_forgotten_climbs():
    clock = road.reported().days_pass(25)

    assert [m.to for m in clock.letters("talk_held:welcome")] == ["counsellor", "counsellor", "counsellor", "deputy", "team lead"]


def test_da_04_besides_the_calendar_talks_are_frequent_and_early_ones_most():
    assert road.reported().due("talk_held") == date(2026, 5, 22)
    assert road.searching().due("talk_held") == date(2026, 6, 1)
    assert road.reported().days_pass(5).tell(short_talk("extra")).due("talk_held") == date(2026, 5, 29)


def test_da_04_with_another_benefit_the_calendar_begins_anew():
    clock = road.on_benefit(road.IN_2021).tell(short_talk("first_week"), short_talk("second")).days_pass(200)

    clock.tell(BenefitChanged(to="insured", since=date(2021, 9, 1)))

    assert calendar(clock) == {
        "first": date(2021, 10, 13), "second": date(2021, 12, 1), "third": date(2022, 1, 5), "fourth": date(2022, 3, 1),
        "intensified": date(2022, 7, 1),
    }, "but for the talk after 16 months, which counts from the first day out of work"  # fmt: skip


def test_da_04_a_benefit_that_is_the_same_or_began_before_is_refused():
    clock = road.reported()

    with pytest.raises(Refused, match="the benefit is insured already: there is nothing to change"):
        clock.tell(BenefitChanged(to="insured", since=road.FIRST_DAY))
    with pytest.raises(Refused, match="the present benefit began on 2026-05-04"):
        clock.tell(BenefitChanged(to="cash benefit", since=date(2026, 5, 1)))
    with pytest.raises(Refused, match="the unemployment is reported already: tell benefit_changed"):
        clock.tell(road.on_cash_benefit(road.FIRST_DAY))
    with pytest.raises(Refused, match="since is a day that has come"):
        road.opened().tell(road.insured(date(2026, 5, 5)))


def test_da_04_who_is_exempted_has_the_first_talk_all_the_same_and_is_counted():
    exempted = Exempted(of="talks", reason="starts a job of her own soon", look_again=date(2026, 10, 1))

    clock = road.reported(road.AFTER_THE_REFORM).tell(exempted)

    assert calendar(clock) == {"welcome": date(2026, 8, 17)}, "the first talk is held with everybody"
    assert "talk_held" not in clock.awaits
    assert (exemption_of(clock.case, "talks"), clock.case.tally["exempted from talks"]) == ("exempted", 1)
    assert clock.due("exemption_ended:talks") == date(2026, 10, 1)
    assert as_seen_by("everyone", Exempted, clock.row("exempted"))["reason"] == WITHHELD


def test_da_04_an_exemption_is_prolonged_or_ends_and_then_talks_are_owed_again():
    exempted = Exempted(of="talks", reason="starts a job of her own soon", look_again=date(2026, 10, 1))
    clock = road.reported(road.AFTER_THE_REFORM).tell(exempted, exempted.model_copy(update={"look_again": date(2026, 11, 2)}))
    assert clock.due("exemption_ended:talks") == date(2026, 11, 2)

    clock.tell(ExemptionEnded(of="talks"))

    assert set(calendar(clock)) == {"welcome", "before_month_4"}
    assert exemption_of(clock.case, "talks") == "no longer"
    assert clock.case.tally["exempted from talks"] == 1, "one person is one, however often it is prolonged"


def test_da_04_an_exemption_is_never_for_longer_than_the_rule_and_never_where_there_is_none():
    exempted = Exempted(of="talks", reason="starts a job of her own soon", look_again=date(2027, 10, 1))

    with pytest.raises(Refused, match=r"an exemption from talks lasts at most 6 months: .* at the latest on 2027-02-03"):
        road.reported(road.AFTER_THE_REFORM).tell(exempted)
    with pytest.raises(Refused, match="this case has no exemption called letters: there is offers, talks"):
        road.reported(road.AFTER_THE_REFORM).tell(exempted.model_copy(update={"of": "letters"}))
    with pytest.raises(Refused, match="this programme exempts nobody: what stands in the way of a talk for a while is a pause"):
        road.reported().tell(exempted)


def test_da_04_what_was_read_in_a_source_is_verified_and_what_an_office_chose_is_not():
    read = {p.version: {name for name, talk in p.talks.items() if talk.verified} for p in PROGRAMMES if p.method == "star"}

    assert read == {
        "2020.1": {"first_week", "fourth", "intensified"},
        "2024.1": {"welcome", "strategy", "status", "month_4", "month_5", "month_6", "intensified"},
        "2026.1": {"before_month_4", "before_month_7", "fourth"},
    }


def test_da_04_the_quota_is_a_number_of_the_programme_and_of_no_case():
    rules = {p.version: p.quotas for p in PROGRAMMES if p.method == "star"}

    assert {name: quota.at_least for name, quota in rules["2026.1"].items()} == {"talks": 75, "offers": 75}
    assert not rules["2024.1"]


# DA-36


def test_da_36_a_missed_talk_is_made_good_soon_and_ahead_of_its_day():
    at = road.MONDAY + timedelta(days=2)
    clock = road.reported().tell(AppointmentMade(of="i1", at=at)).days_pass(3)
    assert calendar(clock)["welcome"] == date(2026, 5, 18)

    clock.tell(AppointmentMissed(of="i1"))

    assert calendar(clock)["welcome"] == date(2026, 5, 15), "five working days, one of them a holiday"
    clock.tell(short_talk("welcome"))
    assert set(calendar(clock)) == {"strategy", "status"}


def test_da_36_somebody_who_never_comes_is_talked_over_in_the_team():
    clock = road.reported().tell(ContactFailed(), ContactFailed(), ContactFailed())

    assert clock.case.agenda["team_consulted:client"].whose == "team"


def test_da_36_sickness_stops_the_talks_and_the_search_but_not_what_was_agreed_with_a_company():
    clock = road.placed().tell(Paused(reason="sickness", look_again=date(2026, 5, 18)))

    assert clock.due("talk_held:welcome") is None
    assert clock.due("job_search_reviewed") is None
    assert clock.due("company_stay_ended:k1") == date(2026, 5, 31)
    clock.days_pass(14).tell(Resumed())
    assert clock.due("talk_held:welcome") == date(2026, 6, 1), "moved by the fourteen days of sickness"


def test_da_36_a_holiday_stops_the_talks_and_not_the_papers():
    clock = road.searching().tell(Paused(reason="holiday", look_again=date(2026, 5, 25)))

    assert clock.due("talk_held:welcome") is None
    assert clock.due("job_search_reviewed") == date(2026, 6, 15)
    assert clock.due("resumed") == date(2026, 5, 25)
    with pytest.raises(Refused, match="a pause for this reason lasts at most 5 weeks"):
        road.searching().tell(Paused(reason="holiday", look_again=date(2026, 8, 1)))


def test_da_36_a_new_job_lets_the_track_rest_until_its_first_day():
    clock = road.searching().tell(road.job(date(2026, 6, 1)))

    assert clock.phases == ["main_road", "new_job"]
    assert not calendar(clock)
    assert clock.due("job_begun:k1") == date(2026, 6, 1)
    with pytest.raises(Refused, match="the job begins on 2026-06-01: tell it then"):
        clock.tell(JobBegun(of="k1"))
    clock.days_pass(28).tell(JobBegun(of="k1"))
    assert clock.case.ended
    assert row_of(clock.case, clock.story).outcome == "work"


def test_da_36_a_job_that_falls_through_brings_the_track_back_with_the_time_that_was_left():
    clock = road.searching().tell(road.job(date(2026, 6, 1))).days_pass(14)

    clock.tell(JobFellThrough(of="k1"))

    assert clock.open == ["main_road"]
    assert calendar(clock)["welcome"] == date(2026, 6, 1), "two weeks of rest were given back"
    assert clock.case.tally["jobs fell through"] == 1


def test_da_36_a_new_job_nobody_speaks_of_again_is_asked_about():
    clock = road.searching().tell(road.job(date(2026, 6, 1))).days_pass(60)

    assert {m.to for m in clock.letters("job_begun:k1")} == {"client", "counsellor", "team lead"}


def test_da_36_work_for_some_hours_lets_everything_go_on():
    clock = road.searching().tell(road.job(date(2026, 5, 4), fraction=0.4, ends=date(2026, 7, 31)))

    assert clock.open == ["main_road"]
    assert "welcome" in calendar(clock)
    assert clock.due("company_stay_ended:k1") == date(2026, 7, 31)
    with pytest.raises(Refused, match="this case has no new full-time job k1: there is none"):
        clock.tell(JobBegun(of="k1"))


def test_da_36_a_second_job_may_be_found_while_one_is_awaited():
    clock = road.searching().tell(road.job(date(2026, 6, 1)), road.job(date(2026, 6, 15), of="k2"))
    clock.tell(JobFellThrough(of="k1"))

    assert clock.phases == ["main_road", "new_job"]
    assert clock.due("job_begun:k2") == date(2026, 6, 15)
