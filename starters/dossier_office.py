"""The office a dossier is played in: one that works on the days the dossier says, plainly invented."""

from __future__ import annotations

from records import offices
from records.offices import Office
from records.pool import Pool
from starters.dossier import Dossier


async def office_for(pool: Pool, dossier: Dossier) -> Office:
    """An office with this calendar; one is added if there is none."""
    where = (dossier.office.zone, dossier.office.country, dossier.office.region)
    for office in await offices.list_(pool):
        if (office.zone, office.country, office.region) == where:
            return office
    named = "-".join(filter(None, ["D", dossier.office.country, dossier.office.region.removeprefix(f"{dossier.office.country}-")]))
    added = Office(id=named, name="Example Office", zone=where[0], country=where[1], region=where[2])
    await offices.add(pool, added)
    return added
