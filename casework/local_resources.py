"""Local services and resources that were asked for help: when one is left, and why (ES-05)."""

from __future__ import annotations

from typing import Literal

from casework.case import Case
from casework.fact import Fact, Restricted, known


class ResourceLeft(Fact, frozen=True):
    """A local service that was asked is not asked any more: it refused, the person stopped going, or needs it no longer (ES-05)."""

    kind: Literal["resource_left"] = "resource_left"
    because: Literal["refused", "stopped going", "not needed any more"]
    what_follows: Restricted = ""

    def check(self, case: Case) -> None:
        known(case.referrals, self.of, "open referral")

    def happen(self, case: Case) -> None:
        case.put_away(case.referrals, self.of, f"resources: {self.because}")
