"""A letter on paper: the words of any letter as a tagged PDF (PDF/UA), with the address where the window of the envelope is."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Literal, NamedTuple

import typst

from notifications.letters import Rendered

_PAGE = Path(__file__).with_name("paper.typ")

Window = Literal["left", "right"]


class Letterhead(NamedTuple):
    """Who writes: the organisation, its own address, its country (two letters)."""

    organisation: str
    address: str = ""
    country: str = ""


class Page(NamedTuple):
    """What stands on paper besides the letter: to whom, when, under which reference."""

    name: str
    address: str
    day: str
    reference: str
    language: str
    head: Letterhead


class Printed(NamedTuple):
    """A letter ready for the printer."""

    pdf: bytes
    pages: int


class Unprintable(ValueError):
    """No font at hand has a letter of what is to be printed."""


class Press:
    """Sets letters, one after the other; what they say goes in as JSON and is never read as code.

    The fonts are those that come along; what they lack, as other scripts, is looked for among the fonts of the machine.
    """

    def __init__(self, window: Window = "right") -> None:
        self._window = window
        self._compiler = typst.Compiler(str(_PAGE), root=str(_PAGE.parent))
        self._one_at_a_time = asyncio.Lock()

    async def printed(self, letter: Rendered, page: Page) -> Printed:
        """The letter on as many pages as it takes; raises Unprintable."""
        async with self._one_at_a_time:
            return await asyncio.to_thread(self._set, json.dumps(_said(letter, page, self._window)))

    def _set(self, said: str) -> Printed:
        try:
            pdf = self._compiler.compile(format="pdf", pdf_standards="ua-1", sys_inputs={"letter": said})
        except typst.TypstError as wrong:
            if "could not be displayed" not in wrong.message:
                raise
            raise Unprintable("no font at hand has all letters of it") from None
        if not isinstance(pdf, bytes):
            raise TypeError("expected one PDF of a letter")
        return Printed(pdf, json.loads(self._compiler.query("<pages>", field="value", one=True)))


def lines_of(address: str) -> list[str]:
    """An address as it stands on an envelope: noted in lines, or in one line with commas."""
    lines = address.splitlines() if len(address.splitlines()) > 1 else address.split(",")
    return [_shown(line) for line in (line.strip(" ,") for line in lines) if line]


def _shown(line: str) -> str:
    """A line without what no eye sees, as control characters."""
    return "".join(letter for letter in " ".join(line.split()) if letter.isprintable())


def _said(letter: Rendered, page: Page, window: Window) -> dict[str, object]:
    return {
        "subject": _shown(letter.subject),
        "paragraphs": [[_shown(line) for line in paragraph.splitlines()] for paragraph in letter.text.strip().split("\n\n")],
        "organisation": page.head.organisation,
        "from": lines_of(page.head.address),
        "name": _shown(page.name),
        "address": lines_of(page.address),
        "date": page.day,
        "reference": page.reference,
        "language": page.language.replace("_", "-").partition("-")[0].lower() or "en",
        "country": page.head.country.lower() or None,
        "window": window,
    }
