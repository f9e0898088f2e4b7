"""A case and its partners, wound by hand: no server, no event loop; a year takes some milliseconds."""

from __future__ import annotations

from datetime import datetime

from casework.agenda import Due
from casework.case import Case, Line, Message
from casework.desk import Desk, Story
from casework.door import Answer, Opening, Telling, answer, check, fact_of, open_case, strike, tell, tell_or_note
from casework.mending import mend
from casework.mistakes import CORRECTIONS
from casework.partner import PartnerSide, concerns
from casework.planned import Rungs
from casework.terms import Terms, hash_of, terms_of, unpacked


class HandWound:
    """One case with all it has written; the clock stands still until it is wound.

    `terms` are those it was opened under, `known` by their hash those it was moved to.
    """

    def __init__(self, opening: Opening, terms: Terms, story: Story) -> None:
        self.terms, self.hour = terms, opening.at
        self.known: dict[str, Terms] = {}
        self.desk = open_case(opening, terms, story)
        self.partners: dict[str, PartnerSide] = {}
        self.lines: list[Line] = []
        self.letters: list[Message] = []
        self.rungs = Rungs()
        self._hand_over()

    @property
    def case(self) -> Case:
        return self.desk.case

    def tell(self, telling: Telling) -> Answer:
        """Tell a fact at the present hour, a correction or a move to other rules among them; raises Refused."""
        said = self._mended(telling) if telling.kind in CORRECTIONS else tell(self.desk, telling, self.hour)
        if telling.terms:
            self.known[hash_of(unpacked(telling.terms))] = terms_of(telling.terms)
        self._relay(telling)
        self._hand_over()
        return said

    def pass_until(self, end: datetime) -> None:
        """Let time go by; whatever falls due until then is spoken of in its order, a partner's silence among it.

        A planned rung leaves at its hour, after what the case itself is told at that hour.
        """
        while (came := self._next()) and came[0] <= end:
            self.letters += self.rungs.leave(came[0], also_then=False)
            self.hour = max(came[0], self.hour)
            self._speak(came[1])
            self._hand_over()
        self.letters += self.rungs.leave(end)
        self.hour = max(end, self.hour)

    def _mended(self, telling: Telling) -> Answer:
        """The case as if it had been told right."""
        check(self.desk, telling, self.hour)
        mended = mend(self.case.id, self.lines, telling, self.hour, self.terms, self.desk.story, self.known)
        case = mended.to_go_on_with()
        self.desk = Desk(case.under(self.known.get(case.terms, self.terms)), self.desk.story)
        return answer(self.desk, self.case.line)

    def _next(self) -> tuple[datetime, Due | str] | None:
        due = self.case.next_due()
        silent = min(((hour, of) for of, side in self.partners.items() if (hour := side.next_due())), default=None)
        if silent and (due is None or silent[0] < due.at):
            return silent
        return (due.at, due) if due else None

    def _speak(self, came: Due | str) -> None:
        if isinstance(came, Due):
            strike(self.desk, came, self.hour)
        else:
            tell_or_note(self.desk, self.partners[came].strike(self.hour), self.hour)

    def _hand_over(self) -> None:
        """The case stays small: what is written leaves it, as it does for PostgreSQL."""
        self.lines += self.case.journal
        self.letters += self.case.outbox
        self.case.journal.clear()
        self.case.outbox.clear()
        self.rungs.plan(self.case)
        self.case.unsaid.clear()

    def _relay(self, telling: Telling) -> None:
        """The partner's side begins with a referral, hears what is told of it, and ends with it."""
        open_ones = {} if self.case.ended else self.case.referrals
        for of in open_ones.keys() - self.partners.keys():
            terms = self.known.get(self.case.terms, self.terms)
            self.partners[of] = PartnerSide(case=self.case.id, referral=of, since=open_ones[of].made).under(terms)
        fact = fact_of(telling)
        if concerns(fact) and fact.of in self.partners:
            self.partners[fact.of].hear(fact.kind, fact.model_dump(mode="json"), telling.happened or self.hour)
        self.partners = {of: side for of, side in self.partners.items() if of in open_ones}
