"""The page with which a case begins again where its journal ends."""

from __future__ import annotations

from casework.terms import packed
from records.pool import Database
from starters.past import NotRemembered, past_of
from workflows.page import Page


async def page_of(database: Database, case: str) -> Page:
    """The first page of a new run: the case as its journal makes it, with nothing left to hand over. Raises NotRemembered."""
    past = await past_of(database, case)
    if past is None:
        raise NotRemembered("the journal of this case is not in the records: look whether this is the right database")
    emptied = past.desk().case.model_copy(update={"journal": [], "outbox": [], "unsaid": []})
    return Page(terms=packed(past.text_of(emptied)), case=emptied)
