"""A case as its journal makes it, folded here: no worker is asked."""

from __future__ import annotations

from casework.desk import Desk
from casework.handover import CaseRow
from records.pool import Database
from starters import past
from starters.answers.answer import NoneSuch
from starters.past import NotRemembered, Past


async def past_of(database: Database, case: CaseRow) -> Past | None:
    """What the records hold of a case; None while nothing is in its journal yet. Raises NoneSuch."""
    try:
        return await past.past_of(database, case.id)
    except NotRemembered:
        raise NoneSuch(f"the terms of {case.number} are not in the records: look whether this is the right database") from None


async def desk_of(database: Database, case: CaseRow) -> Desk | None:
    """The case and its story as far as the journal goes; None while nothing is in it yet. Raises NoneSuch."""
    known = await past_of(database, case)
    return known.desk() if known else None
