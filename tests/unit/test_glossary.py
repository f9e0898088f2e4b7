"""Every fact has a name people use, in all six languages, and the page of all names is up to date."""

from pathlib import Path

import pytest

from casework import glossary
from casework.fact import kind_of
from casework.vocabulary import vocabulary
from tests.handclock import PROGRAMMES
from workflows.methods import STORIES

PAGE = Path(__file__).parents[2] / "docs" / "glossary.md"
LANGUAGES = ["en", "nl", "es", "sv", "fr", "da"]


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda p: f"{p.name}-{p.version}")
def test_x_09_every_fact_of_a_method_has_a_name_in_the_language_of_its_guide(programme) -> None:
    entries = glossary.entries()

    kinds = sorted(kind_of(fact) for fact in STORIES[programme.method].facts)
    assert [kind for kind in kinds if programme.language not in entries[kind].told] == []


def test_every_fact_has_an_entry_and_no_entry_lacks_its_fact() -> None:
    assert sorted(glossary.entries()) == sorted(vocabulary())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_has_a_name_in_every_language_once_it_was_told_and_while_it_is_promised(language: str) -> None:
    entries = glossary.entries()

    assert [kind for kind, entry in entries.items() if not entry.told.get(language)] == []
    assert [kind for kind, entry in entries.items() if entry.awaited and not entry.awaited.get(language)] == []


def test_no_two_facts_have_one_name() -> None:
    for language in LANGUAGES:
        labels = [told[language] for kind in vocabulary() if language in (told := glossary.entries()[kind].told)]

        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(vocabulary()))
def test_names_are_short_and_stand_within_a_sentence(kind: str, language: str) -> None:
    for name in (glossary.label(kind, language), glossary.awaited(kind, language)):
        assert 2 < len(name) <= 60
        assert name[0].islower()
        assert not name.endswith(".")
        assert "_" not in name


@pytest.mark.parametrize("kind", sorted(vocabulary()))
def test_every_fact_says_what_it_means_in_one_sentence(kind: str) -> None:
    said = glossary.sentence(kind)

    assert said.endswith(".")
    assert "\n" not in said


def test_a_promise_may_be_called_otherwise_than_what_was_told() -> None:
    assert glossary.label("conversation_held") == "conversation held"
    assert glossary.awaited("conversation_held") == "a first conversation"
    assert glossary.awaited("relapsed", "nl") == "terugval"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("nl", "gesprek gevoerd"), ("nl-BE", "gesprek gevoerd"), ("nl_NL", "gesprek gevoerd"), ("xx", "conversation held")],
)
def test_a_language_falls_back_on_its_own_and_then_on_english(language: str, expected: str) -> None:
    assert glossary.label("conversation_held", language) == expected


def test_what_nobody_named_is_called_by_its_kind() -> None:
    assert glossary.label("moon_landed") == "moon landed"
    assert glossary.awaited("moon_landed", "nl") == "moon landed"
    with pytest.raises(KeyError):
        glossary.sentence("moon_landed")


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == glossary.page(), "run `python -m casework.glossary > docs/glossary.md`"
