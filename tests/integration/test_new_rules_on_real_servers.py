"""Cases moved to other rules while servers, workers and pages are real: dates as shown, and nothing lost with any of them (T-25)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from casework.anytime import RemarkMade
from casework.exploration import BarrierFound, ConversationHeld
from starters.cli import app
from tests.integration.living import eventually
from tests.integration.restoring import Restored

pytestmark = pytest.mark.asyncio(loop_scope="module")

OLD = ("--to", "kina-example@2025.1")
DONE = ("--yes", "--why", "to be tried", "--as", "S-counsellor", "--rate", "1000")
REMARK = RemarkMade(note="a line")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def living(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Restored]:
    """The servers and the worker of this file."""
    async with Restored(tmp_path_factory.mktemp("moved") / "data") as living:
        yield living


async def migrated(living: Restored, *words: str) -> dict[str, dict[str, Any]]:
    """What `itinerary programme migrate` answers, by case."""
    environment = {"ITINERARY_DATA": str(living.folder.path)}
    ended = await asyncio.to_thread(CliRunner().invoke, app, ["programme", "migrate", *words, "--json"], env=environment)
    assert ended.exit_code == 0, (ended.output, ended.exception)
    return {one["case"]: one for one in json.loads(ended.stdout)["cases"]}


async def days(living: Restored, case: str) -> dict[str, str]:
    """By when each promise is due, as the records have it."""
    rows = await living.pool.fetch("SELECT key, due_by FROM agenda WHERE case_id = $1 AND due_by IS NOT NULL", case)
    return {row["key"]: row["due_by"].isoformat() for row in rows}


async def lives_under(living: Restored, case: str) -> str:
    """The version under which it lives, its workflow and the records being of one mind."""
    listed = await living.pool.fetchrow("SELECT version, terms FROM cases WHERE id = $1", case)
    live = await living.itineraries.show(case)
    assert (live.programme.version, live.terms) == (listed["version"], listed["terms"])
    return str(listed["version"])


async def test_t_25_a_whole_selection_moves_by_a_fact_each_and_a_second_run_changes_nothing(living: Restored):
    cases = [await living.opened() for _ in range(3)]
    await living.tell(cases[1], ConversationHeld(), BarrierFound(of="b1", type="housing"))
    numbers = {case: await living.number(case) for case in cases}
    shown = await migrated(living, "--version", "2026.1", *OLD, "--preview", "--as", "S-counsellor")
    assert {shown[number]["became"] for number in numbers.values()} == {"would move"}
    assert [len(await living.journal(case)) for case in cases] == [1, 3, 1]

    moved = await migrated(living, "--version", "2026.1", *OLD, *DONE)

    for case, number in numbers.items():
        assert moved[number]["became"] == "moved"
        before = {fate["key"]: fate for fate in shown[number]["promises"]}
        for fate in moved[number]["promises"]:
            assert (fate["before"], fate["after"]) == (before[fate["key"]]["before"], before[fate["key"]]["after"])
            assert (await days(living, case))[fate["key"]] == fate["after"].replace("Z", "+00:00")
        assert await lives_under(living, case) == "2025.1"
    assert await migrated(living, "--version", "2026.1", *OLD, *DONE) == {}
    again = await migrated(living, numbers[cases[0]], *OLD, *DONE)
    assert again[numbers[cases[0]]]["became"] == "untouched"
    assert [len(await living.journal(case)) for case in cases] == [2, 4, 2]


async def test_t_25_a_moved_case_comes_back_under_its_new_rules_whatever_is_lost(living: Restored):
    case = await living.opened()
    number = await living.number(case)
    await migrated(living, number, *OLD, *DONE)
    await living.tell(case, ConversationHeld())
    promised = await living.promised(case)
    assert await lives_under(living, case) == "2025.1"

    await living.pool.execute("UPDATE cases SET terms = NULL; DELETE FROM terms")  # only Temporal still has them
    await living.handle(case).terminate()
    assert (await living.revived(number))["cases"][number]["became"] == "revived"
    assert await living.promised(case) == promised

    await living.taken_back("temporal", None)
    assert (await living.revived(number))["cases"][number]["became"] == "revived"
    await living.begin_again("worker")
    await eventually(lambda: _takes(living, case))
    assert await living.promised(case) == promised
    assert await lives_under(living, case) == "2025.1"


async def test_t_26_a_move_is_withdrawn_on_real_servers_and_the_next_page_has_the_old_rules(living: Restored):
    case = await living.opened()
    await eventually(lambda: _written(living, case))
    before = await days(living, case)
    await migrated(living, await living.number(case), *OLD, *DONE)

    await living.withdraw(case, 2)

    assert (await days(living, case), await lives_under(living, case)) == (before, "2026.1")
    first = (await living.handle(case).describe()).run_id
    for nth in range(12):
        await living.tell(case, RemarkMade(note=f"remark {nth}"))
    assert (await living.handle(case).describe()).run_id != first
    assert await lives_under(living, case) == "2026.1"


async def _takes(living: Restored, case: str) -> bool:
    return (await living.tell(case, REMARK)).how == "accepted"


async def _written(living: Restored, case: str) -> bool:
    return bool(await days(living, case))
