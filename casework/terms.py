"""The terms a case was opened under: its programme and its office's calendar, shared by everyone who has the same."""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from functools import lru_cache
from hashlib import sha256
from typing import Any

from pydantic import BaseModel

from casework.earlier_names import KINDS, kind_now
from casework.programme import Programme
from casework.working_time import Calendar

PACKED = "zlib:"


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


def packed(text: str) -> str:
    """The same terms in a quarter of the room, for what is stored with every page of a case."""
    return PACKED + b64encode(zlib.compress(text.encode(), 9)).decode()


def unpacked(text: str) -> str:
    """The text itself, as it is kept in the records and as its hash names it."""
    return zlib.decompress(b64decode(text.removeprefix(PACKED))).decode() if text.startswith(PACKED) else text


@lru_cache(maxsize=256)
def terms_of(text: str) -> Terms:
    """Terms from their text, packed or not, parsed once and shared by all cases of this worker.

    An earlier release may have written them: a key that is gone is passed over, a fact is looked up by its name of today.
    """
    terms = Terms.model_validate_json(unpacked(text), extra="ignore")
    return terms.model_copy(update={"programme": _in_todays_words(terms.programme)}) if KINDS else terms


def _in_todays_words(programme: Programme) -> Programme:
    pauses = {name: rule.model_copy(update={"stops": [kind_now(kind) for kind in rule.stops]}) for name, rule in programme.pauses.items()}
    blocks = {kind_now(kind): rule.model_copy(update={"while_overdue": list(map(kind_now, rule.while_overdue))})
              for kind, rule in programme.blocks.items()}  # fmt: skip
    gaps = {".".join(map(kind_now, key.split("."))): rule for key, rule in programme.gaps.items()}
    tables = ("deadlines", "letters", "called")
    by_kind = {table: {kind_now(kind): rule for kind, rule in getattr(programme, table).items()} for table in tables}
    return programme.model_copy(update={**by_kind, "blocks": blocks, "gaps": gaps, "pauses": pauses})
