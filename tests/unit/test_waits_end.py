"""Whatever waits is looked at again later than now, and not for ever: whoever waits as long as it is told to, leaves or learns why not."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from casework.leaving import Reader, Standing, Wait, Waiting, decide
from casework.public_holidays import calendar_of

BRUSSELS = calendar_of(zone="Europe/Brussels", country="BE", region="VLG", first_year=2026, years=2)
TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
HOURS = st.integers(-100, 400).map(lambda hours: TUESDAY + timedelta(hours=hours))
MESSAGES = st.builds(
    Waiting, id=st.sampled_from("abc"), to=st.sampled_from(["client", "employer", "counsellor", "team lead"]),
    letter=st.sampled_from(["client_reminder", "invitation", "appointment_cancelled", "promise_due"]), due=HOURS, line=st.just(3),
    written=st.none() | HOURS, urgent=st.booleans(), useless_after=st.none() | HOURS, appointment=st.none() | HOURS,
    still_open=st.booleans(), outdone=st.booleans(), heard_of=st.booleans(), known=st.booleans(),
)  # fmt: skip
READERS = st.builds(
    Reader, st.just(BRUSSELS), ways=st.sampled_from([(), ("email",), ("sms", "letter")]), held=st.booleans(), known=st.booleans(),
    colleague=st.booleans(), no_way=st.just(""), wants_none=st.booleans(), silent_until=st.none() | HOURS, got_today=st.integers(0, 4),
    most_a_day=st.integers(1, 3), hold=st.just(timedelta(minutes=10)), digest_at=st.none() | st.just(time(8, 30)),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(MESSAGES, READERS, st.booleans())
def test_every_wait_ends_later_than_it_began_and_there_are_few_of_them(message: Waiting, reader: Reader, fast: bool):
    hour, waits = TUESDAY, 0

    while isinstance(decision := decide(message, reader, Standing(hour, fast)), Wait):
        assert decision.until > hour
        hour, waits = decision.until, waits + 1
        reader = reader if BRUSSELS.day_of(hour) == BRUSSELS.day_of(TUESDAY) else reader._replace(got_today=0)
        assert waits < 8
