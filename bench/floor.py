"""F: a hand-written state machine in PostgreSQL, run by the driver itself; reminders are swept in batches."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from bench.bare_workflow import FIRST, PROMISES, SECOND
from bench.note import Note, Owed, Writing
from bench.rows import Rows
from records.pool import Pool

DAYS_AWAY = timedelta(days=3)
BREATH = 0.05
SWEEP = """
    WITH due AS (
        SELECT a.case_id, a.key
        FROM floor.agenda AS a
        WHERE a.due_by <= now() AND a.key = $1
        ORDER BY a.due_by
        LIMIT 500
        FOR UPDATE SKIP LOCKED
    ),
    moved AS (
        UPDATE floor.agenda AS a SET due_by = a.due_by + interval '2 days', rung = rung + 1
        FROM due
        WHERE a.case_id = due.case_id AND a.key = due.key
    ),
    line AS (
        UPDATE floor.cases AS c SET line = line + 1, next_due = c.next_due + interval '2 days'
        FROM due
        WHERE c.id = due.case_id
        RETURNING c.id, c.line
    ),
    journal AS (
        INSERT INTO floor.journal (case_id, number, kind, telling, by_whom, happened, told, phases, fact)
        SELECT id, line, 'hour_came', id || line, 'clock', now(), now(), ARRAY['exploration'], '{}'
        FROM line
    ),
    letter AS (
        INSERT INTO floor.messages (id, case_id, line, to_role, who, letter, about, due, reminds, goes_at)
        SELECT id || '.' || line, id, line, 'counsellor', '', 'promise_nears', $1, now(), true, now()
        FROM line
        RETURNING 1
    )
    SELECT count(*) FROM letter
"""


class Floor:
    """What the disk and the CPU allow."""

    name = "F"

    def __init__(self, pool: Pool) -> None:
        self.pool, self.rows, self.writing = pool, Rows(pool, "floor"), Writing(pool, "floor")
        self.lines: dict[str, int] = {}

    async def ready(self, cases: int) -> None:
        """Nothing is to be prepared."""

    async def open(self, due: datetime | None = None) -> str:
        """One transaction."""
        case, now = f"floor-{uuid4().hex}", datetime.now(UTC)
        due = due or now + DAYS_AWAY
        owed = [Owed(key=key, by=due if key == FIRST else now + DAYS_AWAY) for key in PROMISES]
        await self.writing.write(Note(case=case, line=1, kind="opened", at=now, due=due, owed=owed, letters=["case_opened", "welcome"]))
        self.lines[case] = 1
        return case

    async def tell(self, case: str, nth: int) -> int:
        """One transaction."""
        self.lines[case] += 1
        now = datetime.now(UTC)
        note = Note(
            case=case, line=self.lines[case], kind=FIRST if nth == 0 else "remark_made", at=now, text=f"an invented remark, the {nth}th"
        )
        if nth == 0:
            note.met, note.owed = FIRST, [Owed(key=SECOND, by=now + 14 * timedelta(days=1))]
        await self.writing.write(note)
        return note.line

    async def sweep_for_ever(self) -> None:
        """Remind of whatever is due, five hundred at a time."""
        while True:
            while await self.pool.fetchval(SWEEP, FIRST):
                pass
            await asyncio.sleep(BREATH)
