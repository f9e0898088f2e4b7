"""Keeps what surveys bring back, and shows what they say; no case and no person is named in any of it (FR-19)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from casework.programme import Programme
from records import surveys
from records.surveys import Result
from starters.answers.answer import Answer, WrongInput, did_you_mean, or_nothing, table
from starters.answers.hours import day_meant, now
from starters.answers.reach import the_records
from starters.answers.shelf import programme_named, programmes

MARKS = range(1, 6)
LONG_AGO = "2000-01-01"


async def keep_answers(name: str, point: str, typed: Iterable[str], folder: Path | None = None) -> Answer:
    """Keep the marks of one survey that came back. Raises WrongInput, NoneSuch."""
    programme = _with_surveys(name, folder)
    _known(point, programme.lists["surveys"], "asks no survey after")
    marks = marks_from(programme, typed)
    async with the_records() as records:
        await surveys.add(records.pool, programme.name, point, now().date(), marks)
    return Answer({"point": point, "marks": marks}, f"kept {len(marks)} marks, without a name; tell the case survey_returned of={point}")


async def show_results(name: str, since: str, folder: Path | None = None) -> Answer:
    """What the surveys of a programme say, point by point. Raises WrongInput, NoneSuch."""
    programme = _with_surveys(name, folder)
    async with the_records() as records:
        found = await surveys.results(records.pool, programme.name, day_meant(since or LONG_AGO))
    rows = [(programme.word(r.point, "en"), programme.word(r.question, "en"), r.answers, _mean(r)) for r in found]
    return Answer(found, or_nothing(rows, table(("when", "question", "answers", "mean mark"), rows), "no survey has come back yet"))


def marks_from(programme: Programme, typed: Iterable[str]) -> dict[str, int]:
    """The marks as they were typed, `question=4`. Raises WrongInput."""
    marks: dict[str, int] = {}
    for word in typed:
        question, _, mark = word.partition("=")
        _known(question, programme.lists["survey_questions"], "asks no question")
        if question in marks:
            raise WrongInput(f"{question} is given twice: give it once")
        if not mark.isdecimal() or int(mark) not in MARKS:
            raise WrongInput(f"{question}: expected a mark from {MARKS[0]} to {MARKS[-1]}, found {mark or 'nothing'}")
        marks[question] = int(mark)
    if not marks:
        raise WrongInput(f"say at least one mark, as in {programme.lists['survey_questions'][0]}=4")
    return marks


def _with_surveys(name: str, folder: Path | None) -> Programme:
    """The programme as it is in force today. Raises WrongInput where it asks no surveys."""
    programme = programme_named(name, now().date(), programmes(folder))
    if not {"surveys", "survey_questions"} <= programme.lists.keys():
        raise WrongInput(f"{programme.name} asks no surveys")
    return programme


def _known(word: str, known: list[str], what: str) -> None:
    if word not in known:
        raise WrongInput(f"this programme {what} {word}: it knows {', '.join(known)}{did_you_mean(word, known)}")


def _mean(result: Result) -> str:
    return f"{result.mean:.1f}" if result.mean is not None else f"fewer than {surveys.FEWEST} answered"
