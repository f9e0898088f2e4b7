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


class Cluster:
    """The server of this run, whose databases are copied from one that has the whole schema."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._made = 0

    def dsn(self, database: str) -> str:
        return f"{self._dsn.rpartition('/')[0]}/{database}"

    async def fresh(self, template: str = "template0") -> str:
        """A new database, as empty or as full as the template; answers its DSN."""
        self._made += 1
        await self._run(f"CREATE DATABASE test_{self._made} TEMPLATE {template}")
        return self.dsn(f"test_{self._made}")

    async def prepare(self) -> None:
        """Trade safety for speed, and make the template."""
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            await self._run(f"ALTER SYSTEM SET {setting} = off")
        await self._run("SELECT pg_reload_conf()")
        await self._run("CREATE DATABASE migrated")
        await migrate(self.dsn("migrated"))

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
async def dsn(cluster: Cluster) -> str:
    """A database with the whole schema and nothing in it."""
    return await cluster.fresh("migrated")


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
