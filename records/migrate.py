"""Brings the schema up to date: plain SQL files in dbmate's format, one transaction each, never changed once applied.

A file called `....after.sql` takes away what only older code needs: it is applied after that code has gone. Every other is
applied before the new code comes, and older code runs on with it. They are applied in the order of their numbers, always.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import takewhile
from typing import Literal, NamedTuple

import asyncpg

from records.pool import Connection, Database, connected
from runtime.sentences import Sentence


class SchemaDisagrees(Sentence):
    """The database and this version of the product do not fit together; the message says what to do."""


class SchemaBehind(SchemaDisagrees):
    """Migrations are still to be applied."""


class SchemaAhead(SchemaDisagrees):
    """A newer version has taken something away that this one needs."""


class StepWaits(SchemaDisagrees):
    """The other step has to be done before this one."""


class MigrationChanged(SchemaDisagrees):
    """A file was edited after it was applied."""


class MigrationMissing(SchemaDisagrees):
    """The numbers of the files, or of what was applied, leave one out."""


class SchemaForbidden(SchemaDisagrees):
    """The user of the database may not change its tables."""


class SchemaBusy(SchemaDisagrees):
    """Somebody holds a table, or another migration runs, for longer than we wait."""


AFTER = ".after.sql"
Step = Literal["before", "after", "both"]
"""Before the new code comes, after the old code has gone, or both where no other code can be there."""


class Migration(NamedTuple):
    """One file: its number, its name, what it does, and the checksum by which a later change is seen."""

    number: int
    name: str
    sql: str
    checksum: str

    @property
    def after(self) -> bool:
        """True if it waits until older code has gone."""
        return self.name.endswith(AFTER)


class Applied(NamedTuple):
    """One that the database has, by the name and checksum under which it was applied."""

    name: str
    checksum: str


def read(folder: Traversable | None = None) -> list[Migration]:
    """The migrations that came with the product, in order; raises MigrationMissing when a number is left out or used twice."""
    folder = folder or files("records").joinpath("migrations")
    found = [_migration(file) for file in sorted(folder.iterdir(), key=lambda file: file.name) if file.name.endswith(".sql")]
    for expected, migration in enumerate(found, start=1):
        if migration.number != expected:
            raise MigrationMissing(f"expected migration {expected:04} before {migration.name}: number the files one by one")
    return found


async def pending(database: Database, migrations: Sequence[Migration] | None = None) -> list[Migration]:
    """What is still to be applied, in order; raises SchemaAhead, MigrationChanged or MigrationMissing."""
    return _compared(migrations or read(), await _applied(database))


async def waiting(database: Database, migrations: Sequence[Migration] | None = None) -> list[Migration]:
    """What is still to be taken away when older code has gone; raises as pending does."""
    return [migration for migration in await pending(database, migrations) if migration.after]


async def check(database: Database, migrations: Sequence[Migration] | None = None) -> None:
    """Raise SchemaBehind, or another SchemaDisagrees, unless this version can work on the schema as it is."""
    if behind := [migration for migration in await pending(database, migrations) if not migration.after]:
        raise SchemaBehind(f"the schema is behind by {len(behind)}, from {behind[0].name}: run `itinerary migrate`")


async def migrate(dsn: str, migrations: Sequence[Migration] | None = None, step: Step = "before") -> list[Migration]:
    """Apply what this step may, one transaction a file, and say what was; two runs at once wait for each other.

    An empty database gets everything. Raises StepWaits when the other step comes first, SchemaBusy, SchemaForbidden.
    """
    connection = await connected(dsn)
    try:
        await connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        return await _brought_up(connection, migrations or read(), step)
    except asyncpg.InsufficientPrivilegeError as cause:
        raise SchemaForbidden(FORBIDDEN) from cause
    except asyncpg.LockNotAvailableError as cause:
        raise SchemaBusy(f"another session held a lock for more than {LOCK_TIMEOUT}: nothing was half done, try again") from cause
    finally:
        await connection.close()


async def _brought_up(connection: Connection, migrations: Sequence[Migration], step: Step) -> list[Migration]:
    await connection.execute("SELECT pg_advisory_lock($1)", OUR_LOCK)
    await connection.execute(BOOK)
    applied = await _applied(connection)
    behind = _of_step(_compared(migrations, applied), step if applied else "both")
    for migration in behind:
        await _apply(connection, migration)
    return behind


def _of_step(behind: list[Migration], step: Step) -> list[Migration]:
    """What may be applied now; raises StepWaits when all of this step lies behind the other."""
    if step == "both":
        return behind
    now = list(takewhile(lambda migration: migration.after == (step == "after"), behind))
    if not now and any(migration.after == (step == "after") for migration in behind):
        first = "migrate" if step == "after" else "migrate --after"
        raise StepWaits(f"{behind[0].name} comes first: run `itinerary {first}`, and then this again")
    return now


async def _apply(connection: Connection, migration: Migration) -> None:
    async with connection.transaction():
        await connection.execute(migration.sql)
        await connection.execute(NOTED, migration.number, migration.name, migration.checksum)


async def _applied(database: Database) -> dict[int, Applied]:
    if await database.fetchval("SELECT to_regclass('applied_migrations')") is None:
        return {}
    rows = await database.fetch("SELECT number, name, checksum FROM applied_migrations ORDER BY number")
    return {number: Applied(name, checksum) for number, name, checksum in rows}


def _compared(migrations: Sequence[Migration], applied: dict[int, Applied]) -> list[Migration]:
    """What is not applied yet; a newer version may have added to the schema, but taken nothing away."""
    newer = applied.keys() - {migration.number for migration in migrations}
    if gone := [applied[number].name for number in sorted(newer) if applied[number].name.endswith(AFTER)]:
        raise SchemaAhead(f"{gone[-1]} took away what this version needs: install the newer version")
    for number, migration in enumerate(migrations, start=1):
        if number in applied and applied[number].checksum != migration.checksum:
            raise MigrationChanged(f"{migration.name} was changed after it was applied: restore it and add a new migration")
        if number not in applied and any(later > number for later in applied):
            raise MigrationMissing(f"{migration.name} was never applied, though later ones were: restore the database from a backup")
    return [migration for migration in migrations if migration.number not in applied]


def _migration(file: Traversable) -> Migration:
    text = file.read_text(encoding="utf-8")
    number, _, _ = file.name.partition("_")
    up = text.partition("-- migrate:up")[2].partition("-- migrate:down")[0]
    if not number.isdigit() or not up.strip():
        raise MigrationMissing(f"{file.name} is no migration: call it 0001_what_it_does.sql and begin it with -- migrate:up")
    return Migration(int(number), file.name, up, hashlib.sha256(text.encode()).hexdigest())


OUR_LOCK = 5_171_960_114
LOCK_TIMEOUT = "5s"
FORBIDDEN = "this user may not change the schema: let the owner of the database run it, with the owner's ITINERARY_DSN"
NOTED = "INSERT INTO applied_migrations (number, name, checksum) VALUES ($1, $2, $3)"
BOOK = """
CREATE TABLE IF NOT EXISTS applied_migrations (
    number bigint PRIMARY KEY,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""
