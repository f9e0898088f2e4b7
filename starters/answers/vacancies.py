"""Vacancies and job orders: noted, read from lists, and matched to what a person works towards (FR-04, DA-14, DA-28, SV-15)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from casework.case import Line
from casework.folding import that_count
from casework.matching import Fit, fit
from records import journal, organisations, vacancies
from records.organisations import Sought
from records.vacancies import Offer, Vacancy
from starters.answers.answer import Answer, NoneSuch, WrongInput, or_nothing, table
from starters.answers.hours import now
from starters.answers.naming import case_named
from starters.answers.noted import read_as
from starters.answers.reach import the_records
from starters.answers.words import listed
from starters.exit_codes import Exit

AT_A_TIME = 500
SAYS = {
    "goal_set": "goal",
    "wish_recorded": "wish",
    "ability_recorded": "ability",
    "registered": "looks_for",
    "job_objective_defined": "occupation",
}
YES = frozenset({"yes", "true", "1", "x", "y"})


class Proposal(NamedTuple):
    """Something that is open, and how it fits."""

    id: str
    title: str
    employer: str
    sort: str
    fits: Fit


class Row(NamedTuple):
    """A line of a list: the vacancy, or the sentence of what is wrong with it."""

    number: int
    offer: Offer | None
    wrong: str = ""


async def add(said: Mapping[str, object]) -> Answer:
    """Note one vacancy."""
    offer = read_as(Offer, {"opened": now().date(), **{name: value for name, value in said.items() if value}})
    async with the_records() as records:
        kept = await vacancies.keep(records.pool, [offer])
    return Answer(kept, f"{offer.title} ({offer.reference}) is {'noted' if kept.fresh else 'known'}")


async def close(id: str) -> Answer:
    """A vacancy that is taken or withdrawn."""
    async with the_records() as records:
        closed = await vacancies.close(records.pool, id)
    if not closed:
        raise NoneSuch(f"there is no open vacancy {id}: see `itinerary vacancy list`")
    return Answer({"id": id, "closed": True}, f"{id} is closed")


async def read_list(path: Path, source: str, *, whole: bool, preview: bool) -> Answer:
    """Read a CSV list of vacancies; the same list again changes nothing. With `whole`, what it no longer names is closed."""
    rows = list(_rows(path, source))
    good, wrong = [row.offer for row in rows if row.offer], [row for row in rows if row.wrong]
    count = {"fresh": 0, "changed": 0, "same": 0, "closed": 0}
    async with the_records() as records:
        for nth in range(0, 0 if preview else len(good), AT_A_TIME):
            kept = await vacancies.keep(records.pool, good[nth : nth + AT_A_TIME])
            count = {name: count[name] + getattr(kept, name, 0) for name in count}
        if whole and not preview and not wrong:
            count["closed"] = await vacancies.close_others(records.pool, source, [offer.reference for offer in good])
    value = {**count, "readable": len(good), "rejected": [{"row": row.number, "why": row.wrong} for row in wrong], "preview": preview}
    said = f"{len(good)} can be read; nothing was done" if preview else ", ".join(f"{n} {name}" for name, n in count.items())
    held = ["nothing was closed, because some rows cannot be read"] if whole and wrong else []
    return Answer(
        value, "\n".join([said, *held, *(f"row {row.number}: {row.wrong}" for row in wrong)]), Exit.DIFFERENT if wrong else Exit.OK
    )


def _rows(path: Path, source: str) -> Iterator[Row]:
    """Every line of the list; raises WrongInput when it is no such list."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as reading:
            sample = reading.read(4096)
            reading.seek(0)
            reader = csv.DictReader(reading, delimiter=";" if sample.count(";") > sample.count(",") else ",")
            _know(path, reader.fieldnames or [])
            seen: set[str] = set()
            for number, said in enumerate(reader, 2):
                yield _row(number, said, source, seen)
    except OSError as wrong:
        raise WrongInput(f"{path} cannot be read ({wrong.strerror})") from None
    except UnicodeDecodeError:
        raise WrongInput(f"{path.name} is not a text in UTF-8: save it as one") from None


def _know(path: Path, columns: object) -> None:
    known = set(Offer.model_fields) - {"source"}
    named = {str(column).strip() for column in columns}  # type: ignore[attr-defined]
    if missing := {"reference", "title"} - named:
        raise WrongInput(f"{path.name} lacks the column {listed(sorted(missing))}: known are {listed(sorted(known))}")
    if strange := named - known:
        raise WrongInput(
            f"{path.name} has the column {listed(sorted(strange))}, which means nothing here: known are {listed(sorted(known))}"
        )


def _row(number: int, said: Mapping[str, str | None], source: str, seen: set[str]) -> Row:
    given: dict[str, object] = {name.strip(): value.strip() for name, value in said.items() if name and value and value.strip()}
    reference = str(given.get("reference", ""))
    if reference in seen:
        return Row(number, None, f"reference {reference} stands above already")
    seen.add(reference)
    given |= {"source": source, "job_order": str(given.get("job_order", "")).lower() in YES, "opened": given.get("opened", date.today())}  # noqa: DTZ011
    try:
        return Row(number, read_as(Offer, given))
    except WrongInput as wrong:
        return Row(number, None, str(wrong))


async def list_(*, job_orders: bool) -> Answer:
    """The vacancies that are open today."""
    async with the_records() as records:
        found = await vacancies.open_ones(records.pool, now().date(), job_orders=job_orders)
    return Answer(found, or_nothing(found, table(HEAD, map(_cells, found)), "no vacancy is open"))


HEAD = ("id", "title", "employer", "place", "", "closes")


def _cells(v: Vacancy) -> tuple[object, ...]:
    return v.id, v.title, v.employer, v.place, "job order" if v.job_order else "", v.closes or ""


async def match(text: str, *, job_orders: bool, most: int) -> Answer:
    """The vacancies, and the profiles of employers, that share most words with what the person of a case works towards."""
    async with the_records() as records:
        case = await case_named(records.pool, text)
        wanted = aims(await journal.lines(records.pool, case.id))
        there = await vacancies.open_ones(records.pool, now().date(), job_orders=job_orders)
        sought = await organisations.profiles(records.pool)
    if not wanted:
        raise NoneSuch(f"nothing is known yet of what the client of {case.number} works towards: tell goal_set or wish_recorded first")
    offers = [*(_offered(v, wanted) for v in there), *(_sought(one, wanted) for one in sought)]
    best = sorted((one for one in offers if one.fits.found), key=lambda one: (-one.fits.score, one.id))[:most]
    value = [one._asdict() | one.fits._asdict() for one in best]
    rows = [(*one[:4], f"{one.fits.score:.0%}", _said(one.fits)) for one in best]
    looks = table(("id", "title", "employer", "", "fits", ""), rows)
    return Answer(value, or_nothing(rows, looks, f"nothing that is open shares a word with what the client of {case.number} works towards"))


def _offered(v: Vacancy, wanted: list[str]) -> Proposal:
    return Proposal(v.id, v.title, v.employer, "job order" if v.job_order else "vacancy", fit(wanted, v.title, f"{v.words} {v.place}"))


def _sought(one: Sought, wanted: list[str]) -> Proposal:
    return Proposal(f"{one.organisation}/{one.id}", one.title, one.organisation, "sought", fit(wanted, one.title, one.wanted))


def _said(found: Fit) -> str:
    return f"has {listed(found.found)}" + (f"; lacks {listed(found.missing)}" if found.missing else "")


def aims(lines: list[Line]) -> list[str]:
    """What a person works towards, wishes for and is able to do, as it counts now; settled goals are left out."""
    counted = list(that_count(lines))
    settled = {line.fact.get("of") for line in counted if line.kind == "goal_settled"}
    said = [line for line in counted if line.kind in SAYS and not (line.kind == "goal_set" and line.fact.get("of") in settled)]
    return [str(line.fact[SAYS[line.kind]]) for line in said]
