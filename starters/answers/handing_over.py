"""A whole caseload handed over in one go, with a result for each case, and given back (X-04, FR-17, T-29)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import NamedTuple

from rich.console import Group, RenderableType

from casework.door import Telling
from casework.fact import Refused
from records import caseloads
from records.caseloads import HandedOver, Handover, Held, Load, State
from records.staff import Member
from starters.answers.answer import Answer, NoneSuch, WrongInput, table
from starters.answers.caseloads import SOON
from starters.answers.cases import the_cases
from starters.answers.hours import day_meant, now
from starters.answers.naming import case_named, member_named, speaker
from starters.answers.words import listed
from starters.exit_codes import Exit
from starters.itineraries import Busy, CaseEnded, Itineraries, NoSuchCase, Said, TemporalSilent, new_id

AT_ONCE = 8
ASSIGNED = "referent_assigned"


class Asked(NamedTuple):
    """What was typed after `caseload hand-over`."""

    from_whom: str
    to: Sequence[str]
    why: str
    until: str = ""
    office: str = ""
    programme: str = ""
    cases: Sequence[str] = ()
    id: str = ""
    preview: bool = False
    as_who: str = ""


async def hand_over(asked: Asked, progress: Callable[[str], None]) -> Answer:
    """Hand all of somebody's cases to others, each to whoever holds least; or only say who would get which."""
    async with the_cases() as itineraries:
        pool = itineraries.pool
        by = await speaker(pool, itineraries.settings, asked.as_who)
        if asked.id and (before := await caseloads.get(pool, asked.id)):
            return await _hand_on(itineraries, before, progress)
        if not asked.why:
            raise WrongInput("say why with --why: it stays in the journal of each case")
        giver, takers = await _people(itineraries, asked)
        held = await _held(itineraries, giver, asked)
        to = _shared_out(held, takers, await caseloads.loads(pool, now(), SOON))
        if asked.preview:
            return _planned(giver, held, to)
        handover = _handover(asked, giver, by)
        await caseloads.begin(pool, handover, to)
        return await _hand_on(itineraries, handover, progress)


async def _people(itineraries: Itineraries, asked: Asked) -> tuple[Member, list[Member]]:
    """Who gives and who takes. Raises WrongInput, NoneSuch."""
    giver = await member_named(itineraries.pool, asked.from_whom)
    takers = [await member_named(itineraries.pool, who) for who in dict.fromkeys(asked.to)]
    if not takers:
        raise WrongInput("say who takes the cases: --to with a staff id; given again, they are shared out")
    if giver.id in {taker.id for taker in takers}:
        raise WrongInput(f"{giver.id} holds these cases already: hand them to somebody else")
    today = now().date()
    if away := [taker.id for taker in takers if _is_away(taker, today)]:
        raise WrongInput(f"{listed(away)} is away today: choose somebody who is here")
    return giver, takers


def _is_away(member: Member, today: date) -> bool:
    return member.away_from is not None and member.away_from <= today <= (member.away_until or today)


async def _held(itineraries: Itineraries, giver: Member, asked: Asked) -> list[Held]:
    pool = itineraries.pool
    only = [(await case_named(pool, case)).id for case in asked.cases] or None
    held = await caseloads.of(pool, giver.id, office=asked.office or None, programme=asked.programme or None, only=only)
    if only and len(held) < len(only):
        raise WrongInput(f"not all of these are open cases of {giver.id}: see `itinerary list --counsellor {giver.id}`")
    if not held:
        raise NoneSuch(f"{giver.id} holds no open case here: nothing was done")
    return held


def _shared_out(held: Sequence[Held], takers: Sequence[Member], loads: Sequence[Load]) -> dict[str, str]:
    """Each case to the taker who then holds least, the one named first where they hold the same."""
    holds = Counter({taker.id: 0 for taker in takers})
    for load in loads:
        if load.counsellor in holds:
            holds[load.counsellor] += load.open_cases
    to: dict[str, str] = {}
    for case in held:
        to[case.id] = min(holds, key=lambda taker: holds[taker])
        holds[to[case.id]] += 1
    return to


def _planned(giver: Member, held: Sequence[Held], to: dict[str, str]) -> Answer:
    rows = [(case.number, case.programme, "late" if case.overdue else "", to[case.id]) for case in held]
    value = {"from": giver.id, "cases": [{"case": case.number, "to": to[case.id]} for case in held], "done": False}
    return Answer(
        value, Group(table(("case", "programme", "", "to"), rows), "", f"{len(held)} cases would be handed over; nothing was done")
    )


def _handover(asked: Asked, giver: Member, by: Member) -> Handover:
    until = day_meant(asked.until) if asked.until else None
    if until and until <= now().date():
        raise WrongInput(f"until: {until} has gone by: give the day on which they are given back")
    return Handover(
        id=asked.id or f"H-{new_id()[:8]}", from_whom=giver.id, why=asked.why, until=until, asked_by=by.id, asked_at=now(),
        given_back_at=None, cases=0,
    )  # fmt: skip


async def _hand_on(itineraries: Itineraries, handover: Handover, progress: Callable[[str], None]) -> Answer:
    """Whatever of a handover is still to be done; again is harmless."""

    async def hand(case: HandedOver) -> None:
        state, says = _held_by_another(case, handover) or await _assigned(
            itineraries, case, case.to_whom, handover.why, handover.asked_by, f"handover.{handover.id}"
        )
        await caseloads.became(itineraries.pool, handover.id, case.case_id, state, says)

    left = [case for case in await caseloads.cases(itineraries.pool, handover.id) if case.state in ("planned", "waits")]
    await _each(left, hand, progress)
    return _outcome(handover, await caseloads.cases(itineraries.pool, handover.id))


def _held_by_another(case: HandedOver, handover: Handover) -> tuple[State, str] | None:
    """What is to be said of a case that left the caseload meanwhile."""
    if case.holder in ("", handover.from_whom):
        return None
    return ("handed over", "") if case.holder == case.to_whom else ("left alone", f"{case.holder} holds it")


async def give_back(named: str, as_who: str, progress: Callable[[str], None]) -> Answer:
    """Give the cases of a handover back to whoever held them, but for those that have ended or gone on to somebody else."""
    async with the_cases() as itineraries:
        pool = itineraries.pool
        by = await speaker(pool, itineraries.settings, as_who)
        handover = await _handover_named(itineraries, named)

        async def back(case: HandedOver) -> None:
            if case.ended or case.holder != case.to_whom:
                says = "it has ended" if case.ended else f"{case.holder or 'nobody'} holds it now"
                await caseloads.became(pool, handover.id, case.case_id, "left alone", says)
                return
            state, says = await _assigned(itineraries, case, handover.from_whom, "given back", by.id, f"handback.{handover.id}")
            await caseloads.became(pool, handover.id, case.case_id, "given back" if state == "handed over" else "handed over", says)

        await _each([case for case in await caseloads.cases(pool, handover.id) if case.state == "handed over"], back, progress)
        cases = await caseloads.cases(pool, handover.id)
        if not any(case.state in ("planned", "waits", "handed over") for case in cases):
            await caseloads.given_back(pool, handover.id)
        return _outcome(handover, cases)


async def _handover_named(itineraries: Itineraries, named: str) -> Handover:
    """A handover by its id, or the only one of a counsellor that is still to be given back. Raises NoneSuch, WrongInput."""
    if found := await caseloads.get(itineraries.pool, named):
        return found
    member = await member_named(itineraries.pool, named)
    still = [one for one in await caseloads.list_(itineraries.pool, member.id) if one.given_back_at is None]
    if len(still) != 1:
        there = f"{len(still)} handovers of {member.id} are not given back"
        raise NoneSuch(f"{there}: name one by its id, as `itinerary caseload handovers` lists them")
    return still[0]


async def _each(cases: Sequence[HandedOver], do: Callable[[HandedOver], Awaitable[None]], progress: Callable[[str], None]) -> None:
    """Some at a time, and a word now and then."""
    places, done = asyncio.Semaphore(AT_ONCE), Counter[str]()

    async def one(case: HandedOver) -> None:
        async with places:
            await do(case)
        done["cases"] += 1
        if done["cases"] % 50 == 0:
            progress(f"{done['cases']} of {len(cases)}")

    await asyncio.gather(*map(one, cases))


async def _assigned(itineraries: Itineraries, case: HandedOver, to: str, why: str, by: str, telling: str) -> tuple[State, str]:
    """Tell one case who is responsible from now on, and say what became of it."""
    fact = {"who": to, "why": why}
    try:
        said = await itineraries.tell(case.case_id, Telling(id=f"{telling}.{case.number}", by=by, kind=ASSIGNED, fact=fact))
    except (Busy, TemporalSilent) as later:
        return "waits", str(later)
    except (Refused, CaseEnded, NoSuchCase) as refused:
        return "left alone", str(refused)
    return _state(said)


def _state(said: Said) -> tuple[State, str]:
    if said.how == "kept, not yet checked":
        return "waits", "no worker answers: it is taken when one is back"
    return "handed over", "" if said.how != "accepted, not yet written" else "accepted, its line is still to be written"


def _outcome(handover: Handover, cases: Sequence[HandedOver]) -> Answer:
    count = Counter(case.state for case in cases)
    rows = [(case.number, case.to_whom, case.state, case.says) for case in cases]
    value = {
        "id": handover.id, "from": handover.from_whom, "until": handover.until, "counts": dict(count),
        "cases": [{"case": case.number, "to": case.to_whom, "state": case.state, "says": case.says} for case in cases],
    }  # fmt: skip
    waits = count["planned"] + count["waits"]
    said = ", ".join(f"{n} {state}" for state, n in sorted(count.items()))
    looks: list[RenderableType] = [table(("case", "to", "", ""), rows), "", f"{handover.id}: {said}"]
    if waits:
        looks.append(f"go on later with: itinerary caseload hand-over {handover.from_whom} --id {handover.id}")
    return Answer(value, Group(*looks), Exit.NOT_YET if waits else Exit.OK)
