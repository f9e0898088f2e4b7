"""The dispatcher on the time-skipping server, with rounds that a test makes up: it goes on for ever, and never twice at once."""

from __future__ import annotations

import asyncio
import shutil
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkflowRunner

from activities.rounds import DELIVER, Report, Round
from runtime.converter import CONVERTER
from runtime.queues import letters_queue
from runtime.settings import Settings
from workers.delivery import dispatch
from workers.itinerary import sandbox
from workflows import dispatcher
from workflows.dispatcher import DISPATCHER, Dispatcher


class Rounds:
    """Lasts a while in the time of the server, and says what it is given to say."""

    def __init__(self, says: Callable[[int], Awaitable[Report]]) -> None:
        self.begun, self.at_once, self.most_at_once = 0, 0, 0
        self._says = says

    @activity.defn(name=DELIVER)
    async def deliver(self, round: Round) -> Report:
        """One round."""
        self.begun, self.at_once = self.begun + 1, self.at_once + 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self._says(self.begun)
        finally:
            self.at_once -= 1


class Office(NamedTuple):
    """The server, with the dispatcher running on it."""

    environment: WorkflowEnvironment
    handle: WorkflowHandle[Dispatcher, None]

    async def lasts_until(self, rounds: Rounds, begun: int) -> None:
        """Let seconds pass on the server until so many rounds have begun."""
        give_up = time.monotonic() + 30
        while rounds.begun < begun:
            assert time.monotonic() < give_up, f"only {rounds.begun} rounds began"
            before = rounds.begun
            await asyncio.sleep(0.1)
            if rounds.begun == before and not rounds.at_once:
                await self.environment.sleep(timedelta(seconds=10))

    async def details(self) -> str:
        """What an operator reads beside the workflow."""
        metadata = await self.handle.query("__temporal_workflow_metadata")
        return str(metadata.current_details)


@asynccontextmanager
async def dispatching(rounds: Rounds, runner: WorkflowRunner | None = None) -> AsyncIterator[Office]:
    """The dispatcher, with a worker for its rounds, until the block ends; in the sandbox, unless a test changes what stands outside."""
    binary = shutil.which("temporal-test-server", path=str(Path(sys.executable).parent))
    assert binary
    async with await WorkflowEnvironment.start_time_skipping(test_server_existing_path=binary, data_converter=CONVERTER) as environment:
        worker = Worker(
            environment.client, task_queue=letters_queue(Settings()), workflows=[Dispatcher], activities=[rounds.deliver],
            workflow_runner=runner or sandbox(),
        )  # fmt: skip
        async with worker:
            await dispatch(environment.client, Settings())
            handle = environment.client.get_workflow_handle_for(Dispatcher.run, DISPATCHER)
            yield Office(environment, handle)
            await handle.terminate()


async def nothing(_: int) -> Report:
    return Report()


async def for_ever(_: int) -> Report:
    await asyncio.Event().wait()
    return Report()


async def test_the_dispatcher_goes_on_round_after_round_and_page_after_page(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dispatcher, "ROUNDS_A_PAGE", 3)
    rounds = Rounds(nothing)
    async with dispatching(rounds, UnsandboxedWorkflowRunner()) as office:
        first = (await office.handle.describe()).run_id
        await office.lasts_until(rounds, 8)

        assert (await office.handle.describe()).run_id != first
        assert (await office.handle.fetch_history()).events[0].workflow_execution_started_event_attributes.continued_execution_run_id
    assert rounds.most_at_once == 1


async def test_it_is_started_once_however_often_somebody_starts_it():
    rounds = Rounds(nothing)
    async with dispatching(rounds) as office:
        await office.lasts_until(rounds, 1)
        first = (await office.handle.describe()).run_id
        for _ in range(3):
            await dispatch(office.environment.client, Settings())

        assert (await office.handle.describe()).run_id == first


async def test_operators_read_how_many_wait_since_when_what_left_and_which_provider_is_away():
    since = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    said = Report(waiting=7, oldest=since, became={"sent": 12, "put_off": 7, "failed": 0}, away=["the mail server does not answer"])

    async def once(nth: int) -> Report:
        return said if nth == 1 else await for_ever(nth)

    rounds = Rounds(once)
    async with dispatching(rounds) as office:
        await office.lasts_until(rounds, 2)

        assert await office.details() == (
            "7 messages wait past their hour, the oldest since 2026-03-02 08:30 UTC.\n\n"
            "In the last round: 7 put off, 12 sent.\n\n"
            "**the mail server does not answer**: what needs it waits"
        )


async def test_a_round_that_breaks_is_begun_again_for_as_long_as_it_takes():
    async def at_last(nth: int) -> Report:
        if nth == 1:
            raise ApplicationError("this breaks for good", non_retryable=True)
        if nth < 6:
            raise ConnectionError("PostgreSQL is away")
        return Report(became={"sent": 1}) if nth == 6 else await for_ever(nth)

    rounds = Rounds(at_last)
    async with dispatching(rounds) as office:
        await office.lasts_until(rounds, 7)

        assert "1 sent" in await office.details()


async def test_t_30_a_round_whose_worker_died_is_taken_over_by_the_next(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dispatcher, "GONE_FOR", timedelta(seconds=1))

    async def first_is_never_heard_of_again(nth: int) -> Report:
        return await for_ever(nth) if nth != 2 else Report(became={"sent": 1})

    rounds = Rounds(first_is_never_heard_of_again)
    async with dispatching(rounds, UnsandboxedWorkflowRunner()) as office:
        await office.lasts_until(rounds, 3)
        history = await office.handle.fetch_history()

        assert "1 sent" in await office.details()
    taken_over = next(event for event in history.events if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED)
    assert taken_over.activity_task_started_event_attributes.attempt == 2
