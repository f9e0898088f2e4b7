"""How something happens: a step of the machine that may come after a while, and is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import wraps
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.machine.office import Office
from tests.machine.seen import SEEN
from tests.machine.truths import Truths

AFTER = st.sampled_from([0, 0, 0, 0, 1, 3, 20, 24, 30, 75]).map(lambda hours: timedelta(hours=hours))
SOME = st.integers(0, 99)


class Happening(RuleBasedStateMachine):
    """An office in which things happen."""

    office: Office
    truths: Truths
    steps = 0
    whole = True

    @contextmanager
    def looked_at(self) -> Iterator[None]:
        """Whatever breaks here is what was found: nothing is looked at after it."""
        try:
            yield
        except BaseException:
            self.whole = False
            raise


STEPS: set[str] = set()
"""All that may happen."""


def happens(only_if: Callable[[Any], bool] = lambda _machine: True, **drawn: st.SearchStrategy[Any]) -> Callable[..., Any]:
    """This may happen, at once or after some hours."""

    def step(does: Callable[..., None]) -> Any:
        STEPS.add(does.__name__)

        @precondition(only_if)
        @rule(after=AFTER, **drawn)
        @wraps(does)
        def happening(machine: Happening, after: timedelta, **said: Any) -> None:
            SEEN.steps[does.__name__] += 1
            machine.steps += 1
            with machine.looked_at():
                machine.office.pass_for(after)
                does(machine, **said)

        return happening

    return step


def one_of(things: Iterable[str], nth: int) -> str:
    """One of these by its id; none if there are none."""
    names = sorted(things)
    return names[nth % len(names)] if names else ""
