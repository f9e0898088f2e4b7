"""A person who returns is recognised, one who is known twice is shown to a colleague, and all that is kept of them is one file."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from casework.anytime import CaseClosed
from casework.exploration import BarrierFound
from records import cases, messages, people, recognising
from records.cases import Opening
from records.people import Person
from starters import same_person
from starters.exit_codes import Exit
from starters.same_person import Said
from tests.integration.counter import NOW, Counter, keep, lived

if TYPE_CHECKING:
    from records.pool import Connection, Pool
    from tests.handclock import HandClock

pytest_plugins = ["tests.postgres"]

NUMBER = "85.07.30-033 28"
SAME = {"method", "programme", "version", "office", "counsellor"}


@pytest.fixture
async def desk(pool: Pool) -> HandClock:
    """K-0001 of Test Client One."""
    return await lived(pool)


@pytest.fixture
def counter(dsn: str, desk: HandClock, monkeypatch: pytest.MonkeyPatch) -> Counter:
    """Where verbs are typed."""
    return Counter(dsn, desk, monkeypatch)


async def close(pool: Pool, desk: HandClock) -> None:
    desk.tell(CaseClosed(outcome="work", why="a job was found"))
    await keep(pool, desk)


async def case_of(pool: Pool, desk: HandClock, person: str, opening: str) -> str:
    """A second case, opened for another id; its number."""
    row = await cases.row(pool, desk.case.id)
    assert row
    return (
        await cases.begin(pool, Opening(**row.model_dump(include=SAME), id=opening, person=person, opened=NOW + timedelta(minutes=1)))
    ).number


# By number


async def test_fr_03_a_person_with_a_known_identity_number_is_recognised_and_not_added_again(counter: Counter, pool: Pool):
    added = counter.read("person", "add", "Test Client Ninety", "--identity", NUMBER, "--sort", "be.nn")

    again = counter.type("person", "add", "T. Ninety", "--identity", "85073003328", "--sort", "be.ssn")

    assert again.exit_code == Exit.REFUSED
    assert f"this identity number is known, of Test Client Ninety ({added['id']}): open a case with `itinerary open" in again.stderr
    assert len(await people.find(pool, "Ninety")) == 1


async def test_an_identity_number_is_kept_nowhere_in_clear(counter: Counter, pool: Pool):
    counter.read("person", "add", "Test Client Ninety", "--identity", NUMBER, "--sort", "be.nn")

    rows = [str(dict(row)) for row in await pool.fetch("SELECT * FROM people")]
    assert not any(number in row for row in rows for number in (NUMBER, "85073003328", "033 28"))


def test_an_identity_number_may_come_on_standard_input(counter: Counter):
    counter.type("person", "add", "Test Client Ninety", "--identity", "-", "--sort", "be.nn", typed=f"{NUMBER}\n")

    assert counter.type("person", "add", "Other", "--identity", NUMBER, "--sort", "be.nn").exit_code == Exit.REFUSED


def test_a_number_that_cannot_be_right_is_refused_and_not_repeated(counter: Counter):
    ended = counter.type("person", "add", "Test Client Ninety", "--identity", "85.07.30-033 29", "--sort", "be.nn")

    assert ended.exit_code == Exit.WRONG_USAGE
    assert "its control digits do not fit" in ended.stderr
    assert "033" not in ended.stderr


def test_another_key_is_noticed_before_anybody_is_taken_for_somebody_new(counter: Counter, monkeypatch: pytest.MonkeyPatch):
    counter.read("person", "add", "Test Client Ninety", "--identity", NUMBER, "--sort", "be.nn")
    monkeypatch.setenv("ITINERARY_IDENTITY_KEY", "another key that is also long enough to be one")

    ended = counter.type("person", "add", "Test Client Ninety", "--identity", NUMBER, "--sort", "be.nn")

    assert ended.exit_code == Exit.WRONG_USAGE
    assert "with this key nobody would be known again: set ITINERARY_IDENTITY_KEY to the one" in ended.stderr


@pytest.mark.parametrize(
    ("key", "sentence"), [("", "there is no key to hash identity numbers with"), ("short", "expected 32 characters or more")]
)
def test_without_a_key_no_number_is_taken(counter: Counter, monkeypatch: pytest.MonkeyPatch, key: str, sentence: str):
    monkeypatch.setenv("ITINERARY_IDENTITY_KEY", key)

    ended = counter.type("person", "add", "Test Client Ninety", "--identity", NUMBER, "--sort", "be.nn")

    assert ended.exit_code == Exit.WRONG_USAGE
    assert sentence in ended.stderr


# Who returns


async def test_fr_03_who_returns_gets_a_case_that_follows_the_earlier_and_the_same_counsellor(
    counter: Counter, pool: Pool, desk: HandClock
):
    await close(pool, desk)

    opened = counter.type("open", "P-1", "--programme", "kina-example", "--as", "S-ben")

    assert "counsellor S-ana" in opened.stdout
    assert "Test Client One has been here before: it follows K-0001 (kina-example" in opened.stdout
    assert "ended with outcome work), with the same counsellor as then, S-ana" in opened.stdout
    assert "all that is known from then: itinerary file P-1" in opened.stdout


async def test_fr_03_another_counsellor_may_be_named_for_who_returns(counter: Counter, pool: Pool, desk: HandClock):
    await close(pool, desk)

    opened = counter.read("open", "P-1", "--programme", "kina-example", "--counsellor", "S-ben")

    assert (opened["counsellor"], opened["follows"]) == ("S-ben", "K-0001")


def test_who_is_new_follows_nothing(counter: Counter):
    opened = counter.read("open", "P-2", "--programme", "kina-example")

    assert (opened["counsellor"], opened["follows"]) == ("S-ana", "")


async def test_x_03_a_case_shows_the_other_itineraries_of_its_person(counter: Counter, pool: Pool, desk: HandClock):
    await close(pool, desk)
    counter.read("open", "P-1", "--programme", "kina-example", "--opening", "mine")

    assert "the same person: K-0001, kina-example" in counter.type("show", "K-0002").stdout
    assert "ended" in counter.type("show", "K-0002").stdout
    assert [its["number"] for its in counter.read("show", "K-0001")["others"]] == ["K-0002"]
    assert counter.read("open", "P-1", "--programme", "kina-example", "--opening", "mine")["fresh"] is False


# Known twice


async def twins(pool: Pool) -> None:
    """P-91 and P-92 may be one person; P-93 shares only a telephone with P-91."""
    for id, name, email, phone, born in (
        ("P-91", "Test Möller Anna", "a@home.example", "+32 470 12 34 56", "1990-05-04"),
        ("P-92", "Anna Test Moeller", "b@home.example", "", "1990-05-04"),
        ("P-93", "Test Client Other", "", "0032470123456", "1991-01-01"),
    ):
        await people.add(pool, Person.model_validate({"id": id, "name": name, "email": email, "phone": phone, "born": born}))


async def test_fr_03_who_may_be_known_twice_is_shown_with_the_signs(counter: Counter, pool: Pool):
    await twins(pool)

    found = {(pair["one"], pair["other"]): pair["signs"] for pair in counter.read("person", "duplicates")}

    assert found == {("P-91", "P-92"): ["the same name", "born on the same day"], ("P-91", "P-93"): ["the same telephone number"]}


async def test_two_with_numbers_of_their_own_are_not_taken_for_one(counter: Counter, pool: Pool):
    await twins(pool)
    for person, hash in (("P-91", "x"), ("P-92", "y")):
        await recognising.note_identity(pool, person, hash)

    assert [pair["other"] for pair in counter.read("person", "duplicates")] == ["P-93"]


async def test_x_03_two_who_are_one_have_all_their_itineraries_together(counter: Counter, pool: Pool, desk: HandClock):
    await twins(pool)
    one, other = await case_of(pool, desk, "P-91", "x91"), await case_of(pool, desk, "P-92", "x92")

    said = counter.read("person", "same", "P-91", "P-92", "--why", "she showed her card")

    assert said["itineraries"] == [one, other]
    assert said["open_twice"] == [[one, other]]
    assert {case["number"]: case["name"] for case in counter.read("find", "moeller")} == {
        one: "Test Möller Anna",
        other: "Test Möller Anna",
    }
    assert [person["id"] for person in counter.read("person", "find", "anna")] == ["P-91"]
    assert [its["case"]["number"] for its in counter.read("file", "P-92")["itineraries"]] == [one, other]
    assert [pair["other"] for pair in counter.read("person", "duplicates")] == ["P-93"]


async def test_x_03_who_is_one_is_not_given_a_second_open_case_of_a_method(counter: Counter, pool: Pool, desk: HandClock):
    await twins(pool)
    number = await case_of(pool, desk, "P-92", "x92")
    counter.read("person", "same", "P-91", "P-92", "--why", "the same card")

    ended = counter.type("open", "P-91", "--programme", "kina-example")

    assert ended.exit_code == Exit.REFUSED
    assert f"this person already has an open case of this method, {number}" in ended.stderr


async def test_letters_reach_the_address_that_counts(counter: Counter, pool: Pool, desk: HandClock):
    await twins(pool)
    counter.read("person", "same", "P-92", "P-1", "--why", "he changed his name")

    letters = await messages.of_case(pool, desk.case.id, NOW)

    assert {(letter.recipient, letter.email) for letter in letters if letter.to == "client"} == {("P-1", "b@home.example")}


async def test_what_was_said_of_two_may_be_taken_back(counter: Counter, pool: Pool):
    await twins(pool)
    counter.read("person", "same", "P-91", "P-92", "--why", "looks the same")

    assert counter.read("person", "different", "P-92", "P-91", "--why", "two cards")["were_one"] is True
    assert await recognising.known_as(pool, "P-91") == ["P-91"]
    assert [pair["other"] for pair in counter.read("person", "duplicates")] == ["P-93"]


async def test_who_is_one_through_a_third_is_not_taken_apart_by_halves(counter: Counter, pool: Pool):
    await twins(pool)
    counter.read("person", "same", "P-91", "P-92", "--why", "a")
    counter.read("person", "same", "P-93", "P-92", "--why", "b")

    ended = counter.type("person", "different", "P-91", "P-93", "--why", "c")

    assert ended.exit_code == Exit.REFUSED
    assert "P-91 and P-93 are one through P-92" in ended.stderr
    assert await recognising.known_as(pool, "P-91") == ["P-93", "P-91", "P-92"]
    assert counter.read("person", "different", "P-93", "P-92", "--why", "d")["were_one"] is True
    assert sorted(await recognising.known_as(pool, "P-92")) == ["P-91", "P-92"]
    assert await recognising.known_as(pool, "P-93") == ["P-93"]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["same", "P-1", "P-1"], Exit.REFUSED, "name two clients, by two ids"),
        (["same", "P-1", "P-999"], Exit.NOT_FOUND, "no client has the id P-999"),
        (["different", "P-999", "P-1"], Exit.NOT_FOUND, "no client has the id P-999"),
    ],
)
def test_what_cannot_be_said_of_two_is_refused(counter: Counter, words: list[str], code: Exit, sentence: str):
    ended = counter.type("person", *words, "--why", "x")

    assert ended.exit_code == code
    assert sentence in ended.stderr


# The whole file


async def test_es_13_one_file_holds_every_itinerary_of_a_person(counter: Counter, pool: Pool, desk: HandClock):
    await close(pool, desk)
    second = await case_of(pool, desk, "P-1", "x2")

    exported = counter.read("file", "P-1")

    assert [its["case"]["number"] for its in exported["itineraries"]] == ["K-0001", second]
    assert [line["kind"] for line in exported["itineraries"][0]["journal"]] == [
        "opened",
        "conversation_held",
        "barrier_found",
        "case_closed",
    ]
    assert exported["person"]["name"] == "Test Client One"
    assert counter.read("file", "K-0001")["person"]["id"] == "P-1"


async def test_es_14_the_file_is_exported_whole_to_who_leads_and_withheld_from_others(counter: Counter):
    def debts(who: str) -> Any:
        (its,) = counter.read("file", "P-1", "--as", who)["itineraries"]
        return its["journal"][-1]["fact"]

    assert debts("S-lead")["note"] == debts("S-ana")["note"] == "owes rent"
    assert debts("S-eva")["note"] == "(withheld)"
    assert "owes rent" not in counter.type("file", "P-1", "--as", "S-eva").stdout
    assert "owes rent" in counter.type("file", "P-1", "--as", "S-ana").stdout


async def test_es_14_what_letters_say_is_not_for_everyone(counter: Counter):
    (his,) = counter.read("file", "P-1", "--as", "S-eva")["itineraries"]
    (hers,) = counter.read("file", "P-1")["itineraries"]

    assert "values" not in his["messages"][0]
    assert "values" in hers["messages"][0]


async def test_es_14_the_file_is_read_as_text_too(counter: Counter, pool: Pool, desk: HandClock):
    desk.tell(BarrierFound(of="b2", type="housing", severity=2))
    await keep(pool, desk)

    text = counter.type("file", "Test Client One").stdout

    for words in (
        "# Test Client One (P-1)",
        "## K-0001: kina-example",
        "### Awaited",
        "### Journal",
        "### Letters",
        "side problem found (b2)",
    ):
        assert words in text


async def test_two_colleagues_who_say_at_once_who_is_the_same_lose_nobody(pool: Pool, monkeypatch: pytest.MonkeyPatch):
    for id in ("P-a", "P-b", "P-c"):
        await people.add(pool, Person(id=id, name=f"Test Client {id}"))
    hold = recognising.hold

    async def somebody_is_quicker(connection: Connection, ids: list[str]) -> None:
        monkeypatch.setattr(recognising, "hold", hold)
        await same_person.same(pool, Said("P-a", "P-b", why="an invented reason", by="S-ana"))
        await hold(connection, ids)

    monkeypatch.setattr(recognising, "hold", somebody_is_quicker)
    await same_person.same(pool, Said("P-c", "P-b", why="an invented reason", by="S-ana"))

    assert await recognising.known_as(pool, "P-a") == ["P-c", "P-a", "P-b"]
