"""The Kina path of the example, with ladders that speak oftener than any office would want, so that every rule has something to decide."""

from __future__ import annotations

from casework.programme import Programme
from casework.rules import Ladder, Letter, Rung
from casework.working_time import Delay
from tests.handclock import programme


def _ladder(*rungs: str, again: str) -> Ladder:
    said = [rung.split(" | ") for rung in rungs]
    climbed = [Rung.model_validate({"after": after, "to": to, "letter": letter}) for after, to, letter in said]
    return Ladder(rungs=climbed, again=Delay.parse(again), source="for this test", verified=False)


def talkative() -> Programme:
    """The Kina path of the example, with ladders that speak often, and a second letter about each appointment, which is no news."""
    asks = _ladder(
        "-3 working days | counsellor | promise_nears",
        "-2 working days | client | client_reminder",
        "0 working days | counsellor | promise_due",
        "1 working day | client | client_reminder",
        "2 working days | client | client_reminder",
        "3 working days | deputy | promise_overdue",
        "4 working days | team lead | promise_overdue",
        "5 working days | team lead | promise_escalated",
        again="10 working days",
    )
    contact = _ladder(
        "-2 working days | counsellor | contact_gap",
        "0 working days | client | client_reminder",
        "2 working days | team | team_asked",
        "8 working days | team lead | promise_escalated",
        again="10 working days",
    )
    known = programme()
    nears = Letter(to="client", letter="appointment_nears", source="for this test", verified=False)
    soon = known.deadlines["conversation_held"].model_copy(update={"within": Delay.parse("4 working days")})
    said_otherwise = {
        "ladders": {**known.ladders, "standard": asks, "contact": contact, "patient": asks},
        "deadlines": {**known.deadlines, "conversation_held": soon},
        "letters": {**known.letters, "appointment_made": [*known.letters["appointment_made"], nears]},
    }
    return known.model_copy(update=said_otherwise)


PROGRAMME = talkative()
