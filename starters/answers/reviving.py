"""Brings cases back after servers were lost, and says of each what became of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from records.bring_back import doubt_old_letters
from records.pool import reached
from starters.answers.answer import Answer, NoneSuch, WrongInput
from starters.answers.cases import the_cases
from starters.answers.hours import hour_meant
from starters.answers.naming import case_named
from starters.console import progress
from starters.exit_codes import Exit
from starters.itineraries import Itineraries
from starters.revival.outcome import Became, Outcome
from starters.revival.revive import Revival

QUIET = frozenset({"alive", "closed"})
EVERY = 100


class Asked(NamedTuple):
    """Which cases, or all; how many a second at most; the hour of the copy that was restored; and whether only to look."""

    cases: Sequence[str] = ()
    all: bool = False
    rate: float = 10
    restored: str = ""
    preview: bool = False


async def revive(asked: Asked) -> Answer:
    """Bring back what is lost; broken off, or done again, it goes on with what is still lost."""
    if bool(asked.cases) == asked.all:
        raise WrongInput("say which cases, by number, or --all: `itinerary doctor` names those that are lost")
    restored = hour_meant(asked.restored, "UTC") if asked.restored else None
    async with the_cases() as ways:
        revival = Revival(ways.temporal, ways.pool, ways.settings, preview=asked.preview)
        named = [await _meant(ways, text) for text in asked.cases]
        doubted = await _doubt(ways, restored, named or None, preview=asked.preview)
        outcomes = [outcome async for outcome in _one_by_one(revival, _ids(named) if named else revival.everyone(), asked.rate)]
    return _answer(outcomes, doubted, preview=asked.preview)


async def _meant(ways: Itineraries, text: str) -> str:
    """The id of a case; one that the records do not know may be named by its id."""
    try:
        with reached():
            return (await case_named(ways.pool, text)).id
    except NoneSuch:
        if len(text) > len("K-000000"):
            return text
        raise


async def _ids(named: list[str]) -> AsyncIterator[str]:
    for id in named:
        yield id


async def _doubt(ways: Itineraries, restored: datetime | None, only: list[str] | None, *, preview: bool) -> int:
    """Letters planned before the copy was made may have left between it and the loss."""
    now = datetime.now(UTC)
    if restored and restored > now:
        raise WrongInput("the hour of the copy that was restored is still to come: give it in UTC, or with its zone")
    return 0 if restored is None or preview else await doubt_old_letters(ways.pool, restored, now, only)


async def _one_by_one(revival: Revival, ids: AsyncIterator[str], rate: float) -> AsyncIterator[Outcome]:
    """Bring back one after the other, never more a second than was asked."""
    seen = touched = 0
    async for id in ids:
        outcome = await revival.bring_back(id)
        yield outcome
        seen, touched = seen + 1, touched + (outcome.became not in QUIET)
        if outcome.became not in QUIET:
            await asyncio.sleep(1 / rate)
        if seen % EVERY == 0:
            progress(f"{seen} looked at, {touched} of them touched")


def _answer(outcomes: list[Outcome], doubted: int, *, preview: bool) -> Answer:
    counts = Counter(outcome.became for outcome in outcomes)
    touched = [outcome for outcome in outcomes if outcome.became not in QUIET]
    in_doubt = doubted + sum(outcome.in_doubt for outcome in touched)
    value = {"preview": preview, "looked_at": len(outcomes), "counts": dict(counts), "letters_in_doubt": in_doubt, "cases": touched}
    return Answer(value, "\n".join(_lines(touched, counts, in_doubt, preview=preview)), Exit.NOT_YET if counts["not revived"] else Exit.OK)


def _lines(touched: list[Outcome], counts: Counter[Became], in_doubt: int, *, preview: bool) -> list[str]:
    said = ", ".join(f"{number} {became}" for became, number in sorted(counts.items())) or "there is no case to look at"
    letters = [f"{in_doubt} letters may have left before the records were restored: they are on the worklist, to be asked after"]
    return [
        *(f"{outcome.case}: {outcome.says}" for outcome in touched),
        *(letters if in_doubt else []),
        f"nothing was changed, this is what would become of them: {said}" if preview else said,
    ]
