"""Moves running cases to other rules, one by one: what would move is shown first, and is exactly what is done (T-25)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from casework.desk import Desk
from casework.door import Telling
from casework.fact import Refused
from casework.moving import telling_of, what_moves
from casework.new_rules import GONE_ON
from casework.programme import Programme
from records import cases
from records.cases import Numbered, Under
from records.pool import DatabaseAway
from runtime.sentences import Sentence
from starters.answers.answer import Answer, WrongInput
from starters.answers.cases import the_cases
from starters.answers.hours import now
from starters.answers.moves import Fared, Report, said
from starters.answers.naming import case_named, speaker
from starters.answers.shelf import programmes, version_named
from starters.answers.zones import NOWHERE, zones
from starters.console import progress
from starters.exit_codes import Exit
from starters.itineraries import Itineraries
from starters.past import past_of

TRIES = 3
CLOCKS_DIFFER = timedelta(seconds=3)
"""A move is said to have happened this much ago, because the clock of a server may be a little behind ours."""

EVERY = 100
NOT_WRITTEN = "accepted, not yet written"
WHICH = "say which cases: by number, or with --office, --counsellor, --programme and --version those that are meant"


class Asked(NamedTuple):
    """Which cases, to which programme, why, how many a second, and where the report goes."""

    to: str
    cases: Sequence[str] = ()
    under: Under = Under()
    why: str = ""
    rate: float = 5
    report: Path | None = None
    folder: Path | None = None
    as_who: str = ""


class Shown(NamedTuple):
    """A case as it was looked at: what was shown of it, and the telling that does exactly this, if it can be moved."""

    id: str
    fared: Fared
    telling: Telling | None = None


class Move(NamedTuple):
    """One run: the way to the cases, where they go, who says so and why."""

    ways: Itineraries
    to: Programme
    by: str
    why: str
    zones: dict[str, str]

    @property
    def rules(self) -> str:
        return _named(self.to)


async def preview(asked: Asked) -> tuple[Answer, list[Shown]]:
    """What would move; nothing is changed. With what was shown, so that just this can be done."""
    async with the_cases() as ways:
        move = await _move(ways, asked)
        shown = [await _look(move, case) for case in await _meant(ways, asked)]
    _report(asked.report, [one.fared for one in shown])
    return _answer([one.fared for one in shown], preview=True), shown


async def migrate(asked: Asked, shown: Sequence[Shown] = ()) -> Answer:
    """Move them, each by a fact of its own: those that were shown as shown, else whatever is meant. Again it goes on where it broke off."""
    must_say_why(asked)
    report = Report(asked.report)
    try:
        async with the_cases() as ways:
            move = await _move(ways, asked)
            todo = shown or [Shown(case.id, Fared(case=case.number, became="untouched")) for case in await _meant(ways, asked)]
            done = [fared async for fared in _one_by_one(move, todo, report, asked.rate, looked=bool(shown))]
    finally:
        report.close()
    return _answer(done, preview=False)


def must_say_why(asked: Asked) -> None:
    """Raises WrongInput where no reason is given."""
    if len(asked.why.strip()) < 3:
        raise WrongInput("say why, with --why: it stays in the journal of each case")


async def _move(ways: Itineraries, asked: Asked) -> Move:
    member = await speaker(ways.pool, ways.settings, asked.as_who)
    to = version_named(asked.to, programmes(asked.folder))
    return Move(ways, to, member.id, asked.why or "to see what would move", await zones(ways.pool))


async def _meant(ways: Itineraries, asked: Asked) -> list[Numbered]:
    """The cases that are named, or those that are meant by where they are and the rules they live under."""
    if bool(asked.cases) == (asked.under != Under()):
        raise WrongInput(WHICH)
    named = [await case_named(ways.pool, text) for text in asked.cases]
    return [Numbered(id=case.id, number=case.number) for case in named] or await cases.under(ways.pool, asked.under)


async def _look(move: Move, case: Numbered) -> Shown:
    """What would become of a case now."""
    try:
        return await _looked_at(move, case)
    except DatabaseAway:
        raise
    except (Sentence, Refused, LookupError) as why:
        return Shown(case.id, Fared(case=case.number, became="refused", why=str(why), after=move.rules))


async def _looked_at(move: Move, case: Numbered) -> Shown:
    past = await past_of(move.ways.pool, case.id)
    fared = Fared(case=case.number, became="untouched", after=move.rules)
    if past is None:
        return Shown(case.id, fared.model_copy(update={"why": "just opened, and nothing is in its journal yet"}))
    desk = past.desk()
    at, before = _now_of(desk, past.lines[-1].told), _named(desk.case.programme)
    fared = fared.model_copy(update={"before": before, "zone": move.zones.get(desk.case.office, NOWHERE)})
    if desk.case.ended or desk.case.programme == move.to:
        why = f"closed with outcome {desk.case.ended.result}" if desk.case.ended else f"lives under {before} already"
        return Shown(case.id, fared.model_copy(update={"why": why}))
    desk.case.journal.clear()
    desk.case.outbox.clear()
    telling = telling_of(desk.case, move.to, by=move.by, why=move.why, at=at)
    moving = what_moves(desk, telling, at)
    return Shown(case.id, fared.model_copy(update={"became": "would move"}).with_what_moves(moving), telling)


def _now_of(desk: Desk, last: datetime) -> datetime:
    """The hour of the case: a little before its clock's, and never before its last line."""
    clock = desk.case.clock
    return max(clock.case_time(now() - CLOCKS_DIFFER / clock.pace), last)


async def _one_by_one(move: Move, todo: Sequence[Shown], report: Report, rate: float, *, looked: bool) -> AsyncIterator[Fared]:
    """One case after the other, never more a second than was asked; each stands in the report as soon as it is done."""
    for nth, one in enumerate(todo, 1):
        fared = await (_done(move, one) if looked else _looked_at_and_done(move, one))
        report.add(fared)
        yield fared
        if fared.became.startswith("moved"):
            await asyncio.sleep(1 / rate)
        if nth % EVERY == 0:
            progress(f"{nth} of {len(todo)} looked at")


async def _looked_at_and_done(move: Move, one: Shown) -> Fared:
    """Look and do; look again when something was told in between."""
    case = Numbered(id=one.id, number=one.fared.case)
    fared = await _done(move, await _look(move, case))
    for _ in range(TRIES - 1):
        if fared.why == GONE_ON:
            fared = await _done(move, await _look(move, case))
    return fared


async def _done(move: Move, one: Shown) -> Fared:
    """Do exactly what was shown, or say why not."""
    if one.telling is None:
        return one.fared
    told = one.telling.model_copy(update={"fact": one.telling.fact | {"why": move.why}})
    try:
        answer = await move.ways.move(one.id, told)
    except DatabaseAway:
        raise
    except (Sentence, Refused) as why:
        return Fared(case=one.fared.case, became="refused", why=str(why), before=one.fared.before, after=move.rules)
    return one.fared.model_copy(update={"became": "moved, not yet written" if answer.how == NOT_WRITTEN else "moved"})


def _report(path: Path | None, all_of_them: Sequence[Fared]) -> None:
    report = Report(path)
    for fared in all_of_them:
        report.add(fared)
    report.close()


def _answer(all_of_them: list[Fared], *, preview: bool) -> Answer:
    refused = any(fared.became == "refused" for fared in all_of_them)
    value = {"preview": preview, "cases": [fared.model_dump(mode="json") for fared in all_of_them]}
    return Answer(value, said(all_of_them), Exit.NOT_YET if refused else Exit.OK)


def _named(programme: Programme) -> str:
    return f"{programme.name} {programme.version}"
