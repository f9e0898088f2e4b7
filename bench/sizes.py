"""Memory and disk by slope: what so many more open cases add, of the product and of T."""

from __future__ import annotations

import asyncio

from bench import blocks
from bench.accounts import on_disk, own_memory
from bench.contender import Contender
from bench.ground import Ground
from bench.results import Measured, Run

IDLE = 5.0


async def sizes(ground: Ground) -> dict[str, float]:
    """Bytes now, once it is quiet: of memory by part, of disk by server."""
    await asyncio.sleep(IDLE)
    await ground.pool.execute("CHECKPOINT")
    memory = {f"{part} memory": float(own_memory(pid)) for part, pid in ground.parts().items()}
    database = float(await ground.pool.fetchval("SELECT pg_database_size(current_database())"))
    return {**memory, "postgres disk": database, "server disk": float(on_disk(ground.folder.path / "temporal"))}


def slope(name: str, who: Contender, n: int, before: dict[str, float], after: dict[str, float]) -> Measured:
    """KiB that each of `n` cases added."""
    kib = {what: round((after[what] - before[what]) / n / 1024, 2) for what in after}
    return Measured(scenario=name, contender=who.name, n=n, numbers=kib)


async def cached(run: Run, ground: Ground, who: Contender, n: int) -> None:
    """What a case costs that is open and in the worker's cache; the worker was started anew, and has seen a few."""
    worker = ground.product_worker if who.name == "P" else ground.bare_worker
    worker.kill()
    await ground.works(worker)
    await who.ready(n + 50)
    await blocks.opened(who, 50)
    before = await sizes(ground)
    await blocks.opened(who, n)
    run.measured.append(slope("KiB a cached case", who, n, before, await sizes(ground)))
