"""Registration, early intervention and the referent: FR-01 to FR-08, as a counsellor would see them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from casework.anytime import ContactFailed, ContactHeld, Opened, PhaseReopened, PhaseSkipped, ReferentAssigned, ReferentLeft
from casework.appointments import AppointmentMade
from casework.fact import Refused
from casework.handover import row_of
from casework.plan_follow_up import IntensityDecided
from casework.registration import Registered, VacanciesSent
from tests import forem_road as road
from tests.forem_road import INTERVIEW, REGISTERED, REGULAR

BEFORE_NOON = datetime(2026, 5, 5, 9, tzinfo=UTC)


def test_fr_01_whoever_registers_is_served_and_nobody_is_asked_their_age_or_category():
    asked = {*Opened.model_fields, *Registered.model_fields}

    assert not asked & {"age", "category", "birth", "benefit"}
    assert row_of(road.opened().case, road.opened().story).phases == ["exploration"]


def test_fr_01_a_case_that_nobody_has_looked_at_yet_stays_small_enough_for_a_hundred_and_thirty_thousand():
    assert len(road.opened().case.own_json()) < 2048


@pytest.mark.parametrize("channel", ["web site", "call centre", "open-access centre"])
def test_fr_02_the_channel_of_registration_is_recorded_and_none_needs_a_visit(channel: str):
    clock = road.opened().tell(Registered(channel=channel, looks_for="work in a kitchen"))

    assert clock.row("registered")["channel"] == channel
    assert clock.case.tally[f"registered by {channel}"] == 1
    assert not clock.case.appointments


def test_fr_02_a_channel_the_programme_does_not_know_is_refused_with_those_there_are():
    with pytest.raises(
        Refused, match=r"^this programme's channels are web site, call centre, open-access centre: name one with channel=\.\.\.$"
    ):
        road.opened().tell(Registered(channel="pigeon", looks_for="work in a kitchen"))


def test_fr_02_a_registration_is_awaited_at_once_and_told_once():
    clock = road.opened()
    assert clock.due("registered") == date(2026, 5, 5)

    with pytest.raises(Refused, match="this jobseeker is registered already: who comes back after the end of a case gets a new one"):
        clock.tell(REGISTERED, REGISTERED)


def test_fr_03_a_registration_says_whether_it_is_the_first():
    clock = road.opened().tell(REGISTERED.model_copy(update={"again": True}))

    assert clock.row("registered")["again"] is True
    assert clock.case.tally["registered again"] == 1
    assert "registered again" not in road.assessing().case.tally


def test_fr_04_the_services_there_are_go_to_the_jobseeker_by_letter_the_moment_the_case_opens():
    clock = road.opened()

    assert next((m.letter, m.due) for m in clock.letters(to="client")) == ("services_explained", clock.case.opened)


def test_fr_04_vacancies_are_promised_for_the_day_after_the_registration_and_go_out_by_letter():
    clock = road.opened().tell(REGISTERED)
    assert clock.due("vacancies_sent") == date(2026, 5, 5)
    assert clock.row("registered")["looks_for"] == "work as a welder"

    clock.tell(VacanciesSent(how_many=3))

    assert "vacancies_sent" not in clock.awaits
    assert [m.to for m in clock.letters(letter="vacancies_sent")] == ["client"]


def test_fr_04_that_no_vacancy_fits_is_an_answer_too_and_more_may_follow_later():
    clock = road.opened().tell(REGISTERED, VacanciesSent(how_many=0))
    assert "early_intervention" not in clock.open

    assert len(clock.days_pass(30).tell(VacanciesSent(how_many=2)).told("vacancies_sent")) == 2


def test_fr_04_vacancies_need_the_profile_of_the_registration():
    with pytest.raises(Refused, match="vacancies are sought by the profile of the registration: tell registered first"):
        road.opened().tell(VacanciesSent(how_many=1))


def test_fr_04_vacancies_that_do_not_go_out_hold_up_nothing_and_are_not_forgotten():
    clock = road.opened().tell(REGISTERED, INTERVIEW).days_pass(21)

    assert clock.case.agenda["vacancies_sent"].overdue(clock.hour)
    assert {m.to for m in clock.letters(about="vacancies_sent")} >= {"counsellor", "deputy", "team lead"}
    assert "assessment" in clock.open


def test_fr_05_one_counsellor_is_the_referent_from_the_first_day_and_the_jobseeker_is_told_who():
    clock = road.opened()

    assert clock.case.counsellor == "S-ana"
    assert [m.about for m in clock.letters(to="client", letter="referent_named")] == ["opened"]


def test_fr_05_when_the_referent_changes_the_jobseeker_is_told_again():
    clock = road.followed().tell(ReferentAssigned(who="S-ben", why="moves to another office"))

    assert [m.about for m in clock.letters(to="client", letter="referent_named")] == ["opened", "referent_assigned"]
    assert clock.told("referent_assigned")[0].fact["why"] == "moves to another office"


def test_fr_06_there_are_never_two_referents():
    clock = road.followed().tell(ReferentAssigned(who="S-ben", why="knows the trade"))

    assert clock.case.counsellor == "S-ben"
    with pytest.raises(Refused, match="S-ben is responsible for this case already"):
        clock.tell(ReferentAssigned(who="S-ben", why="again"))


def test_fr_06_without_a_referent_for_longer_than_the_programme_allows_an_alarm_goes_up():
    clock = road.followed().tell(ReferentLeft(why="long leave"))
    assert clock.due("referent_assigned") == date(2026, 5, 7)

    clock.days_pass(14)

    assert [m.to for m in clock.letters(about="referent_assigned")][:3] == ["team", "team", "team lead"]
    assert clock.case.agenda["referent_assigned"].overdue(clock.hour)


@pytest.mark.parametrize("mode", ["in person", "by mail", "by phone", "by video"])
def test_fr_07_every_contact_is_logged_with_its_mode_and_counts_for_the_next(mode: str):
    clock = road.assessing().days_pass(10).tell(ContactHeld.model_validate({"mode": mode}))

    assert clock.row("contact_held").get("mode", "in person") == mode
    assert clock.due("contact_held:client") == date(2026, 6, 12)


def test_fr_07_an_interview_is_a_contact_too_and_says_how_it_was_held():
    clock = road.assessing().days_pass(10).tell(INTERVIEW.model_copy(update={"mode": "by phone"}))

    assert clock.row("assessment_interview_held")["mode"] == "by phone"
    assert clock.due("contact_held:client") == date(2026, 6, 12)


def test_fr_07_a_jobseeker_who_does_not_answer_three_times_is_talked_over_in_the_team():
    clock = road.assessing().tell(*[ContactFailed()] * 3)
    assert "team_consulted:client" in clock.awaits

    assert "team_consulted:client" not in clock.tell(INTERVIEW).awaits, "the interview reached them"


def test_fr_07_an_interview_answers_the_appointment_it_was_held_at():
    clock = road.assessing().tell(AppointmentMade(of="i1", at=BEFORE_NOON)).days_pass(1)
    assert "appointment_missed:i1" in clock.awaits

    clock.tell(INTERVIEW.model_copy(update={"appointment": "i1"}))

    assert not clock.case.appointments
    with pytest.raises(Refused, match="this case has no appointment i1"):
        road.assessing().tell(INTERVIEW.model_copy(update={"appointment": "i1"}))


@pytest.mark.parametrize(
    ("level", "next_contact"), [("self-reliant", "2026-08-04"), ("regular", "2026-06-04"), ("intensive", "2026-05-18")]
)
def test_fr_08_the_level_decides_how_long_contact_may_rest(level: str, next_contact: str):
    clock = road.interviewed().tell(IntensityDecided(level=level, autonomy="low", why="needs help with the first steps"))

    assert clock.due("contact_held:client") == date.fromisoformat(next_contact)


def test_fr_08_there_are_at_least_three_levels_and_each_has_a_gap_of_its_own():
    programme = road.opened().case.programme

    gaps = [programme.gaps[f"contact_held.{level}"].at_most for level in programme.lists["intensities"]]
    assert len(gaps) == len({gap.model_dump_json() for gap in gaps}) >= 3


def test_fr_08_an_office_may_have_a_fourth_level():
    lists = road.changed().lists
    closest = road.changed(lists=lists | {"intensities": [*lists["intensities"], "daily"]})
    clock = road.opened(under=closest).tell(REGISTERED, IntensityDecided(level="daily", autonomy="low"))

    assert clock.case.decisions["intensity_decided"].choice == "daily"
    assert clock.due("contact_held:client") == date(2026, 6, 4), "without a gap of its own, the common one"


def test_fr_08_level_and_autonomy_are_those_the_programme_knows():
    with pytest.raises(Refused, match="this programme's intensities are self-reliant, regular, intensive: name one with level="):
        road.interviewed().tell(REGULAR.model_copy(update={"level": "weekly"}))
    with pytest.raises(Refused, match="this programme's degrees of autonomy are full, partial, low: name one with autonomy="):
        road.interviewed().tell(REGULAR.model_copy(update={"autonomy": "some"}))


def test_fr_08_the_level_is_looked_at_again_and_every_decision_stays_in_the_journal():
    clock = road.followed()
    assert clock.due("intensity_decided") == date(2026, 11, 4)

    clock.days_pass(60).tell(IntensityDecided(level="intensive", autonomy="low", why="the search does not move"))

    assert (clock.case.decisions["intensity_decided"].times, clock.due("intensity_decided")) == (2, date(2026, 12, 31))
    assert [line.fact["level"] for line in clock.told("intensity_decided")] == ["regular", "intensive"]
    assert clock.due("contact_held:client") == date(2026, 5, 18), "two weeks after the last contact, which is long ago"


def test_x_02_the_path_goes_back_to_the_assessment_and_loses_nothing_of_the_plan():
    clock = road.followed().tell(PhaseReopened(of="assessment", why="another trade"))
    assert (clock.open, list(clock.case.actions), clock.due("action_done:a1")) == (["assessment"], ["a1"], date(2026, 8, 31))

    assert clock.tell(INTERVIEW).open == ["follow_up"], "all the rest still stands"


def test_fr_18_no_step_of_the_method_is_skipped():
    with pytest.raises(Refused, match="the forem path knows no phase_skipped"):
        road.assessing().tell(PhaseSkipped(of="assessment", why="no time"))
