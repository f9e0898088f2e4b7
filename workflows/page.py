"""What a page of a case's history begins with: the case as it stood, its terms, and what was not done yet."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel

from casework import door
from casework.anytime import Opened
from casework.case import Case
from casework.desk import Desk
from casework.door import Opening, Telling
from casework.terms import terms_of
from workflows.methods import STORIES

TURN = "turn_page"
"""The signal by which a release asks a quiet case, or a quiet referral, to go on with newer code; no fact has this name."""


class Errand(BaseModel):
    """Something to be done outside the case, until it is done: a partner to be asked, or told what happened.

    Where a partner's side is asked for again, `fact` says how it stood.
    """

    referral: str
    kind: str
    fact: dict[str, Any] = {}
    happened: datetime


class Page(BaseModel):
    """The one argument of the workflow: an opening, or a case that turns its page, or one that is begun again from its journal.

    `tellings`: what an earlier run had been told and its journal does not know; they are heard before anything else.
    """

    terms: Annotated[str, AfterValidator(sys.intern)]
    """One text in memory, however many cases of this worker have it."""

    by: str = ""
    opened: Opened | None = None
    happened: datetime | None = None
    case: Case | None = None
    errands: list[Errand] = []
    tellings: list[Telling] = []
    number: int = 1
    most_events: int = 60


def first_desk(page: Page, opened: Opened, case: str, now: datetime) -> Desk:
    """A case that has just been opened, on the desk of its story; `now` is the real hour."""
    terms = terms_of(page.terms)
    opening = Opening(case, opened.clock.case_time(now), page.by, opened, page.happened)
    return door.open_case(opening, terms, STORIES[terms.programme.method])
