"""What a client says of being reached, and what came back: told to the case, kept small, and seen by whoever sends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from casework.appointments import AppointmentMade
from casework.door import sensible
from casework.fact import Fact, Refused, kind_of
from casework.handover import hand_over, row_of
from casework.reaching import (
    AddressFailed,
    AddressMended,
    MessagesPaused,
    MessagesRefused,
    MessagesResumed,
    MessagesWelcome,
)
from casework.vocabulary import vocabulary
from starters.answers.reached import reach_said
from tests import forem_road, insertor_road, star_road, supported_employment_road
from tests import kina_road as road
from tests.handclock import MONDAY, HandClock, stands
from workflows.methods import STORIES

DAY = timedelta(days=1)
NEXT_MONTH = date(2026, 6, 8)
ROADS = [road.exploring, insertor_road.opened, supported_employment_road.opened, forem_road.opened, star_road.opened]
TOLD = ("messages_paused", "messages_resumed", "messages_refused", "messages_welcome", "address_failed", "address_mended")

every_story = pytest.mark.parametrize("opened", ROADS, ids=lambda opened: opened.__module__.rpartition(".")[2])


def refused(clock: HandClock) -> list[str]:
    return row_of(clock.case, clock.story).refuses


def unreachable(clock: HandClock) -> list[str]:
    return row_of(clock.case, clock.story).unreachable


# T-06: paused until a day


def test_t_06_messages_pause_until_the_opening_of_a_day_and_the_row_says_so():
    clock = road.exploring().tell(MessagesPaused(until=NEXT_MONTH))

    assert hand_over(clock.case, clock.story).case.silent_until == datetime(2026, 6, 8, 6, 30, tzinfo=UTC), "half past eight in Brussels"


def test_t_06_what_is_promised_goes_on_and_the_counsellor_is_reminded_as_before():
    silent, other = (HandClock().tell(*told).days_pass(30) for told in ([MessagesPaused(until=NEXT_MONTH)], []))

    assert silent.case.agenda.keys() == other.case.agenda.keys()
    assert [m.letter for m in silent.letters(to="counsellor")] == [m.letter for m in other.letters(to="counsellor")]


def test_t_06_messages_come_again_before_the_day_when_that_is_said_and_only_then():
    clock = road.exploring()
    with pytest.raises(Refused, match="no messages are paused now"):
        clock.tell(MessagesResumed())
    clock.tell(MessagesPaused(until=NEXT_MONTH), MessagesResumed())

    assert row_of(clock.case, clock.story).silent_until is None
    with pytest.raises(Refused, match="no messages are paused now"):
        clock.tell(MessagesPaused(until=clock.hour.date() + DAY)).days_pass(2).tell(MessagesResumed())


@pytest.mark.parametrize("until", [MONDAY.date(), MONDAY.date() - DAY])
def test_t_06_a_pause_lasts_until_a_day_to_come(until: date):
    with pytest.raises(Refused, match="until which day to come"):
        road.exploring().tell(MessagesPaused(until=until))


def test_t_06_a_pause_told_late_is_reckoned_from_today():
    clock = road.exploring().days_pass(10)
    with pytest.raises(Refused, match="until which day to come"):
        clock.tell(MessagesPaused(until=MONDAY.date() + 5 * DAY), on=MONDAY + DAY)


def test_t_06_the_latest_word_counts_and_a_slip_of_the_hand_is_refused():
    clock = road.exploring().tell(MessagesPaused(until=NEXT_MONTH), MessagesPaused(until=NEXT_MONTH + DAY))

    assert clock.case.reach.silent_until == NEXT_MONTH + DAY
    with pytest.raises(Refused, match="more than 20 years away"):
        sensible(clock.case, MessagesPaused(until=date(2126, 1, 1)), clock.hour, clock.hour)


# T-07: what came back


def test_t_07_an_address_that_failed_rests_and_somebody_is_asked_for_the_right_one():
    clock = road.exploring().tell(AddressFailed(channel="email", message="c1.t1.abc"), by="receiver")

    assert unreachable(clock) == ["email"]
    assert clock.due("address_mended") == date(2026, 5, 11)
    assert [(m.to, m.letter) for m in clock.letters(about="address_failed")] == [("counsellor", "address_failed")]


def test_t_07_a_corrected_address_is_used_the_same_day():
    clock = road.exploring().tell(AddressFailed(channel="email"), AddressMended(channel="email"))

    assert unreachable(clock) == []
    assert "address_mended" not in clock.awaits


def test_t_07_another_channel_goes_on_while_one_rests():
    clock = road.exploring().tell(AddressFailed(channel="sms"), AddressFailed(channel="letter"), AddressMended(channel="sms"))

    assert unreachable(clock) == ["letter"]
    assert "address_mended" in clock.awaits


def test_t_07_two_messages_that_come_back_are_one_failure_and_both_are_taken():
    clock = road.exploring().tell(AddressFailed(channel="email", message="m1"), AddressFailed(channel="email", message="m2"))

    assert unreachable(clock) == ["email"]
    assert [line.fact["message"] for line in clock.told("address_failed")] == ["m1", "m2"]


def test_t_07_what_never_failed_cannot_be_put_right():
    with pytest.raises(Refused, match="nothing has come back from this client by e-mail"):
        road.exploring().tell(AddressMended(channel="email"))


def test_t_07_an_address_that_fails_later_again_rests_again():
    clock = road.exploring().tell(AddressFailed(channel="email"), AddressMended(channel="email")).days_pass(5)

    assert unreachable(clock.tell(AddressFailed(channel="email"))) == ["email"]
    assert clock.due("address_mended") == date(2026, 5, 18), "five working days from the second failure, Ascension Day left out"


# T-28: refused


def test_t_28_a_channel_that_is_refused_stays_so_until_it_is_welcome_again():
    clock = road.exploring().tell(MessagesRefused(channel="sms"))
    assert refused(clock) == ["sms"]

    with pytest.raises(Refused, match="refused already"):
        clock.tell(MessagesRefused(channel="sms"))
    with pytest.raises(Refused, match="messages by e-mail are not refused"):
        clock.tell(MessagesWelcome(channel="email"))
    assert refused(clock.tell(MessagesWelcome(channel="sms"))) == []
    with pytest.raises(Refused, match="messages by any channel are not refused"):
        clock.tell(MessagesWelcome(channel="all"))


def test_t_28_who_refuses_all_may_welcome_one_channel_or_all():
    clock = road.exploring().tell(MessagesRefused(channel="all"))
    assert refused(clock) == ["all", "email", "letter", "sms"]

    assert refused(clock.tell(MessagesWelcome(channel="email"))) == ["letter", "sms"]
    assert refused(clock.tell(MessagesRefused(channel="all"), MessagesWelcome(channel="all"))) == []


# Whatever the method


@every_story
def test_every_story_hears_what_a_client_says_of_being_reached(opened):
    clock = opened().tell(MessagesPaused(until=NEXT_MONTH), MessagesRefused(channel="sms"), AddressFailed(channel="email"))

    assert "address_mended" in clock.awaits
    clock.tell(MessagesResumed(), MessagesWelcome(channel="sms"), AddressMended(channel="email"))
    assert row_of(clock.case, clock.story).model_dump(include={"refuses", "unreachable", "silent_until"}) == {
        "refuses": [],
        "unreachable": [],
        "silent_until": None,
    }


@pytest.mark.parametrize("kind", [*TOLD, "appointment_accepted", "other_time_asked", "appointment_declined", "appointment_kept",
                                  "invited_again", "convocation_made"])  # fmt: skip
def test_every_method_knows_it(kind: str):
    assert [method for method, story in STORIES.items() if kind not in {kind_of(fact) for fact in story.facts}] == []
    assert vocabulary()[kind].from_whom in ("client", "counsellor")


@every_story
def test_a_guest_may_answer_whatever_the_method(opened):
    clock = opened()
    clock.tell(AppointmentMade(of="i1", at=clock.hour + 10 * DAY))

    assert {"appointment_accepted:i1", "appointment_missed:i1"} <= set(clock.awaits)
    assert clock.case.agenda["appointment_accepted:i1"].whose == "client"


def test_a_case_that_says_nothing_of_it_is_no_larger():
    assert "reach" not in road.exploring().case.own_json()


@pytest.mark.parametrize(
    "facts",
    [
        [MessagesPaused(until=NEXT_MONTH)],
        [MessagesPaused(until=NEXT_MONTH), MessagesResumed()],
        [MessagesRefused(channel="all")],
        [AddressFailed(channel="email")],
        [AddressFailed(channel="email"), AddressMended(channel="email")],
    ],
    ids=lambda facts: facts[-1].kind,
)
def test_t_26_what_was_said_of_being_reached_by_mistake_is_as_if_never_said(facts: list[Fact]):
    clock = road.exploring().tell(*facts[:-1])
    before = stands(clock.case)

    clock.tell(facts[-1]).withdraw(clock.number(facts[-1].kind))

    assert stands(clock.case) == before


def test_a_case_folds_from_its_journal_with_what_was_said():
    clock = road.exploring().tell(MessagesRefused(channel="sms"), AddressFailed(channel="email"), MessagesPaused(until=NEXT_MONTH))

    assert clock.refolded().reach == clock.case.reach


def test_t_06_a_pause_is_spoken_of_until_it_is_over():
    row = row_of(road.exploring().tell(MessagesPaused(until=NEXT_MONTH)).case, road.exploring().story)

    assert list(reach_said(row, "Europe/Brussels")) == [], "that day has gone by"
    assert list(reach_said(row.model_copy(update={"silent_until": datetime(2999, 6, 8, 6, 30, tzinfo=UTC)}), "Europe/Brussels")) == [
        "the client wants no messages until 2999-06-08"
    ]
