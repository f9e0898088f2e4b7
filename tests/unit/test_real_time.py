"""Outside the embedded stack a case lives in real time, whoever asks for another pace."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from temporalio.client import Client

from casework.clock import REAL_TIME, Clock
from casework.fact import Refused
from casework.terms import Terms
from records.pool import Pool
from runtime.data_folder import Running
from runtime.settings import Settings
from starters.itineraries import Itineraries, Wish
from tests.handclock import programme

NOW = datetime.now(UTC)
RUNNING = Running(
    dsn="postgresql://it@embedded/it", temporal_address="embedded:1", namespace="default", task_queue="itineraries", ui_url="", smtp="",
    mail_url="", mail_folder=Path("mail"), pace=1, pids={},
)  # fmt: skip
OWN_DATABASE = {"ITINERARY_DSN": "postgresql://it@db/it"}
OWN_TEMPORAL = {"ITINERARY_TEMPORAL_ADDRESS": "temporal:7233"}
PACES = st.floats(min_value=1, max_value=10_000_000, exclude_min=True)


class Inside(Exception):
    """The opening was let through to what comes after its clock."""


class Doorstep(Itineraries):
    """The way to cases, as far as the question whether their clock may run so; nothing stands behind it."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(cast("Client", None), cast("Pool", None), settings)

    async def _terms(self, wish: Wish) -> Terms:
        raise Inside


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ITINERARY_{name.upper()}", raising=False)


def ask(settings: Settings, pace: float) -> None:
    """Open a case that lives so many times faster than the clock."""
    clock = REAL_TIME if pace == 1 else Clock(real=NOW, case=NOW, pace=pace)
    wish = Wish(opening="x1", person="P-1", programme=programme(), office="O-1", counsellor="S-ana", by="S-ana", clock=clock)
    asyncio.run(Doorstep(settings).open(wish))


@given(pace=PACES)
def test_no_other_pace_than_that_of_the_clock_is_taken_on_servers_of_your_own(pace: float) -> None:
    with pytest.raises(Refused, match=r"^a case lives faster than real time only on the embedded stack$"):
        ask(Settings(dsn="postgresql://it@db/it", temporal_address="temporal:7233"), pace)


@given(pace=PACES)
def test_any_pace_is_taken_on_the_embedded_stack(pace: float) -> None:
    with pytest.raises(Inside):
        ask(Settings().completed_by(RUNNING), pace)


@pytest.mark.parametrize("own", [OWN_DATABASE, OWN_TEMPORAL, OWN_DATABASE | OWN_TEMPORAL])
def test_a_stack_of_which_one_server_is_your_own_is_not_the_embedded_one(own: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in own.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(Refused):
        ask(Settings().completed_by(RUNNING), 2)


def test_real_time_is_taken_everywhere() -> None:
    for settings in (Settings(), Settings().completed_by(RUNNING)):
        with pytest.raises(Inside):
            ask(settings, 1)
