"""Drills: a worker writes a line and its letters and dies before Temporal knows of it; only what counts in the end leaves."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import pytest_asyncio

from activities.delivering import Delivering
from activities.gone_past import GonePast, TemporalSilent, TemporalsRecord, taken_at_its_word
from activities.letters import Letters
from casework.anytime import CaseClosed, RemarkMade
from records import messages
from records.messages import Leaving
from runtime.connection import connect_when_asked
from runtime.embedded.child import Child
from tests.faults.audit import Auditor
from tests.faults.teller import Teller
from tests.integration.living import Living, eventually, from_monday
from tests.integration.post_office import Post

pytestmark = pytest.mark.asyncio(loop_scope="module")

WRITES_AND_DIES = """
import os, runpy, sys
from records import journal

kept = journal.keep

async def keep_and_die(pool, handover):
    await kept(pool, handover)
    os._exit(9)

journal.keep = keep_and_die
sys.argv = ["workers", "itineraries"]
runpy.run_module("workers", run_name="__main__")
"""
DAYS_A_SECOND = 2 * 86_400


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def begun(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Living]:
    """The servers and the worker of this file."""
    async with Living(tmp_path_factory.mktemp("leaving") / "data", role="itineraries") as living:
        yield living


@pytest_asyncio.fixture(loop_scope="module")
async def living(begun: Living) -> Living:
    """All of them, whatever became of them in the test before."""
    await begun.whole()
    return begun


@pytest_asyncio.fixture(loop_scope="module")
async def post() -> AsyncIterator[Post]:
    office = Post()
    await office.opens()
    yield office
    await office.closes()


@asynccontextmanager
async def leaving(living: Living, post: Post, gone_past: GonePast) -> AsyncIterator[None]:
    """A dispatcher that lets letters leave as long as this lasts."""
    stop = asyncio.Event()
    at_work = asyncio.create_task(Delivering(Letters(living.pool, post.channels, gone_past=gone_past)).go_on(stop.is_set))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(at_work, 10)


async def an_hour_strikes_and_the_worker_dies(living: Living, case: str) -> set[str]:
    """The line and the letters of the hour are written, and Temporal never hears of it; the ids of those letters."""
    living.kill("worker")
    known = await states(living, case)
    folder = living.folder.path
    command, log = [sys.executable, "-c", WRITES_AND_DIES], folder / "logs" / "writes-and-dies.log"
    worker = Child("writes-and-dies", command, log=log, environment={"ITINERARY_DATA": str(folder)})
    before = len(await living.journal(case))
    worker.start()

    async def has_died() -> bool:
        return not worker.runs and len(await living.journal(case)) > before

    try:
        await eventually(has_died)
    finally:
        worker.kill()
    return (await states(living, case)).keys() - known.keys()


async def states(living: Living, case: str) -> dict[str, str]:
    """What became of each message."""
    return {one.id: one.state for one in await messages.of_case(living.pool, case, datetime.now(UTC))}


async def has_left(living: Living, case: str, more_than: int) -> bool:
    """Whether more messages than that are sent."""
    return sum(state == "sent" for state in (await states(living, case)).values()) > more_than


@pytest.mark.parametrize("asked", [True, False])
async def test_a_letter_of_a_task_that_was_lost_never_leaves(living: Living, post: Post, asked: bool):
    """Where nobody asks Temporal it does, and then it comes from no line: what counts came days later and says so."""
    teller = Teller(living.itineraries, random.Random(1))
    gone_past = TemporalsRecord(living.temporal).has_gone_past if asked else taken_at_its_word
    async with leaving(living, post, gone_past):
        case = await teller.opens(from_monday(DAYS_A_SECOND))
        await eventually(partial(has_left, living, case, 1))
        lost = await an_hour_strikes_and_the_worker_dies(living, case)
        await asyncio.sleep(3)
        became = await states(living, case)
        await living.begin_again("worker")
        await eventually(partial(has_left, living, case, len(became)))
        audit = await Auditor(living.itineraries, teller.ledger).audit(patience=20 if asked else 3)
        await teller.tells(case, CaseClosed(outcome="other", why="a drill is over"))

    assert {became[id] for id in lost} == {"planned" if asked else "sent"}
    doubled = {finding.says.partition(" message ")[2] for finding in audit.findings}
    assert doubled == (set() if asked else {f"{id} comes from no line" for id in lost})


async def written(living: Living, case: str) -> Leaving:
    """The last message of a case, with the task that wrote it."""

    async def stands() -> bool:
        return bool(await states(living, case))

    await eventually(stands)
    last = "SELECT case_id, run, task, tried_at FROM messages WHERE case_id = $1 ORDER BY line DESC LIMIT 1"
    return Leaving.model_construct(None, **dict(await living.pool.fetchrow(last, case)))


async def test_temporal_has_gone_past_a_task_that_it_accepted_and_no_other(living: Living):
    case, record = await living.opened(), TemporalsRecord(living.temporal)
    await living.tell(case, RemarkMade(note="the case goes on"))
    first = await written(living, case)
    assert first.task
    last = (await living.handle(case).describe()).history_length
    tasks = {
        "accepted": first,
        "to come": first.model_copy(update={"task": last + 2}),
        "no task": first.model_copy(update={"task": first.task + 1}),
        "lost, and another came in its place": first.model_copy(update={"tried_at": first.tried_at - timedelta(seconds=1)}),
        "of a run that Temporal does not have": first.model_copy(update={"run": "00000000-0000-4000-8000-000000000000"}),
        "of a case that Temporal does not have": first.model_copy(update={"case_id": "nowhere"}),
    }

    assert {which: await record.has_gone_past(message) for which, message in tasks.items()} == {
        "accepted": True,
        "to come": False,
        "no task": False,
        "lost, and another came in its place": False,
        "of a run that Temporal does not have": True,
        "of a case that Temporal does not have": True,
    }


async def test_temporal_has_gone_past_a_task_also_when_many_came_after_it_and_when_the_case_is_over(living: Living):
    case, record = await living.opened(), TemporalsRecord(living.temporal)
    opened = await written(living, case)
    for number in range(8):
        await living.tell(case, RemarkMade(note=f"remark {number}"))
    assert (await living.handle(case).describe()).history_length > 45
    assert await record.has_gone_past(opened)

    await living.tell(case, CaseClosed(outcome="other", why="a drill is over"))

    assert await record.has_gone_past(await written(living, case))


async def test_a_temporal_that_does_not_answer_or_has_no_such_namespace_says_nothing(living: Living):
    message = await written(living, await living.opened())
    away = living.settings.model_copy(update={"temporal_address": "127.0.0.1:9"})
    elsewhere = living.settings.model_copy(update={"namespace": "nowhere"})

    for settings in (away, elsewhere):
        with pytest.raises(TemporalSilent):
            await TemporalsRecord(await connect_when_asked(settings)).has_gone_past(message)
