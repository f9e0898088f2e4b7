"""What would become of a message as things stand: foretold by the decision that is made when its hour comes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.foretelling import Foretold, foretell
from casework.leaving import DIGEST_MAY_TAKE, DIGESTED, FOR_A_WHILE, HELD, Drop, Leave, Reader, Standing, Wait, Waiting, decide
from casework.public_holidays import calendar_of

BRUSSELS = calendar_of(zone="Europe/Brussels", country="BE", region="VLG", first_year=2026)
TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
"""10:00 in Brussels."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLIENT = Reader(BRUSSELS, ways=("email", "sms"))
SATURDAY_EVENING = TUESDAY + 4 * DAY + 12 * HOUR
MONDAY_OPENING = datetime(2026, 3, 9, 7, 30, tzinfo=UTC)


def planned(due: datetime, **said: object) -> Waiting:
    """A reminder to the client, written on Monday."""
    return Waiting(**{"id": "m", "to": "client", "letter": "client_reminder", "due": due, "written": TUESDAY - DAY} | said)  # type: ignore[arg-type]


def told(message: Waiting, reader: Reader = CLIENT, **case: object) -> Foretold:
    return foretell(message, reader, Standing(TUESDAY, **case))  # type: ignore[arg-type]


def test_what_nothing_holds_leaves_at_its_hour_give_or_take_its_turn_among_many():
    found = told(planned(TUESDAY + HOUR, id="turn"))

    assert found.becomes == Leave("email", others=("sms",))
    assert TUESDAY + HOUR <= found.hour <= TUESDAY + HOUR + timedelta(minutes=10)


def test_t_22_what_falls_due_on_a_saturday_evening_is_said_to_wait_for_monday_and_why():
    found = told(planned(SATURDAY_EVENING))

    assert MONDAY_OPENING <= found.hour <= MONDAY_OPENING + timedelta(minutes=10)
    assert found.whys == ("nobody is disturbed now: it leaves in working hours",)


@pytest.mark.parametrize(
    ("reader", "becomes"),
    [
        (CLIENT._replace(wants_none=True), Drop("suppressed", "they want no messages")),
        (CLIENT._replace(ways=(), no_way="pass it on yourself"), Leave("worklist", "pass it on yourself")),
        (CLIENT._replace(ways=(), colleague=False), Drop("failed", "nobody is responsible for this case: assign a counsellor")),
    ],
)  # fmt: skip
def test_who_wants_nothing_or_cannot_be_reached_is_known_before_its_hour(reader: Reader, becomes: Leave | Drop):
    assert told(planned(TUESDAY + 2 * DAY), reader).becomes == becomes


def test_t_06_t_28_a_pause_holds_what_is_of_use_after_it_and_drops_what_is_not():
    paused = CLIENT._replace(silent_until=TUESDAY + 2 * DAY)

    assert told(planned(TUESDAY + HOUR), paused).whys == (FOR_A_WHILE,)
    assert told(planned(TUESDAY + HOUR), paused).hour == TUESDAY + 2 * DAY
    assert isinstance(told(planned(TUESDAY + HOUR, useless_after=TUESDAY + DAY), paused).becomes, Drop)


def test_t_21_what_they_got_today_counts_for_today_and_not_for_tomorrow():
    full = CLIENT._replace(got_today=3)

    assert told(planned(TUESDAY), full).whys == ("3 messages reached them today, and no more than 3 may: it leaves later",)
    assert told(planned(TUESDAY), full).hour == datetime(2026, 3, 4, 7, 30, tzinfo=UTC)
    assert "reached them today" not in str(told(planned(TUESDAY + DAY), full).whys)


def test_what_was_just_told_is_held_first_and_what_is_not_urgent_goes_with_the_digest():
    assert told(planned(TUESDAY, written=TUESDAY)).whys == (HELD,)
    counsellor = Reader(BRUSSELS, ways=("email",), digest_at=time(8, 30))
    found = told(planned(TUESDAY, to="counsellor", letter="promise_due", urgent=False), counsellor)
    assert (found.whys, found.hour - DIGEST_MAY_TAKE) == ((DIGESTED,), datetime(2026, 3, 4, 7, 30, tzinfo=UTC))


def test_where_nobody_may_get_a_single_message_it_is_said_to_wait_and_not_asked_for_ever():
    assert isinstance(told(planned(TUESDAY), CLIENT._replace(most_a_day=0)).becomes, Wait)


HOURS = st.integers(-100, 400).map(lambda hours: TUESDAY + hours * HOUR)
MESSAGES = st.builds(
    Waiting, id=st.sampled_from("abc"), to=st.sampled_from(["client", "employer", "counsellor", "team lead"]),
    letter=st.sampled_from(["client_reminder", "invitation", "appointment_cancelled", "promise_due"]), due=HOURS,
    line=st.just(3), written=st.none() | HOURS, urgent=st.booleans(), useless_after=st.none() | HOURS, appointment=st.none() | HOURS,
    still_open=st.booleans(), outdone=st.booleans(), heard_of=st.booleans(), known=st.booleans(),
)  # fmt: skip
READERS = st.builds(
    Reader, st.just(BRUSSELS), known=st.booleans(), no_way=st.just(""), most_a_day=st.integers(1, 3), hold=st.just(timedelta(minutes=10)),
    ways=st.sampled_from([(), ("email",), ("sms", "letter")]), held=st.booleans(), colleague=st.booleans(),
    wants_none=st.booleans(), silent_until=st.none() | HOURS, got_today=st.integers(0, 4), digest_at=st.none() | st.just(time(8, 30)),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(MESSAGES, READERS, st.booleans())
def test_whoever_waits_as_long_as_it_is_told_to_finds_what_was_foretold(message: Waiting, reader: Reader, fast: bool):
    found, hour, waits = foretell(message, reader, Standing(TUESDAY, fast)), TUESDAY, 0

    while isinstance(decision := decide(message, reader, Standing(hour, fast)), Wait):
        assert decision.until > hour, "it would be looked at for ever"
        hour, waits = decision.until, waits + 1
        reader = reader if BRUSSELS.day_of(hour) == BRUSSELS.day_of(TUESDAY) else reader._replace(got_today=0)
        assert waits < 12

    assert (found.hour, found.becomes) == (hour, decision)
