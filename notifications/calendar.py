"""Calendar invitations: one appointment, one attendee, and no word on what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from icalendar import Calendar, Event, vCalAddress

Method = Literal["REQUEST", "CANCEL"]


class Invitation(NamedTuple):
    """What goes along with a mail so that a calendar takes it."""

    method: Method
    content: bytes


def invitation(
    *,
    uid: str,
    sequence: int,
    start: datetime,
    duration: timedelta,
    attendee: str,
    organiser: str,
    method: Method = "REQUEST",
    title: str = "Appointment",
) -> Invitation:
    """Ask a calendar to take, move or drop an appointment.

    `uid` stays the same as long as the appointment is the same, `sequence` grows with each change. `title` is the word
    for an appointment in the attendee's language, never its subject.
    """
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", datetime.now(UTC))
    event.add("dtstart", start.astimezone(UTC))
    event.add("dtend", (start + duration).astimezone(UTC))
    event.add("summary", title)
    event.add("status", "CONFIRMED" if method == "REQUEST" else "CANCELLED")
    event.add("class", "PRIVATE")
    event.add("organizer", vCalAddress(f"mailto:{organiser}"))
    event.add("attendee", _guest(attendee))
    return Invitation(method, _wrapped(event, method))


def _guest(address: str) -> vCalAddress:
    guest = vCalAddress(f"mailto:{address}")
    guest.params["ROLE"] = "REQ-PARTICIPANT"
    guest.params["PARTSTAT"] = "NEEDS-ACTION"
    guest.params["RSVP"] = "TRUE"
    return guest


def _wrapped(event: Event, method: Method) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//itinerary//appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
