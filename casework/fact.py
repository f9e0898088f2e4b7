"""What a fact is: something that happened to a case, told in the past tense, with a say on who may see each field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, get_args

from pydantic import BaseModel, Field

if TYPE_CHECKING:
    from casework.case import Case

Reader = Literal["everyone", "restricted", "supervisor"]
"""How far a reader may look: everyone on the case, those cleared for sensitive data, the supervisor only."""

READERS: tuple[Reader, ...] = get_args(Reader)
WITHHELD = "(withheld)"

_restricted = Field(json_schema_extra={"seen_by": "restricted"})
_supervisor = Field(json_schema_extra={"seen_by": "supervisor"})

Restricted = Annotated[str, _restricted]
"""A text on health, addiction, family or anything else that is not for everyone on the case (X-08)."""

Person = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$", description="an id of letters, digits and hyphens, as X-1; never a name")]
"""Somebody named by an opaque id, never by a name."""

THING = re.compile(r"^[a-z]{1,2}[0-9]{1,4}$")
"""Ids of things are short codes (b1, k12): they stand in the Temporal UI, so nothing may be told by them."""


class Refused(Exception):
    """The case cannot take this fact now; the message is fit to show to a caseworker."""


class Fact(BaseModel, frozen=True, extra="forbid"):
    """Something that happened to a case, as told by a person, a partner or the clock.

    `of` names the thing it happened to, if the case can hold several. `note` is free text and never for everyone.
    """

    from_whom: ClassVar[str] = "counsellor"
    begins: ClassVar[str] = ""
    """The letter of the ids of the things this fact begins, or nothing."""

    counts_as: ClassVar[tuple[str, ...]] = ()
    """Keys of recurring contacts that this fact keeps too."""

    of_the_whole: ClassVar[bool] = False
    """True if the fact is about the case as a whole and `of` names nothing."""

    listed_in: ClassVar[Mapping[str, str]] = {}
    """Fields that name an entry of a list of the programme, and which list."""

    kind: str
    of: str = Field(default="", pattern=r"^[A-Za-z0-9_.:-]{0,80}$", description="an id without spaces, as b1")
    note: Restricted = ""

    @property
    def key(self) -> str:
        return key_of(self.kind, self.of)

    @property
    def begun(self) -> str:
        """The id of the thing that this fact begins, if it begins one."""
        return self.of if self.begins else ""

    def check(self, case: Case) -> None:
        """Raise Refused if the case cannot take this now.

        Never replayed for an update. For a signal it is, within the page it came on: a stricter check needs a build id of its own.
        """

    def happen(self, case: Case) -> None:
        """Change the case. Replayed: only copies what the fact says, decides nothing."""

    def still_fits(self, case: Case) -> bool:
        """False if, since an earlier fact was withdrawn or corrected, nothing is left that this could be about: then it falls away."""
        return True

    def is_for(self, to: str, case: Case) -> bool:
        """False if a letter about this fact is not for whoever has this role here; asked just before the fact happens."""
        return True

    def words(self, case: Case) -> dict[str, str]:
        """What a letter about this fact may say, besides the case number; read just before the fact happens."""
        return {}


def key_of(kind: str, of: str = "") -> str:
    """How a fact, and the promise of it, is called: its kind, and what it is about."""
    return f"{kind}:{of}" if of else kind


def kind_of(fact: type[Fact]) -> str:
    """The kind of a class of facts: also the name of the update that tells it."""
    return str(fact.model_fields["kind"].default)


def seen_by(fact: type[Fact], field: str) -> Reader:
    """Who may see this field of this fact."""
    extra = fact.model_fields[field].json_schema_extra
    return extra.get("seen_by", "everyone") if isinstance(extra, dict) else "everyone"  # type: ignore[return-value]


def _least_reader(fact: type[Fact], name: str) -> Reader:
    """Who may see this; a field that is no longer known is for the supervisor only."""
    return seen_by(fact, name) if name in fact.model_fields else "supervisor"


def as_seen_by(reader: Reader, fact: type[Fact], told: Mapping[str, Any]) -> dict[str, Any]:
    """What this reader may read of a fact: what is not for them is said to be withheld, not left out (X-08)."""
    level = READERS.index(reader)
    return {
        name: value if value in ("", None) or READERS.index(_least_reader(fact, name)) <= level else WITHHELD
        for name, value in told.items()
    }


def known(things: Mapping[str, Any], of: str, what: str, field: str = "of") -> Any:
    """The thing of this id, which this field names; raises Refused with the ids there are."""
    if of not in things:
        there = ", ".join(sorted(things)) or "none yet"
        raise Refused(f"this case has no {what} {of or f'(name it with {field}=...)'}: there is {there}")
    return things[of]
