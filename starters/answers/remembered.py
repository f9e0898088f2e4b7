"""A case as its journal makes it, folded here: no worker is asked."""

from __future__ import annotations

from typing import NamedTuple

from casework.case import Line
from casework.desk import Desk, Story
from casework.folding import fold
from casework.handover import CaseRow
from casework.terms import Terms, terms_of
from records import journal, terms
from records.pool import Database
from starters.answers.answer import NoneSuch
from workflows.methods import STORIES


class Past(NamedTuple):
    """All that is known of a case from before: its journal, its terms, its story."""

    lines: list[Line]
    terms: Terms
    story: Story


async def past_of(database: Database, case: CaseRow) -> Past | None:
    """What the records hold of a case; None while nothing is in its journal yet. Raises NoneSuch."""
    lines = await journal.lines(database, case.id)
    if not lines:
        return None
    kept = await terms.get(database, _terms_named(lines[0]))
    if kept is None:
        raise NoneSuch(f"the terms of {case.number} are not in the records: look whether this is the right database")
    return Past(lines, terms_of(kept.body), STORIES[case.method])


async def desk_of(database: Database, case: CaseRow) -> Desk | None:
    """The case and its story as far as the journal goes; None while nothing is in it yet. Raises NoneSuch."""
    known = await past_of(database, case)
    return fold(case.id, known.lines, known.terms, known.story) if known else None


def _terms_named(opening: Line) -> str:
    return str(opening.fact.get("terms", ""))
