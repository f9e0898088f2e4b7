"""The long run: `make messages-at-random`, with SEQUENCES=10000 and, to see one again, SEED=7."""

from __future__ import annotations

import argparse
import random
import sys

from tests.machine.happening import STEPS
from tests.machine.running import run
from tests.machine.seen import SEEN

AT_ONCE = 250
ENOUGH = 2_000
"""Sequences after which whatever may happen has happened."""


def main() -> None:
    """Run so many sequences, some hundred to a seed, and say what happened in them."""
    asked = argparse.ArgumentParser(description="anything happens to an office, and every message is looked at")
    asked.add_argument("--sequences", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    given = asked.parse_args()
    seeds = range(given.seed, given.seed - (-given.sequences // AT_ONCE))
    for seed in seeds:
        print(f"seed {seed}: {AT_ONCE} sequences, {SEEN.sequences} so far", flush=True)
        run(min(AT_ONCE, given.sequences), seed)
    print(f"seeds {seeds[0]} to {seeds[-1]}\n{SEEN.in_words()}")
    missed = SEEN.missed(STEPS)
    print(f"never happened: {'; '.join(missed) or 'nothing'}")
    if missed and SEEN.sequences >= ENOUGH:
        sys.exit("so many sequences should have shown all of it")


if __name__ == "__main__":
    main()
