"""The digest of a working day, worded for its reader: how much of what, line by line, with the plural forms of their language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from pydantic import BaseModel

from casework.digest import Entry, Section
from casework.fact import THING
from casework.own_words import NO_OWN_WORDS, OwnWords
from notifications import dates, letters
from notifications.letters import TEMPLATES, Rendered
from notifications.plurals import form_of

WORDS = "digest.toml"
MOST = 30
"""As many lines of a section as somebody reads on a telephone; how many more there are is said."""


class Words(BaseModel, frozen=True, extra="forbid"):
    """What a digest says in a language; what counts something has a form for each plural category that differs from `other`."""

    hello: str
    intro: str
    because: str
    late: dict[str, str]
    more: dict[str, str]
    seen: str
    whose: dict[str, str]
    sections: dict[str, dict[str, str]]


class Part(NamedTuple):
    """A section as it is printed."""

    name: str
    heading: str
    lines: list[str]
    more: str


def render(
    sections: Mapping[Section, Sequence[Entry]],
    news: Sequence[str],
    *,
    name: str,
    day: date,
    language: str,
    own: Mapping[str, OwnWords] = MappingProxyType({}),
) -> Rendered:
    """The mail: its subject says what is urgent, and of whom nothing; `own` are the words of the programmes, by the hash of their terms."""
    language = letters.language_of(language, WORDS)
    words = words_in(language)
    told = {
        section: [_line(entry, section, language, own.get(entry.owing.terms, NO_OWN_WORDS)) for entry in entries]
        for section, entries in sections.items()
    }
    parts = [_part(section, lines, language) for section, lines in (told | {"news": list(news)}).items() if lines]
    on = dates.day(day, language)
    said = {
        "language": language, "hello": words.hello.format(name=name), "intro": words.intro.format(day=on), "parts": parts,
        "because": words.because,
    }  # fmt: skip
    subject = f"{on}: {', '.join(_headlines(parts))}"
    return Rendered(subject, letters.pressed("digest.txt", said).strip() + "\n", letters.pressed("digest.html", said))


def counted(forms: Mapping[str, str], number: int, language: str) -> str:
    """A number and its noun in the plural form of the language (CLDR)."""
    return form_of(number, language, forms).format(n=number)


@lru_cache(maxsize=16)
def words_in(language: str) -> Words:
    """What a digest says in this language; it must be written."""
    return Words.model_validate(tomllib.loads((TEMPLATES / language / WORDS).read_text(encoding="utf-8")))


def _headlines(parts: Sequence[Part]) -> list[str]:
    """What is late and what is due today; otherwise what comes first."""
    return [part.heading for part in parts if part.name in ("overdue", "today")] or [part.heading for part in parts[:1]]


def _part(name: str, lines: Sequence[str], language: str) -> Part:
    words, left = words_in(language), len(lines) - MOST
    more = counted(words.more, left, language) if left > 0 else ""
    return Part(name, counted(words.sections[name], len(lines), language), list(lines[:MOST]), more)


def _line(entry: Entry, section: Section, language: str, own: OwnWords) -> str:
    owing, words = entry.owing, words_in(language)
    asked = f"{words.whose[owing.whose]}: " if section == "waiting" else ""
    what = f"{asked}{own.promise(owing.kind, language)}{f' ({owing.of})' if THING.match(owing.of) else ''}"
    further = (
        dates.near(owing.by, owing.today, language) if section != "today" else "",
        counted(words.late, entry.late, language) if entry.late else "",
        words.seen if owing.seen else "",
    )
    return f"{owing.number}: {', '.join(filter(None, (what, *further)))}"
