"""A message as the records give it, put before the one question of whether it leaves (casework/leaving.py)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from activities import interviews
from activities.house import Houses
from casework.leaving import Decision, Reader, Standing, Waiting, decide
from casework.ways import ALL, OUTSIDERS, WORKLIST, Channel, Ways, ways
from casework.ways import Reader as Reached
from casework.working_time import Calendar
from notifications.channels import addresses
from records.messages import Leaving
from records.offices import HouseRules


class Wanted(NamedTuple):
    """What the office of a reader wants, and the channels that this installation has."""

    rules: HouseRules
    calendar: Calendar
    there: Collection[Channel]


def decided(message: Leaving, houses: Houses, there: Collection[Channel], together: int = 0) -> Decision:
    """The one question, asked of a message; `together` is what leaves for the same person with it."""
    return decide(waiting(message), reader(message, wanted(message, houses, there), together), standing(message))


def wanted(message: Leaving, houses: Houses, there: Collection[Channel]) -> Wanted:
    """As its reader's office wants it, around the hour of its case."""
    rules = houses.of(message.office)
    return Wanted(rules, houses.calendar(rules, message.hour.date()), there)


def waiting(message: Leaving) -> Waiting:
    """What it says of itself."""
    return Waiting(
        id=message.id, to=message.to, letter=message.letter, due=message.due, line=message.line, written=message.written,
        urgent=message.urgent, useless_after=message.useless_after,
        appointment=interviews.hour_of(message) if "at" in message.values else None,
        still_open=message.still_open, outdone=message.outdone, heard_of=message.heard_of, known=message.known,
    )  # fmt: skip


def as_first_word(message: Leaving) -> Leaving:
    """A move reads as the invitation to whoever knows no earlier hour, or that there is none; to their calendar both are one request."""
    moves = message.letter == "appointment_moved" and message.first_word
    return message.model_copy(update={"letter": message.first_word}) if moves else message


def reader(message: Leaving, wanted: Wanted, got_meanwhile: int = 0) -> Reader:
    """Whom it reaches today; `got_meanwhile` is what leaves for the same person together with it."""
    rules, known = wanted.rules, _ways(message, wanted)
    return Reader(
        wanted.calendar, tuple(way for way in known.channels if way != WORKLIST),
        held=bool(message.recipient), known=bool(message.name), colleague=bool(message.stands_in),
        no_way=known.why_on_a_worklist(message.to) if message.to in OUTSIDERS else "",
        wants_none=ALL in message.refuses, silent_until=message.silent_until,
        got_today=message.got_today + got_meanwhile, most_a_day=rules.most_a_day, hold=rules.hold, digest_at=rules.digest_at,
    )  # fmt: skip


def standing(message: Leaving) -> Standing:
    """How its case stands; to a client who died it is as ended as the case that was told of it (T-32)."""
    return Standing(
        hour=message.hour, fast=message.pace != 1, ended=message.ended or message.died,
        outcome="died" if message.died else message.outcome, last_line=message.last_line,
    )  # fmt: skip


def address_of(message: Leaving, way: Channel, country: str) -> str:
    """Where it goes by this channel."""
    return addresses(message.email, message.phone, message.address, country).get(way, "")


def real_hour(message: Leaving, until: datetime, now: datetime) -> datetime:
    """The real hour at which its case's clock says this, which says `message.hour` now."""
    return now + (until - message.hour) / message.pace


def _ways(message: Leaving, wanted: Wanted) -> Ways:
    known = addresses(message.email, message.phone, message.address, wanted.rules.country)
    reached = Reached(known, message.to, message.prefers, message.refuses, [*message.unreachable, *message.bounced])
    return ways(reached, wanted.rules.channels, there=wanted.there, short=True)
