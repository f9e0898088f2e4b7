"""What is kept of being reached: the case's row, an address that is put right, an organisation that wants no messages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from casework.appointments import AppointmentMade
from casework.reaching import AddressFailed, MessagesPaused, MessagesRefused
from records import cases, messages
from starters.exit_codes import Exit
from tests.integration.counter import Counter, keep, lived

if TYPE_CHECKING:
    from records.pool import Pool
    from tests.handclock import HandClock

pytest_plugins = ["tests.postgres"]

DAY = timedelta(days=1)
REFUSED_BY = "SELECT refused_by($2, $3, c) FROM cases AS c WHERE c.id = $1"


@pytest.fixture
async def desk(pool: Pool) -> HandClock:
    return await lived(pool)


@pytest.fixture
def counter(dsn: str, desk: HandClock, monkeypatch: pytest.MonkeyPatch) -> Counter:
    return Counter(dsn, desk, monkeypatch)


async def test_t_06_t_07_t_28_the_row_of_a_case_says_how_its_client_is_reached(desk: HandClock, pool: Pool):
    until = desk.hour.date() + 30 * DAY
    desk.tell(MessagesPaused(until=until), MessagesRefused(channel="sms"), AddressFailed(channel="email", message="m1"))
    await keep(pool, desk)

    row = await cases.row(pool, desk.case.id)

    assert row
    assert (row.refuses, row.unreachable) == (["sms"], ["email"])
    assert row.silent_until == desk.case.calendar.opening(until)


async def test_t_06_t_07_t_28_who_looks_into_a_case_reads_how_its_client_is_not_reached(counter: Counter, desk: HandClock, pool: Pool):
    assert "messages" not in counter.type("show", "K-0001").stdout.partition("awaited")[0]
    desk.tell(MessagesPaused(until=desk.hour.date() + 30 * DAY), MessagesRefused(channel="sms"), AddressFailed(channel="email"))
    await keep(pool, desk)

    said = counter.type("show", "K-0001").stdout

    assert "the client wants no messages until" in said
    assert "the client wants no messages by sms" in said
    assert "messages by email come back: put the address right, with `itinerary person correct`" in said


async def test_t_07_a_corrected_address_is_told_to_the_case_and_used_the_same_day(counter: Counter, desk: HandClock, pool: Pool):
    desk.tell(AddressFailed(channel="email"), AddressFailed(channel="sms"))
    await keep(pool, desk)

    said = counter.read("person", "correct", "P-1", "--email", "right@home.example")

    assert said["email"] == "right@home.example"
    assert desk.told("address_mended")[-1].fact == {"channel": "email"}
    row = await cases.row(pool, desk.case.id)
    assert row
    assert row.unreachable == ["sms"]


async def test_t_07_the_same_wrong_address_once_more_puts_nothing_right(counter: Counter, desk: HandClock, pool: Pool):
    before = counter.read("person", "find", "Client One")[0]["email"]
    desk.tell(AddressFailed(channel="email"))
    await keep(pool, desk)

    counter.read("person", "correct", "P-1", "--email", before)

    assert not desk.told("address_mended")


def test_t_07_who_is_noted_anew_with_another_address_is_reached_too(counter: Counter, desk: HandClock):
    counter.read("tell", "K-0001", "address_failed", "channel=email")

    counter.read("person", "add", "Test Client One", "--id", "P-1", "--email", "new@home.example")

    assert [line.by for line in desk.told("address_mended")] == ["register"]


async def test_t_08_an_address_added_later_is_the_one_that_planned_messages_go_to_and_are_shown_with(
    counter: Counter, desk: HandClock, pool: Pool
):
    counter.read("person", "correct", "P-1", "--email", "")
    desk.tell(AppointmentMade(of="i1", at=datetime.now(UTC) + 20 * DAY, agreed=True))
    await keep(pool, desk)

    async def to_come() -> set[tuple[str, str, str]]:
        every = await messages.of_case(pool, desk.case.id, datetime.now(UTC))
        return {(m.letter, m.state, m.email) for m in every if m.letter in ("invitation", "appointment_reminder")}

    assert await to_come() == {("invitation", "planned", ""), ("appointment_reminder", "planned", "")}

    counter.read("person", "correct", "Test Client One", "--email", "added@home.example", "--prefers", "email")

    assert await to_come() == {("invitation", "planned", "added@home.example"), ("appointment_reminder", "planned", "added@home.example")}


def test_only_what_is_given_is_corrected_and_what_cannot_be_meant_is_refused(counter: Counter):
    before = counter.read("person", "find", "Client One")[0]

    after = counter.read("person", "correct", "P-1", "--phone", "+32 470 00 00 01")

    assert {**after, "phone": before["phone"]} == {**before, "told": []}
    for words, said in (
        ((), "say what is to be corrected"),
        (("--email", "nowhere"), "there is no address nowhere"),
        (("--name", ""), "a client has a name"),
        (("--prefers", "pigeon"), "choose email or sms or letter"),
    ):
        refused = counter.type("person", "correct", "P-1", *words)
        assert (refused.exit_code, said in refused.stderr) == (Exit.WRONG_USAGE, True), refused.stderr


async def test_t_28_an_employer_that_wants_no_messages_is_known_in_every_case(counter: Counter, desk: HandClock, pool: Pool):
    counter.read("organisation", "add", "E-1", "Example Gardens", "--sort", "employer", "--email", "office@gardens.example")

    assert counter.read("organisation", "reach", "E-1", "--refuses", "all")["refuses"] == ["all", "email", "letter", "sms"]

    assert set(await pool.fetchval(REFUSED_BY, desk.case.id, "E-1", "employer")) == {"all", "email", "letter", "sms"}
    counter.read("organisation", "add", "E-1", "Example Gardens and Parks", "--sort", "employer")
    assert counter.read("organisation", "show", "E-1")["refuses"], "what is noted of it otherwise changes nothing here"
    assert counter.read("organisation", "reach", "E-1", "--welcomes", "email")["refuses"] == ["letter", "sms"]
    assert await pool.fetchval(REFUSED_BY, desk.case.id, "E-1", "employer") == ["letter", "sms"]


async def test_t_28_whoever_sends_learns_with_the_message_that_the_employer_wants_none(counter: Counter, desk: HandClock, pool: Pool):
    counter.read("organisation", "add", "E-1", "Example Gardens", "--sort", "employer", "--email", "office@gardens.example")
    counter.read("organisation", "reach", "E-1", "--refuses", "all")
    desk.tell(AppointmentMade(of="i1", at=datetime.now(UTC) + 10 * DAY, with_whom="employer", who="E-1"))
    await keep(pool, desk)

    async with messages.claimed(pool, datetime.now(UTC) + timedelta(hours=1), 50) as claim:
        refused = {message.to: message.refuses for message in claim.messages if message.letter == "invitation"}

    assert refused == {"employer": ["all", "email", "letter", "sms"]}


async def test_t_28_what_a_client_refuses_holds_for_them_and_for_nobody_else(desk: HandClock, pool: Pool):
    desk.tell(MessagesRefused(channel="sms"))
    await keep(pool, desk)

    refused = [
        await pool.fetchval(REFUSED_BY, desk.case.id, *whom) for whom in (("P-1", "client"), ("S-ana", "counsellor"), ("E-9", "employer"))
    ]

    assert refused == [["sms"], [], []]


def test_t_28_a_channel_or_an_organisation_that_does_not_exist_is_said(counter: Counter):
    counter.read("organisation", "add", "E-1", "Example Gardens", "--sort", "employer")

    assert "give --refuses or --welcomes with one channel" in counter.type("organisation", "reach", "E-1", "--refuses", "pigeon").stderr
    assert "give --refuses or --welcomes with one channel" in counter.type("organisation", "reach", "E-1").stderr
    assert counter.type("organisation", "reach", "E-9", "--refuses", "email").exit_code == Exit.NOT_FOUND
