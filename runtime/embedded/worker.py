"""The worker as a part of the stack: any command that finds the stack through its data folder."""

from collections.abc import Sequence
from pathlib import Path

from runtime.embedded.child import Child


class Worker:
    """A program that polls Temporal; it is told nothing but the data folder."""

    name = "worker"

    def __init__(self, command: Sequence[str], home: Path) -> None:
        log = home / "logs" / "worker.log"
        self.child = Child(self.name, command, log=log, environment={"ITINERARY_DATA": str(home)})

    def start(self) -> None:
        """Start it; it connects on its own."""
        self.child.start()

    async def ready(self) -> None:
        """It is ready when it polls, which only the server knows."""
