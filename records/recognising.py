"""Clients recognised: by the keyed hash of an identity number, and by what a colleague said of two who look alike."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import date, datetime
from itertools import groupby

from pydantic import BaseModel

from records.pool import Connection, Database, Pool, many, one, refusing, the
from records.queries import load

SQL = load("recognising")
A_FEW = 2000
FEW_SHARE = 4
"""More people than that with one address or telephone live in one house, or it is that of an institution."""

FIRST_DAY = date(1, 1, 1)


class Key(BaseModel):
    """What a key says of itself."""

    known_by: str


class Named(BaseModel):
    """A client by id and name."""

    id: str
    name: str


class Recognised(BaseModel):
    """Who is recognised by a hash: noted as `known`, and found as `id`."""

    identity: str
    known: str
    id: str


class Counting(BaseModel):
    """The id that counts for one by which somebody is known."""

    known: str
    id: str


class Alike(BaseModel):
    """What two clients are compared by."""

    id: str
    name: str
    email: str
    phone: str
    born: date
    has_identity: bool


class Sharing(BaseModel):
    """Two clients who share something."""

    one: str
    other: str
    one_name: str
    other_name: str
    what: str


class Compared(BaseModel):
    """What a colleague said of two clients; `one` stands before `other` in the order of ids."""

    one: str
    other: str
    same: bool
    why: str
    by: str
    at: datetime


class Known(BaseModel):
    """An id under which somebody is known, and the one that counts."""

    id: str
    counts: str


async def first_key(database: Database, known_by: str) -> str:
    """By what the key is known that hashed the first identity number: this one, if none was before."""
    await database.execute(SQL["key_known"].sql, known_by)
    return (await the(database, Key, SQL["key"])).known_by


async def note_identity(database: Database, person: str, identity: str) -> Named | None:
    """Note by which hash a client is recognised. Raises NotKept when somebody else is recognised by it."""
    sentence = "another client has this identity number already: find them by it, or say that they are one with `itinerary person same`"
    with refusing({"people_by_identity": sentence}):
        return await one(database, Named, SQL["note_identity"], person, identity)


async def by_identity(database: Database, identities: Iterable[str]) -> dict[str, Recognised]:
    """Who is recognised by these hashes."""
    return {found.identity: found for found in await many(database, Recognised, SQL["by_identity"], list(identities))}


async def counting(database: Database, people: Iterable[str]) -> dict[str, str]:
    """Of each of these ids the one that counts; who is not known is left out."""
    return {found.known: found.id for found in await many(database, Counting, SQL["counts"], list(people))}


async def born_on(database: Database, days: Iterable[date]) -> list[Alike]:
    """Clients born on one of these days."""
    return await many(database, Alike, SQL["born_on"], list(days))


async def by_day_of_birth(pool: Pool) -> AsyncIterator[list[Alike]]:
    """Those who share their day of birth with somebody, one day after the other."""
    held: list[Alike] = []
    after: tuple[date, str] = (FIRST_DAY, "")
    while some := await many(pool, Alike, SQL["by_day_of_birth"], *after, A_FEW):
        after = (some[-1].born, some[-1].id)
        *whole, held = [list(day) for _, day in groupby([*held, *some], lambda person: person.born)]
        for day in whole:
            yield day
    if held:
        yield held


async def sharing(database: Database) -> list[Sharing]:
    """Clients who share an e-mail address or a telephone number with a few others."""
    return await many(database, Sharing, SQL["sharing"], FEW_SHARE)


async def compare(database: Database, one: str, other: str, *, same: bool, why: str, by: str) -> None:
    """Note what a colleague said of two clients; said again it is put right."""
    first, second = sorted((one, other))
    await database.execute(SQL["compare"].sql, first, second, same, why, by)


async def compared(database: Database, people: Iterable[str]) -> list[Compared]:
    """What was said of these clients and anybody else."""
    return await many(database, Compared, SQL["compared"], list(people))


async def known_as(database: Database, person: str) -> list[str]:
    """Every id under which this person is known, the one that counts first."""
    return [found.id for found in await many(database, Known, SQL["known_as"], person)]


async def hold(connection: Connection, people: Iterable[str]) -> None:
    """Keep everybody else from saying who is the same, until the transaction ends."""
    await connection.execute(SQL["hold_all"].sql, list(people))


async def count_as(connection: Connection, people: Iterable[str], person: str) -> None:
    """All of these are that one."""
    await connection.execute(SQL["count_as"].sql, list(people), person)
