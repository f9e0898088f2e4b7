"""Whether a message leaves, waits or never leaves: what users of neighbouring systems wished had been decided otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from casework import ways as ways_of
from casework.leaving import (
    DIGEST_MAY_TAKE,
    NEWS_OF_APPOINTMENTS,
    NOT_AWAITED,
    SPREAD,
    Decision,
    Drop,
    Leave,
    Reader,
    Standing,
    Wait,
    Waiting,
    decide,
)
from casework.public_holidays import calendar_of
from casework.ways import Channel, ways

BRUSSELS = calendar_of(zone="Europe/Brussels", country="BE", region="VLG", first_year=2026)
METZ = calendar_of(zone="Europe/Paris", country="FR", region="FR-57", first_year=2026)
PARIS = calendar_of(zone="Europe/Paris", country="FR", first_year=2026)

MORNING = datetime(2026, 3, 3, 9, tzinfo=UTC)
"""A Tuesday, 10:00 in Brussels."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLIENT = Reader(BRUSSELS, ways=("email", "sms"))
COUNSELLOR = Reader(BRUSSELS, ways=("email",))


def message(**said: object) -> Waiting:
    """A letter to the client, written an hour ago and due at once."""
    return Waiting(**{"id": "m", "to": "client", "letter": "client_reminder", "due": MORNING - HOUR} | said)  # type: ignore[arg-type]


def planned(**said: object) -> Waiting:
    """A reminder to the client, written yesterday for this hour."""
    return message(**{"due": MORNING, "written": MORNING - DAY} | said)


def invitation(at: datetime, **said: object) -> Waiting:
    return message(letter="invitation", appointment=at, **said)


def now(message: Waiting, reader: Reader = CLIENT, hour: datetime = MORNING, **case: object) -> Decision:
    return decide(message, reader, Standing(hour, **case))  # type: ignore[arg-type]


def left(decision: Decision) -> str:
    """The way it leaves."""
    assert isinstance(decision, Leave), decision
    return decision.way


def waits_until(decision: Decision) -> datetime:
    assert isinstance(decision, Wait), decision
    assert decision.why
    return decision.until


def fate(decision: Decision) -> str:
    assert isinstance(decision, Drop), decision
    assert decision.why
    return decision.fate


def test_what_is_due_leaves_the_first_way_and_knows_the_next():
    assert now(message()) == Leave("email", others=("sms",))


def test_nothing_leaves_before_its_hour():
    assert waits_until(now(planned(), hour=MORNING - HOUR)) == MORNING


def test_t_01_what_would_come_after_the_appointment_or_its_use_is_expired():
    late = MORNING + 3 * DAY

    assert fate(now(invitation(MORNING + DAY), hour=late)) == "expired"
    assert fate(now(message(useless_after=MORNING + DAY), hour=late)) == "expired"
    assert left(now(message(useless_after=late + HOUR), hour=late)) == "email"


def test_t_02_nobody_is_told_that_what_they_never_heard_of_does_not_take_place():
    cancelled = message(letter="appointment_cancelled", appointment=MORNING + 3 * DAY, heard_of=False)

    assert now(cancelled) == Drop("suppressed", "nothing was said of this appointment yet")
    assert now(cancelled._replace(to="employer")) == Drop("suppressed", "nothing was said of this appointment yet")
    assert left(now(cancelled._replace(heard_of=True))) == "email"
    assert left(now(cancelled._replace(to="counsellor"), COUNSELLOR)) == "email"


def test_t_02_while_a_cancellation_is_held_it_may_yet_be_taken_back_and_the_first_word_be_on_its_way():
    fresh = message(letter="appointment_cancelled", appointment=MORNING + 3 * DAY, heard_of=False, due=MORNING)

    assert waits_until(now(fresh)) == MORNING + timedelta(minutes=10)
    assert fate(now(fresh, hour=MORNING + timedelta(minutes=10))) == "suppressed"


def test_t_02_a_move_of_which_nothing_was_heard_is_the_first_word_and_leaves():
    assert left(now(message(letter="appointment_moved", appointment=MORNING + 3 * DAY, heard_of=False))) == "email"


def test_t_26_nobody_is_told_of_a_change_back_to_what_they_know_already():
    back = message(letter="appointment_moved", appointment=MORNING + 3 * DAY, known=True)

    assert now(back) == Drop("suppressed", "they know this already: the last that left for them says so")
    assert fate(now(back._replace(letter="appointment_cancelled"))) == "suppressed"
    assert left(now(back._replace(letter="invitation"))) == "email", "whoever is invited again hears it again"


def test_t_11_an_appointment_that_was_met_before_its_hour_invites_nobody():
    assert now(invitation(MORNING + 3 * DAY, still_open=False)) == Drop("suppressed", NOT_AWAITED)
    over = now(invitation(MORNING + 3 * DAY, still_open=False), ended=True, outcome="work", last_line=9)
    assert over == Drop("suppressed", "the case ended before it left")
    newer = now(invitation(MORNING + 3 * DAY, still_open=False, outdone=True))
    assert newer == Drop("superseded", "something newer about the same left instead"), "a cancellation says it better"


def test_t_06_while_messages_are_paused_they_wait_and_then_the_newest_of_each_thing_leaves():
    paused = CLIENT._replace(silent_until=MORNING + 7 * DAY)

    assert waits_until(now(message(), paused)) == MORNING + 7 * DAY
    assert left(now(message(), paused, MORNING + 7 * DAY)) == "email"
    assert fate(now(message(outdone=True), paused, MORNING + 7 * DAY)) == "superseded"
    assert fate(now(message(useless_after=MORNING + DAY), paused)) == "expired"


def test_t_06_while_messages_are_paused_a_colleague_tells_of_an_appointment_that_would_come_first():
    paused = CLIENT._replace(silent_until=MORNING + 7 * DAY)

    assert left(now(invitation(MORNING + 2 * DAY), paused)) == "worklist"
    assert waits_until(now(invitation(MORNING + 9 * DAY), paused)) == MORNING + 7 * DAY


def test_t_07_what_came_back_goes_the_next_way_and_in_the_end_to_a_colleague():
    addresses: dict[Channel, str] = {"email": "client@home.example", "sms": "+32470000000"}
    nowhere = ways(ways_of.Reader(addresses, "client", unreachable=["email", "sms"]), there=("email", "sms"), short=True)

    assert now(message(), CLIENT._replace(ways=("sms",))) == Leave("sms")
    back = now(message(), CLIENT._replace(ways=(), no_way=nowhere.why_on_a_worklist("client")))
    why = "the e-mail address of this client reaches nobody, the mobile number of this client reaches nobody"
    assert back == Leave("worklist", f"{why}: pass it on yourself")


def test_t_11_what_was_met_is_not_asked_any_more():
    assert now(message(still_open=False)) == Drop("suppressed", "met before it left")


@pytest.mark.parametrize("outcome", ["died", "deregistered"])
def test_t_32_when_a_client_dies_or_is_no_longer_registered_every_message_to_them_stops(outcome: str):
    stopped = [message(), message(line=9), invitation(MORNING + DAY), message(letter="appointment_cancelled", appointment=MORNING + DAY)]

    fates = {fate(now(one, ended=True, outcome=outcome, last_line=9)) for one in stopped}

    assert fates == {"suppressed"}
    cancelled = message(to="employer", letter="appointment_cancelled", appointment=MORNING + DAY)
    assert left(now(cancelled, ended=True, outcome=outcome, last_line=9)) == "email"


def test_after_the_end_only_word_of_the_end_leaves():
    assert fate(now(message(line=8), ended=True, outcome="work", last_line=9)) == "suppressed"
    assert left(now(message(line=9), ended=True, outcome="work", last_line=9)) == "email"


@pytest.mark.parametrize("to", ["client", "employer", "partner"])
def test_what_goes_out_of_the_office_is_held_for_a_moment(to: str):
    fresh = message(to=to, due=MORNING)

    assert waits_until(now(fresh)) == MORNING + timedelta(minutes=10)
    assert left(now(fresh, hour=MORNING + timedelta(minutes=10))) == "email"
    assert left(now(message(to="counsellor", due=MORNING), COUNSELLOR)) == "email"


def test_nothing_is_held_until_it_is_too_late():
    assert left(now(invitation(MORNING + timedelta(minutes=5), due=MORNING))) == "email"


def test_t_22_in_quiet_hours_it_waits_for_the_opening():
    evening = datetime(2026, 3, 3, 19, 30, tzinfo=UTC)

    assert waits_until(now(message(), hour=evening)) == datetime(2026, 3, 4, 7, 30, tzinfo=UTC)
    assert waits_until(now(message(to="counsellor"), COUNSELLOR, evening)) == datetime(2026, 3, 4, 7, 30, tzinfo=UTC)


def test_t_22_on_a_weekend_it_waits_for_monday():
    saturday = datetime(2026, 3, 7, 10, tzinfo=UTC)

    assert waits_until(now(message(), hour=saturday)) == datetime(2026, 3, 9, 7, 30, tzinfo=UTC)


def test_t_22_a_regional_holiday_is_one_only_in_that_region():
    good_friday = datetime(2026, 4, 3, 9, tzinfo=UTC)

    assert left(now(message(), CLIENT._replace(calendar=PARIS), good_friday)) == "email"
    assert waits_until(now(message(), CLIENT._replace(calendar=METZ), good_friday)) == datetime(2026, 4, 7, 6, 30, tzinfo=UTC)


def test_t_22_over_a_change_of_clocks_it_leaves_at_the_opening_by_the_clock_on_the_wall():
    before_spring, before_autumn = datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)

    assert waits_until(now(message(), hour=before_spring)) == datetime(2026, 3, 30, 6, 30, tzinfo=UTC)
    assert waits_until(now(message(), hour=before_autumn)) == datetime(2026, 10, 26, 7, 30, tzinfo=UTC)


def test_t_22_the_29th_of_february_and_the_end_of_a_month_are_days_like_others():
    leap = datetime(2028, 2, 29, 9, tzinfo=UTC)
    assert left(now(message(due=leap - HOUR), hour=leap)) == "email"
    assert waits_until(now(message(due=leap), hour=leap + 12 * HOUR)) == datetime(2028, 3, 1, 7, 30, tzinfo=UTC)
    assert waits_until(now(message(), hour=datetime(2027, 12, 31, 21, tzinfo=UTC))) == datetime(2028, 1, 3, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize("letter", sorted(NEWS_OF_APPOINTMENTS))
def test_t_22_news_of_an_appointment_that_would_come_first_leaves_even_on_a_weekend(letter: str):
    sunday, monday = datetime(2026, 3, 8, 18, tzinfo=UTC), datetime(2026, 3, 9, 7, tzinfo=UTC)

    assert left(now(message(letter=letter, appointment=monday), hour=sunday)) == "email"
    assert waits_until(now(message(letter=letter, appointment=monday + HOUR), hour=sunday)) == monday + HOUR / 2


def test_what_is_of_no_use_on_monday_does_not_wait_for_it():
    sunday = datetime(2026, 3, 8, 18, tzinfo=UTC)

    assert fate(now(message(useless_after=sunday + HOUR), hour=sunday)) == "expired"
    assert fate(now(message(appointment=sunday + 12 * HOUR), hour=sunday)) == "expired"


def test_t_21_who_has_had_enough_today_gets_the_rest_on_the_next_working_day_or_never():
    enough = CLIENT._replace(got_today=3)
    friday = datetime(2026, 3, 6, 9, tzinfo=UTC)

    assert left(now(message(), CLIENT._replace(got_today=2))) == "email"
    assert waits_until(now(message(), enough, friday)) == datetime(2026, 3, 9, 7, 30, tzinfo=UTC)
    assert now(message(useless_after=friday + HOUR), enough, friday) == Drop(
        "expired", "3 messages reached them today, and no more than 3 may; tomorrow it is of no use"
    )


def test_t_21_what_had_to_wait_a_day_leaves_before_what_falls_due_then():
    opening = datetime(2026, 3, 4, 7, 30, tzinfo=UTC)
    waited = [planned(id=f"m{n}", due=MORNING - HOUR) for n in range(20)]
    newer = [planned(id=f"n{n}", due=opening) for n in range(20)]

    assert {waits_until(now(one, CLIENT._replace(got_today=3))) for one in waited} == {opening}
    assert all(left(now(one, hour=opening)) == "email" for one in waited)
    assert all(waits_until(now(one, hour=opening)) > opening for one in newer)


def test_t_21_news_of_appointments_and_what_is_urgent_among_colleagues_is_not_capped():
    assert left(now(invitation(MORNING + 9 * DAY), CLIENT._replace(got_today=9))) == "email"
    assert left(now(message(to="team lead"), COUNSELLOR._replace(got_today=9))) == "email"
    assert left(now(message(), CLIENT._replace(ways=(), got_today=9))) == "worklist"


def test_t_21_colleagues_are_not_capped_so_that_no_message_waits_for_one_of_them_when_another_holds_the_role():
    """They have one digest a day."""
    assert left(now(message(to="counsellor", urgent=False), COUNSELLOR._replace(got_today=9), MORNING + 2 * HOUR)) == "email"


def test_t_28_who_wants_no_messages_gets_none():
    silent = CLIENT._replace(wants_none=True)

    for to in ("client", "employer", "partner"):
        assert now(message(to=to), silent) == Drop("suppressed", "they want no messages")
    told = now(invitation(MORNING + DAY), silent)
    assert told == Leave("worklist", "they want no messages: tell them of the appointment yourself")


def test_who_is_reached_by_no_way_is_told_by_a_colleague_at_any_hour():
    nowhere, night = CLIENT._replace(ways=(), no_way="we have no address: pass it on yourself"), MORNING + 12 * HOUR

    assert now(message(), nowhere, night) == Leave("worklist", "we have no address: pass it on yourself")
    assert now(message(to="counsellor"), COUNSELLOR._replace(ways=()), night) == Leave("worklist")


def test_t_20_what_means_nobody_fails_and_says_what_to_do():
    assert now(message(to="counsellor"), COUNSELLOR._replace(held=False)) == Drop(
        "failed", "nobody is responsible for this case: assign a counsellor"
    )
    assert now(message(to="teller"), COUNSELLOR._replace(known=False)) == Drop(
        "failed", "it is for somebody we do not know: tell them yourself"
    )
    assert fate(now(message(), CLIENT._replace(ways=(), colleague=False))) == "failed"
    assert left(now(message(), CLIENT._replace(colleague=False))) == "email"


def test_what_is_not_urgent_goes_with_the_digest_and_by_itself_if_that_did_not_take_it():
    at_half_past_eight = COUNSELLOR._replace(digest_at=time(8, 30))
    early = message(to="counsellor", urgent=False, due=datetime(2026, 3, 3, 7, 30, tzinfo=UTC))
    taken = early.due + DIGEST_MAY_TAKE

    assert waits_until(now(early, at_half_past_eight, early.due)) == taken
    assert waits_until(now(early._replace(due=MORNING), at_half_past_eight)) == taken + DAY
    assert left(now(early, at_half_past_eight, taken)) == "email"
    assert left(now(early._replace(urgent=True), at_half_past_eight, early.due)) == "email"


def test_a_herd_is_spread_over_some_minutes_and_each_always_leaves_in_the_same_one():
    herd = [planned(id=f"m{n}") for n in range(200)]
    turns = [waits_until(now(one)) - MORNING for one in herd]

    assert all(timedelta(0) < turn <= SPREAD for turn in turns)
    assert len({int(turn / timedelta(minutes=1)) for turn in turns}) == 10
    assert turns == [waits_until(now(one, hour=MORNING)) - MORNING for one in herd]
    assert all(left(now(one, hour=MORNING + SPREAD)) == "email" for one in herd)


def test_nothing_is_spread_that_is_urgent_or_past_its_use():
    assert left(now(planned(to="team lead"), COUNSELLOR)) == "email"
    assert left(now(message())) == "email"
    herd = [planned(id=f"m{n}", useless_after=MORNING + timedelta(minutes=1)) for n in range(50)]

    decided = [now(one) for one in herd]

    assert all(isinstance(one, Leave) or waits_until(one) <= MORNING + timedelta(minutes=1) for one in decided)


def test_t_30_what_waited_at_night_is_spread_over_the_morning_too():
    night = datetime(2026, 3, 4, 2, tzinfo=UTC)
    opening = datetime(2026, 3, 4, 7, 30, tzinfo=UTC)

    turns = {waits_until(now(planned(id=f"m{n}"), hour=night)) for n in range(50)}

    assert len(turns) == 50
    assert opening <= min(turns) <= max(turns) <= opening + SPREAD


def test_under_a_fast_clock_each_leaves_at_once():
    night = MORNING + 12 * HOUR
    full = CLIENT._replace(got_today=9)

    assert left(now(message(due=night), full, night, fast=True)) == "email"
    assert left(now(message(to="counsellor", urgent=False), COUNSELLOR._replace(digest_at=time(8)), night, fast=True)) == "email"
    assert fate(now(message(still_open=False), fast=True)) == "suppressed"
