"""`python -m bench.importing`: a bulk start of invented people, as it is typed; its rate and its memory, and what again costs (FR-01)."""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from bench.accounts import cpu
from bench.accounts import machine as whole_machine
from bench.circumstances import machine, server, versions
from bench.ground import Ground
from bench.meter import Meter
from bench.product import COUNSELLOR
from bench.results import AGAIN, BROUGHT, IMPORT, LOOKED, RESULTS, Measured, Run, now, say

MAPPING = f"""
organisation = "bench"
name = "people"
country = "BE"
identity = "be.nn"

[columns]
name = ["First name", "Last name"]
email = "E-mail"
phone = "Telephone"
language = "Language"
born = "Born"
identity = "Number"
reference = "Reference"

[constant]
programme = "kina-example"
counsellor = "{COUNSELLOR}"
"""
HEADINGS = ("First name", "Last name", "E-mail", "Telephone", "Language", "Born", "Number", "Reference")
ITINERARY = (sys.executable, "-c", "from starters.cli import app; app()")
FIRST_BORN, DAYS = date(1960, 1, 1), 15_000
PATIENCE = 60.0
SCHEME = 130_000
"""People of one scheme (FR-01): looked at, not opened."""


class Ended(NamedTuple):
    """A verb that was typed: how long it took, its CPU in seconds, and the most memory it held."""

    seconds: float
    cpu: float
    mib: float


async def main(people: int, scheme: int) -> Path:
    """A look at the whole scheme; then a part of it brought in, and brought in once more."""
    run = Run(began=now(), quick=False, server=server(), machine=machine(), versions=versions())
    with tempfile.TemporaryDirectory(prefix="itinerary-bench-") as folder:
        async with Ground(Path(folder)) as ground:
            await look(run, ground, scheme)
            await bring_in(run, ground, people)
    for found in run.measured:
        say(found)
    return run.keep(RESULTS, called=IMPORT)


async def look(run: Run, ground: Ground, people: int) -> None:
    """What it takes to look at a file of so many rows."""
    run.measured.append(await measured(ground, LOOKED, "preview", _file(ground, people), people))


async def bring_in(run: Run, ground: Ground, people: int) -> None:
    """Bring a file in, and the same once more: every row is one case, opened once."""
    file, before = _file(ground, people), await _opened(ground)
    for scenario in (BROUGHT, AGAIN):
        run.measured.append(await measured(ground, scenario, "run", file, people))
    opened = await _opened(ground) - before
    run.problems += [] if opened == people else [f"{opened} cases were opened for {people} rows"]


async def _opened(ground: Ground) -> int:
    return int(await ground.pool.fetchval("SELECT count(*) FROM cases WHERE line > 0"))


def _file(ground: Ground, people: int) -> Path:
    """A file of so many, with its mapping beside it."""
    file = ground.folder.path / f"{people}-people.csv"
    (file.parent / "people.toml").write_text(MAPPING)
    write(file, people)
    return file


async def measured(ground: Ground, scenario: str, verb: str, file: Path, rows: int) -> Measured:
    """One verb over so many rows, until all that it began can be read in the journal."""
    found = Measured(scenario=scenario, contender="P", n=rows)
    before, began = {part: cpu(pid) for part, pid in ground.parts().items()}, whole_machine()
    ended = await asyncio.to_thread(typed, ground, verb, file)
    await all_written(ground)
    found.stop()
    used = {part: cpu(pid) - before[part] for part, pid in ground.parts().items()} | {"driver": ended.cpu}
    found.cpu_ms = {part: round(1000 * seconds / rows, 3) for part, seconds in used.items()}
    Meter(ground.parts).look_around(found, began, whole_machine(), sum(used.values()))
    found.numbers = {
        "a second": round(rows / found.seconds, 1),
        "typed a second": round(rows / ended.seconds, 1),
        "MiB": round(ended.mib, 1),
    }
    return found


async def all_written(ground: Ground) -> None:
    """Every case that was begun has its first line in the journal. Raises TimeoutError when for long none was added."""
    left, patient_until = -1, time.monotonic() + PATIENCE
    while still := int(await ground.pool.fetchval("SELECT count(*) FROM cases WHERE line = 0")):
        if still != left:
            left, patient_until = still, time.monotonic() + PATIENCE
        if time.monotonic() > patient_until:
            raise TimeoutError(f"{left} cases were begun and are not in the journal")
        await asyncio.sleep(0.5)


def typed(ground: Ground, verb: str, file: Path) -> Ended:
    """Type a verb of `itinerary import`, and wait until it has ended."""
    folder = file.parent
    command = [*ITINERARY, "import", verb, str(file), "--mapping", str(folder / "people.toml"), "--json"]
    told = {"ITINERARY_DATA": str(ground.settings.data), "ITINERARY_AS_WHO": COUNSELLOR}
    began = time.monotonic()
    with (folder / "said.json").open("w") as said:
        running = subprocess.Popen(command, env={**os.environ, **told}, stdout=said)
        _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise RuntimeError(f"{verb} {file.name} ended with {running.returncode}: {(folder / 'said.json').read_text()[:2000]}")
    return Ended(time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def write(path: Path, people: int) -> None:
    """So many invented people, each with a number that can be right."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(HEADINGS)
        for place in range(people):
            born = FIRST_BORN + timedelta(days=place % DAYS)
            number = belgian(born, 1 + place // DAYS)
            name = f"Client {place:06}"
            rows.writerow(("Test", name, f"c{place}@home.example", f"0470 {place:06}", "nl", born, number, f"R-{place}"))


def belgian(born: date, nth: int) -> str:
    """The number of the nth who was born that day."""
    digits = f"{born:%y%m%d}{nth:03}"
    whole = int(f"2{digits}" if born.year >= 2000 else digits)
    return f"{digits}{97 - whole % 97:02}"


def arguments() -> argparse.Namespace:
    """What was asked for."""
    asked = argparse.ArgumentParser(prog="python -m bench.importing", description=__doc__)
    asked.add_argument("--people", type=int, default=10_000, help="how many are brought in")
    asked.add_argument("--scheme", type=int, default=SCHEME, help="how many are looked at")
    return asked.parse_args()


if __name__ == "__main__":
    told = arguments()
    print(asyncio.run(main(told.people, told.scheme)))  # noqa: T201
