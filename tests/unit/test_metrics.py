"""What is counted and watched, as it stands on the page that Prometheus reads."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from activities.told import Told
from casework.case import Line
from runtime import metrics
from runtime.metrics import Count, Gauge, NoMetrics, runtime_of
from runtime.settings import Settings
from tests.shown import OwnPage
from tests.town import NOON
from workers.lookout import looking

COARSE = {"kind", "fate", "method", "phase", "server"}


@pytest.fixture
def shown() -> OwnPage:
    return OwnPage()


def line(kind: str, **fact: str) -> Line:
    return Line(number=1, kind=kind, telling="t1", by="S-1", happened=NOON, told=NOON, fact=fact)


def test_our_labels_are_coarse_words_and_never_who_or_which_case():
    assert {label for metric in metrics.ALL for label in metric.labels} == COARSE


def test_every_metric_has_a_name_of_its_own_and_says_what_it_is():
    assert len({metric.name for metric in metrics.ALL}) == len(metrics.ALL)
    assert [metric.name for metric in metrics.ALL if not (metric.name.startswith("itinerary_") and len(metric.says.split()) > 3)] == []


def test_a_metric_takes_exactly_its_labels():
    with pytest.raises(ValueError):
        Count(metrics.FACTS_TOLD).add("opened", "somebody")
    with pytest.raises(ValueError):
        Gauge(metrics.CASES_OPEN).say(1, "kina")


def test_facts_are_counted_by_kind_and_a_refusal_that_was_noted_as_a_refusal(shown: OwnPage):
    told = Told(shown.meter)

    told.written([line("opened"), line("remark_made"), line("remark_made"), line("telling_refused", refused="contract_signed")])
    told.refused("remark_made")

    shown.read()
    assert shown.value("itinerary_facts_told_total", kind="opened") == 1
    assert shown.value("itinerary_facts_told_total", kind="remark_made") == 2
    assert shown.value("itinerary_facts_told_total", kind="telling_refused") == 0
    assert shown.value("itinerary_facts_refused_total", kind="remark_made") == 1
    assert shown.value("itinerary_facts_refused_total", kind="contract_signed") == 1


def test_what_a_stranger_calls_a_fact_never_becomes_a_label(shown: OwnPage):
    told = Told(shown.meter)

    told.refused("Test Client One lost her job")
    told.written([line("telling_refused", refused="Test Client One")])

    assert shown.read().value("itinerary_facts_refused_total", kind="no_fact") == 2
    assert "Test Client" not in shown.page


def test_what_is_not_there_any_more_is_said_as_nothing(shown: OwnPage):
    gauge = Gauge(metrics.CASES_OPEN, shown.meter)

    gauge.say_all({("kina", "exploration"): 2, ("kina", "mapping"): 1})
    gauge.say_all({("kina", "exploration"): 3})

    shown.read()
    assert shown.value("itinerary_cases_open", phase="exploration") == 3
    assert shown.value("itinerary_cases_open", phase="mapping") == 0


def test_an_address_that_is_taken_is_refused_with_what_to_do(shown: OwnPage):
    with pytest.raises(NoMetrics, match=f"metrics cannot be shown at {shown.address} .*choose another in ITINERARY_METRICS"):
        runtime_of(shown.settings)


class Server:
    """A server that answers, or does not."""

    server = "postgresql"

    def __init__(self) -> None:
        self.there, self.asked = True, 0

    async def look(self) -> None:
        self.asked += 1
        if not self.there:
            raise OSError("away")


async def test_a_server_that_is_away_is_said_to_be_and_asked_again(shown: OwnPage, tmp_path: Path):
    server, here = Server(), shown.settings.model_copy(update={"data": tmp_path / "not" / "yet"})

    async with looking(here, shown.meter, server, every=0.01):
        await until(lambda: shown.read().value("itinerary_server_answers", server="postgresql") == 1)
        looked = shown.value("itinerary_looked_at_timestamp_seconds", server="postgresql")
        server.there = False
        await until(lambda: shown.read().value("itinerary_server_answers", server="postgresql") == 0)
        server.there = True
        await until(lambda: shown.read().value("itinerary_server_answers", server="postgresql") == 1)

    assert looked
    assert (shown.value("itinerary_disk_free_bytes") or 0) > 0


async def test_nobody_is_asked_where_no_metrics_are_shown(shown: OwnPage):
    server = Server()

    async with looking(Settings(), shown.meter, server, every=0.01):
        await asyncio.sleep(0.05)

    assert server.asked == 0


async def until(true) -> None:
    """Look again and again until it is true."""
    for _ in range(3000):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("this did not come true in time")
