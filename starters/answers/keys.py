"""The key by which people are recognised: one and the same, from the first identity number on."""

from __future__ import annotations

from records import recognising
from records.pool import Database
from runtime.identity import Hasher, NoKey, hasher
from runtime.settings import Settings

OTHER_KEY = "with this key nobody would be known again: set ITINERARY_IDENTITY_KEY to the one that identity numbers were hashed with before"


async def key_of(database: Database, settings: Settings) -> Hasher:
    """The key in use. Raises NoKey when there is none, or it is another than the one used first."""
    key = hasher(settings)
    if await recognising.first_key(database, key.known_by) != key.known_by:
        raise NoKey(OTHER_KEY)
    return key
