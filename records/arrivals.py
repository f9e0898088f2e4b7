"""What came in from outside: kept before it is told to its case, so that it is told once and never lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from pydantic import BaseModel

from casework.door import TELLING
from casework.fact import kind_of
from casework.reaching import AddressFailed
from records.pool import Database, changed, many, one, the
from records.queries import load

SQL = load("arrivals")
TELLER = "receiver"
"""Who says that a message came back, and what nobody we know said."""


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


def telling_of(*words: str) -> str:
    """The id of a telling, the same whenever the same is said of the same."""
    id = ".".join(words)
    return id if TELLING.match(id) else sha256(id.encode(errors="replace")).hexdigest()


def came_back(case_id: str, message: str, channel: str, *how: str) -> Arriving:
    """A message came back: its case is told once for each `how`, and nothing goes that way until the address is mended (T-07)."""
    fact = {"channel": channel, "message": message}
    return Arriving(id=telling_of(message, channel, *how), case_id=case_id, kind=kind_of(AddressFailed), fact=fact, teller=TELLER)


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
