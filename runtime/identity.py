"""The keyed hash by which somebody is known again: the number itself is kept nowhere, and without the key the hash says nothing."""

import hashlib
import hmac

from runtime.data_folder import DataFolder
from runtime.sentences import Sentence
from runtime.settings import BadSetting, Settings

SHORTEST = 32
SETTING = "ITINERARY_IDENTITY_KEY"


class NoKey(Sentence):
    """There is no key to hash identity numbers with, or it is another than before."""


class Hasher:
    """Hashes with one key; what is hashed for one purpose never equals what is hashed for another."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def __repr__(self) -> str:
        return "Hasher()"

    def hashed(self, purpose: str, *words: str) -> str:
        """The hash of these words, in hexadecimal."""
        return hmac.new(self._key, "\x1f".join((purpose, *words)).encode(), hashlib.sha256).hexdigest()

    @property
    def known_by(self) -> str:
        """What the key says of itself: enough to see that another one is in use."""
        return self.hashed("key")[:16]


def hasher(settings: Settings) -> Hasher:
    """With the key of these settings, or of the embedded stack's own folder. Raises NoKey, BadSetting."""
    if settings.identity_key:
        if len(settings.identity_key) < SHORTEST:
            raise BadSetting(f"{SETTING}: expected {SHORTEST} characters or more, as `openssl rand -hex 32` gives them")
        return Hasher(settings.identity_key)
    if settings.embedded:
        return Hasher(DataFolder(settings.data).identity_key())
    raise NoKey(f"there is no key to hash identity numbers with: set {SETTING}, everywhere to the same {SHORTEST} characters or more")
