"""What a programme promises: one method, one organisation, a version; delays, gaps, ladders, letters and contract rules are data."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pydantic import BaseModel, Field, model_validator

from casework.leaving import ALREADY_MET
from casework.rules import (
    AgeRule,
    Block,
    Count,
    DayRule,
    Deadline,
    Demand,
    Duty,
    Gap,
    Ladder,
    Least,
    Letter,
    NoShow,
    Offset,
    Paper,
    Pausing,
    Prolonging,
    Rule,
    Span,
    Stay,
    Suspending,
    Talk,
)


class Programme(BaseModel, frozen=True, extra="forbid"):
    """One method as one organisation promises it, in one version."""

    method: str
    organisation: str
    name: str = Field(pattern=r"^[a-z0-9-]+$")
    version: str
    applies_from: date
    language: str
    guide: str
    lists: dict[str, list[str]] = {}
    words: dict[str, dict[str, str]] = {}
    called: dict[str, dict[str, str]] = {}
    deadlines: dict[str, Deadline]
    gaps: dict[str, Gap]
    countdown: dict[str, Offset] = {}
    spans: dict[str, Span] = {}
    counts: dict[str, Count] = {}
    ladders: dict[str, Ladder]
    pauses: dict[str, Pausing] = {}
    suspensions: dict[str, Suspending] = {}
    prolongations: dict[str, Prolonging] = {}
    letters: dict[str, list[Letter]] = {}
    demands: dict[str, Demand] = {}
    blocks: dict[str, Block] = {}
    documents: dict[str, Paper] = {}
    talks: dict[str, Talk] = {}
    stays: dict[str, Stay] = {}
    duties: list[Duty] = []
    exemptions: dict[str, Span] = {}
    least: dict[str, Least] = {}
    quotas: dict[str, Least] = {}
    day_rule: DayRule | None = None
    no_show: NoShow | None = None

    OF_SOME: ClassVar = ("demands", "documents", "talks", "stays", "exemptions", "least", "quotas", "blocks")
    """Tables of rules that only some programmes have."""

    @model_validator(mode="after")
    def _whole(self) -> Programme:
        wrong = [
            f"{table}.{key}.ladder: expected one of {', '.join(sorted(self.ladders))}, found {rule.ladder!r}"
            for table, rules in (("deadlines", self.deadlines), ("gaps", self.gaps))
            for key, rule in rules.items()
            if rule.ladder not in self.ladders
        ]
        for table, needed, there in (("deadlines", "*", "*" in self.deadlines), ("ladders", "standard", "standard" in self.ladders)):
            wrong += [] if there else [f"{table}: expected an entry {needed!r} for whatever is not named"]
        if wrong:
            raise ValueError("\n".join(wrong))
        return self

    def deadline(self, kind: str, pace: str = "") -> Deadline:
        """What was promised for this kind of fact, at this pace if it has one."""
        return self.deadlines.get(f"{kind}.{pace}") or self.deadlines.get(kind) or self.deadlines["*"]

    def gap(self, kind: str, pace: str) -> Gap:
        """The longest gap for this kind of contact at this pace; raises KeyError if the programme forgot it."""
        return self.gaps.get(f"{kind}.{pace}") or self.gaps[kind]

    def word(self, term: str, language: str | None = None) -> str:
        """A term in the guide's own language, or in the one asked for; the English term if there is none (X-09)."""
        words = self.words.get(term, {})
        return words.get(language or self.language) or words.get("en") or term.replace("_", " ")

    @property
    def letters_named(self) -> set[str]:
        """Every letter this programme may ask for."""
        by_ladder = {rung.letter for ladder in self.ladders.values() for rung in ladder.rungs}
        of_itself = {ALREADY_MET} if "appointment_cancelled" in self.letters else set()
        return by_ladder | of_itself | {letter.letter for letters in self.letters.values() for letter in letters}

    @property
    def rules(self) -> dict[str, Rule | AgeRule]:
        """Every rule of this programme, as `table.key`; in a list by their place, the first being 1."""
        tables = (
            "deadlines", "gaps", "countdown", "spans", "counts", "ladders", "pauses", "suspensions", "prolongations", *self.OF_SOME,
        )  # fmt: skip
        found: dict[str, Rule | AgeRule] = {f"{table}.{key}": rule for table in tables for key, rule in getattr(self, table).items()}
        found |= {f"letters.{key}.{nth}": letter for key, letters in self.letters.items() for nth, letter in enumerate(letters, 1)}
        found |= {f"duties.{nth}": duty for nth, duty in enumerate(self.duties, 1)}
        found |= {"no_show": self.no_show} if self.no_show else {}
        if self.day_rule:
            found |= {"day_rule": self.day_rule} | {f"day_rule.by_age.{nth}": rule for nth, rule in enumerate(self.day_rule.by_age, 1)}
        return found

    def unverified(self) -> list[str]:
        """The rules that rest on nothing but a choice, as `table.key`."""
        return [key for key, rule in self.rules.items() if not rule.verified]
