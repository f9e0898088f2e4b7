"""Brings the schema up to date: adds what new code needs, and takes away what only older code needed."""

from __future__ import annotations

from records import migrate, pool
from records.migrate import Migration
from runtime import settings
from runtime.connection import connect
from runtime.sentences import Sentence
from runtime.settings import Settings
from starters.answers.answer import Answer
from starters.releases import Build, Releases

AFTER = "`itinerary migrate --after`"


class OldCodeStillRuns(Sentence):
    """What is to be taken away may still be needed."""


async def bring_up_to_date() -> Answer:
    """Apply what is pending before new code comes, and say what was. Raises StepWaits."""
    return await _done(settings.find_records().dsn, "before")


async def take_away(*, even_so: bool) -> Answer:
    """Apply what waits until older code has gone. Raises OldCodeStillRuns, unless it is not asked after, and StepWaits."""
    if even_so:
        return await _done(settings.find_records().dsn, "after")
    found = settings.find()
    await _old_code_has_gone(found)
    return await _done(found.dsn, "after")


async def _done(dsn: str, step: migrate.Step) -> Answer:
    applied = await migrate.migrate(dsn, step=step)
    said = [f"applied {migration.name}" for migration in applied] or ["the schema is up to date"]
    waiting = await _waiting(dsn)
    if waiting:
        said.append(f"{waiting[0].name} waits until no older worker is left: then run {AFTER}")
    value = {"applied": [migration.name for migration in applied], "waiting": [migration.name for migration in waiting]}
    return Answer(value, "\n".join(said))


async def _waiting(dsn: str) -> list[Migration]:
    connection = await pool.connected(dsn)
    try:
        return await migrate.waiting(connection)
    finally:
        await connection.close()


async def _old_code_has_gone(found: Settings) -> None:
    """Raise unless only the current build polls and has cases, as far as Temporal knows."""
    older = [_said(build) for build in await Releases(await connect(found), found).builds() if not build.current]
    if older:
        raise OldCodeStillRuns(f"older code may still run ({'; '.join(older)}): release the newer, or say --even-so if you know better")


def _said(build: Build) -> str:
    name = f"build {build.build}" if build.build else "no build id"
    return f"{name}: polled by {build.workers}, {build.left} cases and referrals left"
