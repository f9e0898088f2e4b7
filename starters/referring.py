"""Nobody is referred to a partner whose contract is not in force, or who has no place left (FR-14).

A case cannot look into a directory: what it is told must be the same whenever it is read again. So it is looked up before it is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime

from casework.door import Telling
from casework.earlier_names import kind_now
from casework.exploration import Referred
from casework.fact import Refused, kind_of
from records import cases, journal, organisations
from records.organisations import Offered
from records.pool import DatabaseAway, Pool, reached

CHOOSE = "choose another, see `itinerary organisation find`"


async def may_be_referred(pool: Pool, case: str, telling: Telling) -> None:
    """Raises Refused for a referral that no contract carries; partners without contracts in the directory are not looked at.

    One that is in the journal was looked at when it was told, and holds its place since: told again it is for the case to answer.
    """
    if kind_now(telling.kind) != kind_of(Referred):
        return
    partner, service = str(telling.fact.get("partner", "")), str(telling.fact.get("service", ""))
    with suppress(DatabaseAway), reached():
        if await journal.told(pool, case, telling.id):
            return
        if offered := await organisations.services(pool, partner):
            _look(partner, service, offered, await _day_of(pool, case, telling.happened))


async def _day_of(pool: Pool, case: str, happened: datetime | None) -> date:
    """The day of the case: by its own clock, and in the zone of its office."""
    return await cases.day_of(pool, case, happened) or (happened or datetime.now(UTC)).date()


def _look(partner: str, service: str, offered: Sequence[Offered], day: date) -> None:
    named = [one for one in offered if service in ("", one.service)]
    if not named:
        raise Refused(f"{partner} does not offer {service}: it offers {', '.join(sorted({one.service for one in offered}))}")
    if not (running := [one for one in named if one.holds(day)]):
        raise Refused(f"no contract of {partner} for {service or 'any service'} is in force on {day}{_last(named)}: {CHOOSE}")
    if all(one.full for one in running):
        raise Refused(f"{partner} has no place left, {running[0].taken} of {running[0].places} are taken: {CHOOSE}")


def _last(named: Sequence[Offered]) -> str:
    ends = [one.valid_until for one in named if one.valid_until]
    return f", the last ended on {max(ends)}" if ends else ""
