"""What is measured on: PostgreSQL and Temporal as the product runs them, a worker of the product and one of T."""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from temporalio.client import Client

from bench.bare import BareTemporal
from bench.floor import Floor
from bench.product import Product
from bench.rows import STAMP
from records import pool as records
from records.migrate import migrate
from records.pool import Pool
from runtime.connection import connect
from runtime.data_folder import DataFolder, Running
from runtime.embedded import Failed, Postgres
from runtime.embedded.child import Child
from runtime.embedded.ports import HOST, choose
from runtime.settings import Settings
from starters.itineraries import Itineraries
from tests.integration.living import real_or_not

PATIENCE = 60.0
CONNECTIONS = 32


class Ground:
    """Servers of our own on a folder; or a given Temporal, whose CPU is measured if its process is named.

    With ITINERARY_TEST_TEMPORAL the Temporal is the real one, as in the tests; its own PostgreSQL counts as a part of it.
    """

    pool: Pool
    temporal: Client
    product: Product
    bare: BareTemporal
    floor: Floor

    def __init__(self, folder: Path, given: str = "", given_pid: int = 0) -> None:
        self.folder, self.given, self.given_pid = DataFolder(folder), given, given_pid
        ports = choose({"postgres": 0, "temporal": 0, "ui": 0}, {})
        self.postgres = Postgres(folder / "postgres", ports["postgres"], log=folder / "logs" / "postgres.log")
        self.server = real_or_not(folder / "temporal", ports, log=folder / "logs" / "temporal.log")
        self.product_worker = self._worker("product", "workers", "itineraries")
        self.bare_worker = self._worker("bare", "bench.bare_worker")
        self._closing = AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as closing:
            self.folder.take()
            closing.callback(self.folder.release)
            for child in (self.postgres.child, self.server.child, self.product_worker, self.bare_worker):
                closing.callback(child.kill)
            await self._start_servers()
            self.folder.write_down(self._running())
            await migrate(self.postgres.dsn)
            self.pool = await records.opened(self.postgres.dsn, most=CONNECTIONS)
            closing.push_async_callback(self.pool.close)
            self.temporal = await connect(self.settings)
            await self._make_contenders(closing)
            await asyncio.gather(self.works(self.product_worker), self.works(self.bare_worker))
            self._closing = closing.pop_all()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._closing.aclose()

    def parts(self) -> dict[str, int]:
        """The processes that are measured."""
        workers = {"worker": self.product_worker.pid, "bare worker": self.bare_worker.pid}
        return {**workers, "server": self.given_pid or self.server.child.pid, "postgres": self.postgres.child.pid}

    @property
    def settings(self) -> Settings:
        """As a second terminal finds them."""
        return Settings(data=self.folder.path).completed_by(self._running())

    async def works(self, worker: Child, says: str = "worker ready") -> None:
        """Start a worker, or another process, and wait until it says that it works."""
        worker.start()
        give_up = time.monotonic() + PATIENCE
        while says not in worker.last_words():
            if not worker.runs or time.monotonic() > give_up:
                raise Failed(f"a worker did not start: {worker.last_words()}")
            await asyncio.sleep(0.02)

    async def _start_servers(self) -> None:
        self.postgres.start()
        if not self.given:
            self.server.start()
            await self.server.ready()
        await self.postgres.ready()

    async def _make_contenders(self, closing: AsyncExitStack) -> None:
        await self.pool.execute(STAMP)
        self.product = Product(Itineraries(self.temporal, self.pool, self.settings), self.pool)
        self.bare, self.floor = BareTemporal(self.temporal, self.pool), Floor(self.pool)
        for contender in (self.bare, self.floor):
            await contender.rows.make()
        await self.product.settle()
        sweeping = asyncio.create_task(self.floor.sweep_for_ever())
        closing.callback(sweeping.cancel)

    def _worker(self, name: str, *module: str) -> Child:
        folder = self.folder.path
        log = folder / "logs" / f"{name}.log"
        return Child(name, [sys.executable, "-m", *module], log=log, environment={"ITINERARY_DATA": str(folder)})

    def _running(self) -> Running:
        return Running(
            dsn=self.postgres.dsn, temporal_address=self.given or self.server.address, namespace="default", task_queue="itineraries",
            ui_url=self.server.ui_url, smtp=f"{HOST}:9", mail_url="", mail_folder=self.folder.path / "mail", pace=1, pids={},
        )  # fmt: skip
