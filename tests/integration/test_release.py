"""`itinerary release` on real servers: a build is made current, open cases go on with it, and the old one may go."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from temporalio.worker import Worker

from casework.anytime import RemarkMade
from casework.exploration import BarrierFound, Referred
from runtime.settings import Settings
from starters.answers import release as releasing
from starters.answers.answer import Answer
from starters.builds_looked_at import NothingIsDispatched, look_at_builds
from starters.exit_codes import Exit
from starters.releases import NotPolled, Releases
from tests.integration.living import Living, eventually
from workers.itinerary import worker


@pytest.fixture
async def living(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Living]:
    """Servers as a second terminal finds them; the test brings workers of its own."""
    for name in [name for name in Settings.model_fields if name != "data"]:
        monkeypatch.delenv(f"ITINERARY_{name.upper()}", raising=False)
    monkeypatch.setenv("ITINERARY_DATA", str(tmp_path / "data"))
    async with Living(tmp_path / "data", works=False) as living:
        yield living


def worker_of(living: Living, build: str) -> Worker:
    return worker(living.temporal, living.pool, living.settings.model_copy(update={"build_id": build}))


def standing(answer: Answer) -> dict[str, tuple[int, int, str]]:
    """What a report says of each build: its cases, its referrals, how it stands."""
    value: Any = answer.value
    return {one["build"]: (one["cases"], one["referrals"], one["standing"]) for one in value["builds"]}


async def test_a_release_carries_quiet_cases_over_and_says_when_the_old_build_may_go(living: Living):
    async with worker_of(living, "a"):
        await eventually(lambda: _polled(living, "a"))
        with pytest.raises(NothingIsDispatched, match="no build is current, so a is given no case: run `itinerary release a`"):
            await look_at_builds(living.temporal, living.settings)
        with pytest.raises(NotPolled, match="no worker of build b polls itineraries, those of a do: start its workers, then release it"):
            await releasing.release("b", rate=50)
        assert (await releasing.release("a", rate=50)).code == Exit.OK

        cases = [await living.opened() for _ in range(3)]
        for case in cases:
            await living.tell(case, RemarkMade(note="a line"), BarrierFound(of="b1", type="any"))
        await living.tell(cases[0], Referred(of="r1", barrier="b1", partner="A-1", reason="any", consent=True))
        lines = [len(await living.journal(case)) for case in cases]

        async with worker_of(living, "b"):
            await eventually(lambda: _polled(living, "b"))
            before: Any = (await releasing.preview("b", rate=50)).value
            assert standing(await releasing.report())["b"] == (0, 0, "waits for `itinerary release b`")

            released = await releasing.release("b", rate=50)
            again: Any = (await releasing.release("b", rate=50)).value

            assert (before["would_be_nudged"], released.code) == (4, Exit.OK)
            assert standing(released) == {
                "a": (0, 0, "may go: nothing is on it"),
                "b": (3, 1, "current: new cases and turned pages go here"),
            }
            assert (again["nudged"], again["left"]) == (0, 0)
            assert [len(await living.journal(case)) for case in cases] == lines
            assert await look_at_builds(living.temporal, living.settings) == "b is current, nothing is on another"


async def _polled(living: Living, build: str) -> bool:
    return any(one.build == build and one.workers for one in await Releases(living.temporal, living.settings).builds())
