"""Whether a message leaves now and by which way, waits, or never leaves, and why: decided from plain values alone.

All hours are in the time of the case. The dispatcher and the tests that walk at random ask the very same function.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Literal, NamedTuple, TypeAlias

from casework.ways import OUTSIDERS, WORKLIST, Channel
from casework.working_time import Calendar

Dropped = Literal["suppressed", "superseded", "expired", "failed"]

ALREADY_MET = "already_met"
"""The letter to a guest who was met on an earlier day than their calendar says."""

CALLED_OFF = frozenset({"appointment_cancelled", ALREADY_MET})
"""Letters after which nobody is expected at that hour any more."""

NEWS_OF_APPOINTMENTS = frozenset({"invitation", "convocation", "appointment_moved", *CALLED_OFF})
"""Letters that change where somebody has to be: never capped, and never kept until it is too late to act on them."""

CHANGES = frozenset({"appointment_moved", *CALLED_OFF})
"""Those among them that say something only to whoever knows it otherwise."""

TOLD_AFTER_THE_END = frozenset({*CALLED_OFF, "telling_refused", "work_failed"})
"""Letters that somebody needs even when the case has ended since."""

NOT_WRITTEN_TO = {
    "died": "nothing is sent to somebody who has died",
    "deregistered": "nothing is sent to somebody who is no longer registered",
}
"""Outcomes after which a client gets no word at all, whenever it was written (T-32)."""

NOT_AWAITED = "they were met, or said that they do not come, before it left"
NOT_HEARD_OF = "nothing was said of this appointment yet"
KNOWN = "they know this already: the last that left for them says so"
FOR_A_WHILE = "they want no messages for a while"
NOT_YET = "its hour has not come"
IN_TURN = "many are due at this minute: they leave one after the other"
DIGESTED = "it goes with the digest of the working day"
HELD = "it is held for a moment: what was told by mistake can still be taken back"
SPREAD = timedelta(minutes=10)
DIGEST_MAY_TAKE = timedelta(hours=2)


class Waiting(NamedTuple):
    """A message that may leave; `written` is the hour of the line it comes of.

    `heard_of` is false where no word of its appointment has reached the reader, though one was written; `known` is true where the last
    word that left for them says what this one does.
    """

    id: str
    to: str
    letter: str
    due: datetime
    line: int = 0
    written: datetime | None = None
    urgent: bool = True
    useless_after: datetime | None = None
    appointment: datetime | None = None
    still_open: bool = True
    outdone: bool = False
    heard_of: bool = True
    known: bool = False

    @property
    def is_news(self) -> bool:
        """True if it says that somebody has to be somewhere else than they think."""
        return self.appointment is not None and self.letter in NEWS_OF_APPOINTMENTS

    @property
    def keeps_its_minute(self) -> bool:
        """True of an escalation, and of a letter outside that comes of what was just told; all else is planned for an hour many share."""
        return (self.written or self.due) >= self.due if self.to in OUTSIDERS else self.urgent


class Standing(NamedTuple):
    """How its case stands: what its clock says, whether that is a demonstration's fast one, whether and how it ended.

    `last_line` is the last that says something new: a correction told after the end says nothing of the end.
    """

    hour: datetime
    fast: bool = False
    ended: bool = False
    outcome: str = ""
    last_line: int = 0


class Reader(NamedTuple):
    """Whom it reaches today: `ways` has what is open to them in the order in which it is tried (casework/ways.py).

    `held` is false when nobody holds the role, `known` when it is somebody we do not know, `colleague` when nobody can pass on what
    reaches nobody else; `no_way` is what that colleague reads. Who `wants_none` gets nothing by any way. `got_today` counts what left for
    them since midnight, but no news of appointments.
    """

    calendar: Calendar
    ways: tuple[Channel, ...] = ()
    held: bool = True
    known: bool = True
    colleague: bool = True
    no_way: str = ""
    wants_none: bool = False
    silent_until: datetime | None = None
    got_today: int = 0
    most_a_day: int = 3
    hold: timedelta = timedelta(minutes=10)
    digest_at: time | None = None


class Leave(NamedTuple):
    """It leaves now, this way; should it come back, `others` are tried."""

    way: Channel
    why: str = ""
    others: tuple[Channel, ...] = ()


class Wait(NamedTuple):
    """It waits until this hour, and why."""

    until: datetime
    why: str


class Drop(NamedTuple):
    """It never leaves: what became of it, and why."""

    fate: Dropped
    why: str


Decision: TypeAlias = Leave | Wait | Drop


def decide(message: Waiting, reader: Reader, case: Standing) -> Decision:
    """What is to happen to this message now; asked again at the same hour with the same values it is the same."""
    return (
        _needless(message, case)
        or (Wait(message.due, NOT_YET) if case.hour < message.due else None)
        or _nobody(message, reader)
        or _unwanted(message, reader, case)
        or _held(message, reader, case)
        or _nothing_to_tell(message)
        or _digested(message, reader, case)
        or _by_some_way(message, reader, case)
    )


def _needless(message: Waiting, case: Standing) -> Drop | None:
    """What was met, outdone, or is too late stays, and somebody can read why (T-01, T-10, T-11, T-32)."""
    if case.ended and message.to == "client" and case.outcome in NOT_WRITTEN_TO:
        return Drop("suppressed", NOT_WRITTEN_TO[case.outcome])
    if message.outdone:
        return Drop("superseded", "something newer about the same left instead")
    if case.ended and message.line < case.last_line and message.letter not in TOLD_AFTER_THE_END:
        return Drop("suppressed", "the case ended before it left")
    if not message.still_open:
        return Drop("suppressed", NOT_AWAITED if message.is_news else "met before it left")
    if message.appointment and message.appointment <= case.hour:
        return Drop("expired", "the hour of the appointment came before it left")
    if message.useless_after and message.useless_after < case.hour:
        return Drop("expired", "it could not leave while it was of use")
    return None


def _nobody(message: Waiting, reader: Reader) -> Drop | None:
    if not (reader.ways or reader.colleague if message.to in OUTSIDERS else reader.held):
        return Drop("failed", "nobody is responsible for this case: assign a counsellor")
    if message.to not in OUTSIDERS and not reader.known:
        return Drop("failed", "it is for somebody we do not know: tell them yourself")
    return None


def _unwanted(message: Waiting, reader: Reader, case: Standing) -> Decision | None:
    """Who wants no messages gets none (T-06, T-28); where they have to be is told by a colleague."""
    if reader.wants_none:
        return _passed_on("they want no messages", message) or Drop("suppressed", "they want no messages")
    if not reader.silent_until or reader.silent_until <= case.hour:
        return None
    if _too_late(message, reader.silent_until):
        return _passed_on(FOR_A_WHILE, message) or Drop("expired", "they want no messages while it is of use")
    return Wait(reader.silent_until, FOR_A_WHILE)


def _passed_on(why: str, message: Waiting) -> Leave | None:
    return Leave(WORKLIST, f"{why}: tell them of the appointment yourself") if message.is_news else None


def _held(message: Waiting, reader: Reader, case: Standing) -> Wait | None:
    """What goes out of the office waits a little, so that a fact withdrawn at once means a message never sent."""
    until = min(message.written or message.due, message.due) + reader.hold
    if message.to not in OUTSIDERS or case.fast or until <= case.hour or _too_late(message, until):
        return None
    return Wait(until, HELD)


def _nothing_to_tell(message: Waiting) -> Drop | None:
    """Nobody is told that what they have not heard of does not take place (T-02), nor of a change back to what they know (T-26).

    Decided once it is sure that no other word is on its way.
    """
    if message.to not in OUTSIDERS or message.letter not in CHANGES:
        return None
    if message.letter in CALLED_OFF and not message.heard_of:
        return Drop("suppressed", NOT_HEARD_OF)
    return Drop("suppressed", KNOWN) if message.known else None


def _digested(message: Waiting, reader: Reader, case: Standing) -> Wait | None:
    """What is not urgent goes with the digest of the working day; if that takes nothing, it goes by itself soon after."""
    if message.to in OUTSIDERS or message.urgent or case.fast or reader.digest_at is None:
        return None
    calendar, day = reader.calendar, reader.calendar.next_working(reader.calendar.day_of(message.due))
    digest = calendar.at(day, reader.digest_at)
    if digest < message.due:
        digest = calendar.at(calendar.next_working(day + timedelta(days=1)), reader.digest_at)
    until = digest + DIGEST_MAY_TAKE
    return Wait(until, DIGESTED) if case.hour < until and not _too_late(message, until) else None


def _by_some_way(message: Waiting, reader: Reader, case: Standing) -> Decision:
    """By the first way that is open; what leaves the house keeps to quiet hours, to the most a day, and out of the herd."""
    if not reader.ways:
        return Leave(WORKLIST, reader.no_way)
    leave = Leave(reader.ways[0], others=reader.ways[1:])
    return (
        leave if case.fast else _quiet(message, reader, case) or _capped(message, reader, case) or _in_turn(message, reader, case) or leave
    )


def _quiet(message: Waiting, reader: Reader, case: Standing) -> Decision | None:
    """Nobody is disturbed at night, on weekends and holidays (T-22), unless they would hear of an appointment too late to come or stay."""
    awake = reader.calendar.speakable(case.hour)
    if awake <= case.hour:
        return None
    until = _spread(message, awake)
    if not _too_late(message, until):
        return Wait(until, "nobody is disturbed now: it leaves in working hours")
    return None if message.is_news else Drop("expired", "it could only leave in working hours, and is of no use then")


def _capped(message: Waiting, reader: Reader, case: Standing) -> Decision | None:
    """Nobody outside gets more than so many a day, news of appointments not counted (T-21); colleagues have one digest a day.

    So a wait for it belongs to one person, whoever holds a role meanwhile. What had to wait leaves on the minute of the opening, before
    what falls due that day, or newer messages would pass it for ever.
    """
    if message.is_news or message.to not in OUTSIDERS or reader.got_today < reader.most_a_day:
        return None
    calendar, tomorrow = reader.calendar, reader.calendar.day_of(case.hour) + timedelta(days=1)
    until = calendar.speakable(calendar.opening(tomorrow))
    most = f"{reader.got_today} messages reached them today, and no more than {reader.most_a_day} may"
    return Drop("expired", f"{most}; tomorrow it is of no use") if _too_late(message, until) else Wait(until, f"{most}: it leaves later")


def _in_turn(message: Waiting, reader: Reader, case: Standing) -> Wait | None:
    """What falls due at the same minute in many cases leaves over some minutes, each message always in the same one."""
    turn = _spread(message, reader.calendar.speakable(message.due))
    return Wait(turn, IN_TURN) if case.hour < turn else None


def _spread(message: Waiting, hour: datetime) -> datetime:
    """So much after this hour: never what is urgent, never past its use."""
    if message.keeps_its_minute:
        return hour
    later = hour + SPREAD * (int.from_bytes(sha256(message.id.encode()).digest()[:4]) / 2**32)
    return hour if _too_late(message, later) else later


def _too_late(message: Waiting, hour: datetime) -> bool:
    """True if at that hour it only confuses."""
    past_use = message.useless_after is not None and message.useless_after < hour
    return past_use or (message.appointment is not None and message.appointment <= hour)
