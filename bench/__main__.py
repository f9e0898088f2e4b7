"""`python -m bench`: measure, keep what was found as JSON, and say where."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from bench import cohort, coming_back, importing, many_messages, sizes, yardstick
from bench.circumstances import machine, server, versions
from bench.ground import Ground
from bench.growth import growth
from bench.meter import Meter
from bench.plan import QUICK, WHOLE, Plan
from bench.results import ELSEWHERE, Run, now, say
from bench.side_by_side import herd, side_by_side
from tests.integration.real_temporal import BUILT

Step = tuple[str, Callable[[], Awaitable[None]]]
FILLED_A_SECOND = 20
"""Openings, at the very least: how long before its hour a herd begins to gather."""


async def main(asked: argparse.Namespace) -> Path:
    """The whole run, or a quick one; a step that there is no time for is named as skipped."""
    plan = QUICK if asked.quick else WHOLE
    run = Run(began=now(), quick=asked.quick, server=server(asked.temporal), machine=machine(), versions=versions())
    with tempfile.TemporaryDirectory(prefix="itinerary-bench-") as folder:
        async with Ground(Path(folder), asked.temporal, asked.temporal_pid) as ground:
            before = await yardstick.measure(ground.pool)
            for name, step in (*steps(run, ground, plan), *much_at_once(run, ground, plan)):
                if asked.only and asked.only not in name:
                    continue
                await take(run, plan, name, step)
                run.keep(asked.into, called=ELSEWHERE if BUILT else "")
            after = await yardstick.measure(ground.pool)
    run.yardstick = {what: [before[what], after[what]] for what in before}
    return run.keep(asked.into, called=ELSEWHERE if BUILT else "")


def steps(run: Run, ground: Ground, plan: Plan) -> list[Step]:
    """In the order of what must be known first."""
    meter, p, t, f = Meter(ground.parts), ground.product, ground.bare, ground.floor
    lead = timedelta(seconds=plan.herd / FILLED_A_SECOND + 10)
    found: list[Step] = [
        ("side by side", lambda: side_by_side(run, meter, plan, (p, t, f))),
        ("cold case", lambda: coming_back.cold(run, ground, plan.cold)),
        ("replay", lambda: coming_back.replay(run, ground)),
        ("killed worker", lambda: coming_back.killed(run, ground, p, plan.kills)),
        ("killed worker of T", lambda: coming_back.killed(run, ground, t, plan.kills)),
        ("cached cases", lambda: sizes.cached(run, ground, p, plan.cached)),
        ("cached cases of T", lambda: sizes.cached(run, ground, t, plan.cached)),
    ]
    if plan.herd:
        found += [(f"herd of {who.name}", lambda who=who: herd(run, meter, who, plan.herd, lead)) for who in (p, t, f)]  # type: ignore[misc]
    if plan.grown_to:
        found += [
            ("growth", lambda: growth(run, ground, meter, plan)),
            ("great herd of F", lambda: herd(run, meter, f, plan.grown_to, lead * 4)),
        ]
    return found


def much_at_once(run: Run, ground: Ground, plan: Plan) -> list[Step]:
    """What is done with many at once, last: it leaves many cases open."""
    herds: list[Step] = [(f"messages {n}", lambda n=n: many_messages.at_one_minute(run, ground, n)) for n in plan.messages]  # type: ignore[misc]
    return [
        *herds,
        ("import", lambda: importing.bring_in(run, ground, plan.imported)),
        ("cohort", lambda: asyncio.to_thread(cohort.live, run, plan.cohort)),
    ]


async def take(run: Run, plan: Plan, name: str, step: Callable[[], Awaitable[None]]) -> None:
    """One step, unless the time is over; what goes wrong is kept with the run."""
    if now() - run.began > timedelta(minutes=plan.minutes):
        run.skipped.append(name)
        return
    found, wrong_before = len(run.measured), len(run.problems)
    try:
        await step()
    except (TimeoutError, RuntimeError) as wrong:
        run.problems.append(f"{name}: {wrong}")
    for measured in run.measured[found:]:
        say(measured)
    for problem in run.problems[wrong_before:]:
        print(problem, file=sys.stderr)  # noqa: T201


def arguments() -> argparse.Namespace:
    """What was asked for."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("--quick", action="store_true", help="some minutes instead of an hour and a half")
    asked.add_argument("--only", default="", help="only the steps with these words in their name")
    asked.add_argument("--temporal", default="", help="host:port of a Temporal server on this machine, instead of the development server")
    asked.add_argument("--temporal-pid", type=int, default=0, help="its process, so that its CPU is counted")
    asked.add_argument("--into", type=Path, default=Path(__file__).with_name("results"), help="folder for what was found")
    return asked.parse_args()


if __name__ == "__main__":
    print(asyncio.run(main(arguments())))  # noqa: T201
