"""What people read who answer us by a link: the same sentences in every language, and pages that hold whatever stands in them."""

from __future__ import annotations

import re
import tomllib
from ipaddress import ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.fact import kind_of
from casework.reaching import AddressFailed
from casework.vocabulary import vocabulary
from notifications import letters
from notifications.links import ACTIONS
from records.arrivals import telling_of
from runtime.settings import Settings
from starters.receiver.address import USUAL
from starters.receiver.facts import MEANS
from starters.receiver.pages import HERE, language_of, languages, page

WORDS: dict[str, Any] = tomllib.loads((HERE / "words.toml").read_text())


def names(words: dict[str, Any], before: str = "") -> dict[str, set[str]]:
    """Every sentence by its name, with what it is to say."""
    found: dict[str, set[str]] = {}
    for name, said in words.items():
        found |= names(said, f"{before}{name}.") if isinstance(said, dict) else {f"{before}{name}": set(re.findall(r"{(\w+)}", said))}
    return found


def test_there_are_pages_in_every_language_in_which_there_are_letters():
    assert languages() == sorted(folder.name for folder in letters.TEMPLATES.iterdir() if folder.is_dir())


@pytest.mark.parametrize("language", languages())
def test_every_language_says_every_sentence_with_the_same_in_it(language: str):
    assert names(WORDS[language]) == names(WORDS["en"])


def test_every_action_has_a_question_a_button_and_an_answer():
    assert all({"ask", "button", "done"} <= WORDS["en"][action].keys() for action in ACTIONS)


def test_every_action_means_a_fact_and_those_there_are_take_what_is_told():
    known = {
        kind: fact for kind, fact in vocabulary().items() if kind in {*(means.kind for means in MEANS.values()), kind_of(AddressFailed)}
    }
    said = {"messages_refused": "channel", "promise_seen": "acts_by", "address_failed": "channel"}

    assert set(MEANS) == set(ACTIONS)
    assert all(said.get(kind, "of") in fact.model_fields for kind, fact in known.items())


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("nl-BE", "nl"), ("fr-BE,fr;q=0.9,en;q=0.8", "fr"), ("de, da;q=0.5", "da"), ("", "en"), ("xx", "en"), ("sv_SE", "sv")],
)
def test_a_reader_is_answered_in_their_language_or_in_english(wanted: str, language: str):
    assert language_of(wanted) == language


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("en;q=0.5, fr", "fr"), ("da;q=0.7, sv;q=0.70", "da"), ("nl;q=0, es;q=0.001", "es"), ("NL-be;Q=1.000", "nl"), ("nl-Latn-BE", "nl"),
        ("zh-Hant-TW, es-MX;q=0.8", "es"), ("de-DE, *;q=0.5", "en"), ("*", "en"), ("fr;q=abc, da;q=0.1", "da"), ("fr;level=1, sv", "sv"),
        (";;,,;q=1", "en"), ("de;q=1, pl", "en"), ("fr;q=0", "en"), ("fr;q=\u0660\u066b\u0665", "en"),
    ],
)  # fmt: skip
def test_a_link_that_says_nothing_is_answered_in_the_language_that_the_browser_wants_most(wanted: str, language: str):
    assert language_of(wanted) == language


@given(st.text())
def test_whatever_a_browser_asks_for_there_is_a_page(wanted: str):
    assert language_of(wanted) in languages()


@given(st.text(min_size=1))
def test_nothing_that_stands_in_a_page_is_taken_for_markup(text: str):
    body = bytes(page("en", text, text=text, button=text).body).decode()

    assert body.count("<") == bytes(page("en", "x", text="x", button="x").body).decode().count("<")
    assert "<script" not in body


@given(st.lists(st.text(min_size=1), min_size=1))
def test_the_id_of_a_telling_is_one_that_a_case_takes_and_the_same_again(words: list[str]):
    assert re.fullmatch(r"[A-Za-z0-9_.-]{1,80}", telling_of(*words))
    assert telling_of(*words) == telling_of(*words)


def test_unless_an_operator_says_otherwise_only_this_machine_reaches_the_receiver():
    host, _, port = (Settings().receiver or USUAL).rpartition(":")

    assert ip_address(host).is_loopback
    assert 1024 < int(port) < 65536
