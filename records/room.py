"""Whether PostgreSQL has room to write: a disk that is full still answers whoever only reads."""

from __future__ import annotations

from records.pool import Pool, reached
from records.queries import load

SQL = load("room")


async def try_it(pool: Pool) -> None:
    """Write a little, and take it back. Raises DatabaseAway, which says that the disk is full."""
    with reached():
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(SQL["try_it"].sql)
