"""How often each kind of fact is told and refused: counted where it is known for good, and never by a word of a stranger."""

from __future__ import annotations

from collections.abc import Iterable

from temporalio.common import MetricMeter

from casework.case import Line
from casework.fact import kind_of
from casework.vocabulary import vocabulary
from casework.watch import TellingRefused
from runtime import metrics
from runtime.metrics import Count

NO_FACT = "no_fact"


class Told:
    """One a worker. A line counts once it is in the journal, and again only if its attempt died before Temporal knew of it."""

    def __init__(self, meter: MetricMeter = MetricMeter.noop) -> None:
        self._told, self._refused = Count(metrics.FACTS_TOLD, meter), Count(metrics.FACTS_REFUSED, meter)
        for kind in (*vocabulary(), NO_FACT):
            self._told.add(kind, by=0)
            self._refused.add(kind, by=0)

    def written(self, lines: Iterable[Line]) -> None:
        """These lines are in the journal; one that notes a refusal counts as that."""
        for line in lines:
            if line.kind == kind_of(TellingRefused):
                self.refused(str(line.fact.get("refused")))
            else:
                self._told.add(_sayable(line.kind))

    def refused(self, kind: str) -> None:
        """A case did not take a fact of this kind."""
        self._refused.add(_sayable(kind))


def _sayable(kind: str) -> str:
    return kind if kind in vocabulary() else NO_FACT
