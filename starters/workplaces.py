"""The workplaces of an employer for everybody: those noted in the directory, and what cases tell of them for others (SV-18).

Nothing is copied: what a case tells is read from its journal as it counts now, so that what was withdrawn is gone and what was corrected is
right. Of the client nothing comes along.
"""

from __future__ import annotations

from casework.job_seeking import WorkplaceAnalysed
from casework.vocabulary import remembered
from records import organisations
from records.organisations import Analysed, Analysis
from records.pool import Database


async def workplaces(database: Database, organisation: str) -> list[Analysis]:
    """Every workplace there that was looked at, as it was seen last."""
    noted = {one.id: one for one in await organisations.analyses(database, organisation)}
    for told in await organisations.analysed(database, organisation):
        seen = _for_others(organisation, told)
        if seen and (seen.id not in noted or noted[seen.id].made_on <= seen.made_on):
            title = noted[seen.id].title if seen.id in noted else seen.title
            noted[seen.id] = seen.model_copy(update={"title": title})
    return [noted[id] for id in sorted(noted)]


def _for_others(organisation: str, told: Analysed) -> Analysis | None:
    fact = remembered("workplace_analysed", told.fact)
    if not isinstance(fact, WorkplaceAnalysed):
        return None
    said = fact.for_others
    known = {"id": said["workplace"], "title": said["workplace"], "environment": said["environment"], "tasks": ", ".join(fact.tasks)}
    return Analysis.model_validate({"organisation": organisation, **known, "made_on": told.happened.date(), "made_by": told.by})
