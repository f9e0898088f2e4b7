"""P: this product, spoken to as its command line speaks to it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from bench.rows import Rows
from casework.clock import REAL_TIME, Clock
from casework.door import Telling
from casework.programme import Programme
from casework.programme_files import in_force, load_all
from records.pool import Pool
from starters.itineraries import Itineraries, Wish

MONDAY = datetime(2026, 5, 4, 8, tzinfo=UTC)
FIRST_REMINDER = datetime(2026, 5, 7, 6, 30, tzinfo=UTC)
"""Of a case opened on that Monday: two working days before the first conversation is due, at the opening of the office."""

PROGRAMMES = Path(__file__).parents[1] / "programmes"
OFFICE, COUNSELLOR = "O-bench", "S-bench"


def programme() -> Programme:
    """The example programme of that Monday."""
    return in_force(load_all(PROGRAMMES), "kina-example", MONDAY.date())


class Product:
    """Opens and tells through the starters."""

    name = "P"

    def __init__(self, itineraries: Itineraries, pool: Pool) -> None:
        self.itineraries, self.pool, self.rows = itineraries, pool, Rows(pool, "public")
        self.people: list[str] = []
        self.counsellors = [COUNSELLOR]
        self.programme = programme()

    async def settle(self) -> None:
        """An office and a counsellor."""
        await self.pool.execute(
            "INSERT INTO offices (id, name, zone, country, language) VALUES ($1, 'Bench', 'Europe/Brussels', 'BE', 'nl')", OFFICE
        )
        await self.pool.execute(
            "INSERT INTO staff (id, name, email, office) VALUES ($1, 'Bench', 's@office.example', $2)", COUNSELLOR, OFFICE
        )

    async def ready(self, cases: int) -> None:
        """A client for each: nobody has two open cases."""
        sql = "INSERT INTO people (name, email) SELECT 'Test Client ' || n, 'c@home.example' FROM generate_series(1, $1) AS n RETURNING id"
        self.people += [row["id"] for row in await self.pool.fetch(sql, cases)]

    async def open(self, due: datetime | None = None) -> str:
        """The clock of a case with a given hour is set so that its first reminder comes then."""
        now = datetime.now(UTC)
        clock = Clock(real=now, case=FIRST_REMINDER - (due - now)) if due else REAL_TIME
        counsellor = self.counsellors[len(self.people) % len(self.counsellors)]
        wish = Wish(
            opening=uuid4().hex, person=self.people.pop(), programme=self.programme, office=OFFICE, counsellor=counsellor, by=COUNSELLOR,
            happened=MONDAY if due else None, clock=clock,
        )  # fmt: skip
        return (await self.itineraries.open(wish)).case_id

    async def tell(self, case: str, nth: int) -> int:
        """The first conversation, then remarks."""
        kind, fact = ("conversation_held", {}) if nth == 0 else ("remark_made", {"note": f"an invented remark, the {nth}th of its day"})
        said = await self.itineraries.tell(case, Telling(id=uuid4().hex, by=COUNSELLOR, kind=kind, fact=fact), fresh=True)
        if said.how != "accepted":
            raise RuntimeError(f"{kind} was {said.how}")
        return said.line
