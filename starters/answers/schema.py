"""Brings the schema up to date."""

from __future__ import annotations

from records.migrate import migrate
from runtime import settings
from starters.answers.answer import Answer


async def bring_up_to_date() -> Answer:
    """Apply what is pending, and say what was."""
    applied = [migration.name for migration in await migrate(settings.find_records().dsn)]
    return Answer({"applied": applied}, "\n".join(f"applied {name}" for name in applied) or "the schema is up to date")
