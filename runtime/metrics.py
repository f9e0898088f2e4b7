"""Metrics for Prometheus: all of ours by name, on the one address on which the SDK shows Temporal's own beside them.

The SDK's exporter takes our metrics too, answers while Python is busy, and keeps to one port. In return a series, once said,
stays until the process ends: what is no longer there is said as nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from temporalio.common import MetricMeter
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig

from runtime.sentences import Sentence
from runtime.settings import Settings


class NoMetrics(Sentence):
    """Nothing can be shown at the address of the metrics."""


class Metric(NamedTuple):
    """A name, what it says, and by which labels: coarse words only, never who or which case."""

    name: str
    says: str
    labels: tuple[str, ...] = ()


FACTS_TOLD = Metric("itinerary_facts_told_total", "lines written in journals; hours that came are among them", ("kind",))
FACTS_REFUSED = Metric("itinerary_facts_refused_total", "facts that a case did not take", ("kind",))
MESSAGES = Metric(
    "itinerary_messages_total",
    "what became of messages: sent, shown, bounced, needless, expired, failed, put_off until a next try",
    ("fate",),
)
ARRIVALS = Metric(
    "itinerary_arrivals_total",
    "what came in from outside and what became of it: noted, kept, refused, forged, unknown ...",
    ("kind", "fate"),
)

CASES_OPEN = Metric("itinerary_cases_open", "open cases in the records", ("method", "phase"))
CASES_TROUBLED = Metric("itinerary_cases_troubled", "open cases with trouble that nobody has settled yet")
PROMISES_OVERDUE = Metric("itinerary_promises_overdue", "promises past their day", ("method", "phase"))
CASES_UNSTRUCK = Metric("itinerary_cases_unstruck", "cases whose next hour came more than ten minutes ago and has not struck")
CASES_UNATTENDED = Metric("itinerary_cases_unattended", "open cases for which nobody is there today, and nobody stands in")
MESSAGES_WAITING = Metric("itinerary_messages_waiting", "messages past their hour that have not left")
OLDEST_UNSENT = Metric("itinerary_message_oldest_unsent_seconds", "how long past its hour the oldest message that has not left is")
DATABASE_BYTES = Metric("itinerary_database_bytes", "size of the records on the disk of PostgreSQL")

CASES_RUNNING = Metric("itinerary_cases_running", "cases alive in Temporal")
JOURNAL_AWAY = Metric("itinerary_cases_journal_away", "cases that could not hand over to PostgreSQL and try again")
CASES_FAILING = Metric("itinerary_cases_failing", "cases whose workflow task fails again and again")
PAGES_UNTURNED = Metric("itinerary_pages_unturned", "cases whose page was begun by another build than the current one")
BUILD_CURRENT = Metric("itinerary_build_current", "1 while a build is current, or workers have no build; 0: nothing is dispatched")

ANSWERS = Metric("itinerary_server_answers", "1 while this server answered when last asked", ("server",))
LOOKED_AT = Metric("itinerary_looked_at_timestamp_seconds", "when this server last answered all that was asked", ("server",))
DISK_FREE = Metric("itinerary_disk_free_bytes", "room left on the disk of this process's data folder")

ALL = tuple(metric for metric in list(globals().values()) if isinstance(metric, Metric))
"""Every metric of ours."""


class Count:
    """A counter that takes exactly the labels of its metric."""

    def __init__(self, metric: Metric, meter: MetricMeter = MetricMeter.noop) -> None:
        self._labels = metric.labels
        self._counter = meter.create_counter(metric.name.removesuffix("_total"), metric.says)

    def add(self, *of: str, by: int = 1) -> None:
        """Count so many more of this; none at all lets the series begin at nothing."""
        self._counter.add(by, dict(zip(self._labels, of, strict=True)))


class Gauge:
    """A gauge that takes exactly the labels of its metric."""

    def __init__(self, metric: Metric, meter: MetricMeter = MetricMeter.noop) -> None:
        self._labels = metric.labels
        self._gauge = meter.create_gauge_float(metric.name, metric.says)
        self._said: set[tuple[str, ...]] = set()

    def say(self, value: float, *of: str) -> None:
        """How much there is of this now."""
        self._gauge.set(value, dict(zip(self._labels, of, strict=True)))

    def say_all(self, values: Mapping[tuple[str, ...], float]) -> None:
        """How much there is of each now; of what was named before and is not any more there is nothing."""
        for of in self._said - values.keys():
            self.say(0, *of)
        for of, value in values.items():
            self.say(value, *of)
        self._said |= values.keys()


def runtime_of(settings: Settings) -> Runtime:
    """What Temporal's client and workers run on, showing its metrics and ours where the settings say. Raises NoMetrics."""
    if not settings.metrics:
        return Runtime.default()
    where = PrometheusConfig(settings.metrics, counters_total_suffix=True, unit_suffix=True, durations_as_seconds=True)
    try:
        return Runtime(telemetry=TelemetryConfig(metrics=where, attach_service_name=False))
    except ValueError as taken:
        advice = "choose another in ITINERARY_METRICS, one for each process"
        raise NoMetrics(f"metrics cannot be shown at {settings.metrics} (it is taken, or not of this machine): {advice}") from taken
