"""A bulk start with living cases: killed or stopped in the middle it goes on, and nothing is doubled."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from casework.anytime import CaseClosed
from records import cases
from starters.answers.looking import follows_of, others_said
from starters.exit_codes import Exit
from tests.integration.living import Living, eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")

ITINERARY = [sys.executable, "-W", "error", "-c", "from starters.cli import app; app()"]
MONTHS = ["sigkill", "sigint", "channel", "again"]
"""In which the people of each file were born, so that nobody looks like somebody of another."""

MAPPING = """
organisation = "example-office"
name = "{name}"

[columns]
name = "Name"
born = "Born"
reference = "Ref"

[constant]
programme = "kina-example"
office = "north"
counsellor = "S-counsellor"

[[tell]]
kind = "contact_held"
columns = {{ mode = "Channel" }}
words.mode = {{ Tel = "by phone" }}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def living(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Living]:
    """The servers and the worker of this file."""
    async with Living(tmp_path_factory.mktemp("living") / "data") as living:
        yield living


def files(folder: Path, name: str, rows: int) -> list[str]:
    """A mapping and a file of so many people, as words for a verb."""
    mapping, people = folder / f"{name}.toml", folder / f"{name}.csv"
    mapping.write_text(MAPPING.format(name=name))
    lines = [
        f"Test {name.title()} {letters(n)},19{50 + n % 40}-{MONTHS.index(name) + 1:02}-{1 + n % 28:02},{name}-{n},Tel" for n in range(rows)
    ]
    people.write_text("\n".join(["Name,Born,Ref,Channel", *lines]))
    return [str(people), "--mapping", str(mapping), "--as", "S-counsellor", "--json"]


def letters(number: int) -> str:
    """A name that is not like that of the next."""
    return "".join(chr(97 + int(digit) * 2) * 3 for digit in f"{number:03}")


async def begin(living: Living, words: list[str]) -> asyncio.subprocess.Process:
    """Another terminal, in which a file is brought in."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ITINERARY_")}
    return await asyncio.create_subprocess_exec(
        *ITINERARY, "import", "run", *words, env={**clean, "ITINERARY_DATA": str(living.folder.path)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def brought(living: Living, words: list[str]) -> dict[str, int]:
    """What became of the rows."""
    out, err = await (running := await begin(living, words)).communicate()
    assert running.returncode == Exit.OK, err
    told: dict[str, Any] = json.loads(out)
    return {outcome: rows for outcome, rows in told["counts"].items() if rows}


async def done(living: Living) -> int:
    return int(await living.pool.fetchval("SELECT count(*) FROM import_rows WHERE done"))


async def journals(living: Living, name: str) -> list[list[str]]:
    """The kinds of the lines of every case of these people."""
    return [[line.kind for line in await living.journal(case.id)] for case in await cases.find(living.pool, name, most=1000)]


@pytest.mark.parametrize(("word", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, Exit.STOPPED)])
async def test_fr_01_a_run_that_was_ended_in_the_middle_goes_on_and_doubles_nothing(
    living: Living, tmp_path: Path, word: signal.Signals, code: int
):
    words, before = files(tmp_path, word.name.lower(), 60), await done(living)
    running = await begin(living, words)

    async def in_the_middle() -> bool:
        assert running.returncode is None
        return await done(living) > before + 5

    await eventually(in_the_middle)
    running.send_signal(word)
    await running.communicate()
    left = 60 - (await done(living) - before)
    told = await brought(living, words)

    assert running.returncode == code
    assert 0 < left < 60
    assert told == {"opened": left, "up to date": 60 - left}
    assert await journals(living, word.name) == [["opened", "contact_held"]] * 60
    assert await brought(living, words) == {"up to date": 60}


async def test_fr_02_how_somebody_registered_stands_in_the_journal_of_the_case(living: Living, tmp_path: Path):
    await brought(living, files(tmp_path, "channel", 1))

    (case,) = await cases.find(living.pool, "channel")
    assert (await living.journal(case.id))[1].fact["mode"] == "by phone"


async def test_es_09_who_comes_back_later_has_a_new_itinerary_that_follows_the_earlier(living: Living, tmp_path: Path):
    words = files(tmp_path, "again", 1)
    await brought(living, words)
    (first,) = await cases.find(living.pool, "again")
    await living.tell(first.id, CaseClosed(outcome="work", why="a job was found"))
    later = tmp_path / "later.toml"
    later.write_text(MAPPING.format(name="again").replace('born = "Born"', 'born = "Born"\nopened = "Registered"'))
    file = Path(words[0])
    head, row = file.read_text().splitlines()
    file.write_text(f"{head},Registered\n{row},2026-01-05")

    assert await brought(living, [words[0], "--mapping", str(later), *words[3:]]) == {"opened": 1}

    (second,) = [its for its in await cases.of_people(living.pool, [first.person]) if its.number != first.number]
    lines = await living.journal(second.id)
    (said,) = others_said(
        [its for its in await cases.of_people(living.pool, [first.person]) if its.id != second.id], follows_of(lines), "UTC"
    )
    assert lines[0].fact["follows"] == first.number
    assert said.startswith(f"follows {first.number}, kina-example ")
    assert said.endswith("with outcome work")
