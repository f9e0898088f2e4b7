"""How the machine is run: so many sequences from a seed, the same again from the same."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.machine import Anything

STEPS_EACH = 30


def run(sequences: int, from_seed: int, *, shrink: bool = True) -> None:
    """Let anything happen so many times; raises AssertionError with the shortest sequence found that breaks a truth."""
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    profile = settings(
        max_examples=sequences, stateful_step_count=STEPS_EACH, phases=phases, deadline=None, database=None, print_blob=False,
        report_multiple_bugs=False, suppress_health_check=list(HealthCheck), verbosity=Verbosity.normal if shrink else Verbosity.quiet,
    )  # fmt: skip
    run_state_machine_as_test(seed(from_seed)(type("Anything", (Anything,), {})), settings=profile)
