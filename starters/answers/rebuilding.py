"""Makes the lists of cases anew from their journals, for when they are wrong and nothing else is."""

from __future__ import annotations

from collections.abc import Sequence

from casework.case import Line
from casework.handover import Handover, hand_over
from records import bring_back
from records.pool import Pool
from records.rebuild import rebuild as make_anew
from runtime.sentences import Sentence
from starters.answers.answer import Answer, WrongInput
from starters.answers.naming import case_named
from starters.answers.reach import the_records
from starters.exit_codes import Exit
from starters.past import NotRemembered, past_of


class NothingToFold(Sentence):
    """A case has no journal, or its terms are not kept."""


async def rebuild(cases: Sequence[str], *, every: bool) -> Answer:
    """Each case in a transaction of its own; again is harmless."""
    if bool(cases) == every:
        raise WrongInput("say which cases, by number, or --all")
    wrong: dict[str, str] = {}
    async with the_records() as records:
        chosen = [await case_named(records.pool, text) for text in cases]
        them = [(case.id, case.number) for case in chosen] or [(c.id, c.number) async for c in bring_back.open_ones(records.pool)]
        for id, number in them:
            try:
                await _made_anew(records.pool, id)
            except (Sentence, LookupError) as why:
                wrong[number] = str(why)
    said = [f"{number}: {why}" for number, why in wrong.items()]
    value = {"rebuilt": len(them) - len(wrong), "could_not_be": wrong}
    return Answer(value, "\n".join([*said, f"{value['rebuilt']} made anew"]), Exit.NOT_YET if wrong else Exit.OK)


async def _made_anew(pool: Pool, case: str) -> None:
    try:
        past = await past_of(pool, case)
    except NotRemembered:
        past = None
    if past is None:
        raise NothingToFold("it has no journal here, or its terms are not kept: see `itinerary revive`")

    def folded(lines: list[Line]) -> Handover:
        return hand_over(past._replace(lines=lines).desk().case, past.story)

    await make_anew(pool, case, folded)
