"""What can happen to a meeting that was arranged: made, moved, cancelled, missed."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from casework import things as t
from casework.case import Case
from casework.fact import Fact, Refused, Restricted, known


class AppointmentMade(Fact, frozen=True):
    """A meeting was arranged; the client is invited."""

    begins: ClassVar[str] = "i"
    kind: Literal["appointment_made"] = "appointment_made"
    at: datetime
    minutes: int = Field(default=60, ge=5, le=480)
    with_whom: Literal["client", "employer", "partner"] = "client"
    place: str = ""

    def check(self, case: Case) -> None:
        case.may_begin(self)
        _to_come(case, self.at)

    def happen(self, case: Case) -> None:
        case.begin(case.appointments, self, t.Appointment(with_whom=self.with_whom, at=self.at, minutes=self.minutes))

    def words(self, case: Case) -> dict[str, str]:
        return _invitation(case, self.of, self.at, self.minutes, 0, "REQUEST")


class AppointmentMoved(Fact, frozen=True):
    """A meeting was given another hour."""

    kind: Literal["appointment_moved"] = "appointment_moved"
    at: datetime

    def check(self, case: Case) -> None:
        known(case.appointments, self.of, "appointment")
        _to_come(case, self.at)

    def happen(self, case: Case) -> None:
        case.appointments[self.of].at = self.at
        case.appointments[self.of].moved += 1

    def words(self, case: Case) -> dict[str, str]:
        known = case.appointments[self.of]
        return _invitation(case, self.of, self.at, known.minutes, known.moved + 1, "REQUEST")


class AppointmentCancelled(Fact, frozen=True):
    """A meeting will not take place, and why."""

    kind: Literal["appointment_cancelled"] = "appointment_cancelled"
    why: Restricted = ""

    def check(self, case: Case) -> None:
        known(case.appointments, self.of, "appointment")

    def happen(self, case: Case) -> None:
        case.put_away(case.appointments, self.of, "appointments cancelled")

    def words(self, case: Case) -> dict[str, str]:
        known = case.appointments[self.of]
        return _invitation(case, self.of, known.at, known.minutes, known.moved + 1, "CANCEL")


class AppointmentMissed(Fact, frozen=True):
    """The person did not come; the next step is a new contact, and nothing is held against them."""

    kind: Literal["appointment_missed"] = "appointment_missed"

    def check(self, case: Case) -> None:
        if known(case.appointments, self.of, "appointment").at > case.at:
            raise Refused("this appointment is still to come: move or cancel it")

    def happen(self, case: Case) -> None:
        with_client = case.appointments[self.of].with_whom == "client"
        case.put_away(case.appointments, self.of, "appointments missed")
        if with_client:
            case.tally["unanswered:client"] = case.tally.get("unanswered:client", 0) + 1


def _to_come(case: Case, at: datetime) -> None:
    if at.tzinfo is None or at <= case.at:
        raise Refused("an appointment is in the future: give its day and hour")


def _invitation(case: Case, of: str, at: datetime, minutes: int, sequence: int, method: str) -> dict[str, str]:
    """What an invitation says; its sequence is greater than that of any before, so that calendars follow it."""
    sequence += case.tally.get(f"corrected:{of}", 0)
    return {"appointment": of, "at": at.isoformat(), "minutes": str(minutes), "sequence": str(sequence), "method": method}
