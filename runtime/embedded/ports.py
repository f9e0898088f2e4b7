"""Which ports the stack listens on: the usual ones, others only if those are taken."""

import random
import socket
from collections.abc import Iterator, Mapping

HOST = "127.0.0.1"
_STEP = 10
_BELOW_THE_PASSING_ONES = range(15_000, 32_000)
"""Temporal keeps a port in a smallint, and systems hand out passing ports above."""


def choose(wanted: Mapping[str, int], remembered: Mapping[str, int]) -> dict[str, int]:
    """A free port for each name: the remembered one, else the wanted one, else one a little above; any free one for 0."""
    chosen: dict[str, int] = {}
    for name, port in wanted.items():
        candidates = _candidates(remembered.get(name, port))
        chosen[name] = next(candidate for candidate in candidates if candidate not in chosen.values() and is_free(candidate))
    return chosen


def is_free(port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((HOST, port))
        except OSError:
            return False
        return True


def _candidates(port: int) -> Iterator[int]:
    if port:
        yield from range(port, min(port + 20 * _STEP, 65536), _STEP)
    yield from free_ones()


def free_ones() -> Iterator[int]:
    """Free ports in any order, each once; below the passing ones, which may go to somebody's connection before we listen there."""
    yield from filter(is_free, random.sample(_BELOW_THE_PASSING_ONES, 1_000))
