"""Letters: one file each and a language, with a subject, a blank line and the text; a frame greets and says why it came.

What a telephone shows of a letter stands in `short.toml`, a line a letter; one that has no such line does not go as a text message.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, UndefinedError, meta, pass_context, select_autoescape
from jinja2.runtime import Context

from notifications.answers import ANSWERS, STOP, Answer, given
from notifications.plurals import plural
from notifications.short import MOST_SEGMENTS, plain, segments

TEMPLATES = Path(__file__).parent / "templates"
LAST_LANGUAGE = "en"
ALWAYS = frozenset({"case_number", "name", "role"})
OWN_TERMS = {"our_counsellor": "our_counsellor", "our_document": ""}
"""What a programme may call otherwise than letters in this language usually do, by their usual word; without one they do not name it."""

OFFICE_PHONE = "office_phone"
"""Where the office is reached by telephone; the frame says nothing of it while that is not known."""

_FRAME = "frame.txt"


class NoSuchLetter(LookupError):
    """A letter was asked for that nobody wrote."""


class Incomplete(ValueError):
    """A letter cannot be written without what it is to say; names what is missing, never what was given."""


class Rendered(NamedTuple):
    """A letter ready to be sent; `short` is what a text message says of it, None if it may not or cannot go as one."""

    subject: str
    text: str
    html: str
    short: str | None = None


@cache
def known() -> frozenset[str]:
    """The names of all letters."""
    return frozenset(file.stem for file in (TEMPLATES / LAST_LANGUAGE).glob("*.txt")) - {"frame"}


def asks(letter: str, language: str = LAST_LANGUAGE) -> frozenset[str]:
    """What a letter must be given besides ALWAYS; raises NoSuchLetter."""
    return _placeholders(written_in(letter, language), letter) - ALWAYS - OWN_TERMS.keys()


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
    said = _said(values, language)
    if absent := sorted((asks(letter, language) | ALWAYS) - said.keys()):
        raise Incomplete(f"the letter {letter} cannot be written without {', '.join(absent)}")
    subject, _, body = _press().get_template(f"{language}/{letter}.txt").render(said, language=language).partition("\n\n")
    answers, stop = (given(names, _table(language, "answers"), said) for names in (ANSWERS, STOP))
    text = _framed(language, "\n\n".join([body.strip(), *_lines(answers)]), said) + "".join(f"\n{line}" for line in _lines(stop))
    subject = " ".join(subject.split())
    return Rendered(subject, text + "\n", _page(language, subject, text, [*answers, *stop]), _short(letter, language, said, answers))


def subject(letter: str, language: str, values: Mapping[str, str]) -> str:
    """What a letter says in its subject, for a list in which it is one line of many. Raises NoSuchLetter, Incomplete."""
    language = written_in(letter, language)
    first, _, _ = (TEMPLATES / language / f"{letter}.txt").read_text(encoding="utf-8").partition("\n\n")
    said = _said(values, language)
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


def _said(values: Mapping[str, str], language: str) -> dict[str, str]:
    usual = {OFFICE_PHONE: ""} | {name: word(usually, language) if usually else "" for name, usually in OWN_TERMS.items()}
    return usual | {name: " ".join(value.split()) for name, value in values.items()}


def _lines(answers: Sequence[Answer]) -> list[str]:
    return ["\n".join(answer.line for answer in answers)] if answers else []


def _framed(language: str, body: str, values: Mapping[str, str]) -> str:
    because = _table(language, "because")
    if values["role"] not in because:
        raise Incomplete(f"no letter says why it comes to the role {values['role']}")
    frame = _press().get_template(f"{language}/{_FRAME}")
    return frame.render(values, body=body, because=_line(because[values["role"]]).render(values)).strip()


def _page(language: str, subject: str, text: str, answers: Sequence[Answer]) -> str:
    """The same text as a page, whose answers are there to be pressed."""
    paragraphs = [paragraph.splitlines() for paragraph in text.split("\n\n")]
    by_line = {answer.line: answer for answer in answers}
    return _press().get_template("frame.html").render(language=language, subject=subject, paragraphs=paragraphs, answers=by_line)


def _short(letter: str, language: str, values: Mapping[str, str], answers: Sequence[Answer]) -> str | None:
    """With where to answer if there is room for it; None when it is too long for any telephone."""
    line = _shorts(language).get(letter)
    if line is None:
        return None
    said = plain(_line(line).render(values, language=language))
    first = [f"{said}\n{plain(answer.line)}" for answer in answers[:1]]
    return next((text for text in (*first, said) if segments(text) <= MOST_SEGMENTS), None)


def _language_of(language: str, file: str) -> str:
    """The first of a language, the language without its country, and English, that has this file."""
    wanted = language.replace("_", "-").lower()
    return next((name for name in (wanted, wanted.partition("-")[0]) if name in _written(file)), LAST_LANGUAGE)


@cache
def _written(file: str) -> frozenset[str]:
    """The languages in which there is such a file."""
    return frozenset(folder.name for folder in TEMPLATES.iterdir() if (folder / file).is_file())


@lru_cache(maxsize=1)
def _press() -> Environment:
    press = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, trim_blocks=True,
        autoescape=select_autoescape(["html"], default_for_string=False),
    )  # fmt: skip
    press.globals["plural"] = _plural
    return press


@pass_context
def _plural(context: Context, number: str | int, one: str, other: str, **forms: str) -> str:
    """What a letter says as {{ plural(days, one="{n} day", other="{n} days") }}."""
    return plural(int(number), context["language"], one=one, other=other, **forms)


@lru_cache(maxsize=256)
def _line(source: str) -> Template:
    return _press().from_string(source)


@lru_cache(maxsize=256)
def _placeholders(language: str, letter: str) -> frozenset[str]:
    source = (TEMPLATES / language / f"{letter}.txt").read_text(encoding="utf-8")
    return frozenset(meta.find_undeclared_variables(_press().parse(source)))


@lru_cache(maxsize=16)
def _words(language: str) -> dict[str, object]:
    return tomllib.loads((TEMPLATES / language / "words.toml").read_text(encoding="utf-8"))


def _table(language: str, name: str) -> dict[str, str]:
    table = _words(language)[name]
    return table if isinstance(table, dict) else {}


@lru_cache(maxsize=16)
def _shorts(language: str) -> dict[str, str]:
    return tomllib.loads((TEMPLATES / language / "short.toml").read_text(encoding="utf-8"))
