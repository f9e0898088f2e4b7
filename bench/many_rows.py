"""The rows of many messages for one minute: planned by the handovers of as many cases, then moved to one hour.

What a handover wrote is changed in what the measure needs and in nothing else: for when it is, for whom, and that it does not wait for
the digest of a working day. Beyond what is really opened, cases are rows without a workflow.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from bench.product import COUNSELLOR, OFFICE
from records.pool import Pool

To = Literal["staff", "clients"]
CASES_EACH = 50
"""Open cases of one counsellor."""

ADDRESSED: dict[To, tuple[str, str, int]] = {"staff": ("counsellor", "promise_nears", 0), "clients": ("client", "client_reminder", 1)}
"""Role, letter, and which rung of the first promise of a case is used."""

STAFF = """
    INSERT INTO staff (id, name, email, office)
    SELECT $1 || n, 'Bench ' || n, 's' || n || '@office.example', $2
    FROM generate_series(1, $3::bigint) AS n
    ON CONFLICT (id) DO UPDATE SET office = excluded.office
    RETURNING id
"""
NOTHING_ELSE = """
    UPDATE messages
    SET state = 'suppressed', reason = 'it is not measured'
    WHERE state = 'planned'
    AND NOT (case_id = ANY ($1::text[]) AND about = $2 AND rung IN (0, 1))
"""
NOT_YET = "UPDATE messages SET goes_at = $1 WHERE state = 'planned'"
UNCONFIRMED = """
    SELECT count(*)
    FROM messages AS m
    JOIN cases AS c ON c.id = m.case_id
    WHERE m.state = 'planned'
    AND m.run IS NOT NULL
    AND c.tried_at <= m.tried_at
"""
PEOPLE = """
    INSERT INTO people (id, name, email)
    SELECT 'P-row-' || n, 'Row ' || n, 'r' || n || '@home.example'
    FROM generate_series($1::bigint, $2::bigint) AS n
"""
CASES = """
    INSERT INTO cases (
        id, number, opening_id, person, method, programme, version, terms, office, counsellor, phases, opened, waiting_for, next_due,
        line, clock
    )
    SELECT 'C-row-' || n, 'C-row-' || n, 'C-row-' || n, 'P-row-' || n, method, programme, version, terms, office,
        ($4::text[])[1 + n % cardinality($4)], phases, opened, waiting_for, next_due, line, clock
    FROM cases
    CROSS JOIN generate_series($2::bigint, $3::bigint) AS n
    WHERE id = $1
"""
AGENDA = """
    INSERT INTO agenda (case_id, key, kind, of_what, whose, made, due_by, rung, acknowledged, overdue, plan, seen_until)
    SELECT 'C-row-' || n, key, kind, of_what, whose, made, due_by, rung, acknowledged, overdue, plan, seen_until
    FROM agenda
    CROSS JOIN generate_series($2::bigint, $3::bigint) AS n
    WHERE case_id = $1
"""
MESSAGES = """
    INSERT INTO messages (
        id, case_id, line, to_role, who, letter, about, due, reminds, filled_in, goes_at, plan, rung, urgent, useless_after
    )
    SELECT 'C-row-' || n || '.' || plan || '.' || rung, 'C-row-' || n, line, to_role, who, letter, about, due, reminds, filled_in, goes_at,
        plan, rung, urgent, useless_after
    FROM messages
    CROSS JOIN generate_series($2::bigint, $3::bigint) AS n
    WHERE case_id = $1
    AND state = 'planned'
"""
FOR_ONE_HOUR = """
    UPDATE messages AS m
    SET goes_at = $1,
        due = case_hour(c.clock, $1),
        urgent = true,
        useless_after = NULL,
        to_role = $2,
        letter = $3
    FROM cases AS c
    WHERE c.id = m.case_id
    AND m.state = 'planned'
    AND m.rung = $4
    AND m.case_id <> ALL ($5::text[])
    RETURNING m.id
"""
WENT = "SELECT id, message_id, state, goes_at FROM messages WHERE id = ANY ($1::text[])"
LEFT_OVER = """
    SELECT state, reason, count(*) AS many
    FROM messages
    WHERE id = ANY ($1::text[])
    AND state <> 'sent'
    GROUP BY state, reason
"""
FIRST_PROMISE = "conversation_held"


class ManyRows:
    """Plans and reads them."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def staff(self, cases: int) -> list[str]:
        """So many counsellors that each has a caseload as they have in life."""
        return [row["id"] for row in await self._pool.fetch(STAFF, f"{COUNSELLOR}-", OFFICE, cases // CASES_EACH + 1)]

    async def nothing_else(self, cases: list[str], until: datetime) -> None:
        """Of all that waits only rungs of the first promise of these cases are left, and none leaves before this hour."""
        await self._pool.execute(NOTHING_ELSE, cases, FIRST_PROMISE)
        await self._pool.execute(NOT_YET, until)

    async def as_rows(self, like: str, first: int, last: int, staff: list[str]) -> None:
        """Cases like this one, as rows alone."""
        await self._pool.execute(PEOPLE, first, last)
        await self._pool.execute(CASES, like, first, last, staff)
        for sql in (AGENDA, MESSAGES):
            await self._pool.execute(sql, like, first, last)
        await self._pool.execute("ANALYZE")

    async def unconfirmed(self) -> int:
        """Of how many Temporal has not been asked yet."""
        return int(await self._pool.fetchval(UNCONFIRMED))

    async def for_one_hour(self, to: To, hour: datetime, but: Sequence[str]) -> list[str]:
        """One message of each case but these is for this hour; gives their ids."""
        return [row["id"] for row in await self._pool.fetch(FOR_ONE_HOUR, hour, *ADDRESSED[to], list(but))]

    async def went(self, ids: list[str]) -> dict[str, datetime]:
        """Of those that left: the left side of their Message-ID, and the real hour from which they might leave in the end."""
        rows = await self._pool.fetch(WENT, ids)
        return {row["message_id"].strip("<>").partition("@")[0]: row["goes_at"] for row in rows if row["state"] == "sent"}

    async def left_over(self, ids: list[str]) -> list[str]:
        """What became of those that did not leave."""
        return [f"{row['many']} are {row['state']}: {row['reason']}" for row in await self._pool.fetch(LEFT_OVER, ids)]
