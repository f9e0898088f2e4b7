"""Work that never changes, before and after a run: if it takes longer in between, the machine was not ours."""

from __future__ import annotations

import hashlib
import time

from records.pool import Pool

SECONDS = 2.0
APART = 1.10
MAKE = "CREATE TABLE IF NOT EXISTS yardstick (n bigint)"
ADD = "INSERT INTO yardstick VALUES ($1)"


async def measure(pool: Pool) -> dict[str, float]:
    """How often it was done in a second: hashes of 64 KiB, single commits."""
    await pool.execute(MAKE)
    return {"hashes": _hashes(), "commits": await _commits(pool)}


def _hashes() -> float:
    block, done, began = b"\0" * 65536, 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        hashlib.sha256(block).digest()
        done += 1
    return round(done / SECONDS)


async def _commits(pool: Pool) -> float:
    done, began = 0, time.perf_counter()
    async with pool.acquire() as connection:
        adding = await connection.prepare(ADD)
        while time.perf_counter() - began < SECONDS:
            await adding.fetch(done)
            done += 1
    return round(done / SECONDS)


def apart(before: dict[str, float], after: dict[str, float]) -> bool:
    """Whether the two differ by more than a tenth."""
    return any(max(before[what], after[what]) > APART * min(before[what], after[what]) for what in before)
