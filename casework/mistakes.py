"""Mistakes: a fact told by mistake is withdrawn, one told wrongly is corrected, each by another fact that names its line (T-26)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from casework.case import Case
from casework.fact import Fact, Refused, Restricted, kind_of

Kind = Annotated[str, Field(pattern=r"^[a-z_]{1,60}$", description="the kind of a fact, as contact_held")]


class FactWithdrawn(Fact, frozen=True):
    """A fact was told by mistake, or of the wrong client: the case goes on as if it had never been told; the journal keeps both."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["fact_withdrawn"] = "fact_withdrawn"
    line: int = Field(ge=1)
    what: Kind
    why: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        _written(case, self.line)


class FactCorrected(Fact, frozen=True):
    """A fact was told wrongly: the case goes on as if it had been told this way; the journal keeps both.

    `what` is its kind, `instead` all it should have said, `happened` the right day if that was wrong.
    """

    of_the_whole: ClassVar[bool] = True
    kind: Literal["fact_corrected"] = "fact_corrected"
    line: int = Field(ge=1)
    what: Kind
    instead: dict[str, Any] = Field(json_schema_extra={"seen_by": "restricted"})
    happened: datetime | None = None
    why: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        _written(case, self.line)


WITHDRAWN, CORRECTED = kind_of(FactWithdrawn), kind_of(FactCorrected)
CORRECTIONS = frozenset({WITHDRAWN, CORRECTED})


def _written(case: Case, line: int) -> None:
    if line > case.line:
        raise Refused(f"this case has no line {line}: its journal ends with line {case.line}")
