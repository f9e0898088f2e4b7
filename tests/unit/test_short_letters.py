"""What a telephone shows of a letter: short, in the alphabet of text messages, and only for those outside the office."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

from casework import glossary
from notifications import dates, letters
from notifications.segments import SHORT, length, plain
from tests.unit.test_letters_in_six_languages import SIX, to_outsiders

YEAR = [date(2027, 1, 1) + timedelta(days=n) for n in range(365)]
TEN = datetime(2027, 1, 1, 10, tzinfo=UTC)
LINK = "https://answers.office.example/a/K-2026-00123.7f3a9c21.0b4f22.accept.6b2f0aa1.8d7c2f6e0b5a4c1d9e3f7a8b6c5d4e2f"


@cache
def longest(language: str) -> dict[str, str]:
    """The longest that a letter in this language can plausibly be given."""
    return {
        "name": "Test Client One", "role": "client", "case_number": "K-2026-00123", "counsellor": "Test " + "N" * 35,
        "where": "N" * 25,
        "due": max((dates.day(day, language) for day in YEAR), key=len),
        "when": max((dates.hour(TEN + timedelta(days=n), "Europe/Brussels", language) for n in range(365)), key=len),
        "promise": max((glossary.awaited(kind, language) for kind in glossary.entries()), key=len),
    }  # fmt: skip


@pytest.mark.parametrize("language", SIX)
@pytest.mark.parametrize("letter", sorted(to_outsiders()))
def test_a_letter_to_somebody_outside_fits_two_segments_with_its_longest_values(letter: str, language: str) -> None:
    short = letters.render(letter, language, longest(language)).short

    assert short
    assert length(short).parts <= SHORT
    assert plain(short) == short
    assert "K-2026-00123" in short
    assert "Test Client One" not in short
    assert "{" not in short


@pytest.mark.parametrize("language", SIX)
def test_an_appointment_fits_with_where_to_answer_and_not_with_anything_more(language: str) -> None:
    short = letters.render("invitation", language, longest(language) | {"link_accept": LINK, "link_decline": LINK + "0"}).short

    assert short
    assert short.endswith(f" {LINK}")
    assert length(short).parts <= SHORT


def test_where_to_answer_is_left_out_where_there_is_no_room() -> None:
    values = longest("en")
    short = letters.render("invitation", "en", values | {"link_accept": f"https://office.example/{'x' * 300}"}).short

    assert short == letters.render("invitation", "en", values).short


def test_what_is_too_long_for_any_telephone_goes_another_way() -> None:
    assert letters.render("referent_named", "en", longest("en") | {"counsellor": "N" * 300}).short is None


@pytest.mark.parametrize("letter", sorted(letters.known() - to_outsiders()))
def test_a_letter_to_the_office_has_no_short_form(letter: str) -> None:
    assert letters.render(letter, "en", longest("en")).short is None


def test_it_says_what_stands_there_as_it_stands() -> None:
    said = longest("fr") | {"promise": "l'accord & <l'offre>"}

    assert "l'accord & <l'offre>" in (letters.render("host_asked", "fr", said).short or "")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("sábado próximo, ¿sí?", "sabado proximo, ¿si?"),
        ("août à l\N{RIGHT SINGLE QUOTATION MARK}hôtel — « bœuf »", 'aout à l\'hotel - " boeuf "'),
        ("Ærø, Åsa, Çelik, Łódź", "Ærø, Åsa, Çelik, Lodz"), ("e\u0301té", "été"), ("Жук", "Жук"),
    ],
)  # fmt: skip
def test_only_the_accents_that_text_messages_lack_are_left_out(said: str, shown: str) -> None:
    assert plain(said) == shown
