"""The receiver as a part of the stack: any command that finds the stack through its data folder and listens where that says."""

from collections.abc import Sequence
from pathlib import Path

from runtime.embedded.child import Child


class Receiver:
    """A program that takes what arrives from outside; it is told nothing but the data folder, and shows no metrics: the worker does."""

    name = "receiver"

    def __init__(self, command: Sequence[str], home: Path) -> None:
        log = home / "logs" / "receiver.log"
        self.child = Child(self.name, command, log=log, environment={"ITINERARY_DATA": str(home), "ITINERARY_METRICS": ""})

    def start(self) -> None:
        """Start it; it listens as soon as it can."""
        self.child.start()

    async def ready(self) -> None:
        """Nobody waits for it: what is pressed before it listens is pressed again."""
