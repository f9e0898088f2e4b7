"""What a guest hears when something told of their appointment was a mistake: where they have to be now, in a word that outdoes all before.

Whether they need to hear it is decided when it leaves: who was told nothing else knows it already (casework/leaving.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from casework import things as t
from casework.appointments import AppointmentCancelled, AppointmentMoved, Arranged, guests_awaited, write_to_guest
from casework.case import Case
from casework.fact import Fact

Appointments = Mapping[str, t.Appointment]


def where_guests_are_to_be(case: Case) -> Appointments:
    """The appointments to which somebody is awaited, as they stand now."""
    return {} if case.ended else {of: known.model_copy() for of, known in guests_awaited(case).items()}


def says_so_itself(corrected: Fact) -> bool:
    """True of what guests are told anew anyway when it is corrected."""
    return isinstance(corrected, Arranged | AppointmentMoved)


def put_right(case: Case, stood: Appointments, mistaken: Fact) -> None:
    """Write to the guests of what stands otherwise than it stood before a correction, and of what does not take place now (T-03, T-26)."""
    stand = where_guests_are_to_be(case)
    for of, known in stand.items():
        before = stood.get(of)
        if before is None or (before.at, before.moved) != (known.at, known.moved):
            _tell(case, of, known, "appointment_moved", "REQUEST")
    if case.ended:
        for of, known in stood.items():
            _tell(case, of, known, "appointment_cancelled", "CANCEL")
        return
    gone = stood.get(mistaken.of) if isinstance(mistaken, Arranged | AppointmentCancelled) and mistaken.of not in stand else None
    if gone:
        _tell(case, mistaken.of, gone, "appointment_cancelled", "CANCEL")
        case.put_away(case.appointments, mistaken.of)


def _tell(case: Case, of: str, known: t.Appointment, kind: str, method: str) -> None:
    if known.at <= case.at:
        return
    case.outdo(of)
    write_to_guest(case, of, known, kind, method)
