"""New rules for a running case: it is moved to another version of its programme, or to another programme of the same method.

A case keeps the rules it was opened under until a person who has seen what would move says otherwise (T-25).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal

from pydantic import Field, PrivateAttr

from casework.case import Case, Line
from casework.contract_clock import reckon
from casework.earlier_names import fields_now, kind_now
from casework.fact import Fact, Refused, Restricted, kind_of
from casework.terms import Terms, hash_of, terms_of, unpacked

GONE_ON = "something was told or fell due since it was shown what would move: look at it again; nothing was changed"


class ProgrammeChanged(Fact, frozen=True):
    """The case lives under another version of its programme from now on, or another programme of its method (T-25).

    `terms` is the hash of the new terms, whose text comes along with the telling; `seen` is the last line there was when
    somebody was shown what would move: told of a case that has gone on since, or on another day, it is refused.
    """

    of_the_whole: ClassVar[bool] = True
    kind: Literal["programme_changed"] = "programme_changed"
    programme: str
    version: str
    terms: str
    seen: int = Field(ge=1)
    why: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    _terms: Terms | None = PrivateAttr(default=None)

    def under(self, terms: Terms | None) -> ProgrammeChanged:
        """This fact, with the new terms at hand."""
        self._terms = terms
        return self

    def check(self, case: Case) -> None:
        new = self._terms
        if new is None or (new.programme.name, new.programme.version) != (self.programme, self.version):
            raise Refused("the new programme has to come along: use `itinerary programme migrate`, which shows first what would move")
        if new.programme == case.programme:
            raise Refused(f"this case lives under {self.programme} {self.version} already")
        if new.programme.method != case.programme.method:
            there, here = new.programme.method, case.programme.method
            raise Refused(f"{self.programme} is a programme of {there} and this case goes the {here} path: close it, and open another")
        if self.seen != case.line or not _on_its_day(case):
            raise Refused(GONE_ON)

    def happen(self, case: Case) -> None:
        if self._terms is None:
            raise LookupError(f"the terms of {self.programme} {self.version} are not at hand")
        case.go_on_under(self._terms, self.terms)
        for contract in case.running.values():
            reckon(contract, case.programme.day_rule)


def _on_its_day(case: Case) -> bool:
    """True if it is still the day of which it was shown what would move; a faster clock of a demonstration has no such day."""
    return case.clock.pace != 1 or case.calendar.day_of(case.hour) == case.calendar.day_of(case.at)


CHANGED = kind_of(ProgrammeChanged)
STAYS = ("programme", "version", "terms", "seen")
"""What a correction leaves as it was told: for another programme the line is withdrawn, and the case moved again."""


def terms_that_came(fact: Fact, text: str) -> Fact:
    """The fact as it was told, with the terms whose text came along; raises Refused where the text is not what the fact names."""
    if not isinstance(fact, ProgrammeChanged):
        return fact
    if text and hash_of(unpacked(text)) != fact.terms:
        raise Refused("the new terms that came along are not those that were shown: look at it again")
    return fact.under(terms_of(text) if text else None)


def terms_remembered(fact: Fact, known: Mapping[str, Terms]) -> Fact:
    """The fact of a journal line, with the terms it names; raises LookupError when nobody has them."""
    if not isinstance(fact, ProgrammeChanged):
        return fact
    if fact.terms not in known:
        raise LookupError(f"the terms of {fact.programme} {fact.version} are not in the records: look whether this is the right database")
    return fact.under(known[fact.terms])


def terms_named(lines: Iterable[Line]) -> list[str]:
    """The hashes of all terms a case has lived under, those it was opened under first."""
    name_them = (line for number, line in enumerate(lines) if not number or kind_now(line.kind) == CHANGED)
    return [str(fields_now(line.kind, line.fact).get("terms", "")) for line in name_them]
