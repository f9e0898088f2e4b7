"""A guest who is met on an earlier day than was arranged: their calendar would still send them, and is told that it need not (T-02)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from casework import things as t
from casework.appointments import AppointmentCancelled, AppointmentKept, guests_awaited, invitation
from casework.case import Case
from casework.fact import key_of, kind_of
from casework.leaving import ALREADY_MET
from casework.rules import Role

CANCELLED, KEPT = kind_of(AppointmentCancelled), kind_of(AppointmentKept)


class ToCome(NamedTuple):
    """A guest who is awaited, and what takes that hour out of their calendar."""

    stands: t.Appointment
    words: Mapping[str, str]


def guests_to_come(case: Case) -> dict[str, ToCome]:
    """Everybody who is awaited, by their appointment."""
    return {of: ToCome(stands, _off(case, of, stands)) for of, stands in guests_awaited(case).items()}


def say_who_was_met(case: Case, before: Mapping[str, ToCome]) -> None:
    """What was just told answers an appointment of a later day: its guest hears that nobody expects them then.

    Met on that very day they know it, and so they do where it was cancelled: that is said in words of its own.
    """
    for of, guest in before.items():
        if of not in case.appointments and case.journal[-1].kind != CANCELLED and _on_a_later_day(case, guest.stands):
            for to in _roles_that_hear(case, guest.stands):
                case.write(to, ALREADY_MET, key_of(KEPT, of), guest.words, who=guest.stands.who)


def _off(case: Case, of: str, stands: t.Appointment) -> dict[str, str]:
    return invitation(case, of, stands.model_copy(update={"moved": stands.moved + 1}), "CANCEL")


def _on_a_later_day(case: Case, stands: t.Appointment) -> bool:
    return stands.at > case.at and case.calendar.day_of(stands.at) != case.calendar.day_of(case.hour)


def _roles_that_hear(case: Case, stands: t.Appointment) -> set[Role]:
    """Its guest, if the programme writes to them when it is cancelled."""
    return {letter.to for letter in case.programme.letters.get(CANCELLED, []) if letter.to == stands.with_whom}
