"""The worker is killed in the middle of a case, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from casework.anytime import RemarkMade
from casework.clock import Clock
from casework.door import Telling
from casework.programme_files import in_force, load_all
from records import cases, journal
from records.cases import AlreadyOpen
from runtime.embedded import EmbeddedStack
from starters.itineraries import Begun, Itineraries, Wish, new_id
from starters.performance import PATIENCE, PROGRAMMES, Shown, link, within

MONDAY_MORNING = datetime(2026, 5, 4, 8, tzinfo=UTC)
REMARK = RemarkMade(note="told while no worker was there")
BRIEFLY = timedelta(seconds=2)
CLIENT, COUNSELLOR, OFFICE = "P-1", "S-ana", "O-1"


async def survive(stack: EmbeddedStack, itineraries: Itineraries, say: Callable[[str, str], None]) -> Shown:
    """Open a case, kill the worker, tell a fact meanwhile, and find it in the journal exactly once."""
    case = await _case(itineraries)
    say(f"\n{case.number} waits; its worker is killed, and somebody tells it something:", "bold")
    stack.kill("worker")
    telling = Telling(id=new_id(), by=COUNSELLOR, kind=REMARK.kind, fact=REMARK.model_dump(mode="json"))
    brief = Itineraries(itineraries.temporal, itineraries.pool, itineraries.settings, patience=BRIEFLY)
    said = await brief.tell(case.case_id, telling)

    async def written() -> bool:
        return await _times(itineraries, case.case_id, telling.id) == 1

    kept = await within(PATIENCE, written)
    return Shown(
        title="a worker is killed and comes back", number=case.number, link=link(itineraries.settings, case.case_id),
        says=f"{case.number} was told '{said.how}', and it is in the journal once" if kept else f"{case.number} lost what it was told",
        untrue=[] if kept else ["what was told while the worker was dead is not in the journal"],
    )  # fmt: skip


async def _case(itineraries: Itineraries) -> Begun:
    programme = in_force(load_all(PROGRAMMES), "kina-example", MONDAY_MORNING.date())
    clock = Clock(real=datetime.now(UTC), case=MONDAY_MORNING, pace=itineraries.settings.pace)
    wish = Wish(opening=new_id(), person=CLIENT, programme=programme, office=OFFICE, counsellor=COUNSELLOR, by=COUNSELLOR, clock=clock)
    try:
        return await itineraries.open(wish)
    except AlreadyOpen as before:
        row = (await cases.find(itineraries.pool, before.number))[0]
        return Begun(row.id, row.number, fresh=False)


async def _times(itineraries: Itineraries, case: str, telling: str) -> int:
    return sum(line.telling == telling for line in await journal.lines(itineraries.pool, case))
