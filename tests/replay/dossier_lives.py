"""Lives that are lived as dossiers tell them: of each method as few as lead through all of its paragraphs, and to a partner."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from temporalio.client import WorkflowUpdateFailedError
from temporalio.service import RPCError

from casework.anytime import CaseClosed, PersonDied
from casework.case import CLOCK
from casework.door import Opening
from casework.exploration import Referred
from casework.fact import Refused
from casework.hand_wound import HandWound
from casework.programme_files import in_force
from casework.terms import Terms
from starters.dossier import Dossier
from starters.dossier_file import load
from starters.simulate import opened
from tests.handclock import PROGRAMMES
from tests.replay.lives import LIVES, Life, Lived
from workflows.methods import STORIES

DOSSIERS = Path(__file__).parents[2] / "dossiers"
REFERRAL = "referral"
A_MOMENT = timedelta(hours=2)


def lives() -> Iterator[Lived]:
    """Every life there is to be recorded: those written for it, and for each method without any, those of its dossiers."""
    yield from LIVES
    for method in sorted(STORIES.keys() - {lived.terms.programme.method for lived in LIVES}):
        yield from (Lived(terms_of(dossier), dossier.opened.under(dossier.calendar), lived_as(dossier)) for dossier in _enough(method))


def terms_of(dossier: Dossier) -> Terms:
    """The terms under which a dossier's case is opened."""
    return Terms(programme=in_force(PROGRAMMES, dossier.programme, dossier.opened.day), calendar=dossier.calendar)


def _enough(method: str) -> list[Dossier]:
    """Dossiers that together come to every paragraph of the path, the one that comes to most new ones first."""
    there = [dossier for path in sorted(DOSSIERS.rglob("*.yaml")) if terms_of(dossier := load(path)).programme.method == method]
    story, comes_to = STORIES[method], {nth: _visited(dossier) for nth, dossier in enumerate(there)}
    left = {paragraph.__name__ for paragraph in story.path} | ({REFERRAL} if Referred in story.facts else set())
    chosen: list[Dossier] = []
    while left and (best := max(comes_to, key=lambda nth: (len(comes_to[nth] & left), -nth))) is not None and comes_to[best] & left:
        chosen.append(there[best])
        left -= comes_to[best]
    return chosen


def _visited(dossier: Dossier) -> set[str]:
    """Where this life begins a page: at whatever it enters."""
    terms = terms_of(dossier)
    opening = Opening("example", dossier.opened.under(terms.calendar), dossier.counsellor, opened(dossier, terms))
    wound = HandWound(opening, terms, STORIES[terms.programme.method])
    for timed in dossier.timed:
        wound.pass_until(timed.hour)
        if timed.step.tell:
            with suppress(Refused):
                wound.tell(dossier.telling(timed))
    referred = {REFERRAL} if any(line.kind == "referred" and line.by != CLOCK for line in wound.lines) else set()
    return {*wound.case.visited, *referred}


def lived_as(dossier: Dossier) -> Callable[[Life], Awaitable[None]]:
    """Live it on a server: each fact at its hour or soon after, and at the end the case is closed if it is open."""

    async def live(life: Life) -> None:
        for timed in dossier.timed:
            if timed.step.tell and not timed.step.refused:
                await _until(life, timed.hour)
                with suppress(WorkflowUpdateFailedError):  # a slow machine may be past a day that a fact takes to be ahead
                    await life.tell_as(dossier.telling(timed))
        for end in (CaseClosed(outcome="other", why="an invented end"), PersonDied()):  # some paths close only with a result of their own
            with suppress(RPCError, WorkflowUpdateFailedError):
                await life.tell(end)

    return live


async def _until(life: Life, hour: datetime) -> None:
    left = hour + A_MOMENT - life.clock.case_time(datetime.now(UTC))
    if left > timedelta(0):
        await asyncio.sleep(life.clock.real_wait(left).total_seconds())
