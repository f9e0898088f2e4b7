"""What is owed: the agenda of a case, of somebody or of an office, and the worklist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from rich.console import RenderableType

from records import agenda, messages
from records.agenda import Owed
from records.messages import Addressed
from starters.answers.answer import Answer, NoneSuch, WrongInput, or_nothing, table
from starters.answers.hours import day_said, hour_said, now
from starters.answers.naming import case_named, speaker, whoever
from starters.answers.reach import Records, the_records
from starters.answers.words import promise_said
from starters.answers.zones import NOWHERE, zone_of


class Asked(NamedTuple):
    """What was typed after `agenda`."""

    case: str = ""
    mine: bool = False
    overdue: bool = False
    days: int | None = None
    office: str = ""
    as_who: str = ""


class Found(NamedTuple):
    """Promises, and the zone in whose days they are said."""

    owed: list[Owed]
    zone: str = NOWHERE


async def read_agenda(asked: Asked) -> Answer:
    """What a case waits for; what somebody's cases wait for; what is late."""
    async with the_records() as records:
        found = await _found(records, asked)
    owed = [promise for promise in found.owed if promise.overdue or not asked.overdue]
    return Answer(owed, or_nothing(owed, _looks(owed, found.zone), "nothing is owed"))


async def _found(records: Records, asked: Asked) -> Found:
    pool = records.pool
    if asked.case:
        case = await case_named(pool, asked.case)
        return Found(await agenda.of_case(pool, case.id), await zone_of(pool, case.office))
    if asked.overdue and not asked.mine:
        return Found(await agenda.overdue(pool, asked.office or None), await zone_of(pool, asked.office))
    if not (asked.mine or await whoever(pool, records.settings, asked.as_who)):
        raise WrongInput("say whose agenda: a case, --mine with --as, or --overdue")
    member = await speaker(pool, records.settings, asked.as_who)
    within = None if asked.days is None else timedelta(days=asked.days)
    return Found(await agenda.of_staff(pool, member.id, now(), within), await zone_of(pool, member.office))


def _looks(owed: Sequence[Owed], zone: str) -> RenderableType:
    rows = [(o.number, o.name, promise_said(o.key), o.whose, day_said(o.by, zone) or "no date", "late" if o.overdue else "") for o in owed]
    return table(("case", "client", "awaited", "from", "by", ""), rows)


async def worklist(as_who: str) -> Answer:
    """What asks something of the speaker today."""
    async with the_records() as records:
        member = await speaker(records.pool, records.settings, as_who)
        asked = await messages.worklist(records.pool, member.id, now())
        zone = await zone_of(records.pool, member.office)
    shown = [message.model_dump(exclude={"email", "phone"}) for message in asked]
    return Answer(
        shown, or_nothing(asked, "\n".join(line for message in asked for line in asked_said(message, zone)), "nothing is asked of you")
    )


def asked_said(message: Addressed, zone: str) -> Iterator[str]:
    """What a message asks of its reader, why it stands here, and how to say that it is done, in lines that can be copied whole."""
    yield f"{message.number}  {message.letter.replace('_', ' ')}: {promise_said(message.about)}, since {hour_said(message.due, zone)}"
    if message.reason:
        yield f"  {message.reason}"
    yield f"  when it is done: itinerary worklist done {message.id}"


async def done(id: str, as_who: str) -> Answer:
    """Note that what a message on the speaker's worklist asks for was done."""
    async with the_records() as records:
        member = await speaker(records.pool, records.settings, as_who)
        if id not in {message.id for message in await messages.worklist(records.pool, member.id, now())}:
            raise NoneSuch(f"{id} is not on your worklist: see `itinerary worklist`")
        changed = await messages.done(records.pool, id)
    return Answer({"id": id, "done": changed}, f"{id} is done")
