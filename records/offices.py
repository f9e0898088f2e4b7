"""Offices: where they are, when they are open, which days they are closed besides the public holidays."""

from __future__ import annotations

from datetime import date, time, timedelta

from pydantic import BaseModel, Field

from casework.ids import OpaqueId
from records.pool import Database, many, one, refusing
from records.queries import load

SQL = load("offices")


class Office(BaseModel):
    """A back office; its hours and days are local to its zone."""

    id: OpaqueId = Field(min_length=1)
    name: str
    zone: str
    country: str
    region: str = ""
    language: str = "en"
    opens: time = time(8, 30)
    closes: time = time(17)
    quiet_from: time = time(20)
    quiet_until: time = time(8)
    closed_days: list[date] = []


class HouseRules(BaseModel):
    """When an office writes to people: its local hours, how long what goes out is held, and how much one person gets a day."""

    id: str
    zone: str
    country: str
    region: str
    opens: time
    closes: time
    quiet_from: time
    quiet_until: time
    closed_days: list[date]
    hold: timedelta
    most_a_day: int
    digest_at: time


async def add(database: Database, office: Office) -> None:
    """Note an office as it is now, new or changed. Raises NotKept."""
    with refusing({"opens_before_it_closes": "an office opens before it closes: look at its hours"}):
        await database.execute(SQL["add"].sql, *office.model_dump().values())


async def get(database: Database, id: str) -> Office | None:
    """One office, if we know it."""
    return await one(database, Office, SQL["get"], id)


async def list_(database: Database) -> list[Office]:
    """All offices, by name."""
    return await many(database, Office, SQL["list"])


async def house_rules(database: Database) -> list[HouseRules]:
    """The house rules of all offices."""
    return await many(database, HouseRules, SQL["house_rules"])
