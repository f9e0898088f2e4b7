"""What can happen to a meeting that was arranged: made, moved, cancelled, kept, missed.

A meeting has one guest: the client, an employer or a partner. Where three sit at the table, each is invited to an
appointment of their own, so that each answers, is reminded and is told of a change for themselves (T-02).
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from casework import things as t
from casework.case import Case
from casework.fact import Fact, Person, Refused, Restricted, key_of, kind_of, known

Where = Literal["", "at the office", "by phone", "by video", "at the workplace"]
"""All that a message or a calendar says of the place; anything more exact stands in `place`, and never leaves the office."""

GUESTS = ("client", "employer", "partner")


class OfAnAppointment(Fact, frozen=True):
    """Something that happened to a meeting that was arranged; of those outside, only its guest is written to."""

    def check(self, case: Case) -> None:
        known(case.appointments, self.of, "appointment")

    def is_for(self, to: str, case: Case) -> bool:
        return to not in GUESTS or to == case.appointments[self.of].with_whom


class Arranged(Fact, frozen=True):
    """A meeting to come, and whether its hour was agreed with the guest already: then no answer is waited for."""

    begins: ClassVar[str] = "i"
    at: datetime
    minutes: int = Field(default=60, ge=5, le=480)
    where: Where = ""
    place: str = ""
    agreed: bool = False

    def check(self, case: Case) -> None:
        case.may_begin(self)
        _to_come(case, self.at)
        if of := next((of for of, known in case.appointments.items() if (known.at, known.guest) == (self.at, self.guest)), None):
            raise Refused(f"this guest is invited for that hour already, to {of}: move or cancel that one, or give another hour")

    @property
    def guest(self) -> t.Guest:
        """Who is met."""
        return "client", ""

    def words(self, case: Case) -> dict[str, str]:
        return invitation(case, self.of, t.Appointment(with_whom="", at=self.at, minutes=self.minutes, where=self.where), "REQUEST")


class AppointmentMade(Arranged, frozen=True):
    """A meeting was arranged; its guest is invited. `who` is the employer or partner that is meant."""

    kind: Literal["appointment_made"] = "appointment_made"
    with_whom: Literal["client", "employer", "partner"] = "client"
    who: Person = ""

    def check(self, case: Case) -> None:
        super().check(case)
        if self.with_whom != "client" and not self.who:
            raise Refused(f"say which {self.with_whom} is invited, by id: who=...")

    def is_for(self, to: str, case: Case) -> bool:
        return to not in GUESTS or to == self.with_whom

    @property
    def guest(self) -> t.Guest:
        return self.with_whom, "" if self.with_whom == "client" else self.who

    def happen(self, case: Case) -> None:
        case.begin(case.appointments, self, _appointment(case, self, *self.guest))

    def words(self, case: Case) -> dict[str, str]:
        with_whom, who = self.guest
        return super().words(case) | ({with_whom: who} if who else {})


class ConvocationMade(Arranged, frozen=True):
    """The client is summoned to a meeting, after one that was missed or where the rules ask for it (T-12)."""

    kind: Literal["convocation_made"] = "convocation_made"

    def is_for(self, to: str, case: Case) -> bool:
        return to not in GUESTS or to == "client"

    def happen(self, case: Case) -> None:
        case.begin(case.appointments, self, _appointment(case, self, "client"))


class AppointmentMoved(OfAnAppointment, frozen=True):
    """A meeting was given another hour: its guest is asked anew whether they come, unless they agreed to it."""

    kind: Literal["appointment_moved"] = "appointment_moved"
    at: datetime
    agreed: bool = False

    def check(self, case: Case) -> None:
        super().check(case)
        _to_come(case, self.at)
        if case.appointments[self.of].at == self.at:
            raise Refused("this appointment is at that hour already: give its new hour, or tell invited_again to ask the guest once more")

    def happen(self, case: Case) -> None:
        known = case.appointments[self.of]
        known.at, known.moved = self.at, known.moved + 1
        known.answer, known.invited = "", asked_at(case, agreed=self.agreed)

    def words(self, case: Case) -> dict[str, str]:
        known = case.appointments[self.of]
        return invitation(case, self.of, known.model_copy(update={"at": self.at, "moved": known.moved + 1}), "REQUEST")


class AppointmentCancelled(OfAnAppointment, frozen=True):
    """A meeting will not take place, and why; who said already that they do not come is told nothing more (T-02)."""

    kind: Literal["appointment_cancelled"] = "appointment_cancelled"
    why: Restricted = ""

    def is_for(self, to: str, case: Case) -> bool:
        return super().is_for(to, case) and (to not in GUESTS or self.of in guests_awaited(case))

    def happen(self, case: Case) -> None:
        case.put_away(case.appointments, self.of, "appointments cancelled")

    def words(self, case: Case) -> dict[str, str]:
        known = case.appointments[self.of]
        return invitation(case, self.of, known.model_copy(update={"moved": known.moved + 1}), "CANCEL")


class AppointmentKept(OfAnAppointment, frozen=True):
    """The guest came; of the client this is a contact too. What was talked about is told by the facts of the method."""

    kind: Literal["appointment_kept"] = "appointment_kept"

    def check(self, case: Case) -> None:
        _hour_has_come(case, self.of)

    def happen(self, case: Case) -> None:
        if case.appointments[self.of].with_whom == "client":
            case.mark_too("contact_held:client")
            case.tally.pop("unanswered:client", None)
        case.put_away(case.appointments, self.of)


class AppointmentMissed(OfAnAppointment, frozen=True):
    """The person did not come; the next step is a new contact, and nothing is held against them."""

    kind: Literal["appointment_missed"] = "appointment_missed"

    def check(self, case: Case) -> None:
        _hour_has_come(case, self.of)

    def happen(self, case: Case) -> None:
        with_client = case.appointments[self.of].with_whom == "client"
        case.put_away(case.appointments, self.of, "appointments missed")
        if with_client:
            unanswered = case.tally.get("unanswered:client", 0)
            case.tally["unanswered:client"] = unanswered + 1
            if case.programme.no_show:
                case.tally[IN_A_ROW] = 1 + (case.tally.get(IN_A_ROW, 0) if unanswered else 0)

    def words(self, case: Case) -> dict[str, str]:
        return {"was": case.appointments[self.of].at.isoformat()}


IN_A_ROW = "missed in a row:client"
"""How often the client did not come since they were last met."""


def asked_at(case: Case, *, agreed: bool) -> datetime | None:
    """When the guest was asked whether they come: as the invitation is written, not as it was meant (T-09); none, if nobody asks."""
    return case.at if "appointment_accepted" in case.programme.deadlines and not agreed else None


def invitation(case: Case, of: str, known: t.Appointment, method: str) -> dict[str, str]:
    """What an invitation says; its sequence is greater than that of any before, so that calendars follow it (T-03)."""
    sequence = known.moved + case.tally.get(f"corrected:{of}", 0)
    said = {"appointment": of, "at": known.at.isoformat(), "minutes": str(known.minutes), "sequence": str(sequence), "method": method}
    return said | ({"where": known.where} if known.where else {}) | ({known.with_whom: known.who} if known.who else {})


def call_off(case: Case) -> None:
    """Whoever is still to come to a case that has ended hears that they need not, but for who said that they do not (T-02, T-32)."""
    for of, stands in guests_awaited(case).items():
        if stands.at > case.at:
            write_to_guest(case, of, stands.model_copy(update={"moved": stands.moved + 1}), kind_of(AppointmentCancelled), "CANCEL")


def guests_awaited(case: Case) -> dict[str, t.Appointment]:
    """The appointments whose guest has not said that they do not come."""
    return {of: stands for of, stands in case.appointments.items() if stands.answer != "declined"}


def write_to_guest(case: Case, of: str, stands: t.Appointment, kind: str, method: str) -> None:
    """Write to a guest what the programme has them written when a fact of this kind is told, whatever was told."""
    words = invitation(case, of, stands, method)
    for letter in case.programme.letters.get(kind, []):
        if letter.to == stands.with_whom:
            case.write(letter.to, letter.letter, key_of(kind, of), words, who=stands.who)


def _appointment(case: Case, fact: Arranged, with_whom: str, who: str = "") -> t.Appointment:
    invited = asked_at(case, agreed=fact.agreed)
    return t.Appointment(with_whom=with_whom, at=fact.at, minutes=fact.minutes, who=who, where=fact.where, invited=invited)


def _to_come(case: Case, at: datetime) -> None:
    if at.tzinfo is None or at <= case.at:
        raise Refused("an appointment is in the future: give its day and hour")


def _hour_has_come(case: Case, of: str) -> None:
    if known(case.appointments, of, "appointment").at > case.at:
        raise Refused("this appointment is still to come: move or cancel it")
