"""What became of a case that was to be brought back."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

Became = Literal["alive", "closed", "revived", "taken forward", "recollected", "laid to rest", "not revived"]

SAID: dict[Became, str] = {
    "alive": "lives, and its journal is in step",
    "closed": "closed, and its journal is whole",
    "revived": "begun again from its journal",
    "taken forward": "its workflow had fallen behind its journal: ended, and begun again from the journal",
    "recollected": "its journal had fallen behind its workflow, and is whole again",
    "laid to rest": "closed in the records: its workflow, which did not know so, was ended",
    "not revived": "could not be brought back",
}


class Outcome(BaseModel, frozen=True):
    """One case: `lines` were only in Temporal, `told_again` only in a workflow that was ended, `in_doubt` letters may have left before."""

    case: str
    became: Became
    lines: int = 0
    told_again: int = 0
    in_doubt: int = 0
    why: str = ""

    @property
    def says(self) -> str:
        """A sentence about it."""
        more = [
            f"{self.lines} lines came back from Temporal" if self.lines else "",
            f"{self.told_again} facts that no journal had are told again" if self.told_again else "",
            f"{self.in_doubt} letters may have left before, and wait on the worklist to be asked after" if self.in_doubt else "",
            self.why,
        ]
        return "; ".join(filter(None, [SAID[self.became], *more]))
