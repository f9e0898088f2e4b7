"""What is said of a message: which rule made it, when it leaves or left, or why it does not; never a guess."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from activities.foreseeing import Foreseen
from casework.case import Line
from casework.leaving import DIGESTED, Drop, Leave
from records.messages import Addressed
from starters.answers.fates import becomes, rule_of
from starters.answers.owed import asked_said
from starters.answers.telling import letter_said

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def message(**said: object) -> Addressed:
    """A reminder to the client of a plan, planned for now."""
    usual = {
        "id": "m", "case_id": "c", "number": "K-0001", "line": 4, "to": "client", "who": "", "letter": "client_reminder",
        "about": "plan:a1",
        "due": NOW, "values": {}, "goes_at": NOW + HOUR, "state": "planned", "channel": "", "sent_at": None, "reason": "", "message_id": "",
        "recipient": "person-1", "name": "", "email": "", "phone": "", "language": "en", "still_open": True,
    }  # fmt: skip
    return Addressed.model_validate(usual | said)


def line(kind: str, **fact: object) -> Line:
    return Line(number=4, kind=kind, telling="t", by="S-counsellor", happened=NOW, told=NOW, fact={"kind": kind, **fact})


@pytest.mark.parametrize(
    ("said", "kind", "rule"),
    [
        ({"rung": 1, "plan": "p", "about": "conversation_held"}, "opened", "rung 2 of the ladder of a first conversation"),
        ({"values": {"rung": "3"}, "about": "conversation_held"}, "hour_came", "rung 4 of the ladder of a first conversation"),
        ({"about": "appointment_made:i1"}, "appointment_made", "line 4: "),
    ],
)
def test_the_rule_that_made_it_is_a_rung_of_a_ladder_or_what_was_told(said: dict[str, object], kind: str, rule: str):
    assert rule_of(message(**said), line(kind, of="i1")).startswith(rule)


@pytest.mark.parametrize(
    ("said", "foreseen", "sentence"),
    [
        ({}, Foreseen(NOW + HOUR, Leave("email")), "it leaves 2026-03-03 11:00 by e-mail, unless something happens before"),
        ({"goes_at": NOW}, Foreseen(NOW, Leave("email")), "its hour has come: it leaves in the next round of the dispatcher"),
        ({"reason": "it is quiet"}, Foreseen(NOW + HOUR, Leave("email")), "it waits until 2026-03-03 11:00: it is quiet"),
        (
            {"goes_at": NOW, "reason": "it was quiet"}, Foreseen(NOW, Leave("email")),
            "its hour has come: it leaves in the next round of the dispatcher",
        ),
        (
            {"reason": "it is quiet"}, Foreseen(NOW + 2 * HOUR, Leave("sms"), whys=("it is quiet", "they get three a day")),
            "it waits until 2026-03-03 12:00: it is quiet, and they get three a day",
        ),
        (
            {}, Foreseen(NOW + HOUR, Drop("suppressed", "they want no messages")),
            "it does not leave, as things stand: they want no messages",
        ),
        (
            {}, Foreseen(NOW + HOUR, Leave("worklist", "we have no address: pass it on yourself"), "S-counsellor"),
            "it comes on the worklist of S-counsellor 2026-03-03 11:00: we have no address: pass it on yourself",
        ),
        ({}, Foreseen(NOW + 26 * HOUR, Leave("email"), whys=(DIGESTED,), with_digest=True), "it goes with the digest of 2026-03-04"),
        ({}, Foreseen(NOW, Leave("email"), with_digest=True), "it goes with the next digest of its reader"),
    ],
)  # fmt: skip
def test_of_what_has_yet_to_leave_it_is_said_what_is_decided_then(said: dict[str, object], foreseen: Foreseen, sentence: str):
    assert becomes(message(**said), NOW, "Europe/Brussels", foreseen) == sentence


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "it is leaving just now: look again"),
        ({"state": "sent", "channel": "email", "sent_at": NOW}, "it left 2026-03-03 10:00 by e-mail, for person-1"),
        (
            {"state": "sent", "channel": "email", "sent_at": NOW, "name": "Test Client"},
            "it left 2026-03-03 10:00 by e-mail, for Test Client",
        ),
        (
            {"state": "sent", "channel": "worklist", "sent_at": NOW, "name": "Test Counsellor", "reason": "they want no messages"},
            "it stands on the worklist of Test Counsellor since 2026-03-03 10:00: they want no messages",
        ),
        ({"state": "bounced", "reason": "the mail server refused it"}, "it came back: the mail server refused it"),
        ({"state": "expired", "reason": "too late"}, "it does not leave any more: too late"),
        ({"state": "suppressed", "reason": "they want no messages"}, "it does not leave: they want no messages"),
    ],
)
def test_it_is_said_when_it_left_or_why_it_did_not(said: dict[str, object], sentence: str):
    assert becomes(message(**said), NOW, "Europe/Brussels") == sentence


def test_the_worklist_says_why_something_is_on_it_and_how_to_tick_it_off_in_a_line_that_can_be_copied():
    passed_on = message(letter="invitation", about="appointment_made:i1", reason="they want no messages: tell them yourself")

    assert list(asked_said(passed_on, "Europe/Brussels")) == [
        "K-0001  invitation: a new invitation (i1), since 2026-03-03 10:00",
        "  they want no messages: tell them yourself",
        "  when it is done: itinerary worklist done m",
    ]


def test_who_tells_a_fact_reads_apart_what_was_written_and_what_is_only_planned():
    assert letter_said(message(letter="invitation"), "Europe/Brussels") == "written: invitation to the client"
    assert (
        letter_said(message(letter="promise_overdue", to="deputy", rung=3), "Europe/Brussels")
        == "planned for 2026-03-03: promise overdue to the deputy"
    )
