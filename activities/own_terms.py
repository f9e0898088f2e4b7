"""What the programme of a case calls those who do the work, where letters name them: X-09."""

from __future__ import annotations

from collections.abc import Mapping

from casework.terms import terms_of
from notifications import letters
from records import terms
from records.messages import Leaving
from records.pool import Database

OURS = {"our_counsellor": "counsellor"}
"""How a letter asks for a word, and which term of the programme that is."""


class OwnTerms:
    """Knows the words of each programme once one of its letters was written; one a dispatcher."""

    def __init__(self) -> None:
        self._words: dict[str, Mapping[str, Mapping[str, str]]] = {}

    async def of(self, database: Database, message: Leaving) -> dict[str, str]:
        """Those that its programme has in the language of the reader; for the others letters have a word of their own."""
        language = letters.written_in(message.letter, message.language)
        words = self._words[message.terms] if message.terms in self._words else await self._looked_up(database, message.terms)
        return {name: word for name, term in OURS.items() if (word := words.get(term, {}).get(language))}

    async def _looked_up(self, database: Database, hash: str) -> Mapping[str, Mapping[str, str]]:
        if not (hash and (kept := await terms.get(database, hash))):
            return {}
        self._words[hash] = terms_of(kept.body).programme.words
        return self._words[hash]
