"""Letters in Danish: whoever reads Danish gets them so, and they say no less than the English ones."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from notifications import dates, letters
from tests.handclock import PROGRAMMES

VALUES = {
    "name": "Test Client One", "case_number": "K-0001", "promise": "en samtale", "due": "tirsdag den 5. maj 2026",
    "when": "tirsdag den 5. maj 2026 kl. 10:00",
    "where": "på vores kontor",
}  # fmt: skip
IN_DANISH = sorted(file.stem for file in (letters.TEMPLATES / "da").glob("*.txt") if file.stem != "frame")
NAMED = {letter for programme in PROGRAMMES if programme.language == "da" for letter in programme.letters_named}
ROLES = ["counsellor", "deputy", "team", "team lead", "client", "employer", "partner", "teller"]


def test_every_letter_of_the_danish_programmes_is_written_in_danish():
    assert set(IN_DANISH) >= NAMED


@pytest.mark.parametrize("letter", IN_DANISH)
def test_it_asks_the_same_and_says_all_it_is_given(letter):
    rendered = letters.render(letter, "da-DK", VALUES | {"role": "client"})

    assert letters.asks(letter, "da") == letters.asks(letter, "en")
    assert all(VALUES[asked] in rendered.text for asked in letters.asks(letter, "da"))
    assert rendered.text.startswith("Hej Test Client One")
    assert "Test Client One" not in rendered.subject
    assert 'lang="da"' in rendered.html


@pytest.mark.parametrize("role", ROLES)
def test_it_says_to_each_why_it_came(role):
    assert "Du får denne besked, fordi" in letters.render("promise_due", "da", VALUES | {"role": role}).text


def test_days_and_hours_are_said_as_in_denmark():
    assert dates.day(date(2026, 5, 5), "da") == "tirsdag den 5. maj 2026"
    assert dates.hour(datetime(2026, 5, 5, 8, tzinfo=UTC), "Europe/Copenhagen", "da") == "tirsdag den 5. maj 2026 kl. 10:00"
