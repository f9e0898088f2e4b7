"""All channels as the settings give them, with the embedded catcher at their other end."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from casework.ways import Channel
from notifications.calendar import Invitation
from notifications.channels import Channels, Outgoing, addresses
from notifications.letters import Rendered
from notifications.outcomes import Bounced, ProviderAway, Sent
from notifications.paper import Letterhead
from runtime.embedded import ports
from runtime.embedded.mail import MailCatcher
from runtime.settings import Settings
from workers.channels import channels

LETTER = Rendered("Your appointment", "Hello,\n\nsee you on Tuesday.\n", "<p>Hello</p>")
MESSAGE = Outgoing(
    id="c1.2.0", to="one@home.example", letter=LETTER, name="Test Client One", short="See you on Tuesday \u2013 <10:00>",
    day="Tuesday 5 May 2026", reference="K-0001", head=Letterhead("Example OCMW"), unsubscribe="https://office.example/stop/abc",
)  # fmt: skip
ADDRESSES: dict[Channel, str] = {"email": "one@home.example", "sms": "+32470123456", "letter": "Example Street 1, 1000 Brussels"}


@pytest.fixture
async def catcher(tmp_path: Path) -> AsyncIterator[MailCatcher]:
    free = ports.choose({"smtp": 0, "page": 0}, {})
    there = MailCatcher(tmp_path / "mail", free["smtp"], free["page"], tmp_path / "letters")
    await there.start()
    yield there
    there.stop()


@pytest.fixture
async def sent(catcher: MailCatcher) -> AsyncIterator[Channels]:
    settings = Settings(smtp=catcher.smtp, sms_url=f"{catcher.url}/texts", sms_token="of the office", spool=catcher.spool)
    async with channels(settings) as there:
        yield there


async def page(catcher: MailCatcher, path: str = "") -> httpx2.Response:
    async with httpx2.AsyncClient() as reader:
        return await reader.get(f"{catcher.url}/{path}")


async def test_a_message_goes_by_each_channel_and_is_seen_on_one_page(catcher: MailCatcher, sent: Channels):
    for channel, to in ADDRESSES.items():
        for _ in range(2):
            assert isinstance(await sent.send(channel, MESSAGE._replace(to=to)), Sent)
    shown = (await page(catcher)).text

    assert sorted(file.suffix for file in catcher.folder.iterdir()) == [".eml", ".eml", ".text"]
    assert shown.count(">Your appointment<") == 2
    assert shown.count("SMS: See you on Tuesday - &lt;10:00&gt;") == 1
    assert shown.count(">A letter on paper<") == 1


@pytest.mark.parametrize("without", [set(), {"smtp"}, {"sms_url"}, {"spool"}])
async def test_the_settings_say_which_channels_a_worker_has(catcher: MailCatcher, without: set[str]):
    """Whoever foretells by which way a message leaves has the settings and no worker."""
    all_set = {"smtp": catcher.smtp, "sms_url": f"{catcher.url}/texts", "spool": catcher.spool}
    settings = Settings.model_validate({name: value for name, value in all_set.items() if name not in without})

    async with channels(settings) as there:
        assert settings.channels == there.there


async def test_what_was_caught_can_be_read(catcher: MailCatcher, sent: Channels):
    paper = await sent.send("letter", MESSAGE._replace(to=ADDRESSES["letter"]))
    await sent.send("sms", MESSAGE._replace(to=ADDRESSES["sms"]))
    (text,) = catcher.folder.glob("*.text")
    assert isinstance(paper, Sent)
    pdf = await page(catcher, f"{paper.message_id}.pdf")

    assert "See you on Tuesday - <10:00>" in (await page(catcher, text.name)).text
    assert (pdf.headers["content-type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert (await page(catcher, "../identity.key")).status_code == 404


async def test_no_page_of_somebody_else_can_hand_in_a_text(catcher: MailCatcher):
    told = json.dumps({"id": "m1", "to": "+32470123456", "text": "hello"})
    async with httpx2.AsyncClient() as stranger:
        as_form = await stranger.post(f"{catcher.url}/texts", content=told, headers={"content-type": "text/plain"})
        no_text = await stranger.post(f"{catcher.url}/texts", json={"id": "m1", "to": "call me", "text": "hello"})

    assert (as_form.status_code, no_text.status_code) == (415, 400)
    assert list(catcher.folder.glob("*.text")) == []


async def test_only_the_channels_that_are_set_are_there():
    async with channels(Settings(smtp="127.0.0.1:25")) as only_mail, channels(Settings(smtp="")) as none:
        assert (only_mail.there, none.there) == ({"email"}, frozenset())
        with pytest.raises(LookupError, match="nothing is sent by sms here"):
            await only_mail.send("sms", MESSAGE)


async def test_all_that_are_set_are_there(sent: Channels):
    assert sent.there == {"email", "sms", "letter"}


@pytest.mark.parametrize("channel", ["email", "sms", "letter"])
async def test_t_07_without_an_address_nothing_is_sent(sent: Channels, channel: Channel):
    assert await sent.send(channel, MESSAGE._replace(to="")) == Bounced(553, unknown=True)


@pytest.mark.parametrize("short", ["", "a" * 460])
async def test_t_07_what_does_not_fit_into_a_text_message_asks_for_another_way(catcher: MailCatcher, sent: Channels, short: str):
    refused = await sent.send("sms", MESSAGE._replace(to=ADDRESSES["sms"], short=short))

    assert refused == Bounced(415)
    assert isinstance(refused, Bounced)
    assert refused.asks_for_another_way
    assert list(catcher.folder.glob("*.text")) == []


@pytest.mark.parametrize(("refused", "asks"), [(Bounced(550, unknown=True), True), (Bounced(554), False), (Bounced(400), False)])
def test_t_07_an_address_that_reaches_nobody_asks_for_another_way_and_a_refused_letter_for_a_person(refused: Bounced, asks: bool):
    assert refused.asks_for_another_way is asks


def test_of_what_is_noted_only_what_can_be_used_is_an_address():
    assert addresses("one@home.example", "0470 12 34 56", "Example Street 1", "BE") == {
        "email": "one@home.example",
        "sms": "+32470123456",
        "letter": "Example Street 1",
    }
    assert addresses("", "02 555 12 12", " , ", "BE") == {"email": "", "sms": "", "letter": ""}


async def test_an_invitation_goes_along_by_mail_only(catcher: MailCatcher, sent: Channels):
    await sent.send("email", MESSAGE._replace(invitation=Invitation("REQUEST", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), unsubscribe=""))

    (mail,) = catcher.folder.glob("*.eml")
    assert b"text/calendar" in mail.read_bytes()
    assert b"List-Unsubscribe" not in mail.read_bytes()


async def test_t_01_with_the_first_gateway_away_the_second_of_the_settings_brings_the_text(catcher: MailCatcher):
    nobody = ports.choose({"nobody": 0}, {})["nobody"]
    settings = Settings(sms_url=f"http://127.0.0.1:{nobody}/texts", sms_second_url=f"{catcher.url}/texts")
    async with channels(settings) as there:
        assert isinstance(await there.send("sms", MESSAGE._replace(to=ADDRESSES["sms"])), Sent)

    async with channels(settings.model_copy(update={"sms_second_url": ""})) as alone:
        with pytest.raises(ProviderAway):
            await alone.send("sms", MESSAGE._replace(to=ADDRESSES["sms"]))
