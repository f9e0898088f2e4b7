"""What facts are called on screen and in letters; `python -m casework.glossary` writes the page of all of them."""

from __future__ import annotations

import sys
import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, TypeAdapter

from casework.earlier_names import kind_now
from casework.fact import Fact
from casework.vocabulary import THEMES, vocabulary

LAST_LANGUAGE = "en"


class Entry(BaseModel, frozen=True, extra="forbid"):
    """A fact's name once it was told, and while it is promised."""

    en: str
    nl: str = ""
    awaited: dict[str, str] = {}
    elsewhere: dict[str, str] = {}
    """In the languages of the other guides."""

    @property
    def told(self) -> dict[str, str]:
        return {"en": self.en} | ({"nl": self.nl} if self.nl else {}) | self.elsewhere


class Name(BaseModel, frozen=True, extra="forbid"):
    """A fact's name in one more language, once it was told, and while it is promised."""

    told: str
    awaited: str = ""


def label(kind: str, language: str = LAST_LANGUAGE) -> str:
    """What a fact is called once it was told ('nl-BE', then 'nl', then English); its plain kind if nobody named it."""
    entry = entries().get(kind_now(kind))
    return _in(language, entry.told) if entry else kind.replace("_", " ")


def awaited(kind: str, language: str = LAST_LANGUAGE) -> str:
    """What a fact is called while it is promised; stands in letters after "we await this from you:"."""
    entry = entries().get(kind_now(kind))
    return _in(language, entry.told | entry.awaited) if entry else label(kind, language)


def languages() -> list[str]:
    """In which languages facts have names."""
    return sorted({language for entry in entries().values() for language in entry.told})


def sentence(kind: str) -> str:
    """What a fact means, in English: the first sentence it says of itself; raises KeyError if there is no such fact."""
    return _sentence(vocabulary()[kind])


@cache
def entries() -> dict[str, Entry]:
    """Every name there is, by kind: English and Dutch stand in one file, each further language of a guide in one of its own."""
    own = Path(__file__).with_suffix(".toml")
    written = TypeAdapter(dict[str, Entry]).validate_python(tomllib.loads(own.read_text(encoding="utf-8")))
    for path in sorted(own.parent.glob(f"{own.stem}.*.toml")):
        language = path.suffixes[0].removeprefix(".")
        names = TypeAdapter(dict[str, Name]).validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
        written |= {kind: _also_in(language, name, written[kind]) for kind, name in names.items()}
    return written


def _also_in(language: str, name: Name, entry: Entry) -> Entry:
    awaited = {language: name.awaited} if name.awaited else {}
    return entry.model_copy(update={"elsewhere": entry.elsewhere | {language: name.told}, "awaited": entry.awaited | awaited})


def page() -> str:
    """The glossary as a page: a table a theme."""
    top = "What can be told of a case, and what it is called. Made by `python -m casework.glossary`."
    return "\n".join(["# Glossary", "", top, *_tables()])


def _tables() -> list[str]:
    rows: list[str] = []
    for theme in THEMES:
        rows += ["", f"## {theme.__name__.rpartition('.')[2].replace('_', ' ').capitalize()}", "", (theme.__doc__ or "").strip(), ""]
        rows += ["| fact | English | Nederlands | from whom | meaning |", "|---|---|---|---|---|"]
        rows += [_row(kind, fact) for kind, fact in vocabulary().items() if fact.__module__ == theme.__name__]
    return [*rows, ""]


def _row(kind: str, fact: type[Fact]) -> str:
    cells = (f"`{kind}`", label(kind), label(kind, "nl"), fact.from_whom, _sentence(fact))
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _sentence(fact: type[Fact]) -> str:
    return " ".join((fact.__doc__ or "").partition("\n\n")[0].split())


def _in(language: str, words: dict[str, str]) -> str:
    wanted = language.replace("_", "-").lower()
    return words.get(wanted) or words.get(wanted.partition("-")[0]) or words[LAST_LANGUAGE]


if __name__ == "__main__":
    sys.stdout.write(page())
