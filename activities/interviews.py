"""Appointments: what goes along with a letter so that a calendar takes, moves or drops them, and tells nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parseaddr

from notifications import calendar, letters
from notifications.calendar import Invitation
from records.messages import Addressed


def invitation_of(message: Addressed, sender: str) -> Invitation | None:
    """The invitation for the one whom this message reaches; None when it is about no appointment."""
    if "appointment" not in message.values:
        return None
    return calendar.invitation(
        uid=f"{message.case_id}.{message.values['appointment']}@itinerary",
        sequence=int(message.values["sequence"]),
        start=hour_of(message),
        duration=timedelta(minutes=int(message.values["minutes"])),
        attendee=message.email,
        organiser=parseaddr(sender)[1],
        method="CANCEL" if message.values["method"] == "CANCEL" else "REQUEST",
        title=letters.word("appointment", message.language),
    )


def hour_of(message: Addressed) -> datetime:
    """When the appointment is, in the time of the case; raises KeyError when the message is about none."""
    return datetime.fromisoformat(message.values["at"])
