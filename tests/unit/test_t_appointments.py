"""Appointments whose guests answer, are reminded, come or do not come; each failure that users of such systems met is a test."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import vobject
from icalendar import Calendar

from activities import interviews
from casework.anytime import CaseClosed, ContactFailed, ContactHeld, PersonDied
from casework.appointment_replies import AppointmentAccepted, AppointmentDeclined, InvitedAgain, OtherTimeAsked
from casework.appointments import (
    AppointmentCancelled,
    AppointmentKept,
    AppointmentMade,
    AppointmentMissed,
    AppointmentMoved,
    ConvocationMade,
)
from casework.case import Message
from casework.contact_course import UnemploymentReported
from casework.documents import DocumentSent
from casework.exploration import Referred
from casework.fact import Fact, Refused
from casework.talks import TalkHeld
from notifications.calendar import CalendarReply, reply_of
from records.messages import Addressed
from tests import forem_road, star_road, supported_employment_road
from tests import kina_road as road
from tests.handclock import MONDAY, HandClock, stands

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
A_FRIDAY = datetime(2026, 5, 15, 9, tzinfo=UTC)
"""The day before is Ascension Day, on which nobody works in Belgium."""

MADE = AppointmentMade(of="i1", at=A_FRIDAY)
REMINDED, MOVED, CANCELLED = "appointment_reminder", "appointment_moved", "appointment_cancelled"
WITH_THE_EMPLOYER = AppointmentMade(of="i2", at=A_FRIDAY, with_whom="employer", who="E-1")


def arranged(*facts: Fact) -> HandClock:
    """The client is invited for a Friday in two weeks."""
    return road.exploring().tell(MADE, *facts)


def days_of(messages: list[Message]) -> list[date]:
    return [message.due.date() for message in messages]


# Reminders before the hour


def test_a_guest_is_reminded_two_working_days_and_one_before_with_the_hour_and_a_word_on_the_place():
    clock = road.exploring().tell(MADE.model_copy(update={"where": "at the office"}), AppointmentAccepted(of="i1")).days_pass(11)

    reminders = clock.letters(letter=REMINDED)
    assert days_of(reminders) == [date(2026, 5, 12), date(2026, 5, 13)], "Ascension Day is no working day"
    assert {(m.to, m.about, m.values["at"], m.values["where"]) for m in reminders} == {
        ("client", "appointment_missed:i1", A_FRIDAY.isoformat(), "at the office")
    }


def test_an_appointment_for_tomorrow_is_invited_to_and_neither_reminded_of_nor_asked_about():
    """The invitation itself is the reminder: a second letter within the hour says nothing new."""
    clock = road.exploring()
    clock.tell(AppointmentMade(of="i1", at=clock.hour + DAY)).days_pass(1)

    assert (len(clock.letters(letter="invitation")), clock.letters(letter=REMINDED)) == (1, [])
    assert not clock.letters(letter="answer_asked")
    assert "appointment_accepted:i1" not in clock.awaits
    assert clock.due("appointment_missed:i1") == (MONDAY + DAY).date()


def test_what_was_to_be_said_this_morning_is_not_said_this_afternoon():
    """Arranged in the afternoon for the day after tomorrow: of the two reminders only the one still to come is left."""
    afternoon = MONDAY + 6 * HOUR
    clock = road.exploring(afternoon).tell(AppointmentMade(of="i1", at=afternoon + 2 * DAY), AppointmentAccepted(of="i1")).days_pass(3)

    assert days_of(clock.letters(letter=REMINDED)) == [(MONDAY + DAY).date()]


def test_an_employer_is_reminded_by_id_and_the_client_hears_nothing_of_it():
    clock = road.exploring().tell(WITH_THE_EMPLOYER.model_copy(update={"of": "i1"}), AppointmentAccepted(of="i1")).days_pass(11)

    about_it = [m for m in clock.letters() if m.values.get("meeting") == "i1" or m.values.get("appointment") == "i1"]
    assert {(m.to, m.who or m.values.get("employer")) for m in about_it} == {("employer", "E-1")}
    assert [m.letter for m in about_it] == ["invitation", REMINDED]


def test_after_the_day_nobody_outside_is_asked_what_became_of_it():
    clock = arranged(AppointmentAccepted(of="i1")).days_pass(60)

    after = [m for m in clock.letters(about="appointment_missed:i1") if m.due > A_FRIDAY]
    assert after
    assert {m.to for m in after} == {"counsellor", "deputy", "team lead"}


# T-02: cancelled


def test_t_02_a_cancelled_appointment_is_told_once_to_each_guest_who_still_comes_and_reminds_nobody():
    clock = arranged(WITH_THE_EMPLOYER, AppointmentAccepted(of="i1"), AppointmentAccepted(of="i2"))
    clock.tell(AppointmentCancelled(of="i1", why="ill"), AppointmentCancelled(of="i2", why="ill")).days_pass(20)

    notices = clock.letters(letter=CANCELLED)
    assert sorted((m.to, m.values["appointment"], m.values["method"]) for m in notices) == [
        ("client", "i1", "CANCEL"),
        ("employer", "i2", "CANCEL"),
    ]
    assert not clock.letters(letter=REMINDED)
    assert not [key for key in clock.awaits if key.endswith((":i1", ":i2"))]
    with pytest.raises(Refused, match="no appointment i1"):
        clock.tell(AppointmentCancelled(of="i1"))


def test_t_02_who_said_that_they_do_not_come_is_told_nothing_more():
    clock = arranged(WITH_THE_EMPLOYER, AppointmentDeclined(of="i2"))
    clock.tell(AppointmentCancelled(of="i1"), AppointmentCancelled(of="i2"))

    assert [(m.to, m.values["appointment"]) for m in clock.letters(letter=CANCELLED)] == [("client", "i1")]


@pytest.mark.parametrize("end", [CaseClosed(outcome="work", why="a job was found"), PersonDied()], ids=lambda end: end.kind)
def test_t_02_t_32_whoever_was_still_to_come_to_a_case_that_ends_hears_that_they_need_not(end: Fact):
    clock = arranged(WITH_THE_EMPLOYER, AppointmentMade(of="i3", at=A_FRIDAY, with_whom="partner", who="A-1"), AppointmentDeclined(of="i3"))
    clock.tell(end)

    notices = clock.letters(letter=CANCELLED)
    assert sorted((m.to, m.who, m.values["appointment"], m.values["method"], m.values["sequence"]) for m in notices) == [
        ("client", "", "i1", "CANCEL", "1"), ("employer", "E-1", "i2", "CANCEL", "1"),
    ]  # fmt: skip
    assert {m.line for m in notices} == {clock.number(end.kind)}


def test_t_02_once_is_enough_also_when_something_is_corrected_after_the_end():
    clock = arranged().tell(CaseClosed(outcome="work", why="a job was found"))
    clock.withdraw(clock.number("conversation_held"))

    assert len(clock.letters(letter=CANCELLED)) == 1


def test_t_02_of_an_hour_that_has_gone_by_nobody_hears_when_the_case_ends():
    clock = arranged().days_pass(20).tell(CaseClosed(outcome="work", why="a job was found"))

    assert not clock.letters(letter=CANCELLED)


def test_t_26_when_a_closing_was_a_mistake_guests_hear_where_they_have_to_be_after_all():
    clock = arranged(WITH_THE_EMPLOYER).tell(CaseClosed(outcome="work", why="a job was found"))
    clock.withdraw(clock.number("case_closed"))

    assert {(m.to, m.values["appointment"]) for m in clock.letters(letter=MOVED)} == {("client", "i1"), ("employer", "i2")}


def test_t_26_when_that_closing_was_no_mistake_after_all_guests_hear_again_that_they_need_not():
    clock = arranged().tell(CaseClosed(outcome="work", why="a job was found"))
    clock.withdraw(clock.number("case_closed"))
    back = max(int(m.values["sequence"]) for m in clock.letters(letter=MOVED))
    clock.withdraw(clock.number("fact_withdrawn"))

    assert int(clock.letters(letter=CANCELLED)[-1].values["sequence"]) > back


def test_t_03_a_cancellation_outdoes_what_was_said_when_a_move_was_taken_back_even_if_that_was_a_mistake_too():
    clock = arranged(AppointmentMoved(of="i1", at=A_FRIDAY + 6 * DAY))
    clock.withdraw(clock.number("appointment_moved"))
    back = max(int(m.values["sequence"]) for m in clock.letters(letter=MOVED))
    clock.tell(AppointmentCancelled(of="i1")).withdraw(clock.number("fact_withdrawn"))

    assert int(clock.letters(letter=CANCELLED)[-1].values["sequence"]) > back


# T-03: moved


def test_t_03_of_a_moved_appointment_only_the_new_hour_is_reminded_and_who_was_reminded_hears_of_the_change():
    clock = arranged(AppointmentAccepted(of="i1")).pass_until(datetime(2026, 5, 12, 12, tzinfo=UTC))
    assert len(clock.letters(letter=REMINDED)) == 1

    later = A_FRIDAY + 6 * DAY
    clock.tell(AppointmentMoved(of="i1", at=later, agreed=True)).pass_until(later)

    [notice] = clock.letters(letter=MOVED)
    assert (notice.values["at"], notice.values["sequence"]) == (later.isoformat(), "1")
    assert [m.values["at"] for m in clock.letters(letter=REMINDED)] == [A_FRIDAY.isoformat(), later.isoformat(), later.isoformat()]
    assert days_of(clock.letters(letter=REMINDED))[1:] == [date(2026, 5, 19), date(2026, 5, 20)]


def test_t_03_moved_within_the_day_it_is_another_promise_so_that_no_reminder_says_the_old_hour():
    clock = arranged(AppointmentAccepted(of="i1"))
    before = clock.case.agenda["appointment_missed:i1"]

    clock.tell(AppointmentMoved(of="i1", at=A_FRIDAY + 4 * HOUR, agreed=True))

    assert clock.case.agenda["appointment_missed:i1"].by != before.by
    assert {m.values["at"] for m in clock.days_pass(11).letters(letter=REMINDED)} == {(A_FRIDAY + 4 * HOUR).isoformat()}


def test_t_03_the_sequence_grows_with_every_word_about_an_appointment():
    clock = arranged(*(AppointmentMoved(of="i1", at=A_FRIDAY + n * HOUR) for n in (1, 2, 3)), AppointmentCancelled(of="i1"))

    assert [m.values["sequence"] for m in clock.letters() if "sequence" in m.values] == ["0", "1", "2", "3", "4"]


def test_who_is_moved_without_having_agreed_is_asked_anew():
    clock = arranged(AppointmentAccepted(of="i1"), AppointmentMoved(of="i1", at=A_FRIDAY + 3 * DAY))

    assert clock.case.appointments["i1"].answer == ""
    assert "appointment_accepted:i1" in clock.awaits


# T-04, T-05: an invitation, its answer, its end


def test_t_04_who_answers_between_two_messages_gets_no_second_one_and_the_appointment_stands():
    clock = arranged().pass_until(datetime(2026, 5, 6, 8, tzinfo=UTC))
    assert (clock.due("appointment_accepted:i1"), clock.letters(letter="answer_asked")) == (date(2026, 5, 11), [])

    clock.tell(AppointmentAccepted(of="i1")).pass_until(A_FRIDAY - HOUR)

    assert not clock.letters(letter="answer_asked")
    assert not clock.letters(letter="invitation_expired")
    assert (clock.case.appointments["i1"].answer, clock.case.appointments["i1"].at) == ("accepted", A_FRIDAY)


def test_an_hour_that_was_agreed_asks_for_no_answer():
    clock = road.exploring().tell(MADE.model_copy(update={"agreed": True}))

    assert "appointment_accepted:i1" not in clock.awaits
    assert clock.letters(letter="invitation")


@pytest.mark.parametrize(
    "told", [MONDAY + 3 * HOUR, MONDAY - HOUR * 14], ids=["after the opening", "on the evening before, so that both leave then"]
)
def test_nobody_is_asked_once_more_in_the_same_breath_as_they_are_invited(told: datetime):
    """For Thursday an answer is due on Wednesday; the second working day before is the day on which the invitation leaves."""
    clock = road.exploring(told)
    clock.tell(AppointmentMade(of="i1", at=datetime(2026, 5, 7, 12, tzinfo=UTC))).days_pass(4)

    assert clock.letters(letter="invitation")
    assert clock.letters(letter="answer_asked") == []
    assert [m.to for m in clock.letters(letter="invitation_expired")] == ["counsellor"]


def test_an_invitation_nobody_answers_asks_once_more_and_then_expires_with_the_counsellor():
    clock = arranged().pass_until(datetime(2026, 5, 12, 8, tzinfo=UTC))

    asked, [expired] = clock.letters(letter="answer_asked"), clock.letters(letter="invitation_expired")
    assert [(m.to, m.due.date()) for m in asked] == [("client", date(2026, 5, 7))]
    assert (expired.to, expired.due.date(), expired.about) == ("counsellor", date(2026, 5, 11), "appointment_accepted:i1")


def test_told_twice_by_a_slip_of_the_hand_nobody_is_invited_twice_for_one_hour():
    clock = arranged().tell(WITH_THE_EMPLOYER)

    for again in (MADE, WITH_THE_EMPLOYER, ConvocationMade(of="i1", at=A_FRIDAY)):
        with pytest.raises(Refused, match=r"invited for that hour already, to i[12]: move or cancel that one"):
            clock.tell(again.model_copy(update={"of": "i3"}))
    clock.tell(WITH_THE_EMPLOYER.model_copy(update={"of": "i4", "who": "E-2"}))

    assert len(clock.letters(letter="invitation")) == 3


def test_a_move_to_the_hour_at_which_it_is_already_tells_nobody_of_a_change():
    clock = arranged()

    with pytest.raises(Refused, match="at that hour already: give its new hour, or tell invited_again"):
        clock.tell(AppointmentMoved(of="i1", at=A_FRIDAY))

    assert not clock.letters(letter=MOVED)


def test_once_its_hour_has_come_nobody_is_asked_to_answer_an_invitation():
    clock = arranged().pass_until(A_FRIDAY + DAY)

    assert "appointment_accepted:i1" not in clock.awaits
    assert "appointment_missed:i1" in clock.awaits


def test_t_05_the_time_for_an_answer_counts_from_the_last_invitation_and_not_the_first():
    clock = arranged().pass_until(datetime(2026, 5, 7, 12, tzinfo=UTC))
    assert clock.due("appointment_accepted:i1") == date(2026, 5, 11)

    clock.tell(AppointmentMoved(of="i1", at=A_FRIDAY + 14 * DAY))
    assert clock.due("appointment_accepted:i1") == date(2026, 5, 15), "five working days on, Ascension Day left out"

    clock.days_pass(4).tell(InvitedAgain(of="i1"))
    assert clock.due("appointment_accepted:i1") == date(2026, 5, 19)
    assert [m.letter for m in clock.letters() if m.values.get("appointment") == "i1"] == ["invitation", MOVED, "invitation"]


def test_an_answer_is_awaited_at_the_latest_on_the_working_day_before():
    clock = road.exploring().tell(AppointmentMade(of="i1", at=datetime(2026, 5, 11, 9, tzinfo=UTC)))

    assert clock.due("appointment_accepted:i1") == date(2026, 5, 8), "the Friday before the Monday"


def test_who_asks_for_another_time_is_given_one_by_the_counsellor_and_reminded_of_nothing_meanwhile():
    clock = arranged(OtherTimeAsked(of="i1", wish="rather in the afternoon"))

    assert [(m.to, m.letter) for m in clock.letters(about="other_time_asked:i1")] == [("counsellor", "appointment_answered")]
    assert (clock.due("appointment_moved:i1"), clock.case.agenda["appointment_moved:i1"].whose) == (date(2026, 5, 6), "counsellor")
    assert not {"appointment_accepted:i1", "appointment_missed:i1"} & set(clock.awaits)
    assert not clock.days_pass(12).letters(letter=REMINDED)

    clock.tell(AppointmentMoved(of="i1", at=A_FRIDAY + 14 * DAY, agreed=True))
    assert {"appointment_missed:i1"} == {key for key in clock.awaits if key.endswith(":i1")}


def test_who_declines_may_still_change_their_mind():
    clock = arranged(AppointmentDeclined(of="i1", why="has a course"), AppointmentAccepted(of="i1"))

    assert {"appointment_missed:i1"} == {key for key in clock.awaits if key.endswith(":i1")}


def test_a_client_who_answers_is_reached_though_not_met():
    clock = road.exploring().tell(*[ContactFailed()] * 3, MADE)
    assert "team_consulted:client" in clock.awaits

    clock.tell(AppointmentAccepted(of="i1"))

    assert "team_consulted:client" not in clock.awaits


def test_an_answer_comes_before_the_hour_and_only_to_a_guest_who_has_not_answered_is_the_invitation_repeated():
    clock = arranged(AppointmentAccepted(of="i1"))
    with pytest.raises(Refused, match="the guest has answered"):
        clock.tell(InvitedAgain(of="i1"))
    clock.pass_until(A_FRIDAY + HOUR)
    for late in (AppointmentAccepted(of="i1"), InvitedAgain(of="i1"), OtherTimeAsked(of="i1"), AppointmentDeclined(of="i1")):
        with pytest.raises(Refused, match=r"its hour ha[ds] come: tell appointment_kept or appointment_missed"):
            clock.tell(late)
    clock.tell(AppointmentAccepted(of="i1"), on=A_FRIDAY - DAY)


def test_an_employer_or_partner_is_named_by_id():
    with pytest.raises(Refused, match="say which partner is invited, by id"):
        road.exploring().tell(AppointmentMade(of="i1", at=A_FRIDAY, with_whom="partner"))


# Kept and missed


def test_an_appointment_that_was_kept_is_a_contact_with_the_client_and_none_with_anybody_else():
    clock = arranged(WITH_THE_EMPLOYER).pass_until(A_FRIDAY + HOUR)
    before = clock.due("contact_held:client")

    assert clock.tell(AppointmentKept(of="i2")).due("contact_held:client") == before
    assert clock.tell(AppointmentKept(of="i1")).due("contact_held:client") == date(2026, 6, 5)
    assert not clock.case.appointments
    with pytest.raises(Refused, match="still to come"):
        clock.tell(AppointmentMade(of="i3", at=clock.hour + DAY), AppointmentKept(of="i3"))


def test_t_12_after_a_no_show_there_is_one_step_and_no_question():
    clock = arranged(AppointmentAccepted(of="i1")).pass_until(A_FRIDAY + HOUR)
    before = set(clock.awaits)

    clock.tell(AppointmentMissed(of="i1"))

    assert set(clock.awaits) - before == {"appointment_made"}
    assert before - set(clock.awaits) == {"appointment_missed:i1"}
    assert clock.due("appointment_made") == date(2026, 5, 20)
    assert [(m.to, m.values) for m in clock.letters(letter="appointment_missed")] == [("client", {"was": A_FRIDAY.isoformat()})]


def test_t_12_the_first_time_a_new_invitation_is_offered_and_the_second_time_a_convocation():
    clock = arranged().pass_until(A_FRIDAY + HOUR).tell(AppointmentMissed(of="i1"))
    clock.tell(AppointmentMade(of="i2", at=clock.hour + 7 * DAY))
    assert "appointment_made" not in clock.awaits

    clock.days_pass(8).tell(AppointmentMissed(of="i2"))

    assert {"convocation_made"} == {key for key in clock.awaits if key in ("appointment_made", "convocation_made")}
    clock.tell(ConvocationMade(of="i3", at=clock.hour + 14 * DAY))
    assert "convocation_made" not in clock.awaits
    assert [(m.to, m.letter) for m in clock.letters(about="convocation_made:i3")] == [("client", "convocation")]


def test_t_12_whoever_was_met_since_begins_anew_and_where_the_team_is_asked_nothing_else_is():
    clock = arranged().pass_until(A_FRIDAY + HOUR).tell(AppointmentMissed(of="i1"), ContactHeld())
    assert "appointment_made" not in clock.awaits

    clock.tell(AppointmentMade(of="i2", at=clock.hour + DAY)).days_pass(2).tell(AppointmentMissed(of="i2"))
    assert "appointment_made" in clock.awaits

    clock.tell(ContactFailed(), ContactFailed())
    assert "team_consulted:client" in clock.awaits
    assert not {"appointment_made", "convocation_made"} & set(clock.awaits)


def test_t_12_a_method_in_which_taking_part_is_a_choice_convokes_nobody():
    clock = supported_employment_road.opened()
    for of in ("i1", "i2"):
        clock.tell(AppointmentMade(of=of, at=clock.hour + DAY)).days_pass(2).tell(AppointmentMissed(of=of))
    assert "appointment_made" in clock.awaits
    assert "convocation_made" not in clock.awaits


def test_da_36_a_missed_talk_stays_to_be_made_good_though_the_citizen_answers_the_next_invitation():
    clock = star_road.opened().tell(UnemploymentReported(group="insured", since=MONDAY.date(), age=35))
    clock.tell(AppointmentMade(of="i1", at=clock.hour + DAY)).days_pass(2).tell(AppointmentMissed(of="i1"))
    due = clock.due("talk_held:welcome")

    clock.tell(AppointmentMade(of="i2", at=clock.hour + 3 * DAY), AppointmentAccepted(of="i2"))

    assert clock.due("talk_held:welcome") == due
    clock.days_pass(4).tell(TalkHeld(of="welcome", appointment="i2"))
    assert not clock.case.appointments


# T-09: counted from when it was really sent


def test_t_09_the_time_for_an_answer_counts_from_the_day_the_invitation_was_written():
    """Arranged on Monday, told on Thursday: the invitation leaves on Thursday."""
    clock = road.exploring().days_pass(3)

    clock.tell(AppointmentMade(of="i1", at=A_FRIDAY + 14 * DAY), on=MONDAY)

    assert clock.due("appointment_accepted:i1") == date(2026, 5, 15), "five working days on from Thursday 7 May"


def test_t_09_a_document_waits_for_its_signatures_from_the_day_it_was_sent_and_not_from_the_day_it_was_drawn_up():
    clock = forem_road.interviewed().tell(forem_road.CONVENTION)
    assert clock.due("document_signed:d1") == date(2026, 5, 19), "ten working days from Monday, Ascension Day left out"

    clock.days_pass(7).tell(DocumentSent(of="d1"), on=MONDAY + 4 * DAY)

    assert clock.due("document_signed:d1") == date(2026, 5, 26), "ten working days from the Friday on which it really went"


def test_t_09_a_referral_told_late_was_sent_when_it_was_sent():
    clock = road.with_a_side_problem().days_pass(3)

    clock.tell(Referred(of="r1", barrier="b1", partner="P-help", reason="debts", consent=True), on=MONDAY + DAY)

    assert clock.due("check_held:r1") == date(2026, 5, 19), "fourteen days from the day it was made"
    assert clock.partners["r1"].since == MONDAY + DAY


# T-26: told by mistake


@pytest.mark.parametrize(
    "facts",
    [
        [AppointmentAccepted(of="i1")],
        [AppointmentDeclined(of="i1", why="moved")],
        [OtherTimeAsked(of="i1", wish="later")],
        [AppointmentMoved(of="i1", at=A_FRIDAY + DAY * 4)],
        [AppointmentCancelled(of="i1")],
        [InvitedAgain(of="i1")],
    ],
    ids=lambda facts: facts[0].kind,
)
def test_t_26_what_was_said_of_an_appointment_by_mistake_leaves_it_as_it_was(facts: list[Fact]):
    clock = arranged()
    clock.days_pass(1)
    before = stands(clock.case)

    clock.tell(*facts).withdraw(clock.number(facts[-1].kind))

    assert stands(clock.case) == before


def test_t_26_an_appointment_entered_wrongly_restores_the_no_show_before_it_and_unsays_its_letters():
    clock = arranged().pass_until(A_FRIDAY + HOUR).tell(AppointmentMissed(of="i1"))
    before = stands(clock.case)

    clock.tell(AppointmentMade(of="i2", at=clock.hour + DAY)).withdraw(clock.number("appointment_made"))

    assert stands(clock.case) == before
    assert not [m for m in clock.letters(letter="invitation") if m.values["appointment"] == "i2"]


def test_t_26_a_no_show_entered_wrongly_leaves_the_appointment_and_no_count_behind():
    clock = arranged(AppointmentAccepted(of="i1")).pass_until(A_FRIDAY + HOUR)
    before = stands(clock.case)

    clock.tell(AppointmentMissed(of="i1")).withdraw(clock.number("appointment_missed"))

    assert (stands(clock.case), clock.case.tally) == (before, {})


# Old promises stay as they were made


def test_t_13_under_a_programme_that_says_nothing_of_it_nobody_is_reminded_asked_or_convoked():
    clock = HandClock(datetime(2025, 5, 5, 8, tzinfo=UTC))
    clock.tell(AppointmentMade(of="i1", at=clock.hour + 7 * DAY)).days_pass(8)

    assert "appointment_accepted:i1" not in clock.awaits
    assert not clock.letters(letter=REMINDED)
    clock.tell(AppointmentMissed(of="i1"))
    assert not {"appointment_made", "convocation_made"} & set(clock.awaits)


# The calendar file


def invited(**said: object) -> Addressed:
    """An invitation on its way to the client."""
    given: dict[str, object] = {
        "id": "m1", "case_id": "c1", "number": "K-0001", "line": 2, "to": "client", "who": "", "letter": "invitation",
        "about": "appointment_made:i1", "due": MONDAY, "goes_at": MONDAY, "state": "planned", "channel": "", "sent_at": None,
        "reason": "", "message_id": "", "recipient": "P-1", "name": "Test Client One", "email": "client@home.example", "phone": "",
        "language": "nl-BE", "still_open": True,
        "values": {"appointment": "i1", "at": A_FRIDAY.isoformat(), "minutes": "45", "sequence": "0", "method": "REQUEST"},
    }  # fmt: skip
    return Addressed.model_validate(given | said)


def a_reply(partstat: str, *, uid: str = "c1.i1@itinerary", method: str = "REPLY", more: str = "") -> bytes:
    lines = [
        "BEGIN:VCALENDAR", "PRODID:-//Example//Calendar//EN", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT", f"UID:{uid}",
        "DTSTAMP:20260505T080000Z", "DTSTART:20260515T090000Z", "ORGANIZER:mailto:office@office.example", "SEQUENCE:1",
        f"ATTENDEE;PARTSTAT={partstat}:mailto:client@home.example", more, "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    return "\r\n".join(line for line in lines if line or line == lines[-1]).encode()


@pytest.mark.parametrize(("partstat", "answer"), [("ACCEPTED", "accepted"), ("DECLINED", "declined"), ("TENTATIVE", "other time")])
def test_t_03_what_a_calendar_answers_is_read(partstat: str, answer: str):
    assert reply_of(a_reply(partstat)) == CalendarReply("c1.i1@itinerary", "client@home.example", answer, 1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe no calendar",
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        a_reply("ACCEPTED", method="REQUEST"),
        a_reply("NEEDS-ACTION"),
        a_reply("DELEGATED"),
        a_reply("ACCEPTED", uid=""),
        a_reply("ACCEPTED", more="ATTENDEE;PARTSTAT=DECLINED:mailto:other@home.example"),
        a_reply("ACCEPTED").replace(b"mailto:client", b"tel:client"),
        a_reply("ACCEPTED") * 2000,
        a_reply("ACCEPTED").replace(b"SEQUENCE:1", b"SEQUENCE:many"),
    ],
)
def test_what_is_no_answer_of_one_guest_is_none(content: bytes):
    assert reply_of(content) is None


def test_an_answer_names_the_case_and_the_appointment_by_the_id_we_gave():
    assert interviews.named_by(interviews.uid_of("c-1.x", "i12")) == ("c-1.x", "i12")
    assert interviews.named_by("040000008200E00074C5B7101A82E008") is None
    assert interviews.named_by("@itinerary") is None


def test_an_invitation_is_opened_by_a_second_library_and_says_nothing_of_the_case():
    message = invited(values=invited().values | {"where": "at the office", "sequence": "3"})
    invitation = interviews.invitation_of(message, "Office <office@office.example>")
    assert invitation

    [event] = vobject.readOne(invitation.content.decode()).vevent_list
    assert (event.uid.value, event.sequence.value, event.summary.value) == ("c1.i1@itinerary", "3", "Afspraak")
    assert event.location.value == "op ons kantoor"
    assert event.dtend.value - event.dtstart.value == timedelta(minutes=45)
    assert [attendee.value for attendee in event.attendee_list] == ["mailto:client@home.example"]
    assert event.attendee.params["RSVP"] == ["TRUE"]
    assert not {"description", "valarm", "comment", "categories"} & set(event.contents)


def test_a_reminder_says_the_hour_and_brings_no_second_invitation():
    reminder = invited(letter=REMINDED, about="appointment_missed:i1",
                       values={"meeting": "i1", "at": A_FRIDAY.isoformat(), "where": "by phone"})  # fmt: skip

    assert interviews.invitation_of(reminder, "office@office.example") is None
    assert interviews.hour_said(reminder) == A_FRIDAY


def test_a_place_is_said_in_an_ordinary_word_of_the_readers_language_and_what_staff_note_of_it_never_leaves():
    clock = road.exploring().tell(MADE.model_copy(update={"where": "by phone", "place": "room of the debt service"}))
    [letter] = clock.letters(letter="invitation")
    assert "debt" not in str(letter)

    assert interviews.place_of(invited(values=letter.values), "es") == "por teléfono"


def test_calendars_of_two_guests_are_two_files_with_one_attendee_each():
    clock = arranged(WITH_THE_EMPLOYER)
    uids = {interviews.uid_of("c1", m.values["appointment"]) for m in clock.letters(letter="invitation")}

    assert uids == {"c1.i1@itinerary", "c1.i2@itinerary"}
    assert all(isinstance(m.values["appointment"], str) for m in clock.letters(letter="invitation"))


def test_an_invitation_is_a_calendar_of_version_two_for_one_attendee():
    invitation = interviews.invitation_of(invited(), "office@office.example")
    assert invitation
    calendar = Calendar.from_ical(invitation.content)

    assert (calendar["VERSION"], calendar["METHOD"], len(calendar.events)) == ("2.0", "REQUEST", 1)
