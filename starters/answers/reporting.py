"""A report over a period: the journals read once, case by case, and put into parts in which no small count is shown."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import aclosing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from rich.console import Group, RenderableType

from casework.mistakes import CORRECTIONS
from casework.programme import Programme
from records import reports
from records.pool import Pool
from records.reports import Chosen, Told
from starters.answers.answer import Answer, NoneSuch, WrongInput, or_nothing, table
from starters.answers.hours import now
from starters.answers.reach import the_records
from starters.answers.shelf import programmes
from starters.answers.zones import NOWHERE, zones
from starters.past import past_of
from starters.reporting import standing
from starters.reporting.counted import Counted, Period, Promised
from starters.reporting.life import Life, as_it_counts, life_of
from starters.reporting.measures import kinds_read
from starters.reporting.part import Part, write_csv
from starters.reporting.parts import parts
from starters.reporting.plot import SORTS, draw
from starters.reporting.small import HELD_BACK, few

DAY = timedelta(days=1)
CASELOAD = "caseload"


class Asked(NamedTuple):
    """What was typed after `report`."""

    period: Period
    chosen: Chosen
    at_least: int
    by_counsellor: bool = False
    to_csv: Path | None = None
    to_picture: Path | None = None


async def report(asked: Asked) -> Answer:
    """What came of the cases of a period, and how things stand now. Raises WrongInput, NoneSuch."""
    _look_at(asked)
    there = programmes()
    async with the_records() as records:
        local = await zones(records.pool)
        if asked.chosen.office and asked.chosen.office not in local:
            raise NoneSuch(f"there is no office {asked.chosen.office}: see `itinerary office list`")
        counted = await _counted(records.pool, asked, Counted(asked.period, _quotas(there)), local)
        late = await reports.overdue(records.pool, asked.chosen)
        loads = await reports.load_of(records.pool, asked.chosen)
    found = parts(counted, asked.at_least, by_counsellor=asked.by_counsellor)
    found += [standing.overdue(late, asked.at_least), standing.load(loads, asked.at_least, _caseloads(there))]
    found += [standing.load_by_counsellor(loads, asked.at_least)] if asked.by_counsellor else []
    _write(found, asked)
    return Answer(_value(asked, found), _looks(asked, found))


def _look_at(asked: Asked) -> None:
    if asked.period.last < asked.period.first:
        raise WrongInput(f"the period ends before it begins: {asked.period.first} until {asked.period.last}")
    if asked.to_picture and asked.to_picture.suffix not in SORTS:
        raise WrongInput(f"{asked.to_picture.name}: a picture ends in {', '.join(SORTS)}")


async def _counted(pool: Pool, asked: Asked, counted: Counted, local: dict[str, str]) -> Counted:
    """Every person read, counted and let go of; a case in which something was corrected is first made anew from its journal."""
    since, until = _hours(asked.period)
    async with aclosing(reports.told(pool, asked.chosen, since, until, kinds_read())) as cases:
        theirs: list[Life] = []
        async for lines in cases:
            life = life_of(await _as_they_count(pool, lines), local.get(lines[0].office, NOWHERE))._replace(person=lines[0].person)
            if theirs and theirs[0].person != life.person:
                counted.add(*theirs)
                theirs = []
            theirs.append(life)
        counted.add(*theirs)
    return counted


async def _as_they_count(pool: Pool, lines: list[Told]) -> list[Told]:
    corrected = any(line.kind in CORRECTIONS for line in lines)
    past = await past_of(pool, lines[0].case_id) if corrected else None
    return as_it_counts(past.desk()) if past else lines


def _hours(period: Period) -> tuple[datetime, datetime]:
    """From when until when in any zone; which day it was locally is looked at case by case."""
    since, until = period.reaches_back_to - DAY, period.last + 2 * DAY
    return datetime.combine(since, time(), tzinfo=UTC), datetime.combine(until, time(), tzinfo=UTC)


def _quotas(there: Sequence[Programme]) -> dict[Promised, int]:
    """The percentages that programmes promise over all their cases, the newest version last."""
    return {Promised(p.name, p.version, name): rule.at_least for p in there for name, rule in p.quotas.items()}


def _caseloads(there: Sequence[Programme]) -> dict[str, int]:
    """The most cases that programmes want one counsellor to have, each in its newest version."""
    return {p.name: p.counts[CASELOAD].at_most for p in there if CASELOAD in p.counts}


def _write(found: Sequence[Part], asked: Asked) -> None:
    if asked.to_csv:
        write_csv(found, asked.to_csv)
    if asked.to_picture:
        try:
            draw(found, asked.to_picture, title=_title(asked))
        except OSError as wrong:
            raise WrongInput(f"{asked.to_picture} cannot be written ({wrong.strerror})") from None


def _title(asked: Asked) -> str:
    narrowed = [f"{name} {value}" for name, value in asked.chosen.model_dump().items() if value]
    return f"{asked.period.first} until {asked.period.last}{''.join(f', {one}' for one in narrowed)}"


def _remarks(asked: Asked, today: date) -> list[str]:
    over = [] if asked.period.last < today else ["the period is not over yet: what is still to come of it is missing"]
    hidden = (
        f"{few(asked.at_least)}: fewer than {asked.at_least} people or cases, perhaps none; "
        f"{HELD_BACK}: held back, as it would tell such a count"
    )
    return [*over, "what was told by mistake counts as it was corrected", hidden]


def _value(asked: Asked, found: Sequence[Part]) -> dict[str, object]:
    return {
        "from": asked.period.first,
        "until": asked.period.last,
        **asked.chosen.model_dump(),
        "at_least": asked.at_least,
        "remarks": _remarks(asked, now().date()),
        "parts": {part.name: part.as_data() for part in found},
    }


def _looks(asked: Asked, found: Sequence[Part]) -> RenderableType:
    said: list[RenderableType] = [_title(asked), *_remarks(asked, now().date())]
    for part in found:
        said += [
            "",
            f"{part.title}: {part.rule}",
            or_nothing(part.rows, table(part.head, part.rows), "nothing, or too few people to show it"),
        ]
    return Group(*said)
