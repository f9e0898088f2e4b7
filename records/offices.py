"""Offices: where they are, when they are open, which days they are closed besides the public holidays."""

from __future__ import annotations

from datetime import date, time, timedelta

from pydantic import BaseModel, Field

from casework.ids import OpaqueId
from casework.public_holidays import calendar_of
from casework.ways import ORDER, Channel
from casework.working_time import Calendar
from records.pool import Database, many, one, refusing
from records.queries import load

SQL = load("offices")


class Office(BaseModel):
    """A back office; its hours and days are local to its zone, and it tries its channels in this order."""

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
    channels: list[Channel] = list(ORDER)
    address: str = ""
    digest_at: time = time(8, 30)
    """From when on a working day its staff get their digest."""
    phone: str = ""
    """Where those outside reach it, as its letters say it."""

    def calendar(self, around: date) -> Calendar:
        """The days and hours it works, from a year before this day until a year after."""
        return calendar_of(
            zone=self.zone, country=self.country, region=self.region, first_year=around.year - 1, years=3, also_closed=self.closed_days,
            opens=self.opens, closes=self.closes, quiet_from=self.quiet_from, quiet_until=self.quiet_until,
        )  # fmt: skip


class HouseRules(Office):
    """An office with how long it holds what goes out, and how many messages one person gets a day."""

    hold: timedelta = timedelta(minutes=10)
    most_a_day: int = 3


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
