"""A digest that nobody began is seen on its day: told from one that has yet to come, and from a day on which there is none."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from activities.digest_schedules import is_missed
from records.offices import Office

NORTH = Office(id="north", name="Office North", zone="Europe/Brussels", country="BE", digest_at=time(8, 30))
HOUR = timedelta(hours=1)
HALF_PAST_EIGHT = datetime(2026, 3, 3, 7, 30, tzinfo=UTC)
"""On a Tuesday."""

NEXT = HALF_PAST_EIGHT + HOUR
LAST_WEEK = HALF_PAST_EIGHT - timedelta(days=7)
YESTERDAY = HALF_PAST_EIGHT - timedelta(days=1)


@pytest.mark.parametrize(
    ("since", "began", "now", "missed"),
    [
        (LAST_WEEK, [YESTERDAY], NEXT, True),
        (LAST_WEEK, [], NEXT, True),
        (LAST_WEEK, [YESTERDAY, HALF_PAST_EIGHT], NEXT, False),
        (LAST_WEEK, [YESTERDAY], HALF_PAST_EIGHT - HOUR, False),
        (LAST_WEEK, [YESTERDAY], HALF_PAST_EIGHT + timedelta(minutes=10), False),
        (HALF_PAST_EIGHT + timedelta(minutes=1), [], NEXT, False),
        (LAST_WEEK, [], NEXT + timedelta(days=4), False),
        (LAST_WEEK, [], datetime(2026, 5, 1, 9, tzinfo=UTC), False),
    ],
    ids=[
        "not begun today", "never begun", "begun", "its hour has not come", "it may begin within some minutes", "scheduled only since",
        "on a Saturday", "on a holiday",
    ],
)  # fmt: skip
def test_a_digest_is_missed_once_its_hour_has_gone_by_on_a_working_day_and_it_was_not_begun(
    since: datetime, began: list[datetime], now: datetime, missed: bool
):
    assert is_missed(NORTH, since, began, now) is missed
