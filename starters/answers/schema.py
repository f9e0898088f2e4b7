"""Brings the schema up to date."""

from __future__ import annotations

from records.migrate import migrate
from starters.answers.answer import Answer
from starters.answers.reach import where_the_records_are


async def bring_up_to_date() -> Answer:
    """Apply what is pending, and say what was."""
    applied = [migration.name for migration in await migrate(where_the_records_are().dsn)]
    return Answer({"applied": applied}, "\n".join(f"applied {name}" for name in applied) or "the schema is up to date")
