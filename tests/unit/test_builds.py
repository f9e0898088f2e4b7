"""What is said of the builds: by the report of a release, and by the doctor."""

from __future__ import annotations

from typing import Any

import pytest

from runtime.settings import Settings
from starters import builds_looked_at
from starters.builds_looked_at import CasesStandStill, NothingIsDispatched, look_at_builds
from starters.releases import Build, Releases, standing

CURRENT = Build(build="b", current=True, was_current=True, workers=2, cases=7)
OLD = Build(build="a", was_current=True, workers=1, cases=3, referrals=1)


async def says(monkeypatch: pytest.MonkeyPatch, *builds: Build) -> str:
    """What the doctor says of builds that stand like this."""

    async def builds_of(_: Releases) -> list[Build]:
        return list(builds)

    monkeypatch.setattr(builds_looked_at.Releases, "builds", builds_of)
    nobody: Any = None
    return await look_at_builds(nobody, Settings())


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (CURRENT, "current: new cases and turned pages go here"),
        (CURRENT.model_copy(update={"workers": 0}), "current, but no worker of it polls: start one"),
        (OLD, "goes once its cases have turned their page"),
        (OLD.model_copy(update={"workers": 0}), "no worker of it polls: start one until its cases have turned"),
        (OLD.model_copy(update={"cases": 0, "referrals": 0}), "may go: nothing is on it"),
        (Build(build="c", workers=1), "waits for `itinerary release c`"),
        (Build(build="", workers=1, cases=2), "workers without a build id: they are not released"),
        (Build(build="", cases=2), "on no build yet"),
    ],
)
def test_every_build_says_how_it_stands(build: Build, said: str):
    assert standing(build) == said


async def test_the_doctor_says_which_build_is_current_and_what_is_on_others(monkeypatch: pytest.MonkeyPatch):
    assert await says(monkeypatch, OLD, CURRENT) == "b is current, 4 cases and referrals are still on others"
    assert await says(monkeypatch, CURRENT) == "b is current, nothing is on another"
    assert (await says(monkeypatch, Build(build="", workers=1))).startswith("workers are not versioned")


async def test_the_doctor_says_that_nothing_is_dispatched(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(NothingIsDispatched, match=r"^no build is current, so c is given no case: run `itinerary release c`$"):
        await says(monkeypatch, Build(build="c", workers=1))
    with pytest.raises(NothingIsDispatched, match=r"^no worker of b polls, which is current: start one, or release another: a$"):
        await says(monkeypatch, OLD, CURRENT.model_copy(update={"workers": 0}))


async def test_the_doctor_says_that_cases_are_on_a_build_nobody_polls(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(CasesStandStill, match=r"builds that nobody polls \(4 on a\): start a worker of each until they have turned$"):
        await says(monkeypatch, OLD.model_copy(update={"workers": 0}), CURRENT)
