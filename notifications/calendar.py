"""Calendar invitations: one appointment, one attendee, and no word on what it is about; and what a calendar answers."""

from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from icalendar import Calendar, Component, Event, vCalAddress

Method = Literal["REQUEST", "CANCEL"]
ReplyMeant = Literal["accepted", "other time", "declined"]

ANSWERS: dict[str, ReplyMeant] = {"ACCEPTED": "accepted", "TENTATIVE": "other time", "DECLINED": "declined"}
"""What a calendar's answer means; whoever says perhaps is asked in person for an hour that suits."""

TOO_LONG = 200_000


class Invitation(NamedTuple):
    """What goes along with a mail so that a calendar takes it."""

    method: Method
    content: bytes


class CalendarReply(NamedTuple):
    """What somebody's calendar answered: to which appointment, from which address, meaning what, to which of its changes."""

    uid: str
    attendee: str
    answer: ReplyMeant
    sequence: int


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
    place: str = "",
) -> Invitation:
    """Ask a calendar to take, move or drop an appointment; no alarm, for reminding is ours.

    `uid` stays the same as long as the appointment is the same, `sequence` grows with each change. `title` is the word
    for an appointment in the attendee's language, never its subject; `place` an ordinary word as 'at our office', never more.
    """
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", datetime.now(UTC))
    event.add("dtstart", start.astimezone(UTC))
    event.add("dtend", (start + duration).astimezone(UTC))
    event.add("summary", title)
    if place:
        event.add("location", place)
    event.add("status", "CONFIRMED" if method == "REQUEST" else "CANCELLED")
    event.add("class", "PRIVATE")
    event.add("organizer", vCalAddress(f"mailto:{organiser}"))
    event.add("attendee", _guest(attendee))
    return Invitation(method, _wrapped(event, method))


def reply_of(content: bytes) -> CalendarReply | None:
    """What a calendar's METHOD:REPLY says; None for what is none, cannot be read, or leaves open whether somebody comes."""
    if len(content) > TOO_LONG:
        return None
    try:
        calendar = Calendar.from_ical(content)
        events = calendar.walk("VEVENT")
        return _read(events[0]) if str(calendar.get("method", "")).upper() == "REPLY" and len(events) == 1 else None
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):  # whatever a stranger's calendar writes is no reason to stop
        return None


def _read(event: Component) -> CalendarReply | None:
    attendees = event.get("attendee")
    if attendees is None or isinstance(attendees, list):  # a reply has the one who answers
        return None
    answer = ANSWERS.get(str(attendees.params.get("PARTSTAT", "")).upper())
    uid, address = str(event.get("uid", "")), str(attendees)
    if not (answer and uid and address.lower().startswith("mailto:")):
        return None
    return CalendarReply(uid, address[len("mailto:") :], answer, int(event.get("sequence", 0)))


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
