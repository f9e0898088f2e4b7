"""What every contender can do: open a case, be told a fact, remind when an hour comes."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bench.rows import Rows

FACTS_A_CASE = 6
"""As in the reference year, one in six moves a deadline: the first."""


class Contender(Protocol):
    """One way to keep cases."""

    name: str
    rows: Rows

    async def ready(self, cases: int) -> None:
        """Prepare, unmeasured, for so many more openings."""

    async def open(self, due: datetime | None = None) -> str:
        """Open a case, whose first promise falls due at an hour or days away; give its id as soon as it is accepted."""
        ...

    async def tell(self, case: str, nth: int) -> int:
        """Tell the nth fact; give its line once the contender says it is kept."""
        ...
