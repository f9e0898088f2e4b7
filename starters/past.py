"""What the records remember of a case: its journal, and the terms and the story under which it is read."""

from __future__ import annotations

from typing import NamedTuple

from casework.anytime import Opened
from casework.case import Line
from casework.desk import Desk, Story
from casework.folding import fold
from casework.terms import Terms, terms_of
from casework.vocabulary import remembered
from records import journal, terms
from records.pool import Database
from runtime.sentences import Sentence
from workflows.methods import STORIES


class NotRemembered(Sentence):
    """The terms of a case are not in the records."""


class Past(NamedTuple):
    """All that is known of a case from before."""

    case: str
    lines: list[Line]
    text: str
    """Of its terms, as it was opened under them: by its hash they are found."""

    terms: Terms
    story: Story

    def desk(self) -> Desk:
        """The case as its journal makes it."""
        return fold(self.case, self.lines, self.terms, self.story)


async def past_of(database: Database, case: str) -> Past | None:
    """What the records hold of a case; None while nothing is in its journal. Raises NotRemembered."""
    lines = await journal.lines(database, case)
    if not lines:
        return None
    opened = remembered(lines[0].kind, lines[0].fact)
    kept = await terms.get(database, opened.terms) if isinstance(opened, Opened) else None
    if kept is None:
        raise NotRemembered("the terms of this case are not in the records: look whether this is the right database")
    known = terms_of(kept.body)
    return Past(case, lines, kept.body, known, STORIES[known.programme.method])
