"""A page of metrics, read as Prometheus reads it."""

from __future__ import annotations

import asyncio
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from runtime.embedded.ports import HOST, choose
from runtime.metrics import runtime_of
from runtime.settings import Settings


def free_address() -> str:
    """An address of this machine at which nothing listens yet."""
    return f"{HOST}:{choose({'metrics': 0}, {})['metrics']}"


class Shown:
    """What stands on a page of metrics."""

    def __init__(self, address: str) -> None:
        self.address, self.page, self.samples = address, "", list[Sample]()

    def read(self) -> Shown:
        """The page as it is now."""
        with urlopen(f"http://{self.address}/metrics", timeout=10) as page:
            self.page = page.read().decode()
        self.samples = [sample for family in text_string_to_metric_families(self.page) for sample in family.samples]
        return self

    def value(self, name: str, **labels: str) -> float | None:
        """What one series says."""
        return next((s.value for s in self.samples if s.name == name and labels.items() <= s.labels.items()), None)

    async def says(self, name: str, value: float, **labels: str) -> bool:
        """Whether a series says this now; nothing answers while a worker begins."""
        try:
            await asyncio.to_thread(self.read)
        except OSError:
            return False
        return self.value(name, **labels) == value


class OwnPage(Shown):
    """The page of this process, and a meter for it; it goes with whoever holds it."""

    def __init__(self) -> None:
        super().__init__(free_address())
        self.settings = Settings(metrics=self.address)
        self.runtime = runtime_of(self.settings)
        self.meter = self.runtime.metric_meter
