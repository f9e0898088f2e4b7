"""Forem's path on real servers: a life as its dossier tells it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from casework.programme import load_all
from records import people
from records.people import Person
from starters import town
from starters.dossier_file import load
from starters.play import Cast, play
from tests.integration.living import Living

ROOT = Path(__file__).parents[2]
DOSSIER = load(ROOT / "dossiers" / "forem" / "an-agreement-that-expires.yaml")
PROGRAMMES = load_all(ROOT / "programmes")
SLOW_ENOUGH = 200_000.0


@pytest.fixture
async def living(tmp_path: Path) -> AsyncIterator[Living]:
    async with Living(tmp_path) as stack:
        await town.settle(stack.pool)
        yield stack


async def test_fr_10_an_agreement_expires_on_the_running_stack_as_it_does_in_the_simulation(living: Living):
    person = await people.add(living.pool, Person(name="Test Client Of Forem", email="nobody@home.example", language="fr-BE"))

    played = await play(DOSSIER, living.itineraries, PROGRAMMES, Cast(person.id, town.OFFICES[0].id), pace=SLOW_ENOUGH)

    assert played.differences == []
