"""Does for each row what it stands for: the person noted, the case opened, its first facts told. Done again it changes nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Literal, NamedTuple, get_args

from casework.door import Telling
from casework.fact import Refused
from records import imports, people, recognising
from records.cases import AlreadyOpen
from records.imports import KeptRow
from runtime.sentences import Sentence
from starters.answers.addresses import awaiting, tell_mended
from starters.exit_codes import Exit, code_of
from starters.importing.reading import Rejected
from starters.importing.sheet import Wrong
from starters.importing.standing import Standing
from starters.itineraries import Itineraries, Wish

AT_ONCE = 16
Outcome = Literal["opened", "known", "updated", "up to date", "to decide", "with errors"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


class Done(NamedTuple):
    """What became of a row."""

    row: int
    outcome: Outcome
    number: str = ""
    wrong: Sequence[Wrong] = ()
    says: str = ""


class Bringing:
    """Brings rows in, some at once; an outage ends all of it, and what is wrong with one row only that row."""

    def __init__(self, itineraries: Itineraries, called: str, by: str) -> None:
        self.itineraries, self.called, self.by = itineraries, called, by
        self._room = asyncio.Semaphore(AT_ONCE)
        self._outage: BaseException | None = None

    async def bring(self, rows: Sequence[Standing | Rejected]) -> list[Done]:
        """What became of these rows. Raises what an outage raises, after those in flight."""
        done = await asyncio.gather(*map(self._one, rows))
        if self._outage:
            raise self._outage
        return [one for one in done if one]

    async def _one(self, stands: Standing | Rejected) -> Done | None:
        if isinstance(stands, Rejected):
            return Done(stands.number, "with errors", wrong=stands.wrong)
        async with self._room:
            if self._outage:
                return None
            try:
                return await self._brought(stands)
            except Exception as error:  # noqa: BLE001 - raised again when those in flight are done
                if not isinstance(error, Sentence | Refused) or code_of(error) is Exit.AWAY:
                    self._outage = error
                    return None
                return Done(stands.row.number, "with errors", wrong=[Wrong("", str(error))])

    async def _brought(self, stands: Standing) -> Done:
        before, row = stands.kept.number if stands.kept else "", stands.row.number
        match stands.state:
            case "up to date":
                return Done(row, "up to date", before)
            case "to update":
                await self._note(stands, before, done=True)
                return Done(row, "updated", before, says=stands.says)
            case "to decide":
                await self._note(stands, "", done=False)
                return Done(row, "to decide", says=stands.says)
            case _ if stands.open_one:
                await self._note(stands, stands.open_one, done=True)
                return Done(row, "known", stands.open_one)
            case _:
                await self._note(stands, "", done=False)
                return await self._opened(stands)

    async def _note(self, stands: Standing, number: str, *, done: bool) -> None:
        """The person and the row, both or neither; cases to which messages came back hear of it first: killed between, it is done again.

        Raises NotKept.
        """
        known = await people.get(self.itineraries.pool, stands.person.id)
        if known and (waiting := await awaiting(self.itineraries.pool, known, stands.person)):
            await tell_mended(self.itineraries, waiting, self.by)
        async with self.itineraries.pool.acquire() as connection, connection.transaction():
            await people.add(connection, stands.person)
            if stands.identity:
                await recognising.note_identity(connection, stands.person.id, stands.identity)
            await imports.keep_row(connection, self.called, _kept(stands, number, done=done))

    async def _opened(self, stands: Standing) -> Done:
        """The case, and what is told to it at once, under ids that are the same when it is done again."""
        row = stands.row
        wish = Wish(
            opening=stands.opening, person=stands.person.id, programme=row.programme, office=stands.office, counsellor=stands.counsellor,
            by=self.by, happened=row.opened, follows=stands.follows,
        )  # fmt: skip
        try:
            begun = await self.itineraries.open(wish)
        except AlreadyOpen as other:
            await imports.keep_row(self.itineraries.pool, self.called, _kept(stands, other.number, done=True))
            return Done(row.number, "known", other.number)
        for place, (kind, fields) in enumerate(row.facts):
            told = Telling(id=f"{stands.opening}.{place}", by=self.by, kind=kind, fact=json.loads(fields), happened=row.opened)
            await self.itineraries.tell(begun.case_id, told, fresh=begun.fresh)
        await imports.keep_row(self.itineraries.pool, self.called, _kept(stands, begun.number, done=True))
        return Done(row.number, "opened", begun.number)


def _kept(stands: Standing, number: str, *, done: bool) -> KeptRow:
    return KeptRow(key=stands.row.key, seen=stands.row.seen, person=stands.person.id, number=number, done=done)
