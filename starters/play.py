"""Plays a dossier on the running stack: tells its facts under a fast clock, each on its day, and looks whether it all comes true."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from casework.case import Case, Line, Message
from casework.clock import Clock
from casework.fact import Refused
from casework.folding import fold
from casework.new_rules import GONE_ON
from casework.programme import Programme
from casework.programme_files import in_force
from casework.terms import Terms, hash_of, terms_of, unpacked
from records import journal, messages
from records.messages import Addressed
from starters import under_way
from starters.dossier import Dossier, Expectation, Timed
from starters.expectation import Sight, answered, differences
from starters.itineraries import CaseEnded, Itineraries, Said, Wish, new_id
from starters.remembered import Remembered
from starters.timeline import Entry, Played, entries
from starters.under_way import SAYS, SoFar
from workflows.methods import STORIES

PACE = 1_000_000.0
PATIENCE = timedelta(seconds=15)
SOON = timedelta(seconds=3)
NEVER_LEAVES = ("planned", "superseded", "suppressed")
GLANCE, LONGEST_GLANCE = timedelta(milliseconds=40), timedelta(milliseconds=400)
TRIES = 5

OnEvent = Callable[[Entry], None]


class Cast(NamedTuple):
    """For whom and where a dossier is played, in place of the people it names; `opening` makes playing it twice the same case."""

    client: str
    office: str
    opening: str = ""


async def play(
    dossier: Dossier,
    itineraries: Itineraries,
    programmes: Sequence[Programme],
    cast: Cast,
    *,
    pace: float = PACE,
    on_event: OnEvent | None = None,
) -> Played:
    """Live a dossier at `pace` and compare as `simulate` does. Raises as Itineraries.open does; `on_event` hears of every entry."""
    playing = _Playing(dossier, itineraries, programmes, on_event)
    await playing.begin(cast, pace)
    for timed in dossier.timed:
        await playing.step(timed)
    await playing.end()
    return playing.played


class _Playing:
    """A dossier under way on the stack: its case, and how much of it has been seen."""

    def __init__(self, dossier: Dossier, itineraries: Itineraries, programmes: Sequence[Programme], on_event: OnEvent | None) -> None:
        programme = in_force(list(programmes), dossier.programme, dossier.opened.day)
        self.dossier, self.itineraries, self.programme, self.on_event = dossier, itineraries, programme, on_event
        self.programmes, self.known = programmes, dict[str, Terms]()
        self.story = STORIES[programme.method]
        self.played = Played(
            title=dossier.title, story=dossier.story, programme=programme.name, version=programme.version, zone=dossier.office.zone
        )
        self.case_id, self.clock, self.terms = "", Clock(), Terms(programme=programme, calendar=dossier.calendar)
        self.hour: datetime | None = None
        self.lines: list[Line] = []
        self.hours: dict[str, datetime] = {}
        self.letters: list[Message] = []
        self.gone: set[str] = set()
        self.looked_at: set[str] = set()
        self.shown: set[str] = set()
        self.noted = 0
        self.remembered = Remembered(itineraries.pool, "")

    async def begin(self, cast: Cast, pace: float) -> None:
        """Open the case; its clock starts at the hour of the dossier."""
        opened, by = self.dossier.opened.under(self.dossier.calendar), self.dossier.counsellor
        self.clock = Clock(real=datetime.now(UTC), case=opened, pace=pace)
        wish = Wish(
            opening=cast.opening or new_id(), person=cast.client, programme=self.programme, office=cast.office, counsellor=by, by=by,
            happened=opened, clock=self.clock,
        )  # fmt: skip
        self.case_id = (await self.itineraries.open(wish)).case_id
        self.remembered = Remembered(self.itineraries.pool, self.case_id)
        case = await self._stands()
        self.clock, self.terms = case.clock, await self.itineraries.terms_of(case.terms)

    async def step(self, timed: Timed) -> None:
        """Wait for the hour of a step, tell, and look; what is told at one hour is told without a pause, because the clock runs on."""
        if timed.hour != self.hour:
            await self._until(timed.hour)
        if timed.step.tell:
            await self._tell(timed)
        if timed.step.expect:
            await self._look(timed.step.expect, timed.hour)

    async def _until(self, hour: datetime) -> None:
        """Wait until it is this hour in the case, and all that fell due before is spoken of and written."""
        self.hour = hour
        await asyncio.sleep(max(self.clock.real_wait(hour - self._now()).total_seconds(), 0))
        async for case in self._glances():
            due = case.next_due()
            if due is None or due.at > hour:
                break
        await self._read()
        self._note(case)

    async def end(self) -> None:
        """What was told last is in the timeline too."""
        await self._catch_up()

    async def _tell(self, timed: Timed) -> None:
        told, refusal = self.dossier.telling(timed, prefix=self.case_id), ""
        self.hours[told.id] = timed.hour
        try:
            said = await self._told_under_way(timed) if told.kind in SAYS else await self.itineraries.tell(self.case_id, told)
        except (Refused, CaseEnded) as refused:
            refusal = str(refused)
        else:
            if said.how == "kept, not yet checked":
                self._add(Entry(hour=timed.hour, what="difference", text=f"{told.kind} was kept and not checked: no worker answered"))
        if spoken := answered(timed.step, refusal):
            await self._catch_up()
            self._add(Entry(hour=timed.hour, what=spoken[0], text=spoken[1], by=told.by))

    async def _told_under_way(self, timed: Timed) -> Said:
        """A correction, or a move to other rules; looked at again where something fell due meanwhile."""
        for left in reversed(range(TRIES)):
            await self._read()
            case = await self._stands()
            telling = under_way.telling(self.dossier, timed, SoFar(case, self.lines, timed.hour, self.programmes, self.case_id))
            if telling.terms:
                self.known[hash_of(unpacked(telling.terms))] = terms_of(telling.terms)
            try:
                return await (self.itineraries.move if telling.terms else self.itineraries.tell)(self.case_id, telling)
            except Refused as refused:
                if str(refused) != GONE_ON or not left:
                    raise
        raise AssertionError("one of the tries is the last")

    async def _look(self, expected: Expectation, hour: datetime) -> None:
        """Look until all is as expected, or patience ends; what is not so then stands in the timeline."""
        found: list[str] = []
        async for case in self._glances(SOON):
            await self._read()
            found = self._differences(expected, case, hour) and self._differences(expected, self._as_of(hour), hour)
            if not found:
                break
        self._note(case)
        for sentence in found:
            self._add(Entry(hour=hour, what="difference", text=sentence))
        self.looked_at |= {letter.id for letter in self.letters if self._hour_of(letter) <= hour}

    def _differences(self, expected: Expectation, case: Case, hour: datetime) -> list[str]:
        """A letter that is expected may come a little late; one that is not counts only if its hour has come."""
        unseen = [letter for letter in self.letters if letter.id not in self.looked_at]
        come = [letter for letter in unseen if self._hour_of(letter) <= hour]
        wanted, unwanted = expected.model_copy(update={"no_letters": []}), Expectation(no_letters=expected.no_letters)
        return differences(wanted, Sight(case, self.story, hour, unseen)) + differences(unwanted, Sight(case, self.story, hour, come))

    def _as_of(self, hour: datetime) -> Case:
        """The case as its journal tells it until an hour: while it was looked at, its clock has run on."""
        until = [self._at_its_hour(line) for line in self.lines if self._hour(line) <= hour]
        return fold(self.case_id, until, self.terms, self.story, self.known).case

    async def _read(self) -> None:
        """Read on in the journal, and the letters of what was read."""
        pool = self.itineraries.pool
        self.lines += await journal.lines(pool, self.case_id, after=len(self.lines))
        planned = await messages.of_case(pool, self.case_id, datetime.now(UTC))
        kept = {m.id: Message.model_validate(m.model_dump(include=set(Message.model_fields))) for m in planned if m.line <= len(self.lines)}
        self.gone |= {m.id for m in planned if m.id in kept and kept[m.id].waits and self._has_gone(m)}
        self.letters = [message for message in kept.values() if message.id in self.gone or not message.waits]

    def _has_gone(self, rung: Addressed) -> bool:
        """Its hour came while it was planned; one that was moved or met before never leaves."""
        return self.hour is not None and rung.due <= self.hour and (rung.still_open or rung.state not in NEVER_LEAVES)

    async def _catch_up(self) -> None:
        await self._read()
        self._note(await self._stands())

    def _note(self, case: Case) -> None:
        """Take what was read since into the timeline."""
        new = [self._at_its_hour(line) for line in self.lines[self.noted :]]
        unshown = [letter for letter in self.letters if letter.id not in self.shown]
        for entry in entries(new, unshown, self.story.phases_of(case)):
            self._add(entry)
        self.noted, self.shown = len(self.lines), self.shown | {letter.id for letter in unshown}

    def _add(self, entry: Entry) -> None:
        self.played.add(entry)
        if self.on_event:
            self.on_event(entry)

    async def _glances(self, patience: timedelta = PATIENCE) -> AsyncIterator[Case]:
        """The case again and again, until patience ends; at least once, and less and less often, for to be looked at is work too."""
        now, wait = asyncio.get_running_loop().time, GLANCE
        end = now() + patience.total_seconds()
        while True:
            yield await self._stands()
            if now() > end:
                return
            await asyncio.sleep(wait.total_seconds())
            wait = min(wait * 1.5, LONGEST_GLANCE)

    async def _stands(self) -> Case:
        """The case as its journal makes it; waits for its first line. Raises TimeoutError when that does not come."""
        async with asyncio.timeout(PATIENCE.total_seconds()):
            while (case := await self.remembered.case()) is None:
                await asyncio.sleep(GLANCE.total_seconds())
        return case

    def _now(self) -> datetime:
        return self.clock.case_time(datetime.now(UTC))

    def _at_its_hour(self, line: Line) -> Line:
        return line.model_copy(update={"told": self._hour(line)})

    def _hour_of(self, letter: Message) -> datetime:
        return letter.due if letter.waits else self._hour(self.lines[letter.line - 1])

    def _hour(self, line: Line) -> datetime:
        """The hour a line belongs to: that of its step, or the one the clock spoke of."""
        return self.hours.get(line.telling, line.happened)
