"""The rows that every contender must leave behind, read back by SQL: the product's own tables, and copies of them in two schemas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from records.pool import Pool

TABLES = ("cases", "journal", "agenda", "messages")
STAMP = "ALTER TABLE messages ADD COLUMN IF NOT EXISTS stamped timestamptz NOT NULL DEFAULT clock_timestamp()"
COPY = "CREATE TABLE {schema}.{table} (LIKE public.{table} INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING INDEXES)"


class Rows:
    """The rows of one contender."""

    def __init__(self, pool: Pool, schema: str) -> None:
        self.pool, self.schema = pool, schema

    async def make(self) -> None:
        """Copies of the tables, with their indexes, for a contender that is not the product."""
        await self.pool.execute(f"CREATE SCHEMA {self.schema}")
        for table in TABLES:
            await self.pool.execute(COPY.format(schema=self.schema, table=table))

    async def opened(self, cases: Sequence[str]) -> int:
        """How many of these can be read with their first line."""
        sql = f"SELECT count(*) FROM {self.schema}.cases WHERE id = ANY ($1::text[]) AND line >= 1"  # noqa: S608
        return int(await self.pool.fetchval(sql, list(cases)))

    async def line(self, case: str) -> int:
        """The last line of a case that can be read."""
        return int(await self.pool.fetchval(f"SELECT line FROM {self.schema}.cases WHERE id = $1", case))  # noqa: S608

    async def reminded(self, cases: Sequence[str]) -> int:
        """How many of these have been reminded."""
        sql = f"SELECT count(DISTINCT case_id) FROM {self.schema}.messages WHERE case_id = ANY ($1::text[]) AND reminds"  # noqa: S608
        return int(await self.pool.fetchval(sql, list(cases)))

    async def lateness(self, cases: Sequence[str], due: datetime) -> list[float]:
        """Seconds between the hour and the row of each reminder, the earliest first."""
        sql = f"""
            SELECT extract(epoch FROM stamped - $2)::float AS late
            FROM {self.schema}.messages
            WHERE case_id = ANY ($1::text[]) AND reminds
            ORDER BY late
        """  # noqa: S608
        return [row["late"] for row in await self.pool.fetch(sql, list(cases), due)]

    async def audit(self, cases: Sequence[str], lines: int, reminders: int) -> list[str]:
        """What is wrong with the rows of these cases: each has so many lines, none missing, and so many reminders."""
        sql = f"""
            SELECT c.id, c.line, count(j.number) AS lines, coalesce(max(j.number), 0) AS last,
                (SELECT count(*) FROM {self.schema}.messages AS m WHERE m.case_id = c.id AND m.reminds) AS reminders
            FROM {self.schema}.cases AS c
            LEFT JOIN {self.schema}.journal AS j ON j.case_id = c.id
            WHERE c.id = ANY ($1::text[])
            GROUP BY c.id, c.line
        """  # noqa: S608
        found = await self.pool.fetch(sql, list(cases))
        wrong = [
            row["id"] for row in found if (row["line"], row["lines"], row["last"], row["reminders"]) != (lines, lines, lines, reminders)
        ]
        missing = len(cases) - len(found)
        return ([f"{self.schema}: {missing} cases have no row"] if missing else []) + (
            [f"{self.schema}: {len(wrong)} of {len(cases)} cases have not {lines} lines and {reminders} reminders"] if wrong else []
        )
