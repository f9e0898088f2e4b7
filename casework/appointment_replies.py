"""What a guest answers to an invitation, themselves or through staff: comes, asks for another time, does not come (T-04, T-05)."""

from __future__ import annotations

from typing import ClassVar, Literal

from casework.appointments import OfAnAppointment, invitation
from casework.case import Case
from casework.fact import Refused, Restricted, known


class Reply(OfAnAppointment, frozen=True):
    """An answer given before the hour; the last one counts. A client who answers is reached, though not met."""

    from_whom: ClassVar[str] = "client"
    means: ClassVar[Literal["accepted", "other time", "declined"]]

    def check(self, case: Case) -> None:
        if known(case.appointments, self.of, "appointment").at <= case.hour:
            raise Refused("its hour had come: tell appointment_kept or appointment_missed")

    def happen(self, case: Case) -> None:
        appointment = case.appointments[self.of]
        appointment.answer = self.means
        if appointment.with_whom == "client" and case.tally.get("unanswered:client", 0) > 1:
            case.tally["unanswered:client"] = 1


class AppointmentAccepted(Reply, frozen=True):
    """The guest said that they come."""

    means: ClassVar = "accepted"
    kind: Literal["appointment_accepted"] = "appointment_accepted"


class OtherTimeAsked(Reply, frozen=True):
    """The guest would come at another time, perhaps they said when; the appointment is moved or cancelled."""

    means: ClassVar = "other time"
    kind: Literal["other_time_asked"] = "other_time_asked"
    wish: Restricted = ""


class AppointmentDeclined(Reply, frozen=True):
    """The guest does not come, and perhaps why; the appointment is moved or cancelled, and nothing is held against them."""

    means: ClassVar = "declined"
    kind: Literal["appointment_declined"] = "appointment_declined"
    why: Restricted = ""


class InvitedAgain(OfAnAppointment, frozen=True):
    """Somebody asked the guest once more whether they come: the time for an answer counts from now (T-05)."""

    kind: Literal["invited_again"] = "invited_again"

    def check(self, case: Case) -> None:
        appointment = known(case.appointments, self.of, "appointment")
        if appointment.at <= case.at:
            raise Refused("its hour has come: tell appointment_kept or appointment_missed")
        if appointment.answer:
            raise Refused("the guest has answered: move the appointment, cancel it, or let it stand")

    def happen(self, case: Case) -> None:
        case.appointments[self.of].invited = case.at

    def words(self, case: Case) -> dict[str, str]:
        return invitation(case, self.of, case.appointments[self.of], "REQUEST")
