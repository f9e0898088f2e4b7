"""Responsibility passes to the applicant step by step: an action becomes theirs (ES-11)."""

from __future__ import annotations

from typing import Literal

from casework.case import Case
from casework.fact import Fact, Refused, Restricted, known


class ActionHandedOver(Fact, frozen=True):
    """An action under way is another's from now on: the applicant's, shared, or the professional's (ES-11)."""

    kind: Literal["action_handed_over"] = "action_handed_over"
    owner: Literal["counsellor", "client", "shared"]
    why: Restricted = ""

    def check(self, case: Case) -> None:
        if known(case.actions, self.of, "open action").owner == self.owner:
            raise Refused(f"{self.of} has this owner already: {self.owner}")

    def happen(self, case: Case) -> None:
        case.actions[self.of].owner = self.owner
