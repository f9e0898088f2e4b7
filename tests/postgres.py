"""A PostgreSQL for tests: one cluster a run, a migrated template, and a fresh database for each test."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest

from records import pool as door
from records.migrate import migrate
from runtime.embedded.ports import choose
from runtime.embedded.postgres import Postgres

if TYPE_CHECKING:
    from records.pool import Pool


EMPTY_AGAIN = """
    SET session_replication_role = replica;
    SET lock_timeout = '1s';
    DO $$
    DECLARE kept record; filled bool;
    BEGIN
        FOR kept IN SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
            WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename <> 'applied_migrations'
        LOOP
            EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || kept.name || ')' INTO filled;
            IF filled THEN EXECUTE 'TRUNCATE ' || kept.name || ' CASCADE'; END IF;
        END LOOP;
        FOR kept IN SELECT format('%I.%I', schemaname, sequencename) AS name FROM pg_sequences WHERE last_value IS NOT NULL
        LOOP
            EXECUTE 'ALTER SEQUENCE ' || kept.name || ' RESTART';
        END LOOP;
    END $$
"""
"""Twice as quick as another copy of the schema, of which a run would make six hundred."""

SCHEMA = """
    SELECT md5(string_agg(x, ',' ORDER BY x)) FROM (
        SELECT attrelid::regclass || '.' || attname AS x FROM pg_attribute WHERE attrelid >= 16384
        UNION ALL SELECT tgrelid::regclass || '.' || tgname || tgenabled::text FROM pg_trigger
        UNION ALL SELECT proname || prosrc FROM pg_proc WHERE oid >= 16384
        UNION ALL SELECT applied::text FROM applied_migrations AS applied
    ) AS everything
"""


class Cluster:
    """The server of this run, whose databases are copied from one that has the whole schema."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._made = 0
        self._free: list[str] = []
        self._schema = ""

    def dsn(self, database: str) -> str:
        return f"{self._dsn.rpartition('/')[0]}/{database}"

    async def fresh(self, template: str = "template0") -> str:
        """A new database, as empty or as full as the template; answers its DSN."""
        self._made += 1
        await self._run(f"CREATE DATABASE test_{self._made} TEMPLATE {template}")
        return self.dsn(f"test_{self._made}")

    async def lent(self) -> str:
        """A database with the whole schema and nothing in it, perhaps one that another test has used."""
        return self._free.pop() if self._free else await self.fresh("migrated")

    async def given_back(self, dsn: str) -> None:
        """Emptied it can be lent again; not if its schema is another now, or somebody still holds a table of it."""
        connection = await asyncpg.connect(dsn)
        try:
            if await connection.fetchval(SCHEMA) == self._schema:
                await connection.execute(EMPTY_AGAIN)
                self._free.append(dsn)
        except asyncpg.LockNotAvailableError:
            pass
        finally:
            await connection.close()

    async def prepare(self) -> None:
        """Trade safety for speed, and make the template."""
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            await self._run(f"ALTER SYSTEM SET {setting} = off")
        await self._run("SELECT pg_reload_conf()")
        await self._run("CREATE DATABASE migrated")
        await migrate(self.dsn("migrated"))
        connection = await asyncpg.connect(self.dsn("migrated"))
        self._schema = await connection.fetchval(SCHEMA)
        await connection.close()

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(self.dsn("postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The cluster of this run."""
    with tempfile.TemporaryDirectory(prefix="itinerary-tests-") as folder:
        server = Postgres(Path(folder) / "postgres", choose({"postgres": 0}, {})["postgres"], log=Path(folder) / "log")
        server.start()
        try:
            _alone(server.ready())
            made = Cluster(server.dsn)
            _alone(made.prepare())
            yield made
        finally:
            _alone(server.child.stop())


@pytest.fixture
async def empty_dsn(cluster: Cluster) -> str:
    """A database without any of our tables."""
    return await cluster.fresh()


@pytest.fixture(scope="module")
def shared_dsn(cluster: Cluster) -> str:
    """A database with the whole schema, for a file whose tests empty it themselves."""
    made: list[str] = []

    async def make() -> None:
        made.append(await cluster.fresh("migrated"))

    _alone(make())
    return made[0]


@pytest.fixture
async def dsn(cluster: Cluster) -> AsyncIterator[str]:
    """A database with the whole schema and nothing in it."""
    lent = await cluster.lent()
    yield lent
    await cluster.given_back(lent)


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    """Connections to a database with the whole schema and nothing in it."""
    opened = await door.opened(dsn, most=5)
    yield opened
    await opened.close()


def _alone(work: Coroutine[object, object, object]) -> None:
    """Run on a loop in a thread of its own, so that the loops of the tests are left alone."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()
