"""How people are reached: what is put right of a client, and what an organisation wants of it; open cases hear what concerns them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from casework.door import Telling
from casework.reaching import AddressMended
from casework.things import Channel
from records import cases, organisations, people
from records.cases import Itinerary
from records.people import Person
from records.pool import Database
from starters.answers.answer import Answer, NoneSuch, WrongInput
from starters.answers.cases import the_cases
from starters.answers.naming import client_named, speaker
from starters.answers.noted import noted_again, with_changes
from starters.answers.reach import the_records
from starters.answers.register import check_address, check_reached, keep_client
from starters.answers.words import listed
from starters.itineraries import Itineraries, new_id

OF_CHANNEL: dict[Channel, str] = {"email": "email", "sms": "phone", "letter": "address"}
"""Which part of what we know of a client a channel uses."""

THE_REGISTER = "register"
"""Who tells a case what was noted of its client by nobody in particular."""


async def correct_client(who: str, given: Mapping[str, str | None], as_who: str) -> Answer:
    """Change what was said anew, and nothing else; cases to which messages came back use it from today (T-07, T-08)."""
    said = {name: value.strip() for name, value in given.items() if value is not None}
    _can_be_meant(said)
    async with the_records() as records:
        before = await client_named(records.pool, who)
        by = await speaker(records.pool, records.settings, as_who)
        kept = await people.correct(records.pool, before.id, said) or before
    told = await _tell_cases(before, kept, by.id)
    changed = listed(f"{name} {value or 'none'}" for name, value in said.items())
    return Answer({**kept.model_dump(), "told": told}, "\n".join([f"{kept.name} ({kept.id}): {changed}", *told]))


async def note_client(said: Mapping[str, object], number: str = "", sort: str = "") -> Answer:
    """Note a client; of one who is known, what is not said stays, and cases to which messages came back use what was put right."""
    async with the_records() as records:
        before = await people.get(records.pool, str(said.get("id") or ""))
    wanted = noted_again(Person, before, {**said, "id": before.id if before else said.get("id")})
    kept = await keep_client(wanted.model_dump(), number, sort)
    told = await _tell_cases(before, kept, THE_REGISTER) if before else []
    return Answer(kept, "\n".join([with_changes(f"{kept.name} is noted as {kept.id}", before, kept), *told]))


def _can_be_meant(said: Mapping[str, str]) -> None:
    if not said:
        raise WrongInput("say what is to be corrected: --name, --email, --phone, --address, --language or --prefers")
    check_address(said.get("email", ""))
    check_reached(said.get("phone", ""), said.get("language", ""))
    if said.get("name") == "":
        raise WrongInput("a client has a name: leave --name out, or give it")
    if said.get("prefers") and said["prefers"] not in OF_CHANNEL:
        raise WrongInput(f"prefers: there is no way to be reached called {said['prefers']}: choose {' or '.join(OF_CHANNEL)}")


def _mended(case: Itinerary, before: Person, now: Person) -> list[Channel]:
    """The channels that failed in this open case and have another address now."""
    parts = ((channel, part) for channel, part in OF_CHANNEL.items() if channel in case.unreachable and not case.ended)
    return [channel for channel, part in parts if getattr(now, part) and getattr(now, part) != getattr(before, part)]


async def _tell_cases(before: Person, now: Person, by: str) -> list[str]:
    async with the_records() as records:
        waiting = await awaiting(records.pool, before, now)
    if not waiting:
        return []
    async with the_cases() as itineraries:
        return await tell_mended(itineraries, waiting, by)


async def awaiting(database: Database, before: Person, now: Person) -> list[tuple[Itinerary, Channel]]:
    """The open cases to which something came back by a channel that has another address now, with that channel."""
    if all(getattr(before, part) == getattr(now, part) for part in OF_CHANNEL.values()):
        return []
    return [(case, channel) for case in await cases.of_people(database, [now.id]) for channel in _mended(case, before, now)]


async def tell_mended(itineraries: Itineraries, waiting: Sequence[tuple[Itinerary, Channel]], by: str) -> list[str]:
    """Let each case know that this channel was put right (T-07); say what became of it."""
    lines = []
    for case, channel in waiting:
        fact = AddressMended(channel=channel).model_dump(mode="json", exclude={"kind"}, exclude_defaults=True)
        said = await itineraries.tell(case.id, Telling(id=new_id(), by=by, kind="address_mended", fact=fact), fresh=True)
        lines.append(f"{case.number}: messages by {channel} reach them again ({said.how})")
    return lines


async def organisation_reached(id: str, refuses: str, welcomes: str, *, works: bool = False) -> Answer:
    """Note by which channel an organisation wants no messages in any case, or wants them again (T-28); or that what failed works."""
    if works and not (refuses or welcomes):
        return await _works_again(id)
    wanted = next((known for known in organisations.CHANNELS if known == (refuses or welcomes)), None)
    if wanted is None or (refuses and welcomes):
        raise WrongInput(f"give --refuses or --welcomes with one channel: {', '.join(organisations.CHANNELS)}")
    async with the_records() as records:
        kept = await organisations.refuse(records.pool, id, wanted, welcome=bool(welcomes))
    if kept is None:
        raise NoneSuch(f"there is no organisation {id}: look for it with `itinerary organisation find`")
    refused = f"gets no messages by {listed(kept.refuses)}" if kept.refuses else "gets messages by every channel"
    return Answer(kept, f"{kept.name} ({kept.id}) {refused}")


async def _works_again(id: str) -> Answer:
    """What came back was no fault of the address: it is tried anew (T-07)."""
    async with the_records() as records:
        await organisations.mended(records.pool, id, all_works=True)
        kept = await organisations.get(records.pool, id)
    if kept is None:
        raise NoneSuch(f"there is no organisation {id}: look for it with `itinerary organisation find`")
    return Answer(kept, f"{kept.name} ({kept.id}) is written to again at every address that is noted of it")
