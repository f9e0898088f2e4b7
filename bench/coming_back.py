"""What it takes to come back: a worker that was killed, a case that left the cache, the longest page read again."""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from contextlib import suppress

from temporalio.client import WorkflowHistory

from bench import blocks
from bench.accounts import cpu
from bench.bare import BareTemporal
from bench.contender import Contender
from bench.ground import Ground
from bench.meter import SETTLE
from bench.results import Measured, Run
from runtime.connection import connect
from workflows.page import Page

EVENTS_A_REMARK = 6


async def killed(run: Run, ground: Ground, who: Contender, times: int) -> None:
    """From the kill of a worker, which is started again at once, to the first answer of a case that it had in its cache."""
    worker, took = ground.bare_worker if isinstance(who, BareTemporal) else ground.product_worker, list[float]()
    await who.ready(times)
    for _ in range(times):
        (case,) = await blocks.opened(who, 1)
        await who.tell(case, 0)
        worker.kill()
        began = time.perf_counter()
        _, answered = await asyncio.gather(ground.works(worker), _answer(who, case))
        took.append(answered - began)
    numbers = {"median s": round(statistics.median(took), 2), "max s": round(max(took), 2)}
    run.measured.append(Measured(scenario="first answer after kill -9 of the worker", contender=who.name, n=times, numbers=numbers))


async def _answer(who: Contender, case: str) -> float:
    """Until the fact can be read, however it was answered."""
    told = await who.rows.line(case) + 1
    with suppress(RuntimeError):
        await who.tell(case, 1)
    await blocks.until(lambda: who.rows.line(case), told)
    return time.perf_counter()


async def cold(run: Run, ground: Ground, n: int) -> None:
    """Worker CPU for a fact told to a case that is in the cache, and to one that is not, because the worker was started anew."""
    who = ground.product
    await who.ready(n)
    cases = await blocks.opened(who, n)
    for case in cases:
        await who.tell(case, 0)
    warm = await _worker_ms(ground, cases, 1)
    ground.product_worker.kill()
    await ground.works(ground.product_worker)
    await asyncio.sleep(SETTLE)
    (other,) = await _spare(ground)
    await who.tell(other, 0)
    back = await _worker_ms(ground, cases, 2)
    numbers = {"warm ms": warm, "cold ms": back}
    run.measured.append(Measured(scenario="worker CPU of a fact told to a case", contender=who.name, n=n, numbers=numbers))


async def _spare(ground: Ground) -> list[str]:
    await ground.product.ready(1)
    return await blocks.opened(ground.product, 1)


async def _worker_ms(ground: Ground, cases: list[str], nth: int) -> float:
    before = cpu(ground.product_worker.pid)
    for case in cases:
        await ground.product.tell(case, nth)
    return round(1000 * (cpu(ground.product_worker.pid) - before) / len(cases), 2)


async def replay(run: Run, ground: Ground) -> None:
    """CPU for reading again the longest page a case can have, in a process that does nothing else."""
    history = await _longest_page(ground)
    page = ground.folder.path / "longest-page.json"
    page.write_text(history.to_json())
    reading = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.read_again", str(page), stdout=asyncio.subprocess.PIPE)
    said, _ = await reading.communicate()
    numbers = {name: round(ms, 1) for name, ms in json.loads(said).items()}
    run.measured.append(Measured(scenario="replay of the longest page", contender="P", n=len(history.events), numbers=numbers))


async def _longest_page(ground: Ground) -> WorkflowHistory:
    """A page of a case that was told remarks until it was full."""
    most = Page.model_fields["most_events"].default
    await ground.product.ready(1)
    (case,) = await blocks.opened(ground.product, 1)
    handle = (await connect(ground.settings)).get_workflow_handle(case)
    run = (await handle.describe()).run_id
    for _ in range(most // EVENTS_A_REMARK + 2):
        await ground.product.tell(case, 1)
    return await ground.temporal.get_workflow_handle(case, run_id=run).fetch_history()
