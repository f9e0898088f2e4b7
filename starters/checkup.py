"""Looks one by one at everything the product stands on; whatever is wrong comes with what to do about it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client, WorkflowQueryFailedError
from temporalio.service import RPCError, RPCStatusCode

from records import migrate, room
from records import pool as records
from records.pool import Pool
from runtime import settings
from runtime.connection import connect
from runtime.data_folder import room_at
from runtime.search_attributes import TYPES
from runtime.sentences import Sentence
from runtime.settings import Settings
from starters.arrivals_looked_at import look_at_arrivals
from starters.builds_looked_at import look_at_builds
from starters.cases_examined import LIVING, CasesExamined
from starters.digests_looked_at import look_at_digests
from starters.findings import Finding, Mind, NotLookedAt, Wrong
from starters.journals_examined import JournalsExamined
from starters.messages_looked_at import look_at_messages
from starters.people_looked_at import look_at_people
from starters.receiver.address import USUAL
from starters.stack import polled

PATIENCE = timedelta(seconds=5)
A_FEW = 4
LEAST_SPACE = 512 * 1024**2
READABLE = "whoever reads Temporal's database or UI reads what cases are told: invented clients only, until encryption comes"
SAYS_WHAT_IT_IS = "__temporal_workflow_metadata"
NO_LINKS = "messages carry no links to answer by: run `itinerary receive`, and set ITINERARY_RECEIVER_KEY and ITINERARY_PUBLIC_URL"
START_ONE = "facts wait until one does; start one with `itinerary worker`, or look at its log"


async def examine(*, all_cases: bool = False) -> AsyncIterator[Finding]:
    """Every finding as soon as it is there; what stands on something missing is not looked at. `all_cases`: compare every journal."""
    try:
        told = settings.read()
    except Sentence as wrong:
        yield Finding(what="settings", state="wrong", says=str(wrong))
        return
    yield Finding(what="settings", state="good", says="all can be understood")
    yield await _found("data folder", lambda: _data_folder(told.data))
    yield await _found("disk space", lambda: _space(told.data))
    try:
        found = settings.find()
    except Sentence as nothing:
        yield Finding(what="stack", state="wrong", says=f"nothing is running: {nothing}")
        return
    yield Finding(what="stack", state="good", says="the embedded one" if found.embedded else "servers of your own")
    async for finding in _servers(found, all_cases=all_cases):
        yield finding


async def _servers(found: Settings, *, all_cases: bool) -> AsyncIterator[Finding]:
    async with AsyncExitStack() as closing:
        body = _Body(found, closing, all_cases=all_cases)
        for what, look in body.looks():
            yield await _found(what, look)


class _Body:
    """What is looked at once servers are known, with the connections that later looks stand on."""

    def __init__(self, found: Settings, closing: AsyncExitStack, *, all_cases: bool) -> None:
        self.settings, self._closing, self._all_cases = found, closing, all_cases
        self._examined: CasesExamined | None = None
        self._pool: Pool | None = None
        self._tables: Pool | None = None
        self._client: Client | None = None
        self._place: Client | None = None

    def looks(self) -> list[tuple[str, Callable[[], Awaitable[str]]]]:
        """What to look at, in an order in which each stands on those before."""
        return [
            ("PostgreSQL", self.postgresql), ("schema", self.schema), ("Temporal", self.temporal), ("namespace", self.namespace),
            ("search attributes", self.search_attributes), ("worker", self.worker), ("builds", self.builds), ("cases", self.cases),
            ("strange cases", self.strangers), ("failing cases", self.failing), ("journals", self.journals),
            ("people", self.people), ("messages", self.messages), ("digests", self.digests), ("mail server", self.mail),
            ("receiver", self.receiver), ("arrivals", self.arrivals), ("privacy", self.privacy), ("clock", self.clock),
        ]  # fmt: skip

    async def postgresql(self) -> str:
        self._pool = await records.opened(self.settings.dsn, most=2)
        self._closing.push_async_callback(self._pool.close)
        await room.try_it(self._pool)
        return "answers and has room"

    async def schema(self) -> str:
        await migrate.check(self.pool)
        self._tables = self.pool
        waiting = await migrate.waiting(self.pool)
        return f"up to date; {waiting[0].name} waits for `itinerary migrate --after`" if waiting else "up to date"

    async def temporal(self) -> str:
        self._client = await connect(self.settings)
        return f"answers at {self.settings.temporal_address}"

    async def namespace(self) -> str:
        name, self._place = self.settings.namespace, self.client
        try:
            await self.client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=name), timeout=PATIENCE)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            self._place = None
            raise Wrong(f"Temporal has no namespace {name}: run `itinerary bootstrap`, or set ITINERARY_NAMESPACE") from error
        return name

    async def search_attributes(self) -> str:
        request = ListSearchAttributesRequest(namespace=self.settings.namespace)
        known = await self.place.operator_service.list_search_attributes(request, timeout=PATIENCE)
        missing = sorted(TYPES.keys() - known.custom_attributes.keys())
        if missing:
            asked = ", ".join(f"{name} ({TYPES[name]})" for name in missing)
            raise Wrong(f"Temporal does not know {asked}: add them with `itinerary bootstrap`")
        return f"all {len(TYPES)} are registered"

    async def worker(self) -> str:
        """Temporal counts a worker that died among those that polled for some minutes: an open case, if there is one, is asked too."""
        queue = self.settings.task_queue
        polling = await polled(self.place, self.settings)
        if not polling:
            raise Wrong(f"no worker polls {queue}: {START_ONE}")
        if not await self._answers():
            raise Wrong(f"{len(polling)} polled {queue} in the last minutes, but no worker answers: {START_ONE}")
        return f"{len(polling)} polled {queue} in the last minutes"

    async def builds(self) -> str:
        return await look_at_builds(self.place, self.settings)

    async def cases(self) -> str:
        return await self._of_cases().alive()

    async def strangers(self) -> str:
        return await self._of_cases().known()

    async def failing(self) -> str:
        return await self._of_cases().moved()

    async def journals(self) -> str:
        living = await self._of_cases().living()
        return await JournalsExamined(self.place, self.tables, every=self._all_cases).in_step(living)

    async def digests(self) -> str:
        return await look_at_digests(self.place, self.tables, self.settings)

    async def people(self) -> str:
        return await look_at_people(self.tables)

    async def messages(self) -> str:
        return await look_at_messages(self.place, self.tables)

    async def mail(self) -> str:
        host, _, port = self.settings.smtp.rpartition(":")
        if not host:
            raise Wrong("no mail server is set: set ITINERARY_SMTP to host:port; until then letters wait")
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                greeting = await _greeting(host, int(port), encrypted=self.settings.smtp_tls == "implicit")
        except (OSError, ValueError, OverflowError) as away:
            raise Wrong(f"no mail server answers at {self.settings.smtp}: letters wait until it does, or set ITINERARY_SMTP") from away
        if not greeting.startswith(b"220"):
            raise Wrong(f"what answers at {self.settings.smtp} is no mail server: set ITINERARY_SMTP to one")
        return f"answers at {self.settings.smtp}"

    async def receiver(self) -> str:
        if not (self.settings.receiver_key and self.settings.public_url):
            raise Mind(NO_LINKS)
        where = self.settings.receiver or USUAL
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                answer = await _answer(where)
        except (OSError, ValueError) as away:
            raise Wrong(f"no receiver answers at {where}: start it with `itinerary receive`; clicks and receipts get lost") from away
        if b"alive" not in answer:
            raise Wrong(f"what answers at {where} is no receiver: set ITINERARY_RECEIVER to one")
        if not self.settings.receipts_secret:
            raise Mind(f"answers at {where}, but takes no receipts: set ITINERARY_RECEIPTS_SECRET")
        return f"answers at {where}"

    async def arrivals(self) -> str:
        return await look_at_arrivals(self.tables)

    async def privacy(self) -> str:
        raise Mind(READABLE)

    async def clock(self) -> str:
        if self.settings.pace != 1:
            raise Mind(f"cases opened now live {self.settings.pace:g} times faster than the clock")
        return "cases live in real time"

    @property
    def pool(self) -> Pool:
        if self._pool is None:
            raise NotLookedAt("PostgreSQL does not answer")
        return self._pool

    @property
    def tables(self) -> Pool:
        if self._tables is None:
            raise NotLookedAt("the schema is not the one this version needs" if self._pool else "PostgreSQL does not answer")
        return self._tables

    @property
    def client(self) -> Client:
        if self._client is None:
            raise NotLookedAt("Temporal does not answer")
        return self._client

    @property
    def place(self) -> Client:
        if self._place is None:
            raise NotLookedAt(f"Temporal has no namespace {self.settings.namespace}" if self._client else "Temporal does not answer")
        return self._place

    async def _answers(self) -> bool:
        """Whether a worker shows one of a few open cases in time, for one may be stuck; none open, nothing can be asked."""
        some = [run.id async for run in self.place.list_workflows(LIVING, limit=A_FEW)]
        return not some or any(await asyncio.gather(*map(self._shows_itself, some)))

    async def _shows_itself(self, id: str) -> bool:
        try:
            await self.place.get_workflow_handle(id).query(SAYS_WHAT_IT_IS, rpc_timeout=PATIENCE)
        except RPCError as error:
            return error.status is RPCStatusCode.NOT_FOUND
        except WorkflowQueryFailedError:
            return True
        return True

    def _of_cases(self) -> CasesExamined:
        tables = self.tables
        if self._examined is None:
            self._examined = CasesExamined(self.place, tables)
        return self._examined


async def _found(what: str, look: Callable[[], Awaitable[str]]) -> Finding:
    try:
        return Finding(what=what, state="good", says=await look())
    except NotLookedAt as missing:
        return Finding(what=what, state="not looked at", says=str(missing))
    except Mind as mind:
        return Finding(what=what, state="mind", says=str(mind))
    except Sentence as wrong:
        return Finding(what=what, state="wrong", says=str(wrong))
    except RPCError as error:
        return Finding(what=what, state="wrong", says=f"Temporal answers {error.status.name}: see whether it is well, and try again")


async def _greeting(host: str, port: int, *, encrypted: bool) -> bytes:
    reader, writer = await asyncio.open_connection(host, port, ssl=encrypted or None)
    try:
        return await reader.readline()
    finally:
        writer.close()


async def _answer(address: str) -> bytes:
    """What a receiver says when it is asked whether it is there."""
    host, _, port = address.rpartition(":")
    reader, writer = await asyncio.open_connection(host.strip("[]"), int(port))
    try:
        writer.write(b"GET /alive HTTP/1.1\r\nHost: receiver\r\nConnection: close\r\n\r\n")
        return await reader.read()
    finally:
        writer.close()


async def _data_folder(folder: Path) -> str:
    if not folder.exists():
        return "there is none yet: `itinerary up` makes it"
    try:
        (folder / "ports.json").exists()
        next(folder.iterdir(), None)
    except OSError as wrong:
        raise Wrong(f"{folder} cannot be read ({wrong.strerror}): choose another with ITINERARY_DATA") from wrong
    return str(folder)


async def _space(folder: Path) -> str:
    free = room_at(folder)
    if free < LEAST_SPACE:
        raise Mind(f"only {free // 1024**2} MiB are free where {folder} lies: make room before PostgreSQL stops")
    return f"{free / 1024**3:.1f} GiB free"
