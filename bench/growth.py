"""What grows with the number of open cases, and ten thousand promises for one instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bench import blocks
from bench.contender import FACTS_A_CASE, Contender
from bench.ground import Ground
from bench.meter import Meter
from bench.plan import Plan
from bench.results import Run
from bench.sizes import sizes, slope
from workers.itinerary import CACHED_CASES

BLOCKS = 2
SLOWER = 1.3
FOR_THE_BLOCKS = timedelta(seconds=150)


async def growth(run: Run, ground: Ground, meter: Meter, plan: Plan) -> None:
    """Fill up to many open cases that all wait for one hour; the same blocks with few and with many; then the hour comes."""
    who = ground.product
    await few_and_many(run, meter, plan, who, f"with {plan.grown_from}")
    more, rate = plan.grown_to - plan.grown_from, await _rate(who)
    due = datetime.now(UTC) + timedelta(seconds=more / rate * SLOWER) + FOR_THE_BLOCKS
    await who.ready(more)
    evicting = CACHED_CASES + 500
    waiting = await blocks.opened(who, evicting, due)
    before = await sizes(ground)
    waiting += await blocks.opened(who, more - evicting, due)
    run.measured.append(slope("KiB an evicted case", who, more - evicting, before, await sizes(ground)))
    await few_and_many(run, meter, plan, who, f"with {plan.grown_to}")
    measured, _ = await blocks.waited_for(meter, who, waiting, due)
    run.problems += await who.rows.audit(waiting, lines=2, reminders=1)
    run.measured.append(measured.model_copy(update={"scenario": f"herd of {len(waiting)}"}))


async def few_and_many(run: Run, meter: Meter, plan: Plan, who: Contender, scenario: str) -> None:
    """The three things, beside so many open cases."""
    for _ in range(BLOCKS):
        opening, cases = await blocks.openings(meter, who, plan.opened)
        telling = await blocks.facts(meter, who, cases)
        reminding, reminded = await blocks.reminders(meter, who, plan.opened, plan.lead)
        run.problems += await who.rows.audit(cases, lines=1 + FACTS_A_CASE, reminders=0)
        run.problems += await who.rows.audit(reminded, lines=2, reminders=1)
        for measured in (opening, telling, reminding):
            run.measured.append(measured.model_copy(update={"scenario": f"{measured.scenario} {scenario}"}))


async def _rate(who: Contender) -> float:
    """Openings a second, just now."""
    began = datetime.now(UTC)
    await who.ready(100)
    await blocks.opened(who, 100)
    return 100 / (datetime.now(UTC) - began).total_seconds()
