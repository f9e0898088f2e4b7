"""The ground that servers of one's own need before the first worker: looked at whole, and only then made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from itertools import takewhile
from typing import Literal, NamedTuple

from pydantic import BaseModel
from temporalio.client import Client

from records import migrate
from records import pool as records
from runtime import namespace, settings
from runtime.connection import connect
from runtime.search_attributes import TYPES
from runtime.settings import Settings
from starters.answers.answer import Answer

KEEP = timedelta(days=30)
"""How long a namespace that we make keeps what has ended; the journal keeps it for ever."""


class Part(BaseModel, frozen=True):
    """One part of the ground, how it is, and a sentence about it."""

    what: str
    state: Literal["there", "made", "to be made"]
    says: str


class Step(NamedTuple):
    """What is missing and how it is made; nothing to make where all is there."""

    what: str
    says: str
    make: Callable[[], Awaitable[object]] | None = None


async def bootstrap(*, keep: timedelta | None, preview: bool) -> Answer:
    """Make what is missing, or only say what is. Raises what the servers refuse, before anything is made."""
    found = settings.find()
    steps = [await _schema(found), *await _temporal(found, keep)]
    for step in steps:
        if step.make and not preview:
            await step.make()
    parts = [Part(what=step.what, state=_state(step, preview=preview), says=step.says) for step in steps]
    return Answer({"parts": parts}, "\n".join(f"{part.what}: {_told(part)}" for part in parts))


async def _schema(found: Settings) -> Step:
    connection = await records.connected(found.dsn)
    try:
        pending = await migrate.pending(connection)
    finally:
        await connection.close()
    behind = list(takewhile(lambda migration: not migration.after, pending))
    if not behind:
        return Step("schema", "up to date")
    return Step("schema", f"{len(behind)} migrations, from {behind[0].name} to {behind[-1].name}", partial(migrate.migrate, found.dsn))


async def _temporal(found: Settings, keep: timedelta | None) -> list[Step]:
    client, name = await connect(found), found.namespace
    kept = await namespace.kept_for(client, name)
    missing = sorted(TYPES) if kept is None else await namespace.unregistered(client, name)
    return [_namespace(client, name, kept, keep), _search_attributes(client, name, missing)]


def _namespace(client: Client, name: str, kept: timedelta | None, keep: timedelta | None) -> Step:
    wanted = keep or kept or KEEP
    says = f"{name}, which keeps what has ended for {wanted.days} days"
    if kept is None:
        return Step("namespace", says, partial(namespace.make, client, name, wanted))
    if kept != wanted:
        return Step("namespace", f"{says} instead of {kept.days}", partial(namespace.keep_for, client, name, wanted))
    return Step("namespace", says)


def _search_attributes(client: Client, name: str, missing: list[str]) -> Step:
    if not missing:
        return Step("search attributes", f"all {len(TYPES)}")
    return Step("search attributes", ", ".join(missing), partial(namespace.register, client, name, missing))


def _state(step: Step, *, preview: bool) -> Literal["there", "made", "to be made"]:
    if step.make is None:
        return "there"
    return "to be made" if preview else "made"


def _told(part: Part) -> str:
    return part.says if part.state == "there" else f"{part.state}: {part.says}"
