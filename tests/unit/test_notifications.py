"""What reaches a person: letters in their language, mail that arrives once, invitations that tell nothing."""

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from icalendar import Calendar

from notifications import dates, letters
from notifications.calendar import Invitation, Method, invitation
from notifications.email import Bounced, Sent, SmtpSettings, TryLater, send
from notifications.letters import Incomplete, NoSuchLetter, Rendered

VALUES = {
    "name": "Test Client One",
    "case_number": "K-0001",
    "role": "client",
    "promise": "agreement signed",
    "due": "Tuesday 5 May 2026",
    "when": "Tuesday 5 May 2026 at 10:00",
    "counsellor": "Test Ana",
    "where": "in a place that is named",
}
LETTER = Rendered("Your appointment", "Hello Test Client One,\n\nsee you at the café.\n", "<p>Hello</p>")


class TestLetters:
    def test_there_is_one_for_all_that_is_to_be_said(self) -> None:
        assert letters.known() >= {
            "promise_nears", "promise_due", "promise_overdue", "promise_escalated", "contact_gap", "team_asked", "telling_refused",
            "invitation", "appointment_moved", "appointment_cancelled", "referral_sent", "referral_answer_asked", "host_asked",
            "case_opened", "case_given", "case_closed", "client_reminder", "contract_end_nears",
            "work_failed", "cancel_asked", "conflict_reported", "referral_news", "partner_silent", "welcome", "farewell",
            "appointment_reminder", "answer_asked", "invitation_expired", "appointment_answered", "appointment_missed", "convocation",
            "already_met", "address_failed", "services_explained", "referent_named", "vacancies_sent", "document_to_sign", "survey_asked",
        }  # fmt: skip

    @pytest.mark.parametrize(
        "letter", ["invitation", "appointment_moved", "appointment_cancelled", "already_met", "client_reminder", "welcome", "farewell"]
    )
    def test_the_subject_of_a_letter_to_a_client_does_not_say_what_it_is_about(self, letter: str) -> None:
        subject = letters.render(letter, "en", VALUES).subject

        assert "agreement signed" not in subject
        assert "K-0001" not in subject

    @pytest.mark.parametrize(
        ("asked", "written"),
        [("nl-BE", "Dag"), ("nl_NL", "Dag"), ("NL", "Dag"), ("fr-BE", "Bonjour"), ("xx", "Hello"), ("", "Hello"), ("..", "Hello")],
    )
    def test_a_language_falls_back_on_its_own_and_then_on_english(self, asked: str, written: str) -> None:
        assert letters.render("invitation", asked, VALUES).text.startswith(written)

    @pytest.mark.parametrize("name", ["promise_forgotten", "frame", "../en/invitation", ""])
    def test_one_that_nobody_wrote_is_a_clear_error(self, name: str) -> None:
        with pytest.raises(NoSuchLetter, match=r"^there is no letter .*; there are address_failed, "):
            letters.render(name, "en", VALUES)

    def test_a_missing_value_is_named_and_no_value_is(self) -> None:
        given = {name: value for name, value in VALUES.items() if name not in {"due", "name"}}

        with pytest.raises(Incomplete, match=r"^the letter promise_due cannot be written without due, name$"):
            letters.render("promise_due", "nl", given)

    def test_an_unknown_role_is_refused(self) -> None:
        with pytest.raises(Incomplete, match="comes to the role neighbour"):
            letters.render("case_opened", "en", VALUES | {"role": "neighbour"})

    def test_a_person_without_a_name_is_greeted_all_the_same(self) -> None:
        assert letters.render("case_opened", "en", VALUES | {"name": ""}).text.startswith("Hello,\n")

    def test_what_is_given_cannot_break_a_subject_or_a_page(self) -> None:
        rendered = letters.render("promise_due", "en", VALUES | {"promise": "a\r\nBcc: b\n\n<script>{{ name }}"})

        assert rendered.subject.endswith("a Bcc: b <script>{{ name }}")
        assert "<script>" not in rendered.html
        assert "&lt;script&gt;{{ name }}" in rendered.html

    def test_the_title_of_an_appointment_is_in_the_language_too(self) -> None:
        assert [letters.word("appointment", language) for language in ("nl-BE", "en", "xx")] == ["Afspraak", "Appointment", "Appointment"]


class TestDates:
    @pytest.mark.parametrize(
        ("language", "said"), [("nl-BE", "dinsdag 5 mei 2026"), ("NL_xx", "dinsdag 5 mei 2026"), ("klingon", "Tuesday 5 May 2026")]
    )
    def test_a_language_falls_back_on_its_own_and_then_on_english(self, language: str, said: str) -> None:
        assert dates.day(date(2026, 5, 5), language) == said


def appointment(method: Method = "REQUEST", sequence: int = 0) -> Invitation:
    return invitation(
        uid="a1@case",
        sequence=sequence,
        start=datetime(2026, 5, 5, 8, tzinfo=UTC),
        duration=timedelta(minutes=45),
        attendee="one@example.org",
        organiser="office@example.org",
        method=method,
        title="Afspraak",
    )


class TestInvitations:
    def test_say_when_and_whom_and_nothing_else(self) -> None:
        calendar = Calendar.from_ical(appointment().content)
        event = calendar.events[0]

        assert calendar["METHOD"] == "REQUEST"
        assert (event["SUMMARY"], event["UID"], event["SEQUENCE"], event["STATUS"]) == ("Afspraak", "a1@case", 0, "CONFIRMED")
        assert event.start == datetime(2026, 5, 5, 8, tzinfo=UTC)
        assert event.end - event.start == timedelta(minutes=45)
        assert event["ATTENDEE"] == "mailto:one@example.org"
        assert not {"DESCRIPTION", "LOCATION", "COMMENT", "CATEGORIES"} & set(event)

    def test_moved_or_dropped_keep_their_uid_and_count_on(self) -> None:
        calendar = Calendar.from_ical(appointment("CANCEL", sequence=2).content)
        event = calendar.events[0]

        assert calendar["METHOD"] == "CANCEL"
        assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("a1@case", 2, "CANCELLED")


class Catcher:
    """A mail server on the loopback that keeps what it gets, or answers what it is told to."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.to_recipients = "250 OK"
        self.to_letters = "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        if self.to_recipients.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.to_recipients

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.to_letters.startswith("2"):
            self.mails.append(message_from_bytes(envelope.original_content or b"", policy=policy.default))
        return self.to_letters


@pytest.fixture
def catcher() -> Catcher:
    return Catcher()


@pytest.fixture
async def smtp(catcher: Catcher) -> AsyncIterator[SmtpSettings]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(catcher, hostname="catcher", loop=loop), "127.0.0.1", 0)
    yield SmtpSettings(host="127.0.0.1", port=server.sockets[0].getsockname()[1], sender="office@example.org", seconds=5)
    server.close()
    await server.wait_closed()


class TestMail:
    async def test_carries_the_letter_as_text_and_as_a_page(self, smtp: SmtpSettings, catcher: Catcher) -> None:
        outcome = await send(smtp, "case.7.0", "one@example.org", LETTER)

        [mail] = catcher.mails
        assert outcome == Sent("<case.7.0@example.org>")
        assert (mail["To"], mail["From"], mail["Subject"]) == ("one@example.org", "office@example.org", "Your appointment")
        assert mail["Message-ID"] == "<case.7.0@example.org>"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert abs(mail["Date"].datetime - datetime.now(UTC)) < timedelta(minutes=1)
        assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
        assert "see you at the café." in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]

    async def test_sent_again_has_the_same_id(self, smtp: SmtpSettings, catcher: Catcher) -> None:
        await send(smtp, "case.7.0", "one@example.org", LETTER)
        await send(smtp, "case.7.0", "one@example.org", LETTER)

        assert len({mail["Message-ID"] for mail in catcher.mails}) == 1

    async def test_brings_an_invitation_that_a_calendar_takes(self, smtp: SmtpSettings, catcher: Catcher) -> None:
        await send(smtp, "case.7.0", "one@example.org", LETTER, invitation=appointment("CANCEL", 1))

        part = list(catcher.mails[0].iter_parts())[-1]
        assert part.get_content_type() == "text/calendar"
        assert part.get_param("method") == "CANCEL"
        assert Calendar.from_ical(part.get_content())["METHOD"] == "CANCEL"

    @pytest.mark.parametrize("answer", ["550 no such user one@example.org", "551 moved away"])
    async def test_to_an_address_refused_for_good_has_bounced(self, smtp: SmtpSettings, catcher: Catcher, answer: str) -> None:
        catcher.to_recipients = answer

        assert await send(smtp, "case.7.0", "one@example.org", LETTER) == Bounced(int(answer[:3]), unknown=True)

    async def test_whose_letter_is_refused_for_good_has_bounced(self, smtp: SmtpSettings, catcher: Catcher) -> None:
        catcher.to_letters = "554 this is no letter"

        assert await send(smtp, "case.7.0", "one@example.org", LETTER) == Bounced(554)

    @pytest.mark.parametrize(
        "to", ["", "nobody", "one@example.org\nBcc: two@example.org", "one@example.org, two@example.org", "één@example.org"]
    )
    async def test_to_what_is_no_address_has_bounced_unsent(self, smtp: SmtpSettings, catcher: Catcher, to: str) -> None:
        assert await send(smtp, "case.7.0", to, LETTER) in {Bounced(553), Bounced(553, unknown=True)}
        assert catcher.mails == []

    @pytest.mark.parametrize("stage", ["to_recipients", "to_letters"])
    async def test_put_off_is_tried_later_and_says_nothing_of_the_person(self, smtp: SmtpSettings, catcher: Catcher, stage: str) -> None:
        setattr(catcher, stage, "451 one@example.org is greylisted")

        with pytest.raises(TryLater) as put_off:
            await send(smtp, "case.7.0", "one@example.org", LETTER)

        assert "one@" not in str(put_off.value)
        assert put_off.value.__cause__ is None

    async def test_is_tried_later_when_no_server_answers(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            nobody = SmtpSettings(host="127.0.0.1", port=taken.getsockname()[1], sender="office@example.org", seconds=2)

            with pytest.raises(TryLater):
                await send(nobody, "case.7.0", "one@example.org", LETTER)
