"""Letters in Spanish: whoever reads Spanish gets them so, and they say no less than the English ones."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from notifications import dates, letters
from tests.handclock import programme
from tests.insertor_road import NAME

VALUES = {
    "name": "Test Client One", "case_number": "K-0001", "promise": "una firma", "due": "martes 5 de mayo de 2026",
    "when": "martes 5 de mayo de 2026 a las 10:00",
    "where": "en nuestra oficina",
}  # fmt: skip
IN_SPANISH = sorted(file.stem for file in (letters.TEMPLATES / "es").glob("*.txt") if file.stem != "frame")
ROLES = ["counsellor", "deputy", "team", "team lead", "client", "employer", "partner", "teller"]


def test_every_letter_of_the_insertors_programme_is_written_in_spanish():

    assert programme(NAME).letters_named <= set(IN_SPANISH)


@pytest.mark.parametrize("letter", IN_SPANISH)
def test_it_asks_the_same_and_says_all_it_is_given(letter):
    rendered = letters.render(letter, "es-ES", VALUES | {"role": "client"})

    assert letters.asks(letter, "es") == letters.asks(letter, "en")
    assert all(VALUES[asked] in rendered.text for asked in letters.asks(letter, "es"))
    assert rendered.text.startswith("Hola, Test Client One:")
    assert "Test Client One" not in rendered.subject
    assert 'lang="es"' in rendered.html


@pytest.mark.parametrize("role", ROLES)
def test_it_says_to_each_why_it_came(role):
    assert "Recibe este mensaje porque" in letters.render("promise_due", "es", VALUES | {"role": role}).text


def test_days_and_hours_are_said_as_in_spain():
    assert dates.day(date(2026, 5, 5), "es") == "martes 5 de mayo de 2026"
    assert dates.hour(datetime(2026, 5, 5, 8, tzinfo=UTC), "Europe/Madrid", "es-ES") == "martes 5 de mayo de 2026 a las 10:00"
