"""The floors under many messages: the same rows claimed by a bare statement, as many mails handed over without anything of ours."""

from __future__ import annotations

import asyncio
import time

import aiosmtplib

from records.pool import Pool
from runtime.embedded.ports import HOST

AT_ONCE, A_BATCH = 4, 60
COPY = """
    CREATE TABLE floor.claimed AS
    SELECT id, goes_at, 'planned'::text AS state
    FROM messages
    WHERE id = ANY ($1::text[])
"""
INDEX = "CREATE INDEX ON floor.claimed (goes_at) WHERE state = 'planned'"
KEY = "ALTER TABLE floor.claimed ADD PRIMARY KEY (id)"
CLAIM = """
    UPDATE floor.claimed
    SET state = 'sent'
    WHERE id IN (
        SELECT id
        FROM floor.claimed
        WHERE state = 'planned'
        ORDER BY goes_at, id
        LIMIT $1
        FOR UPDATE SKIP LOCKED
    )
    RETURNING id
"""
MAIL = "From: o@example.org\r\nTo: {to}\r\nSubject: a floor\r\nMessage-ID: <floor-{nth}@example.org>\r\n\r\n" + "an invented line\r\n" * 150
"""About as long as a letter of ours."""


async def claim(pool: Pool, ids: list[str]) -> float:
    """Seconds for all rows, in batches as the dispatcher takes them, a commit each."""
    await pool.execute("DROP TABLE IF EXISTS floor.claimed")
    for sql in (COPY, INDEX, KEY):
        await pool.execute(sql, *([ids] if sql is COPY else []))
    began = time.monotonic()
    while await pool.fetch(CLAIM, A_BATCH):
        pass
    return time.monotonic() - began


async def hand_over(port: int, mails: int) -> float:
    """Seconds for so many mails, over as many connections as the dispatcher has."""
    left, began = iter(range(mails)), time.monotonic()

    async def by_one_connection() -> None:
        async with aiosmtplib.SMTP(hostname=HOST, port=port, start_tls=False) as connection:
            for nth in left:
                to = f"f{nth}@home.example"
                await connection.sendmail("o@example.org", [to], MAIL.format(to=to, nth=nth))

    await asyncio.gather(*(by_one_connection() for _ in range(AT_ONCE)))
    return time.monotonic() - began
