"""The house rules of offices: when people may be written to, what is held, how much is enough; looked up now and then."""

from __future__ import annotations

from datetime import date
from time import monotonic

from casework.working_time import Calendar
from records import offices
from records.offices import HouseRules
from records.pool import Database

LOOK_AGAIN = 30.0
NOWHERE = HouseRules(id="-", name="", zone="UTC", country="")
"""For a case of an office that we do not know."""


class Houses:
    """What every office wants; one a dispatcher."""

    def __init__(self) -> None:
        self._rules: dict[str, HouseRules] = {}
        self._calendars: dict[tuple[str, int], Calendar] = {}
        self._looked = -LOOK_AGAIN

    async def look(self, database: Database) -> None:
        """Look the house rules up, unless that was done a moment ago."""
        if monotonic() - self._looked > LOOK_AGAIN:
            self._rules = {rules.id: rules for rules in await offices.house_rules(database)}
            self._calendars, self._looked = {}, monotonic()

    def of(self, office: str | None) -> HouseRules:
        """The rules of an office."""
        return self._rules.get(office or "", NOWHERE)

    def calendar(self, rules: HouseRules, around: date) -> Calendar:
        """When people may be written to by these rules, around a day."""
        key = rules.id, around.year
        if key not in self._calendars:
            self._calendars[key] = _calendar(rules, around)
        return self._calendars[key]


def _calendar(rules: HouseRules, around: date) -> Calendar:
    """With the public holidays of its country and region; where those are not known, with its own closed days alone."""
    try:
        return rules.calendar(around)
    except ValueError:
        return Calendar(
            zone=rules.zone, country=rules.country, opens=rules.opens, closes=rules.closes, quiet_from=rules.quiet_from,
            quiet_until=rules.quiet_until, holidays=tuple(rules.closed_days), known_until=around,
        )  # fmt: skip
