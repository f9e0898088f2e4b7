"""An answer: the same thing as data and for eyes, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from runtime.sentences import Sentence
from starters.exit_codes import Exit
from starters.plain_text import plain


class Answer(NamedTuple):
    """What a verb found or did."""

    value: object
    looks: RenderableType
    code: Exit = Exit.OK


class WrongInput(Sentence):
    """Something typed cannot be understood; nothing was done."""


class NoneSuch(Sentence):
    """Nothing is known under this name, number or id."""


class Several(Sentence):
    """More than one thing could be meant; the message lists them."""


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """Rows under headings; what was typed by people is never taken for markup."""
    made = Table(*headings, box=None, pad_edge=False, header_style="bold", show_edge=False)
    for row in rows:
        made.add_row(*(cell if isinstance(cell, Text) else Text(plain(cell)) for cell in row))
    return made


def or_nothing(rows: Sequence[object], looks: RenderableType, nothing: str) -> RenderableType:
    """The looks of some rows, or a sentence when there are none."""
    return looks if rows else nothing


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint, if something known is near."""
    near = get_close_matches(word, list(known), 3, 0.55)
    return f"; did you mean {' or '.join(near)}?" if near else ""
