"""By what somebody is known again: a keyed hash of a number, or weaker signs that only a colleague may decide on."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casework.anytime import Opened
from records.recognising import Compared
from runtime.data_folder import DataFolder, Running
from runtime.identity import Hasher, NoKey, hasher
from runtime.settings import BadSetting, Settings
from starters.alike import likeness, plain
from starters.identity_numbers import SORTS, WrongNumber, checked, identity_hash
from starters.same_person import groups_of
from tests.handclock import HandClock

KEY = Hasher("a key for tests and nothing else, invented")


# Names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Test Möller Anna", "anna moeller TEST"),
        ("Øster-Gård Test", "Oster Gaard, Test"),
        ("Test D'Exemple", "test d exemple"),
        ("Test Straße", "Test Strasse"),
        ("Test Éxample", "Test E\u0301xample"),
    ],
)
def test_fr_03_a_name_is_the_same_in_another_order_and_another_spelling(one: str, other: str):
    assert likeness(one, other) == likeness(other, one) == "the same name"


@pytest.mark.parametrize(
    ("one", "other"), [("Test Client Anna", "Test Anna"), ("Test Exampleson", "Test Examplesson"), ("Test Katherina", "Test Catherina")]
)
def test_fr_03_a_name_is_similar_when_a_word_or_a_letter_or_two_differ(one: str, other: str):
    assert likeness(one, other) == likeness(other, one) == "a similar name"


@pytest.mark.parametrize(("one", "other"), [("Test One", "Test Two"), ("Anna", "Test Anna"), ("", "Test"), ("...", "---")])
def test_other_names_are_no_sign(one: str, other: str):
    assert likeness(one, other) is None


def test_a_plain_name_has_no_accents_and_no_capitals():
    assert plain("Ælfrēd Ōster") == "alfred oster"


# Identity numbers


def test_fr_03_a_number_is_the_same_however_it_is_written():
    ways = {identity_hash(KEY, sort, number) for sort, number in (("be.nn", "85.07.30-033 28"), ("be.ssn", "85073003328"))}

    assert len(ways) == 1
    assert identity_hash(KEY, "se.personnummer", "880320-0016") == identity_hash(KEY, "se.personnummer", "198803200016")
    assert identity_hash(KEY, "es.nie", "X-2482300W") == identity_hash(KEY, "es.nif", "x2482300w")


def test_a_hash_says_nothing_without_its_key_and_differs_by_country():
    one = identity_hash(KEY, "be.nn", "85073003328")

    assert one != identity_hash(Hasher("another key that is also long enough to be one"), "be.nn", "85073003328")
    assert "85073003328" not in one
    assert one != KEY.hashed("identity", "dk.cpr", "85073003328")
    assert "key" not in repr(KEY)


def test_words_that_are_divided_otherwise_are_hashed_otherwise():
    assert KEY.hashed("name", "a", "b") != KEY.hashed("name", "ab") != KEY.hashed("namea", "b")


@pytest.mark.parametrize("sort", SORTS)
def test_a_number_that_cannot_be_right_is_refused_without_repeating_it(sort: str):
    with pytest.raises(WrongNumber) as refused:
        checked(sort, "123456")

    assert SORTS[sort] in str(refused.value)
    assert "123456" not in str(refused.value)


def test_a_sort_that_nobody_knows_is_said_with_those_there_are():
    with pytest.raises(WrongNumber, match=r"there is no sort of identity number called xx: choose one of be\.nn"):
        checked("xx", "1")


# Keys


def test_the_embedded_stack_makes_a_key_of_its_own_once_for_its_owners_eyes(tmp_path: Path):
    first, again = DataFolder(tmp_path).identity_key(), DataFolder(tmp_path).identity_key()

    assert first == again
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "identity.key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["identity.key"]


def test_the_key_of_the_settings_is_used_first_and_one_is_needed_on_servers(tmp_path: Path):
    running = Running(
        dsn="", temporal_address="", namespace="", task_queue="", ui_url="", smtp="", mail_url="", mail_folder=tmp_path, pace=1, pids={}
    )
    embedded = Settings(data=tmp_path).completed_by(running)

    assert hasher(embedded).known_by == Hasher(DataFolder(tmp_path).identity_key()).known_by
    assert hasher(Settings(identity_key="k" * 32)).known_by == Hasher("k" * 32).known_by
    with pytest.raises(NoKey, match="there is no key to hash identity numbers with: set ITINERARY_IDENTITY_KEY"):
        hasher(Settings(dsn="postgresql://x"))
    with pytest.raises(BadSetting, match="expected 32 characters or more"):
        hasher(Settings(identity_key="short"))
    assert "kkk" not in repr(Settings(identity_key="k" * 32))


# Who is one


def said(one: str, other: str, *, same: bool) -> Compared:
    return Compared(one=one, other=other, same=same, why="", by="S-ana", at=datetime.now(UTC))


def test_who_counts_as_one_follows_from_what_was_said_of_each_two():
    ids = ["P-1", "P-2", "P-3", "P-4"]

    assert groups_of(ids, [said("P-1", "P-2", same=True), said("P-2", "P-3", same=True)]) == [["P-1", "P-2", "P-3"], ["P-4"]]
    assert groups_of(ids, [said("P-1", "P-2", same=False), said("P-3", "P-4", same=True)]) == [["P-1"], ["P-2"], ["P-3", "P-4"]]


# The itinerary that is followed


def test_es_09_an_opening_says_which_itinerary_it_follows_and_one_from_before_follows_none():
    line = HandClock(datetime(2026, 5, 4, 8, tzinfo=UTC)).case.journal[0]

    assert "follows" not in line.fact
    assert Opened.model_validate(line.fact).follows == ""
    assert Opened.model_validate(line.fact | {"follows": "K-0001"}).follows == "K-0001"
