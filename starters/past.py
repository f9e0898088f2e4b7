"""What the records remember of a case: its journal, and the terms and the story under which it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from casework.case import Case, Line
from casework.desk import Desk, Story
from casework.folding import fold
from casework.new_rules import terms_named
from casework.terms import Terms, terms_of
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
    terms: Terms
    story: Story
    texts: Mapping[str, str]
    """Of all terms it has lived under, by hash."""

    def desk(self) -> Desk:
        """The case as its journal makes it."""
        return fold(self.case, self.lines, self.terms, self.story, self.known)

    @property
    def known(self) -> dict[str, Terms]:
        """All terms it has lived under, by hash."""
        return {name: terms_of(text) for name, text in self.texts.items()}

    def text_of(self, case: Case) -> str:
        """The text of the terms under which this case now stands."""
        return self.texts[case.terms]


async def past_of(database: Database, case: str) -> Past | None:
    """What the records hold of a case; None while nothing is in its journal. Raises NotRemembered."""
    lines = await journal.lines(database, case)
    if not lines:
        return None
    named = terms_named(lines)
    texts = await terms.texts(database, named)
    if not texts.keys() >= set(named):
        raise NotRemembered("the terms of this case are not in the records: look whether this is the right database")
    opened = terms_of(texts[named[0]])
    return Past(case, lines, opened, STORIES[opened.programme.method], texts)
