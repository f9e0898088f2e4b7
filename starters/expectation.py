"""Compares what a dossier expects with a case as it stands; every difference is a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from casework.case import Case, Message
from casework.conditions import last_day
from casework.contract_clock import end_of
from casework.desk import Story
from starters.dossier import NO_DATE, Expectation, Letter, Step, described
from starters.timeline import What


class Sight(NamedTuple):
    """What is looked at: the case, its story, the hour, and the letters written since the last look."""

    case: Case
    story: Story
    hour: datetime
    letters: Sequence[Message]


def differences(expected: Expectation, sight: Sight) -> list[str]:
    """What is not as expected; empty when all of it is."""
    case = sight.case
    found = (_path(expected, sight), _agenda(expected, case, sight.hour), _letters(expected, sight.letters), _contract(expected, case))
    return [sentence for part in found for sentence in part]


def answered(step: Step, refusal: str) -> tuple[What, str] | None:
    """What is to be said of a telling, by the sentence it was refused with, if it was; nothing if it was taken as expected."""
    if step.refused and step.refused in refusal:
        return "refusal", f"{step.tell}: {refusal}"
    if step.refused and not refusal:
        return "difference", f"expected {step.tell} to be refused with '{step.refused}'; it was accepted"
    if refusal:
        wanted = f"refused with '{step.refused}'" if step.refused else "accepted"
        return "difference", f"expected {step.tell} to be {wanted}; it was refused: {refusal}"
    return None


def _path(expected: Expectation, sight: Sight) -> Iterator[str]:
    case, phases = sight.case, sight.story.phases_of(sight.case)
    if expected.phases is not None and expected.phases != phases:
        yield f"expected the phases {_list(expected.phases)}; found {_list(phases)}"
    ended = case.ended.result if case.ended else ""
    if expected.ended is not None and expected.ended != ended:
        yield f"expected the case to have {_ended(expected.ended)}; it has {_ended(ended)}"
    if expected.counsellor is not None and expected.counsellor != case.counsellor:
        yield f"expected {expected.counsellor or 'nobody'} to be responsible; it is {case.counsellor or 'nobody'}"
    if expected.version and expected.version != case.programme.version:
        yield f"expected version {expected.version} of the programme; the case lives under {case.programme.version}"


def _agenda(expected: Expectation, case: Case, hour: datetime) -> Iterator[str]:
    for key in expected.awaits:
        if key not in case.agenda:
            yield f"expected {key} to be awaited; awaited are {_list(sorted(case.agenda))}"
    for key in expected.not_awaits:
        if key in case.agenda:
            yield f"expected {key} not to be awaited; it is, for {_due(case, key)}"
    for key, day in expected.due.items():
        if str(day) != _due(case, key):
            yield f"expected {key} to be due {day}; found {_due(case, key)}"
    overdue = sorted(key for key, promise in case.agenda.items() if promise.overdue(hour))
    if expected.overdue is not None and sorted(expected.overdue) != overdue:
        yield f"expected to be overdue {_list(sorted(expected.overdue))}; found {_list(overdue)}"


def _letters(expected: Expectation, written: Sequence[Message]) -> Iterator[str]:
    for letter in expected.letters:
        if not any(_is(letter, message) for message in written):
            yield f"expected {letter}; written were {_list([_said(m) for m in written])}"
    for letter in expected.no_letters:
        for message in written:
            if _is(letter, message):
                yield f"expected not {letter}; written was {_said(message)}"


def _contract(expected: Expectation, case: Case) -> Iterator[str]:
    found = last_day(case)
    if expected.end_of_contract is not None and str(expected.end_of_contract) != _day(found):
        yield f"expected the contract to end on {expected.end_of_contract}; found {_day(found)}"
    says = end_of(case.contract, case.programme.day_rule).explained if case.contract else "there is no contract"
    if expected.end_says not in says:
        yield f"expected the end of the contract to say '{expected.end_says}'; it says '{says}'"


def _due(case: Case, key: str) -> str:
    if key not in case.agenda:
        return "not awaited"
    by = case.agenda[key].by
    return _day(case.calendar.day_of(by) if by else None)


def _is(letter: Letter, message: Message) -> bool:
    return letter.letter in ("", message.letter) and letter.to in ("", message.to) and letter.about in ("", message.about)


def _said(message: Message) -> str:
    return described(message.letter, message.to, message.about)


def _day(day: date | None) -> str:
    return day.isoformat() if day else NO_DATE


def _ended(outcome: str) -> str:
    return f"ended with {outcome}" if outcome else "not ended"


def _list(items: Sequence[str]) -> str:
    return ", ".join(items) or "none"
