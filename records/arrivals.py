"""What came in from outside: kept before it is told to its case, so that it is told once and never lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from records.pool import Database, changed, many, one, the
from records.queries import load

SQL = load("arrivals")


class Arriving(BaseModel, frozen=True):
    """A fact that is to be told to a case: under which id, about which of its messages, and who says so."""

    id: str
    case_id: str
    message: str = ""
    kind: str
    fact: dict[str, Any] = {}
    teller: str


class Arrival(Arriving, frozen=True):
    """What was kept; `arrived` by the clock on the wall, `happened` by that of its case."""

    arrived: datetime
    happened: datetime
    state: Literal["waiting", "told", "refused"]
    why: str


class Otherwise(BaseModel):
    """Whether something else was said since."""

    so: bool


async def keep(database: Database, arriving: Arriving) -> bool:
    """Keep it before it is told; false when it is kept, or was told, already."""
    return await changed(database, SQL["keep"], *arriving.model_dump().values())


async def get(database: Database, id: str) -> Arrival | None:
    """What arrived under this id."""
    return await one(database, Arrival, SQL["get"], id)


async def waiting(database: Database, since: datetime, most: int) -> list[Arrival]:
    """What waits since this hour or longer, in the order it came."""
    return await many(database, Arrival, SQL["waiting"], since, most)


async def told(database: Database, id: str) -> bool:
    """Note that it was told, or is kept where it was told to."""
    return await changed(database, SQL["told"], id)


async def refused(database: Database, id: str, why: str) -> bool:
    """Note that its case does not take it."""
    return await changed(database, SQL["refused"], id, why)


async def said_otherwise(database: Database, id: str, kinds: Iterable[str]) -> bool:
    """Whether another of these kinds of facts arrived about the same message later."""
    return (await the(database, Otherwise, SQL["said_otherwise"], id, list(kinds))).so
