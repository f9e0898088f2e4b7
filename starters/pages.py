"""The page with which a case begins again where its journal ends."""

from __future__ import annotations

from casework.folding import fold
from casework.terms import terms_of
from records import journal, terms
from records.pool import Database
from runtime.sentences import Sentence
from workflows.methods import STORIES
from workflows.page import Page


class NotRemembered(Sentence):
    """The records do not hold what is needed to begin a case again."""


async def page_of(database: Database, case: str) -> Page:
    """The first page of a new run: the case as its journal makes it, with nothing left to hand over. Raises NotRemembered."""
    lines = await journal.lines(database, case)
    kept = await terms.get(database, str(lines[0].fact.get("terms", ""))) if lines else None
    if kept is None:
        raise NotRemembered("the journal or the terms of this case are not in the records: look whether this is the right database")
    known = terms_of(kept.body)
    folded = fold(case, lines, known, STORIES[known.programme.method]).case
    return Page(terms=kept.body, case=folded.model_copy(update={"journal": [], "outbox": [], "unsaid": []}))
