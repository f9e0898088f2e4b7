"""What came in from outside, counted by what it was and what became of it: coarse words, no person and no case."""

from __future__ import annotations

from temporalio.common import MetricMeter

from runtime import metrics
from runtime.metrics import Count


class Counted:
    """One a process."""

    def __init__(self, meter: MetricMeter = MetricMeter.noop) -> None:
        self._count = Count(metrics.ARRIVALS, meter)

    def add(self, kind: str, fate: str) -> None:
        """One more of these."""
        self._count.add(kind, fate)
