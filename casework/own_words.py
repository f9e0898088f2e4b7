"""What a programme calls things in its messages, in any language: its counsellor, its documents, what is promised (X-09).

For whatever it has no word of its own, letters and the glossary have the usual one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from casework import glossary
from casework.earlier_names import kind_now
from casework.programme import Programme
from casework.strangers import strangers

COUNSELLOR = "counsellor"
MOST_OF_A_TERM, MOST_OF_A_PROMISE = 40, 60
"""Signs: with more, a text message has no room for what else it has to say."""

Words = Mapping[str, Mapping[str, str]]


class OwnWords(NamedTuple):
    """The words of one programme by what they are for, then by language."""

    called: Words = {}
    terms: Words = {}

    def term(self, name: str, language: str) -> str:
        """What it calls its counsellor or a document; empty where it has no word in this language."""
        return _in(language, self.called.get(name, {})) or _in(language, self.terms.get(name, {}))

    def promise(self, kind: str, language: str) -> str:
        """What is promised, as it stands after "we await this from you:"."""
        return _in(language, self.called.get(kind_now(kind), {})) or glossary.awaited(kind, language)


NO_OWN_WORDS = OwnWords()


def own_words_of(programme: Programme) -> OwnWords:
    """What its messages call things; of its other terms those that messages name."""
    named = _nouns(programme)
    return OwnWords(programme.called, {name: words for name, words in programme.words.items() if name in named})


def misnamed(programme: Programme, told: Collection[str]) -> list[str]:
    """What nobody would ever read, or not in full, as `table.key: what was expected, what was found`; `told` is what the story knows."""
    what = f"the counsellor, a document or a fact of the {programme.method} path"
    own = own_words_of(programme)
    return [
        *strangers("called", programme.called, [*_nouns(programme), *told], what),
        *(line for table in ("called", "words") for line in _of_languages(table, getattr(programme, table))),
        *(line for name, words in own.terms.items() for line in _unsayable(f"words.{name}", words, MOST_OF_A_TERM)),
        *(line for name, words in own.called.items() for line in _unsayable(f"called.{name}", words, _most(name, programme))),
    ]


def _most(name: str, programme: Programme) -> int:
    return MOST_OF_A_TERM if name in _nouns(programme) else MOST_OF_A_PROMISE


def _nouns(programme: Programme) -> list[str]:
    return [COUNSELLOR, *programme.documents]


def _of_languages(table: str, named: Words) -> Iterator[str]:
    for name, words in named.items():
        yield from strangers(f"{table}.{name}", words, glossary.languages(), "a language in which there are messages")


def _unsayable(where: str, words: Mapping[str, str], most: int) -> Iterator[str]:
    for language, word in words.items():
        if not (word.strip() and word.isprintable() and len(word) <= most):
            yield f"{where}.{language}: expected a word or a phrase in one line of at most {most} signs, found {word!r}"


def _in(language: str, words: Mapping[str, str]) -> str:
    return words.get(language) or words.get(language.partition("-")[0], "")
