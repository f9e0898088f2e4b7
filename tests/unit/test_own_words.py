"""An organisation reads its own words in every message: for its counsellor, its documents, and what is promised (X-09)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from activities import wording
from activities.digest_words import Page, line_of
from casework import glossary
from casework.documents import DocumentSent
from casework.fact import kind_of
from casework.own_words import MOST_OF_A_PROMISE, MOST_OF_A_TERM, NO_OWN_WORDS, OwnWords, misnamed, own_words_of
from casework.programme import Programme
from casework.programme_files import BadProgramme
from casework.terms import Terms, terms_of
from notifications import letters
from notifications.letters import Rendered
from notifications.segments import length, plain
from starters.answers.shelf import FOLDER, programmes
from tests import forem_road
from tests.handclock import CALENDAR, PROGRAMMES
from tests.unit.test_digest import ANA, TUESDAY, news, owing, sections_of
from tests.unit.test_letters import NO_DATABASE, leaving
from tests.unit.test_letters_in_six_languages import SIX, TELLING, asked_of_outsiders, source, to_outsiders, words_of
from tests.unit.test_short_letters import longest
from workflows.methods import STORIES

OF_THE_GUIDES = {
    "kina": ("nl", "arbeidstrajectbegeleider", {"mapping_completed": "kwaliteiten en gebreken in kaart brengen"}),
    "insertor": ("es", "profesional de referencia", {"document_signed": "la aceptación del plan de acción"}),
    "supported_employment": ("sv", "jobbcoach", {"document_revised": "överenskommelsen eller yrkesprofilen att revidera"}),
    "forem": ("fr", "conseiller référent", {"action_done": "ce qui a été convenu dans le plan d'action"}),
    "star": ("da", "sagsbehandler", {"document_signed": "godkendelse af Min Plan", "talk_held": "en samtale i kontaktforløbet"}),
}
"""By method: the language of its guide, whom it has work with the person, and how it calls something that is promised."""

DOCUMENTS = {
    "plan_of_action": "plan de acción", "action_plan": "plan d'action", "convention": "convention", "min_plan": "Min Plan",
    "agreement": "överenskommelse med klienten", "profile": "yrkesprofil",
}  # fmt: skip

every = pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda p: f"{p.name} {p.version}")


def told_in(programme: Programme) -> set[str]:
    return {kind_of(fact) for fact in STORIES[programme.method].facts}


async def written(programme: Programme, language: str, **said: object) -> Rendered:
    """A message of a case that lives under this programme, as it leaves."""
    message = leaving(language=f"{language}-XX", **said)
    return letters.render(message.letter, message.language, await wording.words(NO_DATABASE, message, own_words_of(programme)))


def to_sign(document: str) -> dict[str, object]:
    return {"to": "client", "letter": "document_to_sign", "values": {"document": document}}


def due(kind: str) -> dict[str, object]:
    return {"letter": "promise_due", "values": {"kind": kind, "by": "2026-05-11T22:30:00+00:00", "rung": "1"}}


class TestWhatIsShipped:
    @every
    def test_names_nothing_that_no_message_says(self, programme: Programme) -> None:
        assert misnamed(programme, told_in(programme)) == []

    @every
    async def test_its_counsellor_is_called_so_in_letters_and_in_text_messages(self, programme: Programme) -> None:
        language, counsellor, _ = OF_THE_GUIDES[programme.method]
        reminder = await written(programme, language, to="client", letter="client_reminder", values=due("action_done")["values"])

        assert programme.language == language
        assert f" {counsellor}" in reminder.text
        assert f" {counsellor}" in reminder.html
        assert f" {counsellor}" in (reminder.short or "")

    @every
    async def test_what_is_promised_is_called_as_its_guide_calls_it(self, programme: Programme) -> None:
        language, _, promises = OF_THE_GUIDES[programme.method]
        for kind, phrase in promises.items():
            assert f": {phrase}." in (await written(programme, language, **due(kind))).text
            assert glossary.awaited(kind, language) != phrase

    @every
    async def test_whatever_it_calls_otherwise_stands_in_a_letter_to_staff_and_in_their_digest(self, programme: Programme) -> None:
        own = own_words_of(programme)
        for kind, words in programme.called.items():
            for language, phrase in words.items():
                assert phrase in (await written(programme, language, **due(kind))).text
                digest = Page(sections_of([owing(TUESDAY, kind=kind, terms="t")], CALENDAR), [], own={"t": own})
                assert phrase in digest.rendered(ANA.model_copy(update={"language": language}), TUESDAY).text

    @every
    async def test_each_of_its_documents_is_named_where_it_is_to_be_signed(self, programme: Programme) -> None:
        for document in programme.documents:
            letter = await written(programme, programme.language, **to_sign(document))

            assert f" ({DOCUMENTS[document]})." in letter.text
            assert plain(f" ({DOCUMENTS[document]}).") in (letter.short or "")

    @every
    @pytest.mark.parametrize("language", SIX)
    async def test_in_another_language_the_usual_words_stand(self, programme: Programme, language: str) -> None:
        if language in (programme.language, "en"):
            return
        own = own_words_of(programme)

        assert own.term("counsellor", language) == ""
        assert {kind: own.promise(kind, language) for kind in programme.called} == {
            kind: glossary.awaited(kind, language) for kind in programme.called
        }
        assert (
            letters.word("our_counsellor", language)
            in (await written(programme, language, to="client", letter="client_reminder", values=due("action_done")["values"])).text
        )

    @every
    def test_calls_what_is_asked_of_outsiders_nothing_telling(self, programme: Programme) -> None:
        said = [(lang, word) for kind in asked_of_outsiders() for lang, word in programme.called.get(kind, {}).items()]

        assert [word for language, word in said if re.search(TELLING[language], word, re.IGNORECASE)] == []


OWN = OwnWords(
    called={
        "counsellor": dict.fromkeys(SIX, "wegwijzer"),
        "charter": dict.fromkeys(SIX, "Charter Z"),
        "conversation_held": dict.fromkeys(SIX, "promise Z"),
    }
)


@pytest.mark.parametrize("language", SIX)
class TestInEveryLanguage:
    @pytest.mark.parametrize("letter", sorted(letters.known()))
    def test_no_template_calls_the_counsellor_otherwise_than_it_is_told_to(self, letter: str, language: str) -> None:
        names = ("counsellor", "consulent", "trajectbegeleider", "conseiller", "jobbcoach", "sagsbehandler", "profesional de referencia")
        because = " ".join(words_of(language, "words.toml")["because"].values())
        said = source(letter, language) + words_of(language, "short.toml").get(letter, "") + because

        bare = said.replace("{{ our_counsellor }}", "").replace("{{ counsellor }}", "")
        assert [name for name in names if name in bare.lower()] == []

    @pytest.mark.parametrize("letter", sorted(to_outsiders()))
    async def test_what_a_letter_says_of_the_counsellor_its_text_message_says_so_too(self, letter: str, language: str) -> None:
        values = longest(language) | {"our_counsellor": "wegwijzer"}
        rendered = letters.render(letter, language, values)

        if "{{ our_counsellor }}" in words_of(language, "short.toml")[letter]:
            assert "wegwijzer" in (rendered.short or "")

    @pytest.mark.parametrize("role", ["deputy", "counsellor"])
    def test_who_does_the_work_of_the_counsellor_reads_the_word_too(self, role: str, language: str) -> None:
        values = longest(language) | {"role": role, "our_counsellor": "wegwijzer"}

        assert "wegwijzer" in letters.render("case_given", language, values).text

    @pytest.mark.parametrize("letter", sorted(to_outsiders()))
    def test_the_longest_words_that_are_taken_fit_into_a_text_message(self, letter: str, language: str) -> None:
        own = {"our_counsellor": "N" * MOST_OF_A_TERM, "our_document": "N" * MOST_OF_A_TERM, "promise": "N" * MOST_OF_A_PROMISE}
        short = letters.render(letter, language, longest(language) | own).short

        assert short
        assert length(short).parts <= 2

    async def test_a_message_is_worded_so_wherever_it_is_read(self, language: str) -> None:
        said = await wording.words(NO_DATABASE, leaving(language=language), OWN)
        signed = await wording.words(NO_DATABASE, leaving(language=language, **to_sign("charter")), OWN)

        assert (said["our_counsellor"], said["promise"], signed["our_document"]) == ("wegwijzer", "promise Z", "Charter Z")
        assert "promise Z" in line_of(news(), language, OWN)

    def test_a_document_without_a_word_is_not_named(self, language: str) -> None:
        assert "()" not in letters.render("document_to_sign", language, longest(language)).text


def test_fr_10_the_letter_knows_which_document_went_out_to_be_signed() -> None:
    clock = forem_road.interviewed().tell(forem_road.CONVENTION, DocumentSent(of="d1"))

    (letter,) = [message for message in clock.case.outbox if message.letter == "document_to_sign"]

    assert letter.values["document"] == "convention"


def test_words_travel_with_the_terms_of_a_case_and_those_of_old_ones_are_as_they_were() -> None:
    terms = Terms(programme=PROGRAMMES[-1], calendar=CALENDAR)
    old = terms.model_copy(update={"programme": terms.programme.model_copy(update={"called": {}})})

    assert terms_of(terms.text).programme.called == PROGRAMMES[-1].called
    assert '"called"' not in old.text
    assert own_words_of(terms_of(old.text).programme).called == {}


def test_a_case_whose_terms_are_not_at_hand_is_worded_as_usual() -> None:
    assert NO_OWN_WORDS.term("counsellor", "nl") == ""
    assert NO_OWN_WORDS.promise("conversation_held", "nl-BE") == "een eerste gesprek"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            'maping_completed = { nl = "x" }',
            "expected the counsellor, a document or a fact of the kina path, perhaps mapping_completed, found",
        ),
        (
            'talk_held = { nl = "x" }',
            "expected the counsellor, a document or a fact of the kina path, perhaps contact_held, found 'talk_held'",
        ),
        ('counsellor = { nld = "x" }', "called.counsellor: expected a language in which there are messages, perhaps nl, found 'nld'"),
        ('counsellor = { nl = " " }', "called.counsellor.nl: expected a word or a phrase in one line of at most 40 signs, found ' '"),
        (f'contact_held = {{ nl = "{"x" * 61}" }}', "called.contact_held.nl: expected a word or a phrase in one line of at most 60 signs"),
        ('contact_held = { nl = "a\\nb" }', "called.contact_held.nl: expected a word or a phrase in one line"),
        ('contact_held = "x"', "called.contact_held: Input should be a valid dictionary"),
    ],
)
def test_what_nobody_would_ever_read_is_refused_with_a_sentence_when_the_programme_is_loaded(
    tmp_path: Path, line: str, sentence: str
) -> None:
    text = (FOLDER / "kina-2026.toml").read_text(encoding="utf-8").replace("[called]\n", f"[called]\n{line}\n")
    (tmp_path / "kina.toml").write_text(text, encoding="utf-8")

    with pytest.raises(BadProgramme) as refused:
        programmes(tmp_path)

    assert sentence in str(refused.value)
    assert str(refused.value).startswith("kina.toml: ")
