"""Looking back through the journal of a case, to see it as it would be had a fact been told right."""

from __future__ import annotations

from collections.abc import Mapping

from temporalio import activity

from casework.desk import Story
from casework.fact import Refused
from casework.mending import Correction, LookedBack, looked_back, mend
from casework.new_rules import terms_named
from casework.terms import terms_of
from records import journal, terms
from records.pool import Pool

LOOK_BACK = "look_back"


class CorrectionActivities:
    """Knows the database and the stories; one a worker."""

    def __init__(self, pool: Pool, stories: Mapping[str, Story]) -> None:
        self.pool, self.stories = pool, stories

    @activity.defn(name=LOOK_BACK)
    async def look_back(self, asked: Correction) -> LookedBack:
        """What this correction makes of the case; changes nothing. A refusal is an answer, an outage is raised."""
        lines = [line for line in await journal.lines(self.pool, asked.case) if line.number <= asked.line]
        named = terms_named(lines)
        texts = await terms.texts(self.pool, named)
        if len(lines) < asked.line or not texts.keys() >= set(named):
            return LookedBack(refused="the records do not hold all of this case: nothing was changed; tell whoever keeps the system")
        known = {name: terms_of(text) for name, text in texts.items()}
        opened = known[named[0]]
        try:
            mended = mend(asked.case, lines, asked.telling, asked.at, opened, self.stories[opened.programme.method], known)
        except Refused as refusal:
            return LookedBack(refused=str(refusal))
        return looked_back(mended, asked, texts)
