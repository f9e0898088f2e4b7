"""A little office on the time-skipping server: opens cases, tells them facts, lets days pass; its journal is a list."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, nullcontext, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from temporalio import activity
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import WorkflowHandle, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from casework.anytime import Opened
from casework.case import Case, Line, Message
from casework.clock import REAL_TIME, START, Clock
from casework.desk import Desk
from casework.door import Answer, Telling, terms_named
from casework.fact import Refused
from casework.handover import Handover
from casework.mending import Correction, LookedBack, looked_back, mend
from casework.terms import Terms
from runtime import search_attributes
from runtime.converter import CONVERTER
from tests.handclock import CALENDAR, HandClock, programme
from workers.itinerary import sandbox
from workflows.itinerary import Itinerary
from workflows.methods.kina import KINA
from workflows.page import Page, first_desk
from workflows.referral import Referral
from workflows.seen import at_first

QUEUE = "office"
TERMS = Terms(programme=programme(), calendar=CALENDAR)
OTHER_TERMS = Terms(programme=programme(on=date(2026, 2, 1)), calendar=CALENDAR)
KNOWN = {terms_named(terms): terms for terms in (TERMS, OTHER_TERMS)}
TEXTS = {name: terms.text for name, terms in KNOWN.items()}
INDEXED = {"Keyword": "KEYWORD", "KeywordList": "KEYWORD_LIST", "Datetime": "DATETIME", "Bool": "BOOL"}


class Shelf:
    """What was handed over, by case; it can be away, for a while or for good."""

    def __init__(self) -> None:
        self.lines: dict[str, dict[int, tuple[datetime, Line]]] = {}
        self.messages: dict[str, dict[str, Message]] = {}
        self.handed_over: list[Handover] = []
        self.tries = 0
        self.away = False
        self.meanwhile: list[Awaitable[object]] = []

    @activity.defn(name="keep_journal")
    async def keep(self, handover: Handover) -> None:
        """Keep it, or be away."""
        self.tries += 1
        if self.away:
            raise ApplicationError("the shelf is away")
        lines = self.lines.setdefault(handover.case.id, {})
        self._overtake(lines, handover)
        for line in handover.lines:
            assert line.number in lines or line.number == len(lines) + 1, "a gap in the journal"
            assert lines.setdefault(line.number, (handover.tried_at, line))[1] == line, "a line was written differently before"
        self.messages.setdefault(handover.case.id, {}).update({m.id: m for m in handover.messages})
        self.handed_over.append(handover)

    @activity.defn(name="look_back")
    async def look_back(self, asked: Correction) -> LookedBack:
        """Look back, or be away."""
        if self.away:
            raise ApplicationError("the shelf is away")
        if self.meanwhile:
            await self.meanwhile.pop()
        lines = [line for number, (_, line) in sorted(self.lines[asked.case].items()) if number <= asked.line]
        try:
            return looked_back(mend(asked.case, lines, asked.telling, asked.at, TERMS, KINA, KNOWN), asked, TEXTS)
        except Refused as refusal:
            return LookedBack(refused=str(refusal))

    def _overtake(self, lines: dict[int, tuple[datetime, Line]], handover: Handover) -> None:
        """As PostgreSQL does: an attempt that Temporal never knew of gives way to a later one."""
        said = {line.number: line for line in handover.lines}
        wrong = [n for n, (tried_at, line) in lines.items() if n >= min(said) and tried_at < handover.tried_at and said.get(n) != line]
        for number in [n for n in lines if wrong and n >= min(wrong)]:
            del lines[number]

    def kinds(self, case: str) -> list[str]:
        """The kinds of the lines kept, in order."""
        return [line.kind for _, (_, line) in sorted(self.lines.get(case, {}).items())]


class OneCase:
    """A case of this office and the way to it."""

    def __init__(self, handle: WorkflowHandle[Itinerary, str], env: WorkflowEnvironment) -> None:
        self.handle, self.env, self.told = handle, env, 0

    async def tell(self, kind: str, *, id: str = "", patience: float = 4, **fact: Any) -> Answer:
        """Tell a fact and wait for the answer; told again when the test server drops an update while a page turns."""
        self.told += 1
        telling = Telling(id=id or f"t{self.told}", by="S-ana", kind=kind, fact=fact)
        for _ in range(5):
            with suppress(TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError):
                return await asyncio.wait_for(self.handle.execute_update(kind, telling, result_type=Answer), patience)
        raise AssertionError(f"{kind} is not answered")

    async def told_so(self, telling: Telling) -> Answer:
        """Tell what brings its terms along."""
        return await asyncio.wait_for(self.handle.execute_update(telling.kind, telling, id=telling.id, result_type=Answer), 4)

    async def signal(self, kind: str, *, id: str = "", **fact: Any) -> None:
        """Tell a fact without waiting."""
        self.told += 1
        await self.handle.signal(kind, Telling(id=id or f"t{self.told}", by="S-ana", kind=kind, fact=fact))

    async def now(self) -> Case:
        """The case; asked again while its page turns."""
        for _ in range(20):
            try:
                case = await self.handle.query(Itinerary.show, rpc_timeout=timedelta(seconds=3))
            except Exception:  # noqa: BLE001 - the test server drops a query while a page turns
                await asyncio.sleep(0.05)
            else:
                return case.under(KNOWN.get(case.terms, TERMS))
        raise AssertionError("the case does not answer")

    async def pages(self) -> int:
        """How many pages the case has had until now."""
        run, pages = self.handle.first_execution_run_id, 0
        while run:
            pages += 1
            history = await self.env.client.get_workflow_handle(self.handle.id, run_id=run).fetch_history()
            run = history.events[-1].workflow_execution_continued_as_new_event_attributes.new_execution_run_id
        return pages

    async def history(self) -> list[HistoryEvent]:
        """The events of all its pages, in order."""
        run, events = self.handle.first_execution_run_id, list[HistoryEvent]()
        while run:
            events += (await self.env.client.get_workflow_handle(self.handle.id, run_id=run).fetch_history()).events
            run = events[-1].workflow_execution_continued_as_new_event_attributes.new_execution_run_id
        return events

    async def events(self) -> list[int]:
        """The types of the events of the first page."""
        handle = self.env.client.get_workflow_handle(self.handle.id, run_id=self.handle.first_execution_run_id)
        return [event.event_type for event in (await handle.fetch_history()).events]


class Office:
    """The server, one worker, one shelf."""

    def __init__(self, env: WorkflowEnvironment, shelf: Shelf) -> None:
        self.env, self.shelf = env, shelf

    async def open(self, *, clock: Clock = REAL_TIME, most_events: int = 300) -> OneCase:
        """Open a case."""
        opened = Opened(
            number="K-0001", person="P-1", office="O-1", counsellor="S-ana", method="kina", programme=TERMS.programme.name,
            version=TERMS.programme.version, terms=terms_named(TERMS), clock=clock,
        )  # fmt: skip
        page = Page(terms=TERMS.text, by="S-ana", opened=opened, most_events=most_events)
        return await self._begin(f"case-{uuid4().hex}", page, first_desk(page, opened, "", await self.env.get_current_time()))

    async def takes_over(self, by_hand: HandClock, *, most_events: int = 60) -> OneCase:
        """A page begins with a case as it stands by hand, all of its journal written."""
        clock = Clock(real=await self.env.get_current_time(), case=by_hand.hour)
        case = by_hand.case.model_copy(update={"id": f"case-{uuid4().hex}", "clock": clock, "journal": [], "outbox": []})
        self.shelf.lines[case.id] = {line.number: (START, line) for line in by_hand.case.journal}
        return await self._begin(case.id, Page(terms=by_hand.terms.text, case=case, most_events=most_events), by_hand.desk)

    async def _begin(self, id: str, page: Page, desk: Desk) -> OneCase:
        handle = await self.env.client.start_workflow(Itinerary.run, page, id=id, task_queue=QUEUE, search_attributes=at_first(desk))
        return OneCase(handle, self.env)

    def worker(self, cached: int = 100) -> Worker:
        """A worker of this office."""
        return Worker(
            self.env.client, task_queue=QUEUE, workflows=[Itinerary, Referral], workflow_runner=sandbox(),
            activities=[self.shelf.keep, self.shelf.look_back],
            max_cached_workflows=cached, graceful_shutdown_timeout=timedelta(seconds=1),
        )  # fmt: skip

    async def days(self, days: int) -> None:
        """Let days go by."""
        await self.env.sleep(timedelta(days=days))


def _program(name: str) -> str | None:
    return shutil.which(name, path=str(Path(sys.executable).parent))


async def _time_skipping_server() -> WorkflowEnvironment:
    server = _program("temporal-test-server")
    return await WorkflowEnvironment.start_time_skipping(test_server_existing_path=server, data_converter=CONVERTER)


async def _real_server() -> WorkflowEnvironment:
    return await WorkflowEnvironment.start_local(dev_server_existing_path=_program("temporal"), data_converter=CONVERTER)


@asynccontextmanager
async def office(*, cached: int = 100, real: bool = False, works: bool = True) -> AsyncIterator[Office]:
    """A new office that is closed at the end; on the real server when time need not be skipped. It may begin without a worker."""
    async with await (_real_server() if real else _time_skipping_server()) as env:
        types = {name: IndexedValueType.Value(f"INDEXED_VALUE_TYPE_{INDEXED[kind]}") for name, kind in search_attributes.TYPES.items()}
        await env.client.operator_service.add_search_attributes(AddSearchAttributesRequest(namespace="default", search_attributes=types))
        here = Office(env, Shelf())
        async with here.worker(cached) if works else nullcontext():
            yield here
