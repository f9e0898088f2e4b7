"""The terms a case was opened under: its programme and its office's calendar, shared by everyone who has the same."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import Any

from pydantic import BaseModel

from casework.programme import Programme
from casework.working_time import Calendar


class Terms(BaseModel, frozen=True):
    """Travels with the case as text and is read once a worker; a case itself holds only the hash."""

    programme: Programme
    calendar: Calendar

    @property
    def text(self) -> str:
        return self.model_dump_json(exclude_defaults=True)

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Terms:
        return self


def hash_of(text: str) -> str:
    """The name of these terms: what they say is what they are called."""
    return sha256(text.encode()).hexdigest()[:32]


@lru_cache(maxsize=256)
def terms_of(text: str) -> Terms:
    """Terms from their text, parsed once and shared by all cases of this worker."""
    return Terms.model_validate_json(text)
