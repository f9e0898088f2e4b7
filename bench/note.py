"""What the two floors write for a line: the same rows as the product, by plain statements in one transaction."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from records.pool import Connection, Pool


class Owed(BaseModel):
    """A promise of the agenda."""

    key: str
    by: datetime


class Note(BaseModel):
    """One line of a case and what comes with it; one argument, so one payload."""

    case: str
    line: int
    kind: str
    at: datetime
    due: datetime | None = None
    text: str = ""
    owed: list[Owed] = []
    met: str = ""
    letters: list[str] = []
    reminds: bool = False


CASE = """
    INSERT INTO {schema}.cases (
        id, number, opening_id, person, method, programme, version, office, counsellor, phases, opened, waiting_for, next_due, line
    )
    VALUES ($1, $1, $1, $1, 'bare', 'bare', '1', 'O-bench', 'S-bench', ARRAY['exploration'], $2, 'counsellor', $3, $4)
    ON CONFLICT (id) DO UPDATE SET next_due = coalesce(excluded.next_due, cases.next_due), line = excluded.line
    WHERE cases.line < excluded.line
"""
LINE = """
    INSERT INTO {schema}.journal (case_id, number, kind, telling, by_whom, happened, told, phases, fact)
    VALUES ($1, $2, $3, $1 || $2::bigint, 'S-bench', $4, $4, ARRAY['exploration'], jsonb_build_object('note', $5::text))
    ON CONFLICT DO NOTHING
"""
OWED = """
    INSERT INTO {schema}.agenda (case_id, key, kind, of_what, whose, made, due_by)
    VALUES ($1, $2, $2, '', 'counsellor', $3, $4)
    ON CONFLICT (case_id, key) DO UPDATE SET due_by = excluded.due_by
"""
MET = "DELETE FROM {schema}.agenda WHERE case_id = $1 AND key = $2"
LETTER = """
    INSERT INTO {schema}.messages (id, case_id, line, to_role, who, letter, about, due, reminds, goes_at)
    VALUES ($1 || '.' || $2::bigint || $3, $1, $2, 'counsellor', '', $3, $4, $5, $6, $5)
    ON CONFLICT DO NOTHING
"""


class Writing:
    """Writes notes into the tables of one schema."""

    def __init__(self, pool: Pool, schema: str) -> None:
        self.pool = pool
        self.case, self.line, self.owed, self.met, self.letter = (sql.format(schema=schema) for sql in (CASE, LINE, OWED, MET, LETTER))

    async def write(self, note: Note) -> None:
        """All of it or nothing; again is harmless."""
        async with self.pool.acquire() as connection, connection.transaction():
            await self.write_in(connection, note)

    async def write_in(self, connection: Connection, note: Note) -> None:
        """The rows of one line."""
        await connection.execute(self.case, note.case, note.at, note.due, note.line)
        await connection.execute(self.line, note.case, note.line, note.kind, note.at, note.text)
        if note.met:
            await connection.execute(self.met, note.case, note.met)
        if note.owed:
            await connection.executemany(self.owed, [(note.case, owed.key, note.at, owed.by) for owed in note.owed])
        if note.letters:
            letters = [(note.case, note.line, letter, note.kind, note.at, note.reminds) for letter in note.letters]
            await connection.executemany(self.letter, letters)
