"""The terms under which cases were opened, kept once under their hash."""

from __future__ import annotations

from pydantic import BaseModel

from records.pool import Database, one
from records.queries import load

SQL = load("terms")


class Terms(BaseModel):
    """A programme and a calendar as one text, which their hash names."""

    hash: str
    method: str
    programme: str
    version: str
    body: str


class TermsDisagree(Exception):
    """Another text is kept under this hash."""


async def keep(database: Database, terms: Terms) -> None:
    """Keep these terms; again is harmless. Raises TermsDisagree when the hash already names another text."""
    await database.execute(SQL["keep"].sql, *terms.model_dump().values())
    kept = await get(database, terms.hash)
    if kept is None or kept.body != terms.body:
        raise TermsDisagree(f"the hash {terms.hash} already names other terms: compute it from the text")


async def get(database: Database, hash: str) -> Terms | None:
    """The terms with this hash, if they are kept."""
    return await one(database, Terms, SQL["get"], hash)
