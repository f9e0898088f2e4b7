"""Every letter is written in six languages, says the same in each, and tells nothing that is nobody's business."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime
from typing import Any

import pytest

from activities.referrals import OWED
from casework import glossary
from casework.leaving import ALREADY_MET
from notifications import dates, letters
from notifications.plurals import plural
from tests.handclock import PROGRAMMES

GREETS = {
    "en": "Hello Test Client One,", "nl": "Dag Test Client One,", "fr": "Bonjour Test Client One,", "sv": "Hej Test Client One,",
    "da": "Hej Test Client One", "es": "Hola, Test Client One:",
}  # fmt: skip
SIX = sorted(GREETS)
CALLS = {
    "en": "You can reach us by telephone at", "nl": "U kunt ons telefonisch bereiken op",
    "fr": "Vous pouvez nous joindre par téléphone au", "sv": "Vi nås på telefon", "da": "Vi kan træffes på telefon",
    "es": "Estamos a su disposición en el teléfono",
}  # fmt: skip
LETTERS = sorted(letters.known())
OUTSIDE = {"client", "employer", "partner"}
ROLES = ["counsellor", "deputy", "team", "team lead", "client", "employer", "partner", "teller"]
VALUES = {
    "name": "Test Client One", "case_number": "K-0001", "role": "client", "promise": "<what is promised>", "due": "<the day>",
    "when": "<the hour>", "counsellor": "<the counsellor>", "where": "<the place>",
}  # fmt: skip
ANSWERS = {
    name: f"https://office.example/a/1.{name}?x=1&y=2"
    for name in ("link_accept", "link_other_time", "link_decline", "link_seen", "link_stop")
}
TELLING = {
    "en": r"\b(health|illness|sick|benefit|addict|debt)",
    "nl": r"gezondheid|\b(ziek|uitkering|verslav|schuld)",
    "fr": r"\b(santé|malad|allocation|dépendance|dettes?\b)",
    "sv": r"\b(häls|sjuk|bidrag|ersättning|missbruk|skuld)",
    "da": r"\b(helbred|syge?\b|sygdom|ydelse|dagpenge|misbrug|gæld\b)",
    "es": r"\b(salud|enferm|prestaci|adicci|deuda)",
}
RELATIVE = re.compile(
    r"\b(today|tomorrow|yesterday|vandaag|morgen|gisteren|aujourd'hui|demain|i dag|i morgon|i går|i morgen|hoy|mañana|ayer)\b",
    re.IGNORECASE,
)


def words_of(language: str, file: str) -> dict[str, Any]:
    return tomllib.loads((letters.TEMPLATES / language / file).read_text(encoding="utf-8"))


def source(letter: str, language: str) -> str:
    return (letters.TEMPLATES / language / f"{letter}.txt").read_text(encoding="utf-8")


def asked_of_outsiders() -> set[str]:
    """The kinds of fact that a client, an employer or a partner may be reminded of."""
    kinds = {kind for p in PROGRAMMES for kind, rule in p.deadlines.items() if OUTSIDE & {rung.to for rung in p.ladders[rule.ladder].rungs}}
    return kinds | set(OWED.values())


def to_outsiders() -> set[str]:
    """The letters that some programme sends to a client, an employer or a partner."""
    rungs = {(rung.to, rung.letter) for p in PROGRAMMES for ladder in p.ladders.values() for rung in ladder.rungs}
    facts = {(one.to, one.letter) for p in PROGRAMMES for written in p.letters.values() for one in written}
    return {ALREADY_MET, *(letter for to, letter in rungs | facts if to in OUTSIDE)}


@pytest.mark.parametrize("language", SIX)
class TestEveryLanguage:
    def test_has_every_letter_and_every_word_that_english_has(self, language: str) -> None:
        assert {file.name for file in (letters.TEMPLATES / language).iterdir()} == {
            file.name for file in (letters.TEMPLATES / "en").iterdir()
        }
        for file in ("words.toml", "short.toml"):
            here, english = words_of(language, file), words_of("en", file)
            assert here.keys() == english.keys()
            assert all(here[name].keys() == words.keys() for name, words in english.items() if isinstance(words, dict))

    @pytest.mark.parametrize("letter", LETTERS)
    def test_asks_the_same_and_says_all_it_is_given(self, letter: str, language: str) -> None:
        rendered = letters.render(letter, f"{language}-XX", VALUES)

        assert letters.asks(letter, language) == letters.asks(letter, "en") <= VALUES.keys()
        assert all(VALUES[asked] in rendered.text for asked in letters.asks(letter, language))
        assert rendered.text.startswith(f"{GREETS[language]}\n\n")
        assert "K-0001" in rendered.text
        assert f'<html lang="{language}">' in rendered.html
        assert "{" not in f"{rendered.subject}{rendered.text}{rendered.html}"

    @pytest.mark.parametrize("letter", LETTERS)
    def test_has_a_subject_of_one_line_without_a_name(self, letter: str, language: str) -> None:
        subject = letters.render(letter, language, VALUES).subject

        assert 0 < len(subject) < 100
        assert "\n" not in subject
        assert "Test Client One" not in subject

    @pytest.mark.parametrize("letter", sorted(to_outsiders()))
    def test_tells_outsiders_nothing_of_health_benefits_or_addiction(self, letter: str, language: str) -> None:
        said = source(letter, language) + words_of(language, "short.toml")[letter]

        assert not re.search(TELLING[language], said, re.IGNORECASE)
        assert VALUES["promise"] not in letters.render(letter, language, VALUES).subject

    def test_calls_what_is_asked_of_outsiders_nothing_telling_either(self, language: str) -> None:
        assert [kind for kind in asked_of_outsiders() if re.search(TELLING[language], glossary.awaited(kind, language))] == []

    @pytest.mark.parametrize("letter", LETTERS)
    def test_says_no_day_that_hangs_on_when_it_is_read(self, letter: str, language: str) -> None:
        assert not RELATIVE.search(source(letter, language) + words_of(language, "short.toml").get(letter, ""))

    def test_calls_a_colleague_as_it_is_told_to(self, language: str) -> None:
        values = VALUES | {"role": "client"}
        usual, own = (letters.render("client_reminder", language, given) for given in (values, values | {"our_counsellor": "coach Z"}))

        assert letters.word("our_counsellor", language) in usual.text
        assert usual.text.replace(letters.word("our_counsellor", language), "coach Z") == own.text

    @pytest.mark.parametrize("role", sorted(OUTSIDE))
    def test_says_how_to_call_the_office_before_it_says_why_it_comes_where_that_is_known(self, role: str, language: str) -> None:
        unknown = letters.render("invitation", language, VALUES | ANSWERS | {"role": role})
        known = letters.render("invitation", language, VALUES | ANSWERS | {"role": role, "office_phone": "+32 2 555 12 12"})
        before, line, after = known.text.partition(f"{CALLS[language]} +32 2 555 12 12.\n\n")

        assert before + after == unknown.text
        assert line
        assert before.endswith("\n\n")
        assert f">{CALLS[language]} +32 2 555 12 12.</p>" in known.html
        assert known.short == unknown.short

    @pytest.mark.parametrize("role", ROLES)
    def test_says_to_every_role_why_it_comes(self, role: str, language: str) -> None:
        others = {letters.render("case_opened", language, VALUES | {"role": other}).text for other in ROLES if other != role}

        assert letters.render("case_opened", language, VALUES | {"role": role}).text not in others

    @pytest.mark.parametrize("letter", ["invitation", "convocation", "appointment_moved", "appointment_reminder"])
    def test_says_to_where_somebody_is_to_come_and_not_only_to_their_calendar(self, language: str, letter: str) -> None:
        assert "{% if where %} ({{ where }}){% endif %}" in source(letter, language)
        assert "{% if where %} ({{ where }}){% endif %}" in words_of(language, "short.toml")[letter]

    def test_who_is_asked_once_more_reads_which_appointment_is_meant(self, language: str) -> None:
        assert "{{ when }}" in source("answer_asked", language)

    def test_shows_where_to_answer_only_when_it_is_given(self, language: str) -> None:
        rendered = letters.render("invitation", language, VALUES | ANSWERS)

        assert [line.rpartition(" ")[2] for line in rendered.text.splitlines() if "https:" in line] == list(ANSWERS.values())
        assert rendered.html.count('<a href="https://office.example/a/1.link_') == len(ANSWERS)
        assert "x=1&amp;y=2" in rendered.html
        assert "https:" not in "".join(letters.render("invitation", language, VALUES | dict.fromkeys(ANSWERS, ""))[:3])

    def test_where_to_stop_stands_last(self, language: str) -> None:
        assert letters.render("client_reminder", language, VALUES | ANSWERS).text.rstrip().endswith(ANSWERS["link_stop"])


DAYS = {
    "en": "Tuesday 5 May 2026", "nl": "dinsdag 5 mei 2026", "fr": "mardi 5 mai 2026", "sv": "tisdag 5 maj 2026",
    "da": "tirsdag den 5. maj 2026", "es": "martes 5 de mayo de 2026",
}  # fmt: skip
NEW_YEAR = {
    "en": "Friday 1 January 2027 at 00:30", "nl": "vrijdag 1 januari 2027 om 00:30 uur", "fr": "vendredi 1er janvier 2027 à 00:30",
    "sv": "fredag 1 januari 2027 klockan 00:30", "da": "fredag den 1. januar 2027 kl. 00.30",
    "es": "viernes 1 de enero de 2027 a las 00:30",
}  # fmt: skip


@pytest.mark.parametrize("language", SIX)
def test_a_day_is_said_as_in_the_country_of_the_language(language: str) -> None:
    assert dates.day(date(2026, 5, 5), language) == DAYS[language]


@pytest.mark.parametrize("language", SIX)
def test_an_hour_over_the_turn_of_the_year_is_said_at_the_clock_of_the_office(language: str) -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)

    assert dates.hour(late, "Europe/Brussels", f"{language}-XX") == NEW_YEAR[language]
    assert "2026" in dates.hour(late, "Atlantic/Canary", language)


@pytest.mark.parametrize(
    ("language", "none", "one", "many"),
    [
        ("en", "0 days", "1 day", "15,000 days"), ("nl", "0 days", "1 day", "15.000 days"), ("fr", "0 day", "1 day", "15 000 days"),
        ("sv", "0 days", "1 day", "15 000 days"), ("da", "0 days", "1 day", "15.000 days"), ("es", "0 days", "1 day", "15.000 days"),
    ],
)  # fmt: skip
def test_a_number_takes_the_plural_form_of_the_language(language: str, none: str, one: str, many: str) -> None:
    said = [" ".join(plural(number, language, one="{n} day", other="{n} days").split()) for number in (0, 1, 15000)]

    assert said == [none, one, many]
