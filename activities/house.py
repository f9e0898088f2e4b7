"""The house rules of offices: when people may be written to, what is held, how much is enough; looked up now and then."""

from __future__ import annotations

from datetime import date, time, timedelta
from functools import lru_cache
from time import monotonic
from typing import NamedTuple

from casework.public_holidays import calendar_of
from casework.working_time import Calendar
from records import offices
from records.offices import HouseRules
from records.pool import Database

LOOK_AGAIN = 30.0
YEARS = 3
NOWHERE = HouseRules(
    id="", zone="UTC", country="", region="", opens=time(8, 30), closes=time(17), quiet_from=time(20), quiet_until=time(8), closed_days=[],
    hold=timedelta(minutes=10), most_a_day=3, digest_at=time(8, 30),
)  # fmt: skip
"""For a case of an office that we do not know."""


class Houses:
    """What every office wants; one a dispatcher."""

    def __init__(self) -> None:
        self._rules: dict[str, HouseRules] = {}
        self._looked = -LOOK_AGAIN

    async def look(self, database: Database) -> None:
        """Look the house rules up, unless that was done a moment ago."""
        if monotonic() - self._looked > LOOK_AGAIN:
            self._rules = {rules.id: rules for rules in await offices.house_rules(database)}
            self._looked = monotonic()

    def of(self, office: str | None) -> HouseRules:
        """The rules of an office."""
        return self._rules.get(office or "", NOWHERE)


def calendar(rules: HouseRules, around: date) -> Calendar:
    """When people may be written to by the rules of this office, around a day."""
    hours = _Hours(
        rules.zone, rules.country, rules.region, rules.opens, rules.closes, rules.quiet_from, rules.quiet_until, tuple(rules.closed_days)
    )  # fmt: skip
    return _calendar(hours, around.year)


class _Hours(NamedTuple):
    zone: str
    country: str
    region: str
    opens: time
    closes: time
    quiet_from: time
    quiet_until: time
    closed_days: tuple[date, ...]


@lru_cache(maxsize=256)
def _calendar(hours: _Hours, year: int) -> Calendar:
    """With the public holidays of its country and region; where those are not known, with its own closed days alone."""
    said = hours._asdict()
    closed = said.pop("closed_days")
    try:
        return calendar_of(**said, first_year=year - 1, years=YEARS, also_closed=closed)
    except ValueError:
        return Calendar(**said, holidays=closed, known_until=date(year, 12, 31))
