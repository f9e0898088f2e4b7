"""What the programme of a case calls things, where messages name them: X-09."""

from __future__ import annotations

from casework.own_words import COUNSELLOR, NO_OWN_WORDS, OwnWords, own_words_of
from casework.terms import terms_of
from records import terms
from records.pool import Database

DOCUMENT = "document"
"""Where a message says which sort of document it is about."""


class KnownWords:
    """Those of each programme once somebody asked for them; one a process that writes messages or shows what they say."""

    def __init__(self) -> None:
        self._known: dict[str, OwnWords] = {}

    async def of(self, database: Database, hash: str) -> OwnWords:
        """Those of the terms with this hash; none of its own where they are not kept."""
        return self._known[hash] if hash in self._known else await self._looked_up(database, hash)

    async def _looked_up(self, database: Database, hash: str) -> OwnWords:
        if not (hash and (kept := await terms.get(database, hash))):
            return NO_OWN_WORDS
        self._known[hash] = own_words_of(terms_of(kept.body).programme)
        return self._known[hash]


def as_letters_ask(own: OwnWords, values: dict[str, str], language: str) -> dict[str, str]:
    """What letters may call otherwise than usual, by the name under which they ask for it; only what there is a word for."""
    asked = {"our_counsellor": own.term(COUNSELLOR, language), "our_document": own.term(values.get(DOCUMENT, ""), language)}
    return {name: word for name, word in asked.items() if word}
