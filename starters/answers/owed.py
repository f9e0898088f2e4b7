"""What is owed: the agenda of a case, of somebody or of an office, and the worklist."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from rich.console import RenderableType

from records import agenda, messages
from records.agenda import Owed
from records.messages import Addressed
from records.pool import Database
from starters.answers.answer import Answer, NoneSuch, WrongInput, or_nothing, table
from starters.answers.hours import day_said, hour_said, now
from starters.answers.naming import case_named, speaker, whoever
from starters.answers.reach import Records, the_records
from starters.answers.words import promise_said


class Asked(NamedTuple):
    """What was typed after `agenda`."""

    case: str = ""
    mine: bool = False
    overdue: bool = False
    days: int | None = None
    office: str = ""
    as_who: str = ""


async def read_agenda(asked: Asked) -> Answer:
    """What a case waits for; what somebody's cases wait for; what is late."""
    async with the_records() as records:
        owed = await _owed(records, asked)
    return Answer(owed, or_nothing(owed, _looks(owed), "nothing is owed"))


async def _owed(records: Records, asked: Asked) -> list[Owed]:
    if asked.case:
        case = await case_named(records.pool, asked.case)
        return _late_only(await agenda.of_case(records.pool, case.id), asked)
    if asked.overdue and not asked.mine:
        return await agenda.overdue(records.pool, asked.office or None)
    if not (asked.mine or await whoever(records.pool, records.settings, asked.as_who)):
        raise WrongInput("say whose agenda: a case, --mine with --as, or --overdue")
    member = await speaker(records.pool, records.settings, asked.as_who)
    within = None if asked.days is None else timedelta(days=asked.days)
    return _late_only(await agenda.of_staff(records.pool, member.id, now(), within), asked)


def _late_only(owed: list[Owed], asked: Asked) -> list[Owed]:
    return [promise for promise in owed if promise.overdue or not asked.overdue]


def _looks(owed: Sequence[Owed]) -> RenderableType:
    rows = [(o.number, o.name, promise_said(o.key), o.whose, day_said(o.by, "UTC") or "no date", "late" if o.overdue else "") for o in owed]
    return table(("case", "client", "awaited", "from", "by", ""), rows)


async def worklist(as_who: str) -> Answer:
    """What asks something of the speaker today."""
    async with the_records() as records:
        asked = await _worklist(records.pool, records, as_who)
    rows = [(m.id, m.number, m.letter.replace("_", " "), promise_said(m.about), hour_said(m.due, "UTC"), m.state) for m in asked]
    looks = table(("id", "case", "letter", "about", "since", "state"), rows)
    shown = [message.model_dump(exclude={"email", "phone"}) for message in asked]
    return Answer(shown, or_nothing(rows, looks, "nothing is asked of you"))


async def done(id: str, as_who: str) -> Answer:
    """Note that what a message on the speaker's worklist asks for was done."""
    async with the_records() as records:
        if id not in {message.id for message in await _worklist(records.pool, records, as_who)}:
            raise NoneSuch(f"{id} is not on your worklist: see `itinerary worklist`")
        changed = await messages.done(records.pool, id)
    return Answer({"id": id, "done": changed}, f"{id} is done")


async def _worklist(database: Database, records: Records, as_who: str) -> list[Addressed]:
    member = await speaker(database, records.settings, as_who)
    return await messages.worklist(database, member.id, now())
