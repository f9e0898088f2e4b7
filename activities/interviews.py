"""Appointments: what goes along with a letter so that a calendar takes, moves or drops them, and tells nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parseaddr

from notifications import calendar, letters
from notifications.calendar import Invitation
from records.messages import Addressed


def invitation_of(message: Addressed, sender: str) -> Invitation | None:
    """The invitation for the one whom this message reaches; None when it neither makes, moves nor drops an appointment."""
    if "appointment" not in message.values:
        return None
    return calendar.invitation(
        uid=uid_of(message.case_id, message.values["appointment"]),
        sequence=int(message.values["sequence"]),
        start=hour_of(message),
        duration=timedelta(minutes=int(message.values["minutes"])),
        attendee=message.email,
        organiser=parseaddr(sender)[1],
        method="CANCEL" if message.values["method"] == "CANCEL" else "REQUEST",
        title=letters.word("appointment", message.language),
        place=place_of(message, message.language),
    )


def uid_of(case: str, appointment: str) -> str:
    """Under which id calendars know an appointment, however often it moves: it names nobody."""
    return f"{case}.{appointment}@itinerary"


def named_by(uid: str) -> tuple[str, str] | None:
    """The case and the appointment that a calendar means by this id; None for an id that is not ours."""
    case, _, appointment = uid.removesuffix("@itinerary").rpartition(".")
    return (case, appointment) if uid.endswith("@itinerary") and case and appointment else None


def hour_of(message: Addressed) -> datetime:
    """When the appointment is, in the time of the case; raises KeyError when the message speaks of none to come."""
    return datetime.fromisoformat(message.values["at"])


def hour_said(message: Addressed) -> datetime | None:
    """The hour of an appointment that a letter names, be it to come or gone by."""
    said = message.values.get("at") or message.values.get("was")
    return datetime.fromisoformat(said) if said else None


def place_of(message: Addressed, language: str) -> str:
    """Where it is in an ordinary word of this language, or nothing: never an address that says what somebody goes there for."""
    return letters.word(where, language) if (where := message.values.get("where")) else ""
