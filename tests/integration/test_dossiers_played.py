"""A dossier on real servers: what simulate shows is also what the running stack does, and what is not so is found there too."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from casework.programme import load_all
from records import people
from records.people import Person
from starters import town
from starters.dossier import Dossier
from starters.dossier_file import load
from starters.play import Cast, play
from starters.simulate import simulate
from starters.timeline import Entry, Played
from tests.integration.living import Living

ROOT = Path(__file__).parents[2]
PROGRAMMES = load_all(ROOT / "programmes")
OFFICE = town.OFFICES[0].id
SLOW_ENOUGH = 300_000.0
"""A busy machine takes a tenth of a second for a telling: eight hours of the case."""


@pytest.fixture
async def living(tmp_path: Path) -> AsyncIterator[Living]:
    async with Living(tmp_path) as stack:
        await town.settle(stack.pool)
        yield stack


async def cast(living: Living) -> Cast:
    """A client of its own."""
    person = await people.add(living.pool, Person(name="Test Client Of A Dossier", email="nobody@home.example"))
    return Cast(person.id, OFFICE)


def dossier(name: str) -> Dossier:
    return load(ROOT / "dossiers" / "kina" / f"{name}.yaml")


def told(played: Played) -> list[str]:
    """Facts and refusals in their order, without what the clock said between."""
    return [entry.text for entry in played.timeline if entry.what in ("fact", "refusal")]


async def test_a_dossier_comes_true_on_the_running_stack_as_it_does_in_the_simulation(living: Living):
    gate, heard = dossier("the-gate-is-overridden"), list[Entry]()

    played = await play(gate, living.itineraries, PROGRAMMES, await cast(living), pace=SLOW_ENOUGH, on_event=heard.append)

    assert played.differences == []
    assert told(played) == told(simulate(gate, PROGRAMMES))
    assert heard == played.timeline


async def test_what_a_dossier_expects_wrongly_is_found_on_the_running_stack_too(living: Living):
    wrong = Dossier.model_validate({
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

    played = await play(wrong, living.itineraries, PROGRAMMES, await cast(living), pace=1_000)

    assert [sentence.partition(":")[2].partition(";")[0].strip() for sentence in played.differences] == [
        "expected mapping_completed to be accepted",
        "expected the phases capability_mapping",
        "expected not welcome",
    ]
