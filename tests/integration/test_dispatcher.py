"""The dispatcher on real servers: it comes back after a week, after a kill, after a server that was away, and sends each message once."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import pytest_asyncio

from casework.clock import Clock
from records import cases, journal, messages
from runtime.embedded.child import Child
from runtime.embedded.ports import HOST
from tests.integration.living import Living, eventually, from_monday
from tests.integration.post_office import Post
from tests.town import handed, line, message, opening, promise
from workers.delivery import delivery, dispatch
from workflows.dispatcher import DISPATCHER

pytestmark = pytest.mark.asyncio(loop_scope="module")

WEEK, HOUR = timedelta(days=7), timedelta(hours=1)
A_DAY_A_SECOND = 86_400


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def living(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Living]:
    """Servers; each test brings a worker of its own."""
    async with Living(tmp_path_factory.mktemp("dispatcher") / "data", works=False) as living:
        yield living


@pytest_asyncio.fixture(loop_scope="module")
async def post() -> AsyncIterator[Post]:
    office = Post()
    await office.opens()
    yield office
    await office.closes()


def ids(post: Post) -> list[str]:
    """What arrived, in order."""
    return [mail["Message-ID"].strip("<>").partition("@")[0] for mail in post.mails]


async def overdue(living: Living) -> str:
    """A case in which a message fell due every day of a week in which nobody was there; of no use is what is over."""
    ago = datetime.now(UTC) - WEEK
    clock = Clock(real=ago, case=ago, pace=1.001)
    case = await cases.begin(living.pool, opening(clock=clock))
    daily = [message(f"day-{n}", letter="case_opened", due=ago + n * 24 * HOUR) for n in range(7)]
    reminders = [message(f"again-{n}", 2 + n, letter="promise_due", about="plan", due=ago + n * HOUR, values=REMINDS) for n in range(3)]
    missed = message("missed", to="client", letter="appointment_moved", due=ago, values=APPOINTMENT | {"at": (ago + HOUR).isoformat()})
    lines = [line(1, kind="opened"), *(line(2 + n, kind="hour_came") for n in range(3))]
    told = handed(case, lines=lines, messages=[*daily, *reminders, missed], agenda=[promise("plan", made=ago)])
    await journal.keep(living.pool, told.model_copy(update={"tried_at": ago}))
    return case.case_id


REMINDS = {"kind": "conversation_held", "by": "2026-03-05T12:00:00+00:00", "rung": "0"}
APPOINTMENT = {"appointment": "i1", "minutes": "60", "sequence": "0", "method": "REQUEST"}


async def states(living: Living, case: str) -> dict[str, str]:
    return {one.id: one.state for one in await messages.of_case(living.pool, case, datetime.now(UTC))}


async def nothing_waits(living: Living, case: str) -> bool:
    return "planned" not in (await states(living, case)).values()


async def test_t_30_after_a_week_without_a_worker_what_makes_sense_leaves_once_and_in_order(living: Living, post: Post):
    case, settings = await overdue(living), living.settings.model_copy(update={"smtp": f"{HOST}:{post.port}"})

    await dispatch(living.temporal, settings)
    async with delivery(living.temporal, living.pool, settings):
        await eventually(partial(nothing_waits, living, case))
        details = (await living.temporal.get_workflow_handle(DISPATCHER).query("__temporal_workflow_metadata")).current_details

    assert ids(post) == ["day-0", "again-2", *(f"day-{n}" for n in range(1, 7))]
    became = await states(living, case)
    assert {id: became[id] for id in ("missed", "again-0", "again-1")} == {
        "missed": "expired", "again-0": "superseded", "again-1": "superseded"
    }  # fmt: skip
    assert "No message waits past its hour." in details or "Messages leave when their hour comes" in details


async def test_t_15_what_repeats_comes_once_a_period_though_the_worker_is_killed(living: Living, post: Post):
    environment = {"ITINERARY_DATA": str(living.folder.path), "ITINERARY_SMTP": f"{HOST}:{post.port}"}
    worker = Child("killed", [sys.executable, "-m", "workers"], log=living.folder.path / "logs" / "killed.log", environment=environment)
    await living.works(worker)
    try:
        case = await living.opened(clock=from_monday(A_DAY_A_SECOND))
        await eventually(lambda: _has(post, 4))
        worker.kill()
        before = len(post.mails)
        await living.works(worker)
        await eventually(lambda: _has(post, before + 4))
    finally:
        worker.kill()

    hours = [row for row in await messages.of_case(living.pool, case, datetime.now(UTC)) if "rung" in row.values]
    assert max(Counter((row.about, row.values["rung"], row.values["by"]) for row in hours).values()) == 1
    twice = [id for id, times in Counter(ids(post)).items() if times > 1]
    assert len(twice) <= 1
    assert max(Counter(ids(post)).values()) <= 2


async def _has(post: Post, many: int) -> bool:
    return len(post.mails) >= many


async def test_the_dispatcher_runs_once_however_many_look_after_it(living: Living, post: Post):
    settings = living.settings.model_copy(update={"smtp": f"{HOST}:{post.port}"})
    handle = living.temporal.get_workflow_handle(DISPATCHER)
    async with delivery(living.temporal, living.pool, settings):
        await dispatch(living.temporal, settings)
        first = (await handle.describe()).run_id
        await handle.terminate("somebody ended it in the UI")
        await dispatch(living.temporal, settings)
        await asyncio.gather(*(dispatch(living.temporal, settings) for _ in range(3)))

        assert (await handle.describe()).run_id != first
        running = [run.id async for run in living.temporal.list_workflows("WorkflowType = 'Dispatcher' AND ExecutionStatus = 'Running'")]
    assert running in ([], [DISPATCHER])
