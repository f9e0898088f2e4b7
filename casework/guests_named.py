"""Of which appointments a correction named another guest, by which line, and who was meant when (T-03, T-26)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from casework import things as t
from casework.appointment_replies import InvitedAgain, Reply
from casework.appointments import Arranged
from casework.case import Line
from casework.fact import Fact
from casework.mistakes import CORRECTED, CORRECTIONS
from casework.vocabulary import remembered

Counting = Callable[[Iterable[Line]], Mapping[int, Line | None]]
"""Says which lines count otherwise than they were told."""


class Named(NamedTuple):
    """Who is met, as the journal has it from a line on."""

    line: int
    told: datetime
    guest: t.Guest


Naming = Mapping[str, Sequence[Named]]


def guests_named(lines: Sequence[Line], counting: Counting) -> Naming:
    """For each appointment that has another guest since a correction: all who were meant, in the order in which they were."""
    corrected = {line.fact["line"] for line in lines if line.kind == CORRECTED}
    named = {fact.of: _named(line, lines, counting) for line in lines if line.number in corrected and (fact := _arranged(line))}
    return {of: guests for of, guests in named.items() if len(guests) > 1}


def meant(guests: Sequence[Named], before: int) -> t.Guest:
    """Who was to come, as far as was known before a line."""
    return [named for named in guests if named.line < before][-1].guest


def is_from_another(fact: Fact, line: int, guests: Naming) -> bool:
    """True of what a guest answered, or was asked, who is not the one that is meant."""
    named = guests.get(fact.of, ()) if isinstance(fact, Reply | InvitedAgain) else ()
    return bool(named) and meant(named, line) != named[-1].guest


def name_guests(appointments: Mapping[str, t.Appointment], line: Line, guests: Naming) -> None:
    """By this line another guest is meant: they are asked from now on (T-09)."""
    for of, named in guests.items():
        said = next((one for one in named[1:] if one.line == line.number), None)
        if said and (known := appointments.get(of)):
            known.instead = said.guest != named[0].guest
            known.invited = said.told if known.invited else None


def _named(line: Line, lines: Sequence[Line], counting: Counting) -> list[Named]:
    """As it was told, and each correction after which somebody else is meant."""
    found = [Named(line.number, line.told, _guest(line))]
    for correction in (later for later in lines if later.kind in CORRECTIONS):
        counts = counting(earlier for earlier in lines if earlier.number <= correction.number).get(line.number, line)
        found += [Named(correction.number, correction.told, _guest(counts))] if counts else []
    return [found[0], *(now for before, now in pairwise(found) if now.guest != before.guest)]


def _arranged(line: Line) -> Arranged | None:
    fact = remembered(line.kind, line.fact)
    return fact if isinstance(fact, Arranged) else None


def _guest(line: Line) -> t.Guest:
    arranged = _arranged(line)
    return arranged.guest if arranged else ("", "")
