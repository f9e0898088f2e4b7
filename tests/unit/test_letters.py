"""What leaves, in which words, and what does not leave any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import pytest
from icalendar import Calendar

from activities import interviews, wording
from casework import glossary
from casework.leaving import ALREADY_MET
from notifications import letters
from records.messages import Leaving
from runtime.settings import Settings
from tests.handclock import PROGRAMMES
from workers.channels import smtp_of

if TYPE_CHECKING:
    from records.pool import Database

NOON = datetime(2026, 5, 4, 10, tzinfo=UTC)
DAY = timedelta(days=1)
NO_DATABASE = cast("Database", None)
INVITED = {"appointment": "i1", "at": (NOON + DAY).isoformat(), "minutes": "45", "sequence": "0", "method": "REQUEST"}
OF_AN_HOUR = {"meeting": "i1", "at": (NOON + DAY).isoformat(), "where": "at the office"}
REMINDED = {"kind": "conversation_held", "by": "2026-05-11T22:30:00+00:00", "rung": "1"}


def leaving(**said: object) -> Leaving:
    """A reminder to the counsellor whose hour has come, and what `said` changes."""
    given: dict[str, object] = {
        "id": "c1.2.0", "case_id": "c1", "number": "K-0001", "line": 2, "to": "counsellor", "who": "", "letter": "promise_due",
        "about": "conversation_held", "due": NOON, "values": REMINDED, "goes_at": NOON, "state": "planned", "channel": "",
        "sent_at": None, "reason": "", "message_id": "", "recipient": "S-ana", "name": "Test Ana", "email": "ana@office.example",
        "phone": "", "language": "nl-BE", "still_open": True, "outdone": False, "counsellor": "S-ana", "stands_in": "S-ana",
        "zone": "Europe/Brussels", "ended": False, "outcome": "", "last_line": 2, "terms": "", "hour": NOON, "waits_since": NOON,
        "run": None, "task": None, "tried_at": NOON, "pace": 1, "written": NOON, "refuses": [], "unreachable": [], "silent_until": None,
        "prefers": "", "address": "", "bounced": [], "got_today": 0, "office": "O-1", "claimed_until": NOON,
    }  # fmt: skip
    return Leaving.model_validate(given | said)


def invited(**said: object) -> Leaving:
    """An invitation to the client."""
    given: dict[str, object] = {"to": "client", "letter": "invitation", "about": "appointment_made:i1", "values": INVITED}
    return leaving(**given | {"email": "client@home.example", "name": "Test Client One", "recipient": "P-1"} | said)


def named_by_programmes() -> set[tuple[str, str, frozenset[tuple[str, str]]]]:
    """To whom, which letter, and what the promise or the fact it is about says."""
    about = ("appointment_made", "convocation_made", "appointment_moved", "appointment_cancelled", "invited_again")
    said: dict[str, dict[str, str]] = dict.fromkeys(about, INVITED)
    said |= {"referred": {"by": NOON.isoformat()}, "appointment_missed": {"was": NOON.isoformat()}}
    said |= {"partner_silent": {"referral": "r1", "partner": "W-1", "owes": "answer"}}
    rungs = {
        (r.to, r.letter, frozenset((REMINDED | OF_AN_HOUR).items()))
        for p in PROGRAMMES
        for ladder in p.ladders.values()
        for r in ladder.rungs
    }
    facts = {
        (one.to, one.letter, frozenset(said.get(kind, {}).items()))
        for p in PROGRAMMES
        for kind, written in p.letters.items()
        for one in written
    }
    met = {(to, ALREADY_MET, frozenset(INVITED.items())) for to in ("client", "employer", "partner")}
    return rungs | facts | met


class TestWords:
    async def test_a_reminder_names_the_promise_and_its_day_at_the_office(self) -> None:
        said = await wording.words(NO_DATABASE, leaving())

        assert said == {
            "name": "Test Ana",
            "case_number": "K-0001",
            "role": "counsellor",
            "promise": "een eerste gesprek",
            "due": "dinsdag 12 mei 2026",
        }

    async def test_a_reader_of_a_language_we_do_not_write_gets_english_throughout(self) -> None:
        said = await wording.words(NO_DATABASE, leaving(language="xx"))

        assert (said["promise"], said["due"]) == ("a first conversation", "Tuesday 12 May 2026")

    async def test_fr_05_the_jobseeker_is_told_the_name_of_the_counsellor(self) -> None:
        named = leaving(to="client", letter="referent_named", counsellor_name="Test Ana", values={}, language="fr")
        nobody = named.model_copy(update={"counsellor_name": ""})

        assert (await wording.words(NO_DATABASE, named))["counsellor"] == "Test Ana"
        assert (await wording.words(NO_DATABASE, nobody))["counsellor"] == "nous vous dirons bientôt qui"

    async def test_an_invitation_says_the_hour_at_the_clock_of_the_office(self) -> None:
        assert (await wording.words(NO_DATABASE, invited(language="en")))["when"] == "Tuesday 5 May 2026 at 12:00"

    async def test_a_refused_telling_is_called_by_what_was_told(self) -> None:
        refused = leaving(letter="telling_refused", to="teller", values={"kind": "conversation_held", "why": "too early"})

        assert (await wording.words(NO_DATABASE, refused))["promise"] == "gesprek gevoerd"

    async def test_a_partner_is_reminded_of_what_they_owe(self) -> None:
        owed = leaving(
            letter="referral_answer_asked", to="partner", values={"referral": "r1", "partner": "W-1", "owes": "start"}, language="en"
        )
        said = await wording.words(NO_DATABASE, owed)

        assert said["due"] == "Monday 4 May 2026"
        assert said["promise"]

    @pytest.mark.parametrize(
        ("recipient", "counsellor", "role"),
        [("S-ana", "S-ana", "counsellor"), ("S-ben", "S-ana", "deputy"), ("S-lead", "", "team lead")],
    )
    def test_t_20_who_stands_in_is_told_why_they_get_it(self, recipient: str, counsellor: str, role: str) -> None:
        assert wording.role_of(leaving(recipient=recipient, counsellor=counsellor)) == role

    @pytest.mark.parametrize("language", ["en", "nl", "fr", "sv", "da", "es"])
    async def test_every_letter_that_a_programme_names_can_be_written_in_every_language(self, language: str) -> None:
        for to, letter, values in named_by_programmes():
            message = leaving(to=to, letter=letter, language=f"{language}-XX", values=dict(values))
            rendered = letters.render(letter, message.language, await wording.words(NO_DATABASE, message))

            assert f'lang="{language}"' in rendered.html

    @pytest.mark.parametrize("language", ["en", "nl", "fr", "sv", "da", "es"])
    async def test_whatever_is_promised_is_called_by_its_name_in_every_language(self, language: str) -> None:
        for kind, entry in glossary.entries().items():
            said = await wording.words(NO_DATABASE, leaving(language=language, values=REMINDED | {"kind": kind}))

            assert said["promise"] == (entry.told | entry.awaited)[language]


class TestInvitations:
    def test_go_along_under_one_uid_that_names_nobody(self) -> None:
        invitation = interviews.invitation_of(invited(), "Office <office@office.example>")
        assert invitation
        event = Calendar.from_ical(invitation.content).events[0]

        assert (event["UID"], event["SEQUENCE"], event["SUMMARY"]) == ("c1.i1@itinerary", 0, "Afspraak")
        assert (event["ORGANIZER"], event["ATTENDEE"]) == ("mailto:office@office.example", "mailto:client@home.example")
        assert (event.start, event.end - event.start) == (NOON + DAY, timedelta(minutes=45))

    def test_t_03_a_moved_one_counts_on_and_a_cancelled_one_is_taken_out(self) -> None:
        values = INVITED | {"sequence": "2", "method": "CANCEL"}
        invitation = interviews.invitation_of(invited(letter="appointment_cancelled", values=values), "office@office.example")
        assert invitation
        event = Calendar.from_ical(invitation.content).events[0]

        assert (invitation.method, event["UID"], event["SEQUENCE"]) == ("CANCEL", "c1.i1@itinerary", 2)

    def test_a_letter_about_something_else_brings_none(self) -> None:
        assert interviews.invitation_of(leaving(), "office@office.example") is None


@pytest.mark.parametrize(
    ("smtp", "host", "port"), [("mail.example:2525", "mail.example", 2525), ("mail.example", "mail.example", 25), ("[::1]:25", "::1", 25)]
)
def test_the_mail_server_is_a_host_and_a_port(smtp: str, host: str, port: int) -> None:
    found = smtp_of(Settings(smtp=smtp))

    assert (found.host, found.port) == (host, port)
