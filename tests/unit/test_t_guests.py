"""Who hears what when the wrong guest was named, or a guest was met before their hour: T-02, T-03, T-26."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from casework.anytime import CaseClosed, ContactHeld
from casework.appointment_replies import AppointmentAccepted, AppointmentDeclined, InvitedAgain
from casework.appointments import AppointmentCancelled, AppointmentMade, AppointmentMoved
from casework.case import Message
from casework.exploration import ConversationHeld
from casework.fact import Fact
from casework.leaving import ALREADY_MET
from casework.planned import planned
from tests import kina_road as road
from tests.handclock import HandClock, stands

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
A_FRIDAY = datetime(2026, 5, 15, 9, tzinfo=UTC)
MADE = AppointmentMade(of="i1", at=A_FRIDAY)
EMPLOYER, OTHER = {"with_whom": "employer", "who": "E-1"}, {"with_whom": "employer", "who": "E-2"}
Word = tuple[str, str, str, datetime]


def arranged(*facts: Fact) -> HandClock:
    """The client is invited for a Friday in two weeks."""
    return road.exploring().tell(MADE, *facts)


def said_of(message: Message) -> Word:
    whom = message.who or message.values.get(message.to, "")
    return message.to, whom, message.values["method"], datetime.fromisoformat(message.values["at"])


def words(clock: HandClock) -> list[Word]:
    """What everybody's calendar follows, the word that outdoes all others last."""
    said = [message for message in clock.letters() if "sequence" in message.values]
    return [said_of(message) for message in sorted(said, key=lambda m: int(m.values["sequence"]))]


def last_words(clock: HandClock) -> dict[tuple[str, str], tuple[str, datetime]]:
    return {(to, who): (method, at) for to, who, method, at in words(clock)}


def corrected(clock: HandClock, **guest: str) -> HandClock:
    return clock.correct(clock.number("appointment_made"), **guest)


# Another guest is meant


def test_t_26_who_was_invited_by_mistake_is_called_off_and_whoever_is_meant_is_invited():
    clock = corrected(arranged().days_pass(1), **EMPLOYER)

    assert last_words(clock) == {("client", ""): ("CANCEL", A_FRIDAY), ("employer", "E-1"): ("REQUEST", A_FRIDAY)}
    correction = [(m.letter, m.to) for m in clock.letters() if m.line == clock.case.line]
    assert sorted(correction) == [("appointment_cancelled", "client"), ("appointment_moved", "employer")]
    assert stands(clock.refolded()) == stands(clock.case)
    assert [m.id for m in clock.refolded().outbox] == [m.id for m in clock.case.outbox]


def test_t_26_from_one_employer_to_another_both_hear_it_by_their_own_id():
    clock = corrected(arranged(AppointmentMade(of="i2", at=A_FRIDAY, **EMPLOYER)), **OTHER)

    assert last_words(clock) == {
        ("client", ""): ("REQUEST", A_FRIDAY), ("employer", "E-1"): ("CANCEL", A_FRIDAY), ("employer", "E-2"): ("REQUEST", A_FRIDAY),
    }  # fmt: skip


def test_t_26_a_guest_named_by_mistake_more_than_once_has_a_last_word_that_is_true():
    """The client, an employer, the client again; then that correction was the mistake."""
    clock = corrected(corrected(arranged(), **EMPLOYER), with_whom="client")
    assert last_words(clock) == {("client", ""): ("REQUEST", A_FRIDAY), ("employer", "E-1"): ("CANCEL", A_FRIDAY)}

    clock.withdraw(clock.case.line)
    assert last_words(clock) == {("client", ""): ("CANCEL", A_FRIDAY), ("employer", "E-1"): ("REQUEST", A_FRIDAY)}

    corrected(clock, at=(A_FRIDAY + HOUR).isoformat(), **EMPLOYER)
    assert last_words(clock)["employer", "E-1"] == ("REQUEST", A_FRIDAY + HOUR)
    assert last_words(clock)["client", ""][0] == "CANCEL"


def test_t_26_a_corrected_guest_who_was_the_right_one_after_all_is_invited_again():
    clock = corrected(arranged(), **EMPLOYER)

    clock.withdraw(clock.case.line)

    assert last_words(clock) == {("client", ""): ("REQUEST", A_FRIDAY), ("employer", "E-1"): ("CANCEL", A_FRIDAY)}


def test_t_26_what_was_moved_since_is_called_off_and_invited_to_at_its_new_hour():
    later = A_FRIDAY + 3 * DAY
    clock = corrected(arranged(AppointmentMoved(of="i1", at=later)), **EMPLOYER)

    assert last_words(clock) == {("client", ""): ("CANCEL", later), ("employer", "E-1"): ("REQUEST", later)}


def test_t_26_a_cancellation_that_its_guest_may_not_have_had_is_said_again_to_them_alone():
    clock = corrected(arranged(AppointmentCancelled(of="i1")), **EMPLOYER)

    assert last_words(clock)["client", ""] == ("CANCEL", A_FRIDAY)
    assert [m.to for m in clock.letters() if m.line == clock.case.line] == ["client"]
    assert not [name for name in clock.case.tally if name.startswith("corrected:")]


def test_t_26_after_the_end_of_a_case_it_is_put_right_as_well():
    clock = arranged().tell(CaseClosed(outcome="work", why="a job was found"))

    corrected(clock, **EMPLOYER)

    assert last_words(clock) == {("client", ""): ("CANCEL", A_FRIDAY), ("employer", "E-1"): ("CANCEL", A_FRIDAY)}


def test_t_26_an_hour_that_has_gone_by_is_called_off_with_nobody():
    clock = corrected(arranged().pass_until(A_FRIDAY + HOUR), **EMPLOYER)

    assert not clock.letters(letter="appointment_cancelled")


def test_t_02_who_said_that_they_do_not_come_is_not_told_so():
    clock = corrected(arranged(AppointmentDeclined(of="i1")), **EMPLOYER)

    assert last_words(clock) == {("employer", "E-1"): ("REQUEST", A_FRIDAY)}


@pytest.mark.parametrize("fact", [AppointmentAccepted(of="i1"), AppointmentDeclined(of="i1"), InvitedAgain(of="i1")], ids=lambda f: f.kind)
def test_t_26_what_somebody_else_answered_is_no_answer_of_the_guest_who_is_meant(fact: Fact):
    clock = arranged(fact)
    answered = clock.case.line

    mended = corrected(clock, **EMPLOYER)

    assert mended.case.appointments["i1"].answer == ""
    assert "appointment_accepted:i1" in mended.awaits
    assert mended.case.journal[answered - 1].kind == fact.kind
    clock.withdraw(clock.case.line)
    assert clock.case.appointments["i1"].answer == arranged(fact).case.appointments["i1"].answer


def test_t_09_whoever_is_meant_has_time_for_an_answer_from_when_they_are_asked():
    clock = arranged(AppointmentMoved(of="i1", at=A_FRIDAY + 14 * DAY)).days_pass(3)
    before = clock.due("appointment_accepted:i1")

    corrected(clock, **EMPLOYER)

    assert clock.case.appointments["i1"].invited == clock.hour
    after = clock.due("appointment_accepted:i1")
    assert before
    assert after
    assert after > before


def test_t_14_what_is_to_be_said_to_the_guest_who_is_meant_is_not_what_was_said_to_another():
    """Otherwise a reminder that has left for the first would count as theirs."""
    clock = road.exploring().tell(AppointmentMade(of="i1", at=A_FRIDAY, **EMPLOYER))
    before = {message.id for message in planned(clock.case)}

    corrected(clock, **OTHER)

    to_them = [message for message in planned(clock.case) if message.to == "employer"]
    assert {message.who for message in to_them} == {"E-2"}
    assert not before & {message.id for message in to_them}
    clock.withdraw(clock.case.line)
    assert before == {message.id for message in planned(clock.case)}


def test_the_same_guest_by_another_field_is_no_other_guest():
    clock = corrected(arranged(), place="room 2")

    assert not clock.letters(letter="appointment_cancelled")
    assert clock.case.appointments["i1"].instead is False


# Met before the hour


@pytest.mark.parametrize("met", [ContactHeld(appointment="i1"), ConversationHeld(appointment="i1")], ids=lambda fact: fact.kind)
def test_t_02_who_was_met_on_an_earlier_day_hears_that_it_has_taken_place(met: Fact):
    clock = HandClock().tell(MADE).days_pass(2).tell(met)

    [word] = clock.letters(letter=ALREADY_MET)
    assert said_of(word) == ("client", "", "CANCEL", A_FRIDAY)
    assert (word.values["sequence"], word.about) == ("1", "appointment_kept:i1")
    assert clock.refolded().outbox[-1].id == clock.case.outbox[-1].id


def test_of_a_guest_who_was_met_at_another_hour_of_that_day_the_calendar_says_nothing_wrong():
    clock = arranged().pass_until(A_FRIDAY - 2 * HOUR).tell(ContactHeld(appointment="i1"))

    assert not clock.letters(letter=ALREADY_MET)


def test_who_said_that_they_do_not_come_and_came_before_is_told_nothing():
    clock = arranged(AppointmentDeclined(of="i1"), ContactHeld(appointment="i1"))

    assert not clock.letters(letter=ALREADY_MET)


def test_t_26_a_meeting_told_by_mistake_leaves_the_appointment_in_the_calendar():
    clock = arranged(ContactHeld(appointment="i1"))

    clock.withdraw(clock.case.line)

    assert last_words(clock) == {("client", ""): ("REQUEST", A_FRIDAY)}
    assert not clock.letters(letter=ALREADY_MET)


def test_t_02_a_cancelled_appointment_is_told_in_its_own_words_alone():
    clock = arranged(AppointmentMoved(of="i1", at=A_FRIDAY + DAY), AppointmentCancelled(of="i1"))

    assert [m.letter for m in clock.letters() if m.values.get("method") == "CANCEL"] == ["appointment_cancelled"]
