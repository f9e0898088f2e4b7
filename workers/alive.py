"""`python -m workers.alive`: whether the process with these settings shows its metrics; what a container asks of itself."""

from __future__ import annotations

import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

from runtime import settings
from runtime.sentences import Sentence

PATIENCE = 4.0
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to ask what listens everywhere


class NotAlive(Sentence):
    """Nothing answers where the process would show its metrics."""


def ask(metrics: str) -> None:
    """Raises NotAlive."""
    if not metrics:
        raise NotAlive("it cannot be asked: set ITINERARY_METRICS to the address where it shows its metrics")
    host, _, port = metrics.rpartition(":")
    bare = host.strip("[]")
    try:
        connection = HTTPConnection(ANYWHERE.get(bare, bare), int(port), timeout=PATIENCE)
        connection.request("GET", "/metrics")
        answer = connection.getresponse()
    except (OSError, HTTPException) as silent:
        raise NotAlive(f"nothing answers at {metrics}: see the log of the process") from silent
    if answer.status != HTTPStatus.OK:
        raise NotAlive(f"what answers at {metrics} shows no metrics: see what else listens there")


if __name__ == "__main__":
    try:
        ask(settings.read().metrics)
    except Sentence as sentence:
        sys.exit(str(sentence))
