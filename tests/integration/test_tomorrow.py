"""A later release, with every sort of change at once, carries open cases over on real servers: two builds, one journal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from casework.door import Telling
from casework.exploration import BarrierFound, ConversationHeld, SolutionTried
from records import terms
from runtime.settings import Settings
from starters.answers import release as releasing
from starters.exit_codes import Exit
from starters.itineraries import Said
from starters.releases import Releases
from tests.integration.living import Living, eventually
from tests.integration.tomorrow import BUILD, Tomorrow
from workers.itinerary import worker

TODAY = "today"


@pytest.fixture
async def living(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Living]:
    """Servers as a second terminal finds them."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ITINERARY_{name.upper()}", raising=False)
    monkeypatch.setenv("ITINERARY_DATA", str(tmp_path / "data"))
    async with Living(tmp_path / "data", works=False) as living:
        yield living


async def test_open_cases_are_carried_over_every_sort_of_change(living: Living, tmp_path: Path):
    tomorrow = Tomorrow(tmp_path / BUILD)
    newer = tomorrow.worker(living.folder.path)
    try:
        async with worker(living.temporal, living.pool, living.settings.model_copy(update={"build_id": TODAY})):
            await eventually(lambda: polled(living, TODAY))
            await releasing.release(TODAY, rate=50)
            quiet, busy = await living.opened(), await living.opened()
            await living.tell(busy, ConversationHeld(), BarrierFound(of="b1", type="debts", severity=3))
            await living.tell(busy, SolutionTried(of="b1", what="a plan", result="too early to say"))
            before = {case: promised(await now(living, case)) for case in (quiet, busy)}

            newer.start()
            await eventually(lambda: polled(living, BUILD), 60)
            assert (await releasing.release(BUILD, rate=50)).code == Exit.OK

        after = {case: promised(await now(living, case)) for case in (quiet, busy)}
        for case in (quiet, busy):
            assert before[case].items() <= after[case].items(), "what was promised is promised for the same hours"
            assert after[case].keys() - before[case].keys() == {"home_visited"}, "a changed paragraph is read when the page is taken up"
        barrier = (await now(living, busy))["barriers"]["b1"]
        assert (barrier["weight"], barrier.keys() & {"by", "severity"}) == (3, set())

        assert (await tell(living, quiet, "conversation_held")).how == "accepted", "who still uses an earlier name is understood"
        await tell(living, quiet, "barrier_found", of="b1", type="debts")
        await tell(living, quiet, "home_visited")
        lines = await living.journal(quiet)
        assert [line.kind for line in lines] == ["opened", "first_talk_held", "barrier_found", "home_visited"]
        assert lines[2].fact == {"of": "b1", "sort": "debts"}
        assert "home_visited" not in promised(await now(living, quiet))
        for case in (quiet, busy):
            assert await folded(living, tomorrow, case) == await without_what_is_new(living, case)
    finally:
        newer.kill()


async def polled(living: Living, build: str) -> bool:
    return any(one.build == build and one.workers for one in await Releases(living.temporal, living.settings).builds())


async def tell(living: Living, case: str, kind: str, **fields: str) -> Said:
    """A fact of a release that this process does not know."""
    return await living.itineraries.tell(case, Telling(id=uuid4().hex, by="S-counsellor", kind=kind, fact=fields))


async def now(living: Living, case: str) -> dict[str, Any]:
    """The case as its workflow tells it, whatever the release."""
    return await living.temporal.get_workflow_handle(case).query("case", result_type=dict)


def promised(case: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Under the names of tomorrow: for which day everything is promised, and when the clock speaks of it."""
    return {
        key.replace("conversation_held", "first_talk_held"): (promise["by"], promise["next"]) for key, promise in case["agenda"].items()
    }


async def without_what_is_new(living: Living, case: str) -> dict[str, Any]:
    """The live case, but for what the changed paragraph asks: that is missed since the release, not since the beginning."""
    return _without(await now(living, case))


async def folded(living: Living, tomorrow: Tomorrow, case: str) -> dict[str, Any]:
    """What the newer release makes of a journal that both have written."""
    kept = await terms.get(living.pool, (await now(living, case))["terms"])
    assert kept
    return _without(await asyncio.to_thread(tomorrow.fold, case, await living.journal(case), kept.body))


def _without(case: dict[str, Any]) -> dict[str, Any]:
    chapters = {name: chapter | {"missed": {**chapter["missed"], "home_visited": ""}} for name, chapter in case["open"].items()}
    agenda = {key: promise for key, promise in case["agenda"].items() if key != "home_visited"}
    return {name: value for name, value in case.items() if name not in ("journal", "outbox")} | {"open": chapters, "agenda": agenda}
