"""Any order of facts, days and mistakes: every fact can be taken back or put right, and the case is always what its journal says."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable

import pytest

from casework.anytime import ContactFailed
from casework.case import CLOCK, Case, Line
from casework.desk import Desk
from casework.door import Telling, check, fact_of, rehearse
from casework.fact import Fact, Refused, kind_of
from casework.folding import fold
from casework.mending import Mended, mend
from casework.mistakes import CORRECTED, CORRECTIONS, WITHDRAWN
from casework.new_rules import ProgrammeChanged
from casework.referral import ReferralAnswered, ReferralStarted
from tests import kina_road as road
from tests.handclock import HandClock, stands
from tests.unit.test_walks import KNOWN, RARE, STEPS, TELLABLE, TEXTS, Walk
from workflows.methods.kina import KINA

WALKS = int(os.environ.get("ITINERARY_WALKS", "10"))
KINDS = {kind_of(fact) for fact in {*TELLABLE, *RARE}}


def at_the_partners() -> HandClock:
    """Help has begun at the partner's, and the client has stopped answering."""
    clock = road.referred().tell(ReferralAnswered(of="r1", answer="accepted"), ReferralStarted(of="r1"))
    return clock.tell(*[ContactFailed(of="client")] * 4)


class Mistaken(Walk):
    """A random life in which people make mistakes, see some at once and some long after."""

    def __init__(self, seed: int, often: Counter[str]) -> None:
        super().__init__(seed, often)
        if seed % 4 == 3:
            self.clock = at_the_partners()
            self.clock.known |= KNOWN
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
        mended = self.mended(WITHDRAWN, len(self.lines) + 1)
        assert stands(mended.after.case) == stands(before), f"{fact.kind} was never told"
        self.often[f"back {fact.kind}"] += 1

    def says_it_otherwise(self, fact: Fact, before: Case) -> None:
        """Something else, if that could have been told; else the same with a note, as always of a move to other rules."""
        other = fact if isinstance(fact, ProgrammeChanged) else self.drawn(type(fact), of=fact.of)
        if other == fact or other.begun != fact.begun or not self.told_so(other, before):
            assert self.told_so(fact.model_copy(update={"note": "said otherwise"}), before)
        self.often[f"other {fact.kind}"] += 1

    def told_so(self, other: Fact, before: Case) -> bool:
        """Told right at once or corrected, the case is the same; what cannot be told is refused as a correction too."""
        line, fields = self.clock.case.journal[-1], other.model_dump(mode="json", exclude={"kind"})
        terms = TEXTS.get(fields.get("terms", ""), "")
        telling = Telling(id="other", by="S-ana", kind=line.kind, fact=fields, happened=line.happened, terms=terms)
        desk = Desk(before.model_copy(deep=True), KINA)
        if refusal := sentence_of(lambda: check(desk, telling, line.told)):
            assert refusal in sentence_of(lambda: self.mended(CORRECTED, line.number, instead=fields))
            return False
        mended = self.mended(CORRECTED, line.number, instead=fields)
        assert stands(mended.after.case) == stands(rehearse(desk, fact_of(telling), telling, line.told)), f"{line.kind} was told so"
        return True

    def likely(self) -> Fact:
        """Often what no walk has taken back yet."""
        missing = [fact for fact in TELLABLE if not self.often[f"other {kind_of(fact)}"]]
        owed = [p for p in self.clock.case.agenda.values() if p.kind in {kind_of(fact) for fact in missing}]
        if owed and self.chance.random() < 0.3:
            promise = self.chance.choice(sorted(owed, key=lambda promise: promise.key))
            return self.drawn(next(fact for fact in missing if kind_of(fact) == promise.kind), of=promise.of)
        return self.drawn(self.chance.choice(missing)) if missing and self.chance.random() < 0.3 else super().likely()

    def mended(self, kind: str, line: int, **said: object) -> Mended:
        clock, lines = self.clock, [*self.lines, *self.clock.case.journal]
        fact = {"line": line, "what": lines[line - 1].kind, "why": "told by mistake", **said}
        telling = Telling(id=f"c{len(lines)}", by="S-ana", kind=kind, fact=fact)
        return mend("c1", lines, telling, clock.hour, clock.terms, KINA, KNOWN)

    def correct_something(self, line: Line) -> None:
        """Something told long ago was a mistake, or said something else."""
        before = self.clock.case.own_json()
        self.tried[line.kind] += 1
        try:
            if self.chance.random() < 0.6 or line.kind in CORRECTIONS:
                mended = self.mended(WITHDRAWN, line.number)
            else:
                fact = next(fact for fact in KINA.facts if kind_of(fact) == line.kind)
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


def missed(walks: list[Walk]) -> list[str]:
    """Kinds of facts that no walk has taken back, or told otherwise."""
    often = walks[0].often
    return sorted(f"{how} {kind}" for kind in KINDS for how in ("back", "other") if not often[f"{how} {kind}"])


@pytest.fixture(scope="module")
def walked() -> list[Mistaken]:
    walks, often = list[Mistaken](), Counter[str]()
    while len(walks) < WALKS or (len(walks) < 6 * WALKS and missed(walks)):
        walk = Mistaken(len(walks), often)
        for _ in range(STEPS // 2):
            walk.step()
            if walk.clock.case.ended:
                break
        walk.leave()
        walks.append(walk)
    return walks


def test_every_fact_can_be_taken_back_and_told_otherwise(walked: list[Mistaken]) -> None:
    assert missed(walked) == []


def test_after_any_mistake_the_case_is_what_its_journal_says(walked: list[Mistaken], capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{len(walked)} walks, {walked[0].often['mended']} lines of long ago corrected")
    assert walked[0].often["mended"] > WALKS
    for walk in walked:
        again = fold("c1", walk.lines, walk.clock.terms, KINA, KNOWN).case
        assert again.own_json() == walk.clock.case.own_json()
        assert {m.id: m for m in again.outbox} == {m.id: m for m in walk.messages}


def test_a_correction_that_cannot_be_is_refused_in_a_sentence(walked: list[Mistaken]) -> None:
    sentences = set().union(*(walk.sentences for walk in walked))

    assert not [sentence for sentence in sentences if "the path cannot go on" in sentence or "None" in sentence or "  " in sentence]
