"""Releasing a build: make it current, ask every open case for its next page, and say what is left where."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from rich.console import Group, RenderableType

from runtime import settings
from runtime.connection import connect
from starters.answers.answer import Answer, or_nothing, table
from starters.console import progress
from starters.exit_codes import Exit
from starters.releases import Build, Releases, standing

ROUNDS = 3
WHILE = 5.0
GLANCE = 0.5
SAID_EVERY = 100
AGAIN = "see below who is missing, and do this again: it is harmless"


async def report() -> Answer:
    """How the builds stand. Raises NoStack, BadSetting, TemporalAway."""
    builds = await (await _releases()).builds()
    return Answer({"builds": _told(builds)}, _shown(builds))


async def preview(build: str, rate: float) -> Answer:
    """What a release would do; nothing is done."""
    releases = await _releases()
    others, builds = await releases.others(build), await releases.builds()
    polled = any(one.build == build and one.workers for one in builds)
    warning = "" if polled else f"; first start a worker of {build}: nobody polls for it"
    sentence = f"{build} would be made current, and {len(others)} asked for their next page in about {len(others) / rate:.0f} s{warning}"
    return Answer({"release": build, "would_be_nudged": len(others), "polled": polled, "builds": _told(builds)}, sentence)


async def release(build: str, rate: float) -> Answer:
    """Make a build current and nudge what is not on it; again is harmless, and goes on where it was broken off. Raises NotPolled."""
    releases = await _releases()
    await releases.make_current(build)
    progress(f"{build} is current: new cases and turned pages go there")
    others = await releases.others(build)
    left = await _carried_over(releases, build, rate, len(others))
    builds = await releases.builds()
    said = f"{len(others)} asked for their next page, {left} not there yet" + (f": {AGAIN}" if left else "")
    value = {"released": build, "nudged": len(others), "left": left, "builds": _told(builds)}
    return Answer(value, Group(said, _shown(builds)), Exit.NOT_YET if left else Exit.OK)


async def _carried_over(releases: Releases, build: str, rate: float, many: int) -> int:
    """Ask what is elsewhere, and once more what did not hear of the newer code yet; give how many are left."""
    left = many
    for _ in range(ROUNDS):
        if left:
            await releases.nudge(await releases.others(build), rate, _say_how_far(many))
            left = await _turned(releases, build)
    return left


async def _turned(releases: Releases, build: str) -> int:
    """Wait while pages turn; give how many are still elsewhere when none has turned for a while."""
    left, patient_until = await releases.count_others(build), time.monotonic() + WHILE
    while left and time.monotonic() < patient_until:
        await asyncio.sleep(GLANCE)
        before, left = left, await releases.count_others(build)
        if left < before:
            patient_until = time.monotonic() + WHILE
    return left


async def _releases() -> Releases:
    found = settings.find()
    return Releases(await connect(found), found)


def _say_how_far(many: int) -> Callable[[int], None]:
    """A line now and then, for whoever waits."""
    return lambda done: progress(f"{done} of {many} asked for their next page") if done % SAID_EVERY == 0 else None


def _shown(builds: list[Build]) -> RenderableType:
    rows = [(one.build or "(no build)", one.workers, one.cases, one.referrals, standing(one)) for one in builds]
    looks = table(("build", "workers", "cases", "referrals", "how it stands"), rows)
    return or_nothing(
        rows, looks, "no worker polls and no case is open: start a worker with ITINERARY_BUILD_ID set, then release its build"
    )


def _told(builds: list[Build]) -> list[dict[str, object]]:
    return [one.model_dump() | {"standing": standing(one)} for one in builds]
