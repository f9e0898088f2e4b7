"""What a guest hears when something told of their appointment was a mistake: where they have to be now, in a word that outdoes all before.

Whether they need to hear it is decided when it leaves: who was told nothing else knows it already (casework/leaving.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from casework import things as t
from casework.appointments import AppointmentCancelled, AppointmentMoved, Arranged, guests_awaited, write_to_guest
from casework.case import Case, Message
from casework.fact import Fact, kind_of

Appointments = Mapping[str, t.Appointment]
CANCELLED, MOVED = kind_of(AppointmentCancelled), kind_of(AppointmentMoved)


class Believed(NamedTuple):
    """The appointments to which somebody is awaited, and what was said last of any, to whom."""

    awaited: Appointments
    told: Appointments


def what_guests_believe(case: Case) -> Believed:
    """Where they are to be, as it stands now."""
    to_come = guests_awaited(case)
    awaited = {} if case.ended else {of: known.model_copy() for of, known in to_come.items()}
    return Believed(awaited, _last_words(case, declined=case.appointments.keys() - to_come.keys()))


def says_so_itself(corrected: Fact) -> bool:
    """True of what guests are told anew anyway when it is corrected."""
    return isinstance(corrected, Arranged | AppointmentMoved)


def put_right(case: Case, before: Believed, mistaken: Fact, *, told_anew: bool = False) -> None:
    """Write to the guests of what stands otherwise than it stood before a correction, and of what does not take place now (T-03, T-26).

    Who is no longer meant hears that they need not come, and whoever is meant instead is invited, also where what was corrected
    is `told_anew`: what is said as of its line does not outdo what they may have heard since.
    """
    now = what_guests_believe(case)
    others = {of for of, was in before.told.items() if of in now.told and was.guest != now.told[of].guest}
    for of in sorted(others):
        _call_off(case, of, before.told[of])
    for of, known in now.awaited.items():
        if of in others or (not told_anew and _stands_otherwise(known, before.awaited.get(of))):
            _tell(case, of, known, MOVED, "REQUEST")
    if not told_anew:
        _what_is_gone(case, before, now, mistaken)


def _what_is_gone(case: Case, before: Believed, now: Believed, mistaken: Fact) -> None:
    if case.ended:
        for of, known in before.awaited.items():
            _tell(case, of, known, CANCELLED, "CANCEL")
        return
    changes = isinstance(mistaken, Arranged | AppointmentCancelled)
    if changes and mistaken.of not in now.awaited and (gone := before.awaited.get(mistaken.of)):
        _call_off(case, mistaken.of, gone)


def _stands_otherwise(known: t.Appointment, before: t.Appointment | None) -> bool:
    return before is None or (before.at, before.moved) != (known.at, known.moved)


def _call_off(case: Case, of: str, was: t.Appointment) -> None:
    _tell(case, of, was, CANCELLED, "CANCEL")
    if of not in case.appointments:
        case.put_away(case.appointments, of)


def _tell(case: Case, of: str, known: t.Appointment, kind: str, method: str) -> None:
    if known.at <= case.at:
        return
    case.outdo(of)
    write_to_guest(case, of, known, kind, method)


def _last_words(case: Case, declined: Collection[str]) -> Appointments:
    """Who said that they do not come needs no other word (T-02)."""
    words = {message.values["appointment"]: message for message in case.outbox if "sequence" in message.values}
    return {of: _as_told(message) for of, message in words.items() if of not in declined}


def _as_told(message: Message) -> t.Appointment:
    said = message.values
    return t.Appointment(
        with_whom=message.to, who=message.who or said.get(message.to, ""), at=datetime.fromisoformat(said["at"]),
        minutes=int(said["minutes"]), where=said.get("where", ""),
    )  # fmt: skip
