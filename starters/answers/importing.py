"""Brings the people of a file in: first a preview of every row, then a run that goes on where it was stopped (FR-01)."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from rich.console import Group, RenderableType

from records import offices, staff
from records.pool import Pool
from runtime.settings import Settings
from starters.answers.answer import Answer, table
from starters.answers.cases import the_cases
from starters.answers.hours import now
from starters.answers.keys import key_of
from starters.answers.mappings import mapping_named
from starters.answers.naming import speaker
from starters.answers.reach import the_records
from starters.answers.shelf import programmes
from starters.console import progress
from starters.exit_codes import Exit
from starters.importing import mapping, sheet
from starters.importing.bringing import AT_ONCE, OUTCOMES, Bringing
from starters.importing.reading import Places, Reader, Rejected
from starters.importing.report import Report, report_to
from starters.importing.sheet import Row, Sheet
from starters.importing.standing import MEANS, STATES, Judge, Standing

LOOKED_AT, BROUGHT = 1000, 200
"""Rows at a time: to look at them, and to bring them in."""

SAID_EVERY = 5.0
"""Seconds between two lines of how far it is."""


class Asked(NamedTuple):
    """What was typed after `import preview` or `import run`."""

    file: str
    mapping: str
    report: str = ""
    as_who: str = ""


class Ground(NamedTuple):
    """What rows are read by, and what they are compared with."""

    mapping: mapping.Mapping
    reader: Reader
    judge: Judge

    async def judged(self, rows: Sequence[Row]) -> list[Standing | Rejected]:
        """How these rows stand."""
        return await self.judge.judged([self.reader.read(row) for row in rows])


async def preview(asked: Asked) -> Answer:
    """How each row stands; nothing is changed."""
    counts: Counter[str] = Counter()
    async with the_records() as records:
        ground = await _ground(records.pool, records.settings, asked.mapping)
        with report_to(asked.report, every=True) as report, sheet.opened(Path(asked.file), ground.mapping) as opened:
            for rows in some(opened, LOOKED_AT):
                for stands in await ground.judged(rows):
                    counts[_looked_at(stands, report)] += 1
    meant = [(counts[state], state, MEANS[state]) for state in STATES if counts[state]]
    next_ = f"bring them in: itinerary import run {asked.file} --mapping {asked.mapping}" if counts.total() else "the file holds no rows"
    code = Exit.DIFFERENT if counts["with errors"] else Exit.OK
    return _answer(asked, opened.notes, {state: counts[state] for state in STATES}, report, table(("rows", "", ""), meant), next_, code)


async def run(asked: Asked) -> Answer:
    """Bring every row in that can be; what cannot is left out, and said. The same file again changes nothing."""
    counts: Counter[str] = Counter()
    async with the_cases(AT_ONCE + 2) as itineraries:
        by = (await speaker(itineraries.pool, itineraries.settings, asked.as_who)).id
        ground = await _ground(itineraries.pool, itineraries.settings, asked.mapping)
        bringing = Bringing(itineraries, ground.mapping.called, by)
        with report_to(asked.report) as report, sheet.opened(Path(asked.file), ground.mapping) as opened:
            try:
                for rows in some(opened, BROUGHT):
                    for done in await bringing.bring(await ground.judged(rows)):
                        counts[done.outcome] += 1
                        report.add(done.row, done.outcome, done.wrong, done.says)
            except BaseException:
                progress(f"stopped after {counts.total()} rows: the same command goes on from there, and nothing is doubled")
                raise
    left = counts["with errors"] + counts["to decide"]
    meant = [(counts[outcome], outcome) for outcome in OUTCOMES if counts[outcome]]
    next_ = f"{left} rows were left out: put them right and run it again" if left else "every row is done"
    code = Exit.NOT_YET if left else Exit.OK
    return _answer(asked, opened.notes, {outcome: counts[outcome] for outcome in OUTCOMES}, report, table(("rows", ""), meant), next_, code)


def some(opened: Sheet, many: int) -> Iterator[list[Row]]:
    """Rows, so many at a time, and a word now and then on how far it is."""
    for note in opened.notes:
        progress(note)
    began = said = time.monotonic()
    read = 0
    while rows := list(islice(opened.rows, many)):
        yield rows
        read += len(rows)
        if (hour := time.monotonic()) > said + SAID_EVERY:
            said = hour
            progress(f"{read} rows, {rows[-1].read:.0%} of the file, {read / (hour - began):.0f} a second")


async def _ground(pool: Pool, settings: Settings, name: str) -> Ground:
    meant = await mapping_named(pool, name)
    key = await key_of(pool, settings)
    places = Places(await offices.list_(pool), await staff.list_(pool), programmes(), now().date())
    return Ground(meant, Reader(meant, places, key), Judge(pool, meant.called, key, places, now()))


def _looked_at(stands: Standing | Rejected, report: Report) -> str:
    if isinstance(stands, Rejected):
        report.add(stands.number, "with errors", stands.wrong)
        return "with errors"
    report.add(stands.row.number, stands.state, [], stands.says)
    return stands.state


def _answer(
    asked: Asked, notes: list[str], counts: Mapping[str, int], report: Report, looks: RenderableType, next_: str, code: Exit
) -> Answer:  # fmt: skip
    value = {
        "rows": sum(counts.values()), "counts": counts, "notes": notes, "report": asked.report,
        "shown": [dict(zip(("row", "state", "column", "reason"), line, strict=True)) for line in report.shown],
    }  # fmt: skip
    more = report.lines - len(report.shown)
    rest = f"... and {more} more" + ("" if asked.report else ": --report PATH writes all of them down") if more else ""
    where = f"all of it is in {asked.report}" if asked.report else ""
    shown: list[RenderableType] = [table(("row", "state", "column", "why"), report.shown), ""] if report.shown else []
    return Answer(value, Group(looks, "", *shown, *filter(None, (rest, where, next_))), code)
