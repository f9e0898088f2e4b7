"""The receiver on real servers: a click is one line of the journal, whoever is away meanwhile; and a process that listens and ends well."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from activities.answering import links_to
from activities.letters import Letters
from casework.appointments import AppointmentMade
from records import messages, people
from records.people import Person
from runtime.embedded.child import Child
from runtime.embedded.ports import HOST, choose
from starters.itineraries import Itineraries
from starters.receiver.facts import MEANS
from tests.integration import post_office
from tests.integration.arriving import BASE, KEY, SECRET, Case, Post
from tests.integration.living import Living, eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")

LATER, AN_HOUR = timedelta(minutes=5), timedelta(hours=1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def begun(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Living]:
    """The servers and the worker of this file."""
    async with Living(tmp_path_factory.mktemp("receiver") / "data") as living:
        yield living


@pytest_asyncio.fixture(loop_scope="module")
async def living(begun: Living, monkeypatch: pytest.MonkeyPatch) -> Living:
    """All of them, whatever became of them in the test before; who declines an appointment cancels it here."""
    monkeypatch.setitem(MEANS, "decline", MEANS["decline"]._replace(kind="appointment_cancelled"))
    await begun.whole()
    return begun


async def invited(living: Living, *, phone: str = "", times: int = 1) -> tuple[str, str]:
    """A case with so many appointments to come; its id, and that of the first invitation."""
    person = await people.add(living.pool, Person(name="Test Client", email="nobody@home.example", phone=phone, language="nl"))
    case = await living.opened(person=person.id)
    for nth in range(times):
        await living.tell(case, AppointmentMade(of=f"i{nth + 1}", at=datetime.now(UTC) + timedelta(days=7 + nth)))
    row = await living.pool.fetchrow("SELECT id FROM messages WHERE case_id = $1 AND letter = 'invitation' ORDER BY line LIMIT 1", case)
    return case, row["id"]


async def cancelled(living: Living, case: str) -> list[str]:
    """Who cancelled, once for each line that says so."""
    return [line.by for line in await living.journal(case) if line.kind == "appointment_cancelled"]


def hasty(living: Living) -> Post:
    """A receiver that does not wait long for an answer of a case."""
    return Post(living.pool, Itineraries(living.temporal, living.pool, living.settings, patience=timedelta(seconds=0.7)))


async def told_at_last(living: Living, post: Post, case: str) -> None:
    """What was kept is told, and it is one line."""

    async def told() -> bool:
        await post.inbox.tell_what_waits(datetime.now(UTC) + LATER)
        return len(await cancelled(living, case)) == 1

    await eventually(told)


async def test_t_17_a_button_pressed_five_times_at_once_is_one_line_and_one_letter(living: Living):
    case, invitation = await invited(living)
    post = Post(living.pool, living.itineraries)

    answers = await asyncio.gather(*(post.press(invitation, "decline") for _ in range(5)))
    again = await post.press(invitation, "decline")

    assert {answer.status for answer in [*answers, again]} == {200}
    assert "al laten weten" in again.text
    assert len(await cancelled(living, case)) == 1
    letters = await living.pool.fetch("SELECT id FROM messages WHERE case_id = $1 AND letter = 'appointment_cancelled'", case)
    assert len(letters) == 1


async def test_t_17_what_was_pressed_while_no_worker_answers_is_kept_and_told_once_later(living: Living):
    case, invitation = await invited(living)
    post = hasty(living)
    living.kill("worker")

    kept = await post.press(invitation, "decline")
    assert kept.status == 202
    assert "bewaard" in kept.text
    await living.whole()

    await told_at_last(living, post, case)
    assert (await post.press(invitation, "decline")).status == 200
    assert len(await cancelled(living, case)) == 1


async def test_without_temporal_what_is_pressed_is_kept_and_told_once_when_it_is_back(living: Living):
    case, invitation = await invited(living)
    post = hasty(living)
    living.kill("temporal")

    assert (await post.press(invitation, "decline")).status == 202
    assert await post.inbox.tell_what_waits(datetime.now(UTC) + LATER) == 0
    await living.whole()

    await told_at_last(living, post, case)


async def test_t_28_the_address_in_a_caught_mail_stops_the_next_reminder_and_the_case_has_heard_it_once(living: Living):
    """RFC 8058, from the mail itself: its reader's mail program posts there, twice; and the reader opens the page and presses as well."""
    case, _ = await invited(living)
    told, mails = Post(living.pool, living.itineraries), post_office.Post()
    first, second = await living.pool.fetch(
        "SELECT id, goes_at FROM messages WHERE case_id = $1 AND letter = 'appointment_reminder' AND to_role = 'client' ORDER BY due", case
    )
    await mails.opens()
    letters = Letters(living.pool, mails.channels, links=links_to(BASE, KEY))

    await leave(letters, first["goes_at"] + AN_HOUR)
    (mail,) = [mail for mail in mails.mails if first["id"] in mail["Message-ID"]]
    page = urlsplit(mail["List-Unsubscribe"].strip("<>")).path
    asked = await told.ask("GET", page)
    answers = [await told.ask("POST", page, mail["List-Unsubscribe-Post"].encode()) for _ in range(2)] + [await told.ask("POST", page)]
    await leave(letters, second["goes_at"] + AN_HOUR)
    await mails.closes()

    assert [answer.status for answer in (asked, *answers)] == [200] * 4
    assert page in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    refused = [line for line in await living.journal(case) if line.kind == "messages_refused"]
    assert [line.fact["channel"] for line in refused] == ["email"]
    assert not [mail for mail in mails.mails if second["id"] in mail["Message-ID"]]
    became = {one.id: one for one in await messages.of_case(living.pool, case, datetime.now(UTC))}[second["id"]]
    assert (became.channel, became.recipient) == ("worklist", "S-counsellor")
    assert became.reason.startswith("this client wants no e-mail")


async def leave(letters: Letters, hour: datetime) -> None:
    """All that may leave by then does."""
    while await letters.next_ones(hour):
        pass


async def test_yes_by_text_message_accepts_the_appointment_that_is_open_if_there_is_exactly_one(living: Living):
    await invited(living, phone="0470 11 22 33")
    await invited(living, phone="0470 44 55 66", times=2)
    told = Case()
    post = Post(living.pool, told)

    one = await post.provider("/replies/sms", {"id": "in-1", "from": "+32470112233", "text": "Ja"})
    two = await post.provider("/replies/sms", {"id": "in-2", "from": "+32470445566", "text": "Ja"})

    assert (one.says, two.says) == ("accept", "else")
    assert told.facts == [("appointment_accepted", {"of": "i1"}), ("remark_made", {"note": "by text message: Ja"})]


async def test_yes_to_a_message_accepts_the_appointment_it_is_about_and_never_that_of_another_guest(living: Living):
    case, invitation = await invited(living, times=2)
    await living.tell(case, AppointmentMade(of="i3", at=datetime.now(UTC) + timedelta(days=9), with_whom="employer", who="E-9"))
    theirs = await living.pool.fetchval("SELECT id FROM messages WHERE case_id = $1 AND to_role = 'employer'", case)
    told = Case()
    post = Post(living.pool, told)

    for nth, message in enumerate((theirs, invitation)):
        await post.provider("/replies/sms", {"id": f"in-{case}-{nth}", "from": "+32470000000", "text": "Ja", "message": message})

    assert told.facts == [("appointment_accepted", {"of": "i3"}), ("appointment_accepted", {"of": "i1"})]


async def test_it_listens_where_it_is_told_to_and_ends_quietly(living: Living):
    _, invitation = await invited(living)
    port = choose({"receiver": 0}, {})["receiver"]
    keys = {"RECEIVER_KEY": KEY, "RECEIPTS_SECRET": SECRET, "PUBLIC_URL": BASE}
    here = {"DATA": str(living.folder.path), "RECEIVER": f"{HOST}:{port}", **keys}
    command = [sys.executable, "-W", "error", "-m", "starters.receiver"]
    environment = {f"ITINERARY_{name}": value for name, value in here.items()}
    receiver = Child("receiver", command, log=living.folder.path / "logs" / "receiver.log", environment=environment)
    path = Post(living.pool, Case()).path(invitation, "accept")

    async def answers() -> bool:
        assert receiver.runs, receiver.last_words()
        try:
            return await asyncio.to_thread(asked, port, "GET", path) == 200
        except OSError:
            return False

    receiver.start()
    try:
        await eventually(answers)
        assert await asyncio.to_thread(asked, port, "POST", "/receipts/sms") == 401
        assert await asyncio.to_thread(asked, port, "GET", f"/a/{'x' * 100_000}") in {400, 404}
        await receiver.stop()
    finally:
        receiver.kill()

    said = receiver.log.read_text()
    assert receiver._process is not None
    assert (receiver._process.returncode, "Traceback" in said) == (0, False), said
    assert invitation not in said
    assert "receiver ready" in said


def asked(port: int, method: str, path: str) -> int:
    """The status with which something is answered."""
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request(method, path)
        return connection.getresponse().status
    finally:
        connection.close()
