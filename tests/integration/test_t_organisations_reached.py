"""An employer's or partner's address that fails is known in every case, and its counsellor is asked once for another (T-07, T-16, T-17)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from activities.letters import Letters
from casework.appointments import AppointmentMade
from notifications.channels import Channels
from notifications.email import Mailer
from records import cases, journal, messages, organisations
from records.organisations import CameBack, Contact, Organisation
from tests.integration.counter import Counter, keep, lived
from tests.integration.gateway import Texts
from tests.integration.post_office import Post
from tests.town import DAY, NOON, begun, handed, line, message, opening

if TYPE_CHECKING:
    from records.pool import Pool
    from tests.handclock import HandClock

pytest_plugins = ["tests.postgres", "tests.post"]

LATER = NOON + 2 * DAY
GARDENS = Organisation(id="E-1", name="Example Gardens", sorts=["employer"], email="office@gardens.example", phone="0470 12 34 56")


def asks(id: str, **said: object) -> dict[str, object]:
    """A letter to the employer."""
    about = {"letter": "invitation", "about": "appointment_made:i1"}
    values = {"appointment": "i1", "at": (LATER + DAY).isoformat(), "minutes": "60", "sequence": "0", "method": "REQUEST"}
    return message(id, **{"to": "employer", "who": "E-1", "values": values} | about | said)


async def written(pool: Pool, case: str, *told: dict[str, object], number: int = 1) -> None:
    known = await cases.row(pool, case)
    assert known
    named = cases.Begun(case, known.number, fresh=False)
    await journal.keep(pool, handed(named, lines=[line(number, kind="appointment_made")], messages=list(told)))


async def all_leave(letters: Letters) -> None:
    while await letters.next_ones(LATER):
        pass


async def asked(pool: Pool) -> list[str]:
    found = await messages.worklist(pool, "S-counsellor", datetime.now(UTC))
    return [one.reason for one in found if one.letter == "address_asked"]


@pytest.fixture
async def case(pool: Pool) -> str:
    known = await begun(pool)
    await organisations.add(pool, GARDENS)
    return known.case_id


async def test_t_07_no_other_case_tries_an_address_that_was_refused_and_the_counsellor_is_asked_once(pool: Pool, case: str, post: Post):
    texts, other = Texts(), await cases.begin(pool, opening("opening-2", "person-2"))
    letters = Letters(pool, Channels(Mailer(post.smtp), texts))
    post.to_recipients = "550 5.1.1 unknown here"
    await written(pool, case, asks("one"))
    await all_leave(letters)
    assert [(fate.state, fate.channel) for fate in await messages.fates(pool, case)] == [("bounced", "email"), ("sent", "sms")]

    await written(pool, other.case_id, asks("two"))
    await all_leave(letters)

    assert texts.to == ["+32470123456", "+32470123456"]
    assert [(fate.state, fate.channel) for fate in await messages.fates(pool, other.case_id)] == [("sent", "sms")]
    (reason,) = await asked(pool)
    assert "messages to E-1 by email come back: ask them for another address" in reason
    known = await organisations.get(pool, "E-1")
    assert known
    assert known.unreachable == ["email"]


async def test_t_07_another_address_is_written_to_the_same_day_and_nobody_is_asked_any_more(pool: Pool, case: str, post: Post):
    letters = Letters(pool, Channels(Mailer(post.smtp)))
    await organisations.came_back(pool, CameBack("E-1", "email", case, "before", LATER))
    assert len(await asked(pool)) == 1

    await organisations.add_contact(pool, Contact(organisation="E-1", id="c1", name="Reception", email="reception@gardens.example"))
    await organisations.mended(pool, "E-1")
    await written(pool, case, asks("one"))
    await all_leave(letters)

    assert post.to == ["reception@gardens.example"]
    assert await asked(pool) == []


async def test_t_17_an_address_that_fails_twice_is_asked_about_once_and_the_next_that_fails_again(pool: Pool, case: str):
    for message_ in ("one", "one", "two"):
        await organisations.came_back(pool, CameBack("E-1", "email", case, message_, LATER))
    assert len(await asked(pool)) == 1

    await organisations.add(pool, GARDENS.model_copy(update={"email": "desk@gardens.example"}))
    await organisations.came_back(pool, CameBack("E-1", "email", case, "three", datetime.now(UTC)))

    assert len(await asked(pool)) == 2


async def test_t_17_what_left_before_an_address_was_noted_anew_says_nothing_against_the_new_one(pool: Pool, case: str):
    await organisations.add(pool, GARDENS.model_copy(update={"email": "desk@gardens.example"}))

    await organisations.came_back(pool, CameBack("E-1", "email", case, "one", datetime.now(UTC) - timedelta(hours=1)))

    known = await organisations.get(pool, "E-1")
    assert known
    assert (known.unreachable, await asked(pool)) == ([], [])


async def test_of_whom_the_directory_does_not_know_nothing_is_remembered(pool: Pool, case: str):
    assert await organisations.came_back(pool, CameBack("E-9", "email", case, "one", LATER)) is None
    assert await asked(pool) == []


# What people read and say of it


@pytest.fixture
async def desk(pool: Pool) -> HandClock:
    clock = await lived(pool)
    await organisations.add(pool, GARDENS)
    clock.tell(AppointmentMade(of="i1", at=datetime.now(UTC) + 20 * DAY, with_whom="employer", who="E-1"))
    await keep(pool, clock)
    await organisations.came_back(pool, CameBack("E-1", "email", clock.case.id, "one", datetime.now(UTC)))
    return clock


@pytest.fixture
def counter(dsn: str, desk: HandClock, monkeypatch: pytest.MonkeyPatch) -> Counter:
    return Counter(dsn, desk, monkeypatch)


COMES_BACK = "messages to Example Gardens (E-1) by email come back: note another address with `itinerary organisation"


@pytest.mark.parametrize("verb", [("show", "K-0001"), ("messages", "K-0001"), ("organisation", "show", "E-1")], ids=lambda verb: verb[0])
def test_t_07_who_looks_reads_that_the_address_of_an_employer_fails(counter: Counter, verb: tuple[str, ...]):
    assert COMES_BACK in counter.type(*verb).stdout.replace("\n", " ")


def test_t_07_the_list_says_it_and_another_address_ends_it(counter: Counter):
    assert "email comes back" in counter.type("organisation", "find").stdout
    assert "address asked" in counter.type("worklist").stdout

    counter.read("organisation", "add", "E-1", "Example Gardens", "--email", "desk@gardens.example")

    assert "comes back" not in counter.type("organisation", "find").stdout
    assert "address asked" not in counter.type("worklist").stdout
    assert COMES_BACK not in counter.type("show", "K-0001").stdout


def test_t_07_an_address_that_works_after_all_is_tried_anew(counter: Counter):
    assert counter.read("organisation", "reach", "E-1", "--works")["unreachable"] == []

    assert "address asked" not in counter.type("worklist").stdout
