"""A message as the records give it, put before the one question of whether it leaves (casework/leaving.py)."""

from __future__ import annotations

from activities import interviews
from activities.house import calendar
from casework import leaving
from casework.leaving import Decision, Reader, Standing, Waiting
from records.messages import Leaving
from records.offices import HouseRules


def decided(message: Leaving, rules: HouseRules, got_meanwhile: int = 0) -> Decision:
    """What is to happen to this message now; `got_meanwhile` is what leaves for the same person together with it."""
    return leaving.decide(waiting(message), _reader(message, rules, got_meanwhile), _standing(message))


def waiting(message: Leaving) -> Waiting:
    """What it says of itself."""
    return Waiting(
        id=message.id, to=message.to, letter=message.letter, due=message.due, line=message.line, written=message.written,
        urgent=message.urgent, useless_after=message.useless_after,
        appointment=interviews.hour_of(message) if "appointment" in message.values else None,
        still_open=message.still_open, outdone=message.outdone, bounced=frozenset(message.bounced),
    )  # fmt: skip


def _reader(message: Leaving, rules: HouseRules, got_meanwhile: int) -> Reader:
    return Reader(
        calendar(rules, message.hour.date()), leaving.ways({"email": message.email}, message.prefers),
        held=bool(message.recipient), known=bool(message.name), colleague=bool(message.stands_in),
        refuses=frozenset(message.refuses), unreachable=frozenset(message.unreachable), silent_until=message.silent_until,
        got_today=message.got_today + got_meanwhile, most_a_day=rules.most_a_day, hold=rules.hold, digest_at=rules.digest_at,
    )  # fmt: skip


def _standing(message: Leaving) -> Standing:
    return Standing(
        hour=message.hour, fast=message.pace != 1, ended=message.ended, outcome=message.outcome, last_line=message.last_line
    )  # fmt: skip
