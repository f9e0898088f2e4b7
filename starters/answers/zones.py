"""In whose local time days and hours are said."""

from __future__ import annotations

from records import offices
from records.pool import Database

NOWHERE = "UTC"


async def zone_of(database: Database, office: str) -> str:
    """The time zone of an office."""
    known = await offices.get(database, office)
    return known.zone if known else NOWHERE


async def zones(database: Database) -> dict[str, str]:
    """The time zone of every office."""
    return {office.id: office.zone for office in await offices.list_(database)}
