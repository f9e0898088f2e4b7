"""A case as its journal makes it, again and again: read anew only when a line has come.

Whoever looks often looks here. A question to the workflow itself comes along with one of its tasks; where that task also writes a
line, the SDK tells the case of it one task later than a replay does, and the page may be unreadable ever after.
"""

from __future__ import annotations

from casework.case import Case
from records import cases
from records.pool import Database
from starters.past import past_of


class Remembered:
    """One case, looked at by one reader."""

    def __init__(self, database: Database, case_id: str) -> None:
        self._database, self._case_id = database, case_id
        self._case: Case | None = None

    async def case(self) -> Case | None:
        """How it stands; None while nothing of it is written. Raises NotRemembered."""
        row = await cases.row(self._database, self._case_id)
        if row and (self._case is None or row.line != self._case.line):
            past = await past_of(self._database, self._case_id)
            self._case = past.desk().case if past else None
        return self._case
