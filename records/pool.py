"""The way into PostgreSQL: a pool of connections, and rows that come back as models."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias, TypeVar

import asyncpg
from pydantic import BaseModel, TypeAdapter

from records.queries import Query
from runtime.sentences import Sentence

Pool: TypeAlias = asyncpg.Pool
Connection: TypeAlias = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy
Database: TypeAlias = Pool | Connection

Row = TypeVar("Row", bound=BaseModel)


class DatabaseAway(Sentence):
    """PostgreSQL cannot be reached; the message says what to look at."""


class NotWritten(Exception):
    """PostgreSQL could not write now; another try may."""


class Unwritable(Exception):
    """PostgreSQL will never take this as it is; another try is in vain."""


class NotKept(Sentence):
    """What was to be kept does not fit what is known; the message says what to change."""


async def opened(dsn: str, most: int = 10) -> Pool:
    """A pool of at most so many connections; the caller closes it. Raises DatabaseAway."""
    with reached():
        return await asyncpg.create_pool(dsn, min_size=1, max_size=most, init=speak_json, reset=as_it_is, server_settings=SETTINGS)


async def connected(dsn: str) -> Connection:
    """One connection, for work that no pool should share; the caller closes it. Raises DatabaseAway."""
    with reached():
        return await asyncpg.connect(dsn, server_settings=SETTINGS)


async def speak_json(connection: Connection) -> None:
    """Let jsonb columns come and go as plain Python values."""
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=_to_json, decoder=json.loads)


async def as_it_is(connection: Connection) -> None:
    """What a connection is given back as: nothing of ours sets, listens or locks for longer than a transaction."""


def _to_json(value: object) -> str:
    return ANYTHING.dump_json(value).decode()


async def many(database: Database, model: type[Row], query: Query, *values: object) -> list[Row]:
    """Every row that the query finds."""
    return [model.model_validate(dict(row)) for row in await database.fetch(query.sql, *values)]


async def one(database: Database, model: type[Row], query: Query, *values: object) -> Row | None:
    """The row that the query finds, if there is one."""
    row = await database.fetchrow(query.sql, *values)
    return None if row is None else model.model_validate(dict(row))


async def the(database: Database, model: type[Row], query: Query, *values: object) -> Row:
    """The row of a query that always gives one."""
    (row,) = await many(database, model, query, *values)
    return row


async def changed(database: Database, query: Query, *values: object) -> bool:
    """Whether the statement touched any row."""
    status: str = await database.execute(query.sql, *values)
    return not status.endswith(" 0")


@contextmanager
def discreet() -> Iterator[None]:
    """Name only the sort of error: PostgreSQL's own words quote rows, and failures are read by operators. Raises NotWritten, Unwritable."""
    try:
        yield
    except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
        raise Unwritable(f"PostgreSQL will not take this: {type(error).__name__}") from None
    except asyncpg.PostgresError as error:
        raise NotWritten(f"PostgreSQL could not write: {type(error).__name__}") from None


@contextmanager
def reached() -> Iterator[None]:
    """Say in a sentence that PostgreSQL does not answer, or has no room. Raises DatabaseAway."""
    try:
        yield
    except asyncpg.DiskFullError as cause:
        raise DatabaseAway(FULL) from cause
    except AWAY as cause:
        raise DatabaseAway(SENTENCE) from cause


@contextmanager
def refusing(sentences: Mapping[str, str]) -> Iterator[None]:
    """Turn a broken rule of the schema, by its name, into the sentence that a person can act on. Raises NotKept."""
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as cause:
        if cause.constraint_name not in sentences:
            raise
        raise NotKept(sentences[cause.constraint_name]) from cause


ANYTHING = TypeAdapter[Any](Any)
SETTINGS = {"application_name": "itinerary", "timezone": "UTC"}
SENTENCE = "PostgreSQL does not answer at the configured address: start it with `itinerary up`, or set ITINERARY_DSN"
FULL = "the disk of PostgreSQL is full: what was accepted waits and is not lost; make room, then do this again"
AWAY = (
    OSError,
    asyncio.TimeoutError,
    asyncpg.InternalClientError,  # a connection whose server said goodbye, used before its end was noticed
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
)
