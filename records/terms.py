"""The terms under which cases were opened, kept once under their hash."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel

from casework.terms import hash_of, terms_of
from records.pool import Database, many, one
from records.queries import load

SQL = load("terms")


class Terms(BaseModel):
    """A programme and a calendar as one text, which their hash names."""

    hash: str
    method: str
    programme: str
    version: str
    body: str


class Same(BaseModel):
    """Whether what is kept under a hash says what was expected of it."""

    same: bool


class TermsDisagree(Exception):
    """Another text is kept under this hash."""


async def keep(database: Database, terms: Terms) -> None:
    """Keep these terms; again is harmless. Raises TermsDisagree when the hash already names another text."""
    kept = await _kept(database, terms)
    if kept is None:
        await database.execute(SQL["keep"].sql, *terms.model_dump().values())
        kept = await _kept(database, terms)
    if kept is None or not kept.same:
        raise TermsDisagree(f"the hash {terms.hash} already names other terms: compute it from the text")


async def get(database: Database, hash: str) -> Terms | None:
    """The terms with this hash, if they are kept."""
    return await one(database, Terms, SQL["get"], hash)


async def _kept(database: Database, terms: Terms) -> Same | None:
    """Asked first, and without the text coming back: nearly every case is opened under terms that are kept already."""
    return await one(database, Same, SQL["same"], terms.hash, terms.body)


async def texts(database: Database, hashes: Iterable[str]) -> dict[str, str]:
    """The text of each of these terms that are kept, by its hash."""
    return {terms.hash: terms.body for terms in await many(database, Terms, SQL["some"], sorted(set(hashes)))}


def row_of(text: str) -> Terms:
    """Terms as they are kept, from their text."""
    programme = terms_of(text).programme
    return Terms(hash=hash_of(text), method=programme.method, programme=programme.name, version=programme.version, body=text)
