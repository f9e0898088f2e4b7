"""The contenders in turns, P T F F T P, so that what the machine does to one it does to all."""

from __future__ import annotations

from datetime import timedelta

from bench import blocks
from bench.contender import FACTS_A_CASE, Contender
from bench.meter import Meter
from bench.plan import Plan
from bench.results import Measured, Run


async def side_by_side(run: Run, meter: Meter, plan: Plan, contenders: tuple[Contender, ...]) -> None:
    """Every contender twice a round, once each has been warmed: connections made, statements prepared."""
    for who in contenders:
        await _warm(who, plan.opened)
    for _ in range(plan.rounds):
        for who in (*contenders, *reversed(contenders)):
            for last in (False,) * (plan.tries - 1) + (True,):
                block = await _block(run, meter, plan, who)
                dirty = not all(measured.clean for measured in block)
                for measured in block:
                    measured.again = dirty and not last
                run.measured += block
                if not dirty:
                    break


async def _warm(who: Contender, n: int) -> None:
    await who.ready(n)
    for case in await blocks.opened(who, n):
        await who.tell(case, 0)


async def _block(run: Run, meter: Meter, plan: Plan, who: Contender) -> list[Measured]:
    opening, cases = await blocks.openings(meter, who, plan.opened)
    telling = await blocks.facts(meter, who, cases)
    run.problems += await who.rows.audit(cases, lines=1 + FACTS_A_CASE, reminders=0)
    reminding, cases = await blocks.reminders(meter, who, plan.reminded, plan.lead)
    run.problems += await who.rows.audit(cases, lines=2, reminders=1)
    return [opening, telling, reminding]


async def herd(run: Run, meter: Meter, who: Contender, n: int, lead: timedelta) -> None:
    """Many promises at one instant."""
    measured, cases = await blocks.reminders(meter, who, n, lead)
    run.problems += await who.rows.audit(cases, lines=2, reminders=1)
    run.measured.append(measured.model_copy(update={"scenario": f"herd of {n}"}))
