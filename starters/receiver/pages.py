"""Pages that people see: a question with one button, or a sentence; in their language, without script, naming nobody."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse

HERE = Path(__file__).parent
LAST_LANGUAGE = "en"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


class Day(NamedTuple):
    """A day that is asked for: what it is called, and the first one that makes sense."""

    label: str
    first: str


def languages() -> list[str]:
    """The languages in which there are pages."""
    return sorted(_words())


def language_of(wanted: str) -> str:
    """The language in which somebody is answered who reads this one ('nl-BE'), or whose browser asks for these ('fr;q=0.9, en')."""
    asked = (part.partition(";")[0].strip().replace("_", "-").partition("-")[0].lower() for part in wanted.split(","))
    return next((language for language in asked if language in _words()), LAST_LANGUAGE)


def said(language: str, *names: str, **values: str) -> str:
    """A sentence by its name, with what it is to say."""
    words: Any = _words()[language]
    for name in names:
        words = words[name]
    return str(words).format(**values)


def page(language: str, heading: str, *, status: int = 200, text: str = "", button: str = "", day: Day | None = None) -> HTMLResponse:
    """A page of one sentence, and what may be pressed."""
    body = _press().get_template("page.html").render(language=language, heading=heading, text=text, button=button, day=day)
    return HTMLResponse(body, status_code=status, headers=HEADERS)


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))


@cache
def _press() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
