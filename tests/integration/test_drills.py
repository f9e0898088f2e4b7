"""Drills on real servers: each part away for long while cases are told and hours come. Afterwards the audit finds nothing."""

from __future__ import annotations

import asyncio
import random
import secrets
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio

from casework.anytime import RemarkMade
from casework.case import Line
from casework.fact import kind_of
from casework.watch import HourCame
from records import journal, messages
from records.pool import FULL
from starters.checkup import examine
from tests.faults.audit import Auditor
from tests.faults.teller import Teller
from tests.integration.full_disk import filled, said_full, small_disk
from tests.integration.living import Living, eventually, from_monday
from workflows.itinerary import Itinerary

pytestmark = pytest.mark.asyncio(loop_scope="module")

WEEK = timedelta(days=7)
UNTIL_IT_ESCALATES = timedelta(days=36)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def begun(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Living]:
    """The servers and the worker of this file."""
    async with Living(tmp_path_factory.mktemp("drills") / "data") as living:
        yield living


@pytest_asyncio.fixture(loop_scope="module")
async def living(begun: Living) -> Living:
    """All of them, whatever became of them in the test before."""
    await begun.whole()
    return begun


async def telling(living: Living, days_a_second: float) -> tuple[Teller, list[str]]:
    """Somebody who has told two cases something, which live so fast."""
    teller = Teller(living.itineraries, random.Random(1))
    cases = [await teller.opens(from_monday(86_400 * days_a_second)) for _ in range(2)]
    await tell_each(teller, cases, "before")
    return teller, cases


async def tell_each(teller: Teller, cases: list[str], note: str) -> None:
    for case in cases:
        await teller.tells(case, RemarkMade(note=note))


async def struck_unwritten(living: Living, case: str) -> bool:
    """Whether an hour has come that the case could not hand over yet."""
    live = await living.handle(case).query(Itinerary.show)
    return any(line.kind == kind_of(HourCame) for line in live.journal)


def hours(lines: list[Line]) -> list[tuple[datetime, str]]:
    """When each hour was to come, and of what, in the order in which they struck."""
    said = [line.telling.rpartition("@") for line in lines if line.kind == kind_of(HourCame)]
    return [(datetime.fromisoformat(hour), key) for key, _, hour in said]


async def test_postgresql_away_what_is_told_and_what_falls_due_meanwhile_is_in_the_journal_once(living: Living):
    teller, cases = await telling(living, days_a_second=6)

    living.kill("postgres")
    await tell_each(teller, cases, "while it is away")
    for case in cases:
        await eventually(partial(struck_unwritten, living, case))
    await living.begin_again("postgres")
    await tell_each(teller, cases, "after")

    found = await Auditor(living.itineraries, teller.ledger).audit()
    assert found.findings == []
    assert found.hours >= 2
    assert [answer.how for answer in teller.ledger.answers[2:4]] == ["accepted, not yet written"] * 2


async def test_t_30_worker_away_for_a_week_overdue_hours_strike_once_in_order_and_a_ladder_speaks_once(living: Living):
    teller, cases = await telling(living, days_a_second=4)

    living.kill("worker")
    gone = {case: teller.clocks[case].case_time(datetime.now(UTC)) for case in cases}
    await asyncio.sleep(UNTIL_IT_ESCALATES.days / 4)
    await living.begin_again("worker")
    await tell_each(teller, cases, "after")

    assert (await Auditor(living.itineraries, teller.ledger).audit()).findings == []
    for case in cases:
        lines = await journal.lines(living.pool, case)
        back = next(line.told for line in lines if line.told > gone[case])
        overdue = [(hour, key) for hour, key in hours(lines) if gone[case] < hour <= back]
        assert back - gone[case] > WEEK
        assert overdue == sorted(overdue)
        assert len({key for _, key in overdue}) == len(overdue) > 0, "a ladder spoke twice of what it had missed"
        assert await highest_rung(living, case, "conversation_held") >= 2


async def highest_rung(living: Living, case: str, key: str) -> int:
    """Of what a reminder of this promise has spoken."""
    reminders = [one for one in await messages.of_case(living.pool, case, datetime.now(UTC)) if one.about == key]
    return max(int(reminder.values["rung"]) for reminder in reminders)


async def test_a_full_disk_is_an_outage_and_nothing_is_lost(living: Living):
    teller, cases = await telling(living, days_a_second=0.5)

    async with said_full(living.pool):
        await tell_each(teller, cases, "while the disk is full")
    await tell_each(teller, cases, "after")

    assert [answer.how for answer in teller.ledger.answers[2:4]] == ["accepted, not yet written"] * 2
    assert (await Auditor(living.itineraries, teller.ledger).audit()).findings == []


async def test_a_disk_that_is_really_full_is_an_outage_too_and_the_doctor_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ITINERARY_DATA", str(tmp_path / "data"))
    async with AsyncExitStack() as closing:
        try:
            disk = closing.enter_context(small_disk(tmp_path / "data" / "postgres", mebibytes=200))
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("no disk may be mounted here")
        living = await closing.enter_async_context(Living(tmp_path / "data"))
        teller, cases = await telling(living, days_a_second=0.5)

        with filled(disk):
            said = {finding.what: finding async for finding in examine()}
            await tell_each(teller, cases, secrets.token_hex(20_000))
        await living.whole()
        await tell_each(teller, cases, "after")

        assert (said["PostgreSQL"].state, said["PostgreSQL"].says) == ("wrong", FULL)
        assert [answer.how for answer in teller.ledger.answers[2:4]] == ["accepted, not yet written"] * 2
        assert (await Auditor(living.itineraries, teller.ledger).audit()).findings == []
