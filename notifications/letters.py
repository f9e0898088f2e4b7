"""Letters: one file each and a language, with a subject, a blank line and the text; a frame greets and says why it came."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError, meta, select_autoescape

TEMPLATES = Path(__file__).parent / "templates"
LAST_LANGUAGE = "en"
ALWAYS = frozenset({"case_number", "name", "role"})

_FRAME = "frame.txt"


class NoSuchLetter(LookupError):
    """A letter was asked for that nobody wrote."""


class Incomplete(ValueError):
    """A letter cannot be written without what it is to say; names what is missing, never what was given."""


class Rendered(NamedTuple):
    """A letter ready to be sent."""

    subject: str
    text: str
    html: str


def known() -> set[str]:
    """The names of all letters."""
    return {file.stem for file in (TEMPLATES / LAST_LANGUAGE).glob("*.txt")} - {"frame"}


def asks(letter: str, language: str = LAST_LANGUAGE) -> frozenset[str]:
    """What a letter must be given besides ALWAYS; raises NoSuchLetter."""
    return _placeholders(written_in(letter, language), letter) - ALWAYS


def written_in(letter: str, language: str) -> str:
    """The language in which a reader of this language gets this letter; raises NoSuchLetter."""
    if letter not in known():
        raise NoSuchLetter(f"there is no letter {letter}; there are {', '.join(sorted(known()))}")
    return _language_of(language, f"{letter}.txt")


def render(letter: str, language: str, values: Mapping[str, str]) -> Rendered:
    """Write a letter in a language ('nl-BE', then 'nl', then English).

    Raises NoSuchLetter, and Incomplete when a value it asks for is not among those given or the role is unknown.
    """
    language = written_in(letter, language)
    said = {name: " ".join(value.split()) for name, value in values.items()}
    if absent := sorted((asks(letter, language) | ALWAYS) - said.keys()):
        raise Incomplete(f"the letter {letter} cannot be written without {', '.join(absent)}")
    subject, _, body = _press().get_template(f"{language}/{letter}.txt").render(said).partition("\n\n")
    text = _framed(language, body, said)
    html = _press().get_template("frame.html").render(language=language, paragraphs=[p.splitlines() for p in text.split("\n\n")])
    return Rendered(" ".join(subject.split()), text + "\n", html)


def subject(letter: str, language: str, values: Mapping[str, str]) -> str:
    """What a letter says in its subject, for a list in which it is one line of many. Raises NoSuchLetter, Incomplete."""
    language = written_in(letter, language)
    first, _, _ = (TEMPLATES / language / f"{letter}.txt").read_text(encoding="utf-8").partition("\n\n")
    said = {name: " ".join(value.split()) for name, value in values.items()}
    try:
        return " ".join(_press().overlay(autoescape=False).from_string(first).render(said, language=language).split())
    except UndefinedError as absent:
        raise Incomplete(f"the letter {letter} cannot be named: {absent.message}") from None


def pressed(template: str, said: Mapping[str, object]) -> str:
    """What leaves the same press and is no letter; `template` is a file beside the languages."""
    return _press().get_template(template).render(said)


def language_of(language: str, file: str) -> str:
    """In which language somebody of this language reads what stands in this file."""
    return _language_of(language, file)


def word(term: str, language: str) -> str:
    """A word that stands in messages but in no letter, such as the title of an appointment in a calendar."""
    return str(_words(_language_of(language, "words.toml"))[term])


def _framed(language: str, body: str, values: Mapping[str, str]) -> str:
    because = _words(language)["because"]
    if not isinstance(because, dict) or values["role"] not in because:
        raise Incomplete(f"no letter says why it comes to the role {values['role']}")
    frame = _press().get_template(f"{language}/{_FRAME}")
    return frame.render(values, body=body.strip(), because=because[values["role"]]).strip()


def _language_of(language: str, file: str) -> str:
    """The first of a language, the language without its country, and English, that has this file."""
    wanted = language.replace("_", "-").lower()
    there = {folder.name for folder in TEMPLATES.iterdir() if (folder / file).is_file()}
    return next((name for name in (wanted, wanted.partition("-")[0]) if name in there), LAST_LANGUAGE)


@lru_cache(maxsize=1)
def _press() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=select_autoescape(["html"]), trim_blocks=True
    )


@lru_cache(maxsize=256)
def _placeholders(language: str, letter: str) -> frozenset[str]:
    source = (TEMPLATES / language / f"{letter}.txt").read_text(encoding="utf-8")
    return frozenset(meta.find_undeclared_variables(_press().parse(source)))


@lru_cache(maxsize=16)
def _words(language: str) -> dict[str, object]:
    return tomllib.loads((TEMPLATES / language / "words.toml").read_text(encoding="utf-8"))
