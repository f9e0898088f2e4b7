"""What became of each case that was to live under other rules, in words and as rows of a report."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, TextIO

from pydantic import BaseModel

from casework.moving import EndMoved, Fate, How, Moving
from starters.answers.answer import WrongInput
from starters.answers.hours import day_said, hour_said
from starters.answers.words import listed, promise_said

Became = Literal["would move", "moved", "moved, not yet written", "untouched", "refused"]
MOST_SHOWN = 20
COLUMNS = ("case", "became", "why", "from", "to", "what", "how", "before", "after", "spoken of before", "spoken of after")
SIGNS: dict[How, str] = {"vanishes": "-", "appears": "+", "moves": "~", "is reminded otherwise": "~", "stays": " "}


class Fared(BaseModel, frozen=True):
    """One case: under which rules it lived and lives, which promises do not stay, and which contracts end otherwise."""

    case: str
    became: Became
    why: str = ""
    before: str = ""
    after: str = ""
    phases_before: list[str] = []
    phases_after: list[str] = []
    stays: int = 0
    promises: list[Fate] = []
    ends: list[EndMoved] = []
    zone: str = "UTC"

    def with_what_moves(self, moving: Moving) -> Fared:
        """The same, with all that is not as before."""
        changed = moving.changed
        return self.model_copy(update={
            "promises": changed, "stays": len(moving.promises) - len(changed), "ends": moving.ends,
            "phases_before": moving.phases_before, "phases_after": moving.phases_after,
        })  # fmt: skip


class Report:
    """A file that grows by a case as it is done, so that a run that breaks off has left its report; none without a path."""

    def __init__(self, path: Path | None) -> None:
        self._file: TextIO | None = None
        if path:
            try:
                self._file = path.open("w", encoding="utf-8", newline="")
            except OSError as error:
                raise WrongInput(f"{path} cannot be written ({error.strerror}): choose another --report") from None
            csv.writer(self._file).writerow(COLUMNS)

    def add(self, fared: Fared) -> None:
        """One row for the case, and one for each promise and contract that is not as before."""
        if self._file:
            csv.writer(self._file).writerows(rows(fared))
            self._file.flush()

    def close(self) -> None:
        """Nothing more is written."""
        if self._file:
            self._file.close()


def rows(fared: Fared) -> Iterator[Sequence[str]]:
    """What a report says of a case."""
    heading = (fared.case, fared.became, fared.why, fared.before, fared.after)
    yield *heading, "", "", "", "", "", ""
    for fate in fared.promises:
        days = (day_said(fate.before, fared.zone), day_said(fate.after, fared.zone))
        yield *heading, fate.key, fate.how, *days, hour_said(fate.spoken_before, fared.zone), hour_said(fate.spoken_after, fared.zone)
    for end in fared.ends:
        yield *heading, f"contract {end.contract}", "ends otherwise", end.before, end.after, "", ""


def said(all_of_them: Sequence[Fared]) -> str:
    """All cases for eyes: in full while they are few, and how many became what."""
    counts = Counter(fared.became for fared in all_of_them)
    more = f"... and {len(all_of_them) - MOST_SHOWN} more: --report writes all of them into a file"
    shown = [line for fared in all_of_them[:MOST_SHOWN] for line in _lines(fared)]
    summary = ", ".join(f"{number} {became}" for became, number in sorted(counts.items())) or "no open case is meant by this"
    return "\n".join([*shown, *([more] if len(all_of_them) > MOST_SHOWN else []), summary])


def _lines(fared: Fared) -> Iterator[str]:
    rules = f", {f'{fared.before} ' if fared.before else ''}-> {fared.after}" if fared.after and fared.after != fared.before else ""
    yield f"{fared.case} {fared.became}{rules}{f': {fared.why}' if fared.why else ''}"
    if fared.phases_before != fared.phases_after:
        yield f"  phases: {listed(fared.phases_before)} become {listed(fared.phases_after)}"
    for end in fared.ends:
        yield f"  contract {end.contract} {end.before}"
        yield f"  {' ' * len(f'contract {end.contract}')} now {end.after}"
    yield from (f"  {SIGNS[fate.how]} {_fate(fate, fared.zone)}" for fate in fared.promises)
    if fared.stays:
        yield f"  {fared.stays} promises stay as they are" if fared.stays > 1 else "  1 promise stays as it is"


def _fate(fate: Fate, zone: str) -> str:
    what, before, after = promise_said(fate.key), _day(fate.before, zone), _day(fate.after, zone)
    match fate.how:
        case "appears":
            return f"awaited: {what}, by {after}"
        case "vanishes":
            return f"no longer awaited: {what}, by {before}"
        case "is reminded otherwise":
            spoken = (hour_said(hour, zone) or "never" for hour in (fate.spoken_before, fate.spoken_after))
            return f"{what}, by {after} as before, is spoken of next on {' -> '.join(spoken)}"
    return f"moves: {what}, from {before} to {after}"


def _day(hour: datetime | None, zone: str) -> str:
    return day_said(hour, zone) or "no day"
