"""Mails on a real mail server in its moods: what it answers decides what becomes of a letter."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from pydantic import SecretStr

from notifications.calendar import invitation
from notifications.email import Mailer
from notifications.letters import Rendered
from notifications.outcomes import Bounced, ProviderAway, Sent, TryLater
from starters.checkup import _greeting
from tests.integration.post_office import Post

pytest_plugins = ["tests.post"]

LETTER = Rendered("Your appointment", "Hello,\n\nsee you at the café.\n", "<p>Hello</p>")
TO = "one@home.example"


@pytest.fixture
async def mailer(post: Post) -> AsyncIterator[Mailer]:
    async with Mailer(post.smtp) as mailer:
        yield mailer


async def test_many_mails_go_over_one_connection(post: Post, mailer: Mailer):
    for n in range(5):
        assert await mailer.send(f"m{n}", TO, LETTER) == Sent(f"<m{n}@office.example>")

    assert (len(post.mails), post.connections) == (5, 1)


async def test_mails_at_once_share_a_few_connections(post: Post):
    async with Mailer(post.smtp.model_copy(update={"connections": 3})) as mailer:
        await asyncio.gather(*(mailer.send(f"m{n}", TO, LETTER) for n in range(30)))

    assert (len(post.mails), post.connections) == (30, 3)


async def test_a_server_that_takes_few_letters_a_connection_is_called_again(post: Post, mailer: Mailer):
    post.a_connection_takes = 2

    for n in range(5):
        await mailer.send(f"m{n}", TO, LETTER)

    assert (len(post.mails), post.connections) == (5, 3)


async def test_a_connection_that_rested_too_long_is_not_used(post: Post, mailer: Mailer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("notifications.smtp_connections._RESTED", -1.0)
    await mailer.send("m1", TO, LETTER)
    connection = mailer._connections._idle[0][0]
    assert connection.transport
    connection.transport.abort()

    assert await mailer.send("m2", TO, LETTER) == Sent("<m2@office.example>")


@pytest.mark.parametrize("stage", ["to_recipients", "answer"])
async def test_a_letter_put_off_is_tried_later_and_the_connection_serves_the_next(post: Post, mailer: Mailer, stage: str):
    setattr(post, stage, "450 4.2.0 one@home.example is greylisted")
    with pytest.raises(TryLater) as put_off:
        await mailer.send("m1", TO, LETTER)
    setattr(post, stage, "250 taken")

    assert await mailer.send("m1", TO, LETTER) == Sent("<m1@office.example>")
    assert (type(put_off.value), str(put_off.value)) == (TryLater, "the mail server puts it off (code 450)")
    assert post.connections == 1


@pytest.mark.parametrize(
    ("said", "unknown"),
    [
        ("550 no such user", True),
        ("550 5.1.1 no such user", True),
        ("550 5.7.1 not from you", False),
        ("554 5.2.1 mailbox disabled", True),
        ("552 5.2.2 mailbox full", False),
        ("554 no", False),
    ],
)
async def test_t_07_an_address_that_reaches_nobody_is_told_from_a_letter_that_is_refused(
    post: Post, mailer: Mailer, said: str, unknown: bool
):
    post.to_recipients = said

    assert await mailer.send("m1", TO, LETTER) == Bounced(int(said[:3]), unknown)
    post.to_recipients = "250 yes"
    assert await mailer.send("m1", "corrected@home.example", LETTER) == Sent("<m1@office.example>")


async def test_t_16_a_letter_refused_as_it_is_says_nothing_of_the_address(post: Post, mailer: Mailer):
    post.answer = "550 5.6.0 this is no letter"

    assert await mailer.send("m1", TO, LETTER) == Bounced(550)


async def test_a_connection_cut_after_the_letter_is_ambiguous_and_the_same_id_goes_again(post: Post, mailer: Mailer):
    post.cuts_after_data = True
    with pytest.raises(TryLater) as unknown:
        await mailer.send("m1", TO, LETTER)
    post.cuts_after_data = False
    await mailer.send("m1", TO, LETTER)

    assert type(unknown.value) is TryLater
    assert [mail["Message-ID"] for mail in post.mails] == ["<m1@office.example>"] * 2


async def test_until_its_turn_has_come_a_server_has_all_of_a_letter_but_its_end_and_so_has_not_taken_it(post: Post, mailer: Mailer):
    taken_before: list[int] = []

    async def turn() -> None:
        await asyncio.sleep(0.05)
        taken_before.append(len(post.mails))

    assert await mailer.send("m1", TO, LETTER, turn=turn) == Sent("<m1@office.example>")
    assert (taken_before, len(post.mails)) == ([0], 1)


async def test_a_line_that_begins_with_a_dot_arrives_as_it_was_written(post: Post, mailer: Mailer):
    await mailer.send("m1", TO, LETTER._replace(text="one\n.two\n.\nthree\n"))

    text = post.mails[0].get_body(("plain",))
    assert text
    assert text.get_content().replace("\r", "") == "one\n.two\n.\nthree\n"


async def test_a_server_that_takes_a_letter_and_is_silent_is_ambiguous_too(post: Post):
    post.hangs = True
    async with Mailer(post.smtp.model_copy(update={"seconds": 0.2})) as mailer:
        with pytest.raises(TryLater) as unknown:
            await mailer.send("m1", TO, LETTER)

    assert type(unknown.value) is TryLater


async def test_t_01_a_server_that_never_greets_is_away_for_all(post: Post):
    post.greets = False
    async with Mailer(post.smtp.model_copy(update={"seconds": 0.2})) as mailer:
        with pytest.raises(ProviderAway):
            await mailer.send("m1", TO, LETTER)


@pytest.mark.parametrize("said", ["421 closed for today", "550 5.7.1 we do not know this sender"])
async def test_a_server_that_takes_nothing_from_us_is_away_for_all(post: Post, mailer: Mailer, said: str):
    post.to_senders = said

    with pytest.raises(ProviderAway):
        await mailer.send("m1", TO, LETTER)
    assert post.mails == []


class TestTls:
    @pytest.fixture
    def trusted(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
        """The certificate of a server whose authority this machine knows."""
        authority, context = trustme.CA(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        return context

    @pytest.mark.parametrize("tls", ["starttls", "implicit", "if-offered"])
    async def test_letters_travel_encrypted_and_we_say_who_we_are(self, trusted: ssl.SSLContext, tls: str):
        post = Post(trusted, implicit_tls=tls == "implicit", password="of the office")
        await post.opens()
        known = post.smtp.model_copy(update={"tls": tls, "username": "office", "password": SecretStr("of the office")})
        async with Mailer(known) as mailer:
            assert await mailer.send("m1", TO, LETTER) == Sent("<m1@office.example>")
        await post.closes()

        wrong = known.model_copy(update={"password": SecretStr("guessed"), "port": post.port})
        await post.opens()
        async with Mailer(wrong) as mailer:
            with pytest.raises(ProviderAway, match="SMTPAuthenticationError"):
                await mailer.send("m2", TO, LETTER)
        await post.closes()

    async def test_the_doctor_hears_the_greeting_of_a_server_that_speaks_tls_at_once(self, trusted: ssl.SSLContext):
        post = Post(trusted, implicit_tls=True)
        await post.opens()

        assert (await _greeting("127.0.0.1", post.port, encrypted=True)).startswith(b"220")
        await post.closes()

    @pytest.mark.parametrize("implicit", [True, False])
    async def test_a_certificate_that_nobody_vouches_for_gets_no_letter(self, implicit: bool):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
        post = Post(context, implicit_tls=implicit)
        await post.opens()
        async with Mailer(post.smtp.model_copy(update={"tls": "implicit" if implicit else "if-offered"})) as mailer:
            with pytest.raises(ProviderAway):
                await mailer.send("m1", TO, LETTER)
        await post.closes()

        assert post.mails == []

    async def test_a_server_without_tls_gets_no_letter_where_it_is_asked_for(self, post: Post):
        async with Mailer(post.smtp.model_copy(update={"tls": "starttls"})) as mailer:
            with pytest.raises(ProviderAway):
                await mailer.send("m1", TO, LETTER)


class TestUnsubscribing:
    async def test_t_28_a_reminder_says_where_to_stop_such_mails_with_one_click(self, post: Post, mailer: Mailer):
        await mailer.send("m1", TO, LETTER, unsubscribe="https://itinerary.office.example/stop/abc")

        assert post.mails[0]["List-Unsubscribe"] == "<https://itinerary.office.example/stop/abc>"
        assert post.mails[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    async def test_one_click_is_promised_only_over_https(self, post: Post, mailer: Mailer):
        await mailer.send("m1", TO, LETTER, unsubscribe="http://127.0.0.1:8027/stop/abc")

        assert post.mails[0]["List-Unsubscribe"] == "<http://127.0.0.1:8027/stop/abc>"
        assert post.mails[0]["List-Unsubscribe-Post"] is None

    async def test_an_invitation_offers_nothing_to_stop(self, post: Post, mailer: Mailer):
        called = invitation(
            uid="a1@case", sequence=0, start=datetime(2026, 5, 5, 8, tzinfo=UTC), duration=timedelta(minutes=45), attendee=TO,
            organiser="office@office.example",
        )  # fmt: skip
        await mailer.send("m1", TO, LETTER, invitation=called)

        assert post.mails[0]["List-Unsubscribe"] is None
        assert [part.get_content_type() for part in post.mails[0].iter_parts()] == ["text/plain", "text/html", "text/calendar"]
