"""What the doctor says of the builds: that one is current and polled, and that no case is on a build nobody polls."""

from __future__ import annotations

from temporalio.client import Client

from runtime.sentences import Sentence
from runtime.settings import Settings
from starters.releases import UNVERSIONED, Build, Releases


class NothingIsDispatched(Sentence):
    """Workers poll, and no case is given to them."""


class CasesStandStill(Sentence):
    """Cases are on a build that nobody polls."""


async def look_at_builds(temporal: Client, settings: Settings) -> str:
    """How the builds stand, if well. Raises NothingIsDispatched, CasesStandStill."""
    builds = await Releases(temporal, settings).builds()
    _somebody_is_given_work([build for build in builds if build.build != UNVERSIONED])
    _nobody_is_left_alone([build for build in builds if build.build != UNVERSIONED and not build.workers and build.left])
    current = next((build.build for build in builds if build.current), "")
    left = sum(build.left for build in builds if not build.current)
    if not current:
        return "workers are not versioned: a change of code reaches open cases at once"
    return (
        f"{current} is current, {left} cases and referrals are still on others" if left else f"{current} is current, nothing is on another"
    )


def _somebody_is_given_work(builds: list[Build]) -> None:
    """Raise if versioned workers poll in vain, or the current build has none."""
    polled, current = [build.build for build in builds if build.workers], [build for build in builds if build.current]
    if polled and not current:
        raise NothingIsDispatched(f"no build is current, so {', '.join(polled)} is given no case: run `itinerary release {polled[-1]}`")
    if current and not current[0].workers:
        other = f", or release another: {', '.join(polled)}" if polled else ""
        raise NothingIsDispatched(f"no worker of {current[0].build} polls, which is current: start one{other}")


def _nobody_is_left_alone(builds: list[Build]) -> None:
    if builds:
        where = ", ".join(f"{build.left} on {build.build}" for build in builds)
        raise CasesStandStill(f"cases stand still on builds that nobody polls ({where}): start a worker of each until they have turned")
