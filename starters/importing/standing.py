"""How each row of a file stands to what is known already, and what would be done for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple, get_args

from records.cases import Itinerary
from records.imports import KeptRow
from records.people import Person
from records.pool import Pool
from runtime.identity import Hasher
from starters.alike import likeness
from starters.importing.around import Around, around
from starters.importing.reading import Places, Read, Rejected
from starters.importing.rehearsal import Rehearsal
from starters.importing.sheet import Wrong

State = Literal["to create", "known", "begun", "to decide", "to update", "up to date", "with errors"]
STATES: tuple[State, ...] = get_args(State)
MEANS: dict[State, str] = {
    "to create": "nobody known: the person is noted and a case opened",
    "known": "the person is known: a case is opened, unless they have an open one of this method",
    "begun": "an earlier run broke off here, or waited for a colleague: it goes on",
    "to decide": "may be somebody known: the person is noted, a case opened only when a colleague has said who they are",
    "to update": "done before, and the file says something new of the person",
    "up to date": "done before; nothing changes",
    "with errors": "left out until it is put right",
}
SAID_OF_A_PERSON = ("name", "email", "phone", "language", "address", "born")


class Standing(NamedTuple):
    """How a row that can be brought in stands, for whom it is, and the case that is wanted; `says`: what a colleague should know."""

    row: Read
    state: State
    person: Person
    opening: str = ""
    counsellor: str = ""
    office: str = ""
    open_one: str = ""
    follows: str = ""
    says: str = ""
    kept: KeptRow | None = None
    identity: str = ""
    """The hash by which they are recognised from now on, if they were not before."""


class Seen(NamedTuple):
    """Somebody new of this file, for the rows after theirs."""

    person: str
    number: int
    name: str
    has_identity: bool


class Judge:
    """Compares rows with what is known; of the file it remembers only by which hashes it has met somebody, and who is new."""

    def __init__(self, pool: Pool, called: str, hasher: Hasher, places: Places, now: datetime) -> None:
        self.pool, self.called, self.hasher, self.now = pool, called, hasher, now
        self.staff = {member.id: member for member in places.staff}
        self.offices = {office.id: office for office in places.offices}
        self.rehearsal = Rehearsal()
        self._met: dict[int, int] = {}
        self._new: dict[date, list[Seen]] = defaultdict(list)

    async def judged(self, rows: Sequence[Read | Rejected]) -> list[Standing | Rejected]:
        """How these rows stand, in their order; those with errors are given back with them."""
        met = [self._met_before(row) if isinstance(row, Read) else row for row in rows]
        good = [row for row in met if isinstance(row, Read)]
        known = await around(self.pool, self.called, good, map(self._own, good))
        return [self._stands(row, known) if isinstance(row, Read) else row for row in met]

    def _met_before(self, row: Read) -> Read | Rejected:
        """The same person must not stand in a file twice, for the same programme."""
        by_number = [self.hasher.hashed("met", row.identity, row.programme.name)] if row.identity else []
        for short in [int(long[:15], 16) for long in (row.key, *by_number)]:
            first = self._met.setdefault(short, row.number)
            if first != row.number:
                return _rejected(row, "", f"the same person stands in row {first}: leave one of the two")
        return row

    def _stands(self, row: Read, known: Around) -> Standing | Rejected:
        kept = known.kept.get(row.key)
        recognised = known.recognised.get(row.identity)
        if kept and recognised and recognised.id != kept.person:
            one_of_two = f"{recognised.id} has this identity number, and this row was for {kept.person}"
            return _rejected(row, "identity", f"{one_of_two}: say whether they are one, with `itinerary person same`")
        own = self._own(row)
        id = kept.person if kept else recognised.id if recognised else known.counts.get(own, own)
        before = known.people.get(id)
        person = _with(before or Person(id=id, name=row.known["name"]), row)
        changes = _changes(before, person)
        if kept and kept.done:
            state: State = "up to date" if kept.seen == row.seen else "to update"
            return Standing(row, state, person, says=changes, kept=kept, identity="" if recognised else row.identity)
        doubts = "" if recognised and recognised.known != own else self._doubts(row, id, known)
        state = "to decide" if doubts else "begun" if kept else "known" if before else "to create"
        if not before and row.born:
            self._new[row.born].append(Seen(id, row.number, row.known["name"], bool(row.identity)))
        stands = Standing(row, state, person, says=doubts or changes, kept=kept, identity="" if recognised else row.identity)
        return self._wanted(stands, known.itineraries.get(id, []))

    def _own(self, row: Read) -> str:
        """The id of somebody new: the same whenever they are brought in, and opaque."""
        return f"P-{self.hasher.hashed('person', self.called, row.bearer)[:24]}"

    def _wanted(self, stands: Standing, itineraries: list[Itinerary]) -> Standing | Rejected:
        """The case that is wanted: what it follows, and who is responsible: whoever was before, if nobody is named (FR-03)."""
        row = stands.row
        opening = f"import-{self.hasher.hashed('opening', self.called, row.key)[:32]}"
        others = [itinerary for itinerary in itineraries if itinerary.opening != opening]
        method = row.programme.method
        if open_one := next((i.number for i in others if i.method == method and i.ended is None), ""):
            return stands._replace(open_one=open_one, says=_joined(f"has {open_one} open: no other is opened", stands.says))
        earlier = others[-1] if others else None
        same = self.staff.get(earlier.counsellor) if earlier else None
        counsellor = row.counsellor or same or row.otherwise
        if counsellor is None:
            return _rejected(row, "counsellor", "say who is responsible: a column, or one for all under [constant]")
        office = row.office or self.offices[counsellor.office]
        if refused := self.rehearsal.refusal(row.programme, office, row.opened or self.now, row.facts):
            return _rejected(row, "tell", refused)
        follows = f"follows {earlier.number}, with {counsellor.id}" if earlier else ""
        return stands._replace(
            opening=opening, counsellor=counsellor.id, office=office.id, follows=earlier.number if earlier else "",
            says=_joined(follows, stands.says),
        )  # fmt: skip

    def _doubts(self, row: Read, id: str, known: Around) -> str:
        """Who may be the same person by weaker signs: born on the same day, with a name that is alike."""
        if not row.born:
            return ""
        there = [Seen(a.id, 0, a.name, a.has_identity) for a in known.born.get(row.born, [])]
        listed = {seen.person for seen in there}
        for seen in (*there, *(new for new in self._new.get(row.born, []) if new.person not in listed)):
            told_apart = frozenset((seen.person, id)) in known.told_apart or (row.identity and seen.has_identity)
            if seen.person != id and not told_apart and (how := likeness(seen.name, row.known["name"])):
                where = f" of row {seen.number}" if seen.number else ""
                return f"may be {seen.name} ({seen.person}){where}: {how}, born on the same day; say `itinerary person same` or `different`"
        return ""


def _with(person: Person, row: Read) -> Person:
    """What the file says newly of a person; where it is silent, what was known stays."""
    said: dict[str, object] = {item: text for item, text in row.known.items() if text}
    return person.model_copy(update=said | ({"born": row.born} if row.born else {}))


def _changes(before: Person | None, now: Person) -> str:
    if before is None:
        return ""
    changed = [item for item in SAID_OF_A_PERSON if getattr(before, item) != getattr(now, item)]
    return f"changes {', '.join(changed)}" if changed else ""


def _rejected(row: Read, column: str, reason: str) -> Rejected:
    return Rejected(row.number, [Wrong(column, reason)])


def _joined(*said: str) -> str:
    return "; ".join(filter(None, said))
