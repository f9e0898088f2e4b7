"""The dossiers on real servers: what simulate shows is also what the running stack does, and what is not so is found there too."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from difflib import ndiff
from pathlib import Path
from typing import NamedTuple

import pytest

from casework.anytime import CaseClosed, PersonDied
from casework.door import Telling
from casework.fact import Refused
from casework.programme_files import load_all
from records import journal, people
from records.people import Person
from runtime.sentences import Sentence
from starters import dossier_file, town
from starters.dossier import Dossier
from starters.dossier_office import office_for
from starters.itineraries import Itineraries, new_id
from starters.performance import TOO_LATE, late, pace
from starters.play import Cast, play
from starters.simulate import simulate
from starters.timeline import Entry, Played
from tests.integration.living import Living

ROOT = Path(__file__).parents[2]
PROGRAMMES = load_all(ROOT / "programmes")
DOSSIERS = dossier_file.load_all(ROOT / "dossiers")
SECONDS = (120.0, 90.0, 300.0)
"""All lives last equally long, whatever the years in them, so that their tellings are spread over all of that time; on a machine
that cannot keep up with the clock of a case, those that were told late are lived once more, when few are left, and then slower."""

BETWEEN = 0.1
ENDS = (CaseClosed(outcome="other", why="the dossier is over"), PersonDied())
"""Some paths close only with a result of their own."""


class Lived(NamedTuple):
    """A dossier as it was played, what was heard of it meanwhile, and how late at most something was told."""

    played: Played
    heard: list[Entry]
    late: timedelta


@pytest.fixture
async def living(tmp_path: Path) -> AsyncIterator[Living]:
    async with Living(tmp_path) as stack:
        await town.settle(stack.pool)
        yield stack


async def cast(living: Living, dossier: Dossier) -> Cast:
    """A client of its own, in an office that works on the days of the dossier."""
    person = await people.add(living.pool, Person(name="Test Client Of A Dossier", email="nobody@home.example"))
    return Cast(person.id, (await office_for(living.pool, dossier)).id)


async def lived(living: Living, dossier: Dossier, plays: Cast, seconds: float) -> Lived:
    """Play a dossier, and end its case, which would go on at this pace for ever."""
    itineraries, heard = Itineraries(living.temporal, living.pool, living.settings), list[Entry]()
    played = await play(dossier, itineraries, PROGRAMMES, plays, pace=pace(dossier, seconds), on_event=heard.append)
    case = str(await living.pool.fetchval("SELECT id FROM cases WHERE person = $1", plays.client))
    lines = await journal.lines(living.pool, case)
    for end in ENDS:
        with suppress(Refused, Sentence):
            await itineraries.tell(case, Telling(id=new_id(), by=dossier.counsellor, kind=end.kind, fact=end.model_dump(mode="json")))
    return Lived(played, heard, late(lines, case, dossier))


async def all_lived(living: Living, dossiers: dict[str, Dossier], seconds: float) -> dict[str, Lived]:
    """All of them, one shortly after the other."""

    casts = [await cast(living, dossier) for dossier in dossiers.values()]

    async def one(nth: int, dossier: Dossier) -> Lived:
        await asyncio.sleep(nth * BETWEEN)
        return await lived(living, dossier, casts[nth], seconds)

    found = await asyncio.gather(*(one(nth, dossier) for nth, dossier in enumerate(dossiers.values())))
    return dict(zip(dossiers, found, strict=True))


def told(played: Played) -> list[str]:
    """Facts and what was refused, in their order, without what the clock said between; a case that has ended refuses in other words."""
    return [
        entry.text if entry.what == "fact" else entry.text.partition(":")[0]
        for entry in played.timeline
        if entry.what in ("fact", "refusal")
    ]


def wrong(name: str, life: Lived) -> list[str]:
    """What is not as the dossier and its simulation say."""
    simulated, played = told(simulate(DOSSIERS[name], PROGRAMMES)), told(life.played)
    otherwise = [line for line in ndiff(simulated, played) if line[0] in "-+"]
    unheard = [] if life.heard == life.played.timeline else ["the timeline is not what was heard meanwhile"]
    return [*life.played.differences, *otherwise, *unheard]


async def test_every_dossier_comes_true_on_the_running_stack_as_it_does_in_the_simulation(living: Living):
    lives, left = dict[str, Lived](), DOSSIERS
    for seconds in SECONDS:
        lives |= await all_lived(living, left, seconds)
        left = {name: dossier for name, dossier in left.items() if wrong(name, lives[name]) and lives[name].late > TOO_LATE}

    assert {name: found for name, life in lives.items() if name not in left and (found := wrong(name, life))} == {}
    assert len(left) <= len(DOSSIERS) / 10, f"told too late each time, this machine is busy with other things: {', '.join(left)}"


async def test_what_a_dossier_expects_wrongly_is_found_on_the_running_stack_too(living: Living):
    dossier = Dossier.model_validate({
        "title": "A wrong expectation",
        "story": "Mapping is expected on the first day.",
        "programme": "kina-example",
        "opened": "2026-05-04",
        "steps": [
            {"tell": "mapping_completed"},
            {"tell": "resumed", "refused": "is not paused"},
            {"expect": {"phases": ["capability_mapping"], "no_letters": [{"letter": "welcome"}]}},
        ],
    })  # fmt: skip

    played = await play(dossier, living.itineraries, PROGRAMMES, await cast(living, dossier), pace=1_000)

    assert [sentence.partition(":")[2].partition(";")[0].strip() for sentence in played.differences] == [
        "expected mapping_completed to be accepted",
        "expected the phases capability_mapping",
        "expected not welcome",
    ]
