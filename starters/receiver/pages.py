"""Pages that people see: a question with one button, or a sentence; in their language, without script, naming nobody."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from babel import negotiate_locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse

HERE = Path(__file__).parent
LAST_LANGUAGE = "en"
A_WEIGHT = re.compile(r"(q\s*=\s*(?P<q>0(\.\d{0,3})?|1(\.0{0,3})?))?", re.ASCII)
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
    """The language in which somebody is answered who reads this one ('nl-BE'), or whose browser asks for these ('en;q=0.5, fr')."""
    return negotiate_locale(_asked_for(wanted), languages(), sep="-") or LAST_LANGUAGE


def _asked_for(wanted: str) -> list[str]:
    """Languages as Accept-Language names them (RFC 9110, 12.5.4), the most wanted first; one weighed with nothing is not wanted."""
    parts = (part.partition(";") for part in wanted.replace("_", "-").lower().split(","))
    weighed = [(name.strip(), _weight(more)) for name, _, more in parts]
    return [name for name, weight in sorted(weighed, key=lambda one: -one[1]) if name and weight]


def _weight(said: str) -> float:
    """From 0 to 1; what nobody can read weighs nothing."""
    found = A_WEIGHT.fullmatch(said.strip())
    return float(found["q"] or 1) if found else 0


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
