"""A random life in which people make mistakes, see some at once and some long after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from casework.case import CLOCK, Case, Line
from casework.desk import Desk
from casework.door import Telling, check, fact_of, rehearse
from casework.fact import Fact, Refused, kind_of
from casework.mending import Mended, mend
from casework.mistakes import CORRECTED, CORRECTIONS, WITHDRAWN
from casework.new_rules import ProgrammeChanged
from tests.handclock import stands
from tests.walking.road import RARE, Road
from tests.walking.walk import Walk


class Mistaken(Walk):
    """A life like any other, but for the mistakes."""

    def __init__(self, road: Road, seed: int, often: Counter[str]) -> None:
        super().__init__(road, seed, often)
        self.tried: Counter[str] = Counter()

    def step(self) -> None:
        super().step()
        lines = [line for line in self.lines if line.by != CLOCK and line.number > 1]
        if lines and self.chance.random() < 0.04:
            self.correct_something(self.chance.choice(lines))

    def look(self) -> None:
        """Other walks look after every step; here it is looked at after mistakes."""

    def tell(self, fact: Fact) -> None:
        """Tell it; if it is taken, see what would be had it not been told, or been told otherwise."""
        before = self.clock.case.model_copy(deep=True)
        self.hand_over()
        super().tell(fact)
        told = self.clock.case.journal[-1:]
        if told and told[0].kind == fact.kind and min(self.often[f"back {fact.kind}"], self.often[f"other {fact.kind}"]) < 1:
            self.takes_it_back(fact, before)
            self.says_it_otherwise(fact, before)

    def takes_it_back(self, fact: Fact, before: Case) -> None:
        mended, as_of_now = self.mended(WITHDRAWN, len(self.lines) + 1), Desk(before.model_copy(deep=True), self.clock.story)
        as_of_now.case.at = self.clock.case.at
        as_of_now.read()
        assert stands(mended.after.case) == stands(as_of_now.case), f"{fact.kind} was never told"
        self.often[f"back {fact.kind}"] += 1

    def says_it_otherwise(self, fact: Fact, before: Case) -> None:
        """Something else, if that could have been told; else the same with a note, as always of a move to other rules."""
        other = fact if isinstance(fact, ProgrammeChanged) else self.drawn(type(fact), of=fact.of)
        if other == fact or other.begun != fact.begun or not self.told_so(other, before):
            assert self.told_so(fact.model_copy(update={"note": "said otherwise"}), before)
        self.often[f"other {fact.kind}"] += 1

    def told_so(self, other: Fact, before: Case) -> bool:
        """Told right at once or corrected, the case is the same; what cannot be told is refused as a correction too."""
        line = self.clock.case.journal[-1]
        telling = self.telling("other", other, line.happened)
        fields = telling.fact
        desk = Desk(before.model_copy(deep=True), self.road.story)
        if refusal := sentence_of(lambda: check(desk, telling, line.told)):
            assert refusal in sentence_of(lambda: self.mended(CORRECTED, line.number, instead=fields))
            return False
        mended = self.mended(CORRECTED, line.number, instead=fields)
        assert stands(mended.after.case) == stands(rehearse(desk, fact_of(telling), telling, line.told)), f"{line.kind} was told so"
        return True

    def likely(self) -> Fact:
        """Often what no walk has taken back yet."""
        missing = [fact for fact in self.road.tellable if not self.often[f"other {kind_of(fact)}"]]
        owed = [p for p in self.clock.case.agenda.values() if p.kind in {kind_of(fact) for fact in missing}]
        if owed and self.chance.random() < 0.3:
            promise = self.chance.choice(sorted(owed, key=lambda promise: promise.key))
            return self.drawn(next(fact for fact in missing if kind_of(fact) == promise.kind), of=promise.of)
        chances = [chance for chance in self.chances() if chance[0] in missing]
        if chances and self.chance.random() < 0.5:
            return self.drawn(*self.chance.choice(chances))
        return self.drawn(self.chance.choice(missing)) if missing and self.chance.random() < 0.3 else super().likely()

    def mended(self, kind: str, line: int, **said: object) -> Mended:
        clock, lines = self.clock, [*self.lines, *self.clock.case.journal]
        fact = {"line": line, "what": lines[line - 1].kind, "why": "told by mistake", **said}
        telling = Telling(id=f"c{len(lines)}", by="S-ana", kind=kind, fact=fact)
        return mend("c1", lines, telling, clock.hour, clock.terms, self.road.story, clock.known)

    def correct_something(self, line: Line) -> None:
        """Something told long ago was a mistake, or said something else."""
        before = self.clock.case.own_json()
        self.tried[line.kind] += 1
        try:
            if self.chance.random() < 0.6 or line.kind in CORRECTIONS:
                mended = self.mended(WITHDRAWN, line.number)
            else:
                fact = next(fact for fact in self.road.story.facts if kind_of(fact) == line.kind)
                other = self.drawn(fact, of=line.fact.get("of", ""))
                mended = self.mended(CORRECTED, line.number, instead=other.model_dump(mode="json", exclude={"kind"}))
        except Refused as refusal:
            self.sentences.add(str(refusal))
            assert self.clock.case.own_json() == before
            return
        self.goes_on_with(mended)

    def goes_on_with(self, mended: Mended) -> None:
        unsaid = {message.id for message in mended.unsaid}
        self.messages = [message for message in self.messages if message.id not in unsaid]
        self.clock.desk = Desk(mended.to_go_on_with(), self.clock.story)
        self.clock.case.unsaid.clear()
        self.clock.reload()
        self.clock.partners.clear()
        self.often["mended"] += 1
        self.hand_over()


def sentence_of(told: Callable[[], object]) -> str:
    """The sentence with which this is refused, or nothing."""
    try:
        told()
    except Refused as refusal:
        return str(refusal)
    return ""


def missed(road: Road, often: Counter[str]) -> list[str]:
    """Kinds of facts that no walk has taken back, or told otherwise."""
    kinds = {kind_of(fact) for fact in {*road.tellable, *RARE}}
    return sorted(f"{how} {kind}" for kind in kinds for how in ("back", "other") if not often[f"{how} {kind}"])
