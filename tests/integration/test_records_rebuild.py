"""Real paths, kept as they are told: their lists come out equal when they are made anew from the journal."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.case import Line
from casework.desk import Story
from casework.door import Opening
from casework.exploration import BarrierFound, ConversationHeld
from casework.folding import fold
from casework.hand_wound import HandWound
from casework.handover import Handover, hand_over
from casework.planned import planned
from casework.programme_files import load_all
from casework.terms import Terms
from records import agenda, journal, messages, people
from records.people import Person
from records.pool import Pool
from records.rebuild import NoSuchCase, rebuild
from starters import simulate
from starters.dossier_file import load
from tests.handclock import HandClock

ROOT = Path(__file__).parents[2]
PROGRAMMES = load_all(ROOT / "programmes")
DOSSIERS = sorted((ROOT / "dossiers" / "kina").glob("*.yaml"))
WIPED = """
    DELETE FROM agenda;
    DELETE FROM messages;
    UPDATE cases SET programme = '', version = '', office = '', counsellor = '', phases = '{}', opened = '2000-01-01', ended = NULL,
        outcome = '', waiting_for = '', next_due = NULL, overdue = NOT overdue, attention = '', line = 0;
"""
ALTERED = """
    UPDATE agenda SET whose = 'nobody', due_by = due_by + interval '1 day', rung = rung + 1, overdue = NOT overdue;
    INSERT INTO agenda (case_id, key, kind, of_what, whose, made) SELECT id, 'never:made', 'never', 'made', 'nobody', opened FROM cases;
    UPDATE messages SET line = 1, to_role = 'nobody', who = 'nobody', letter = 'none', about = 'nothing', due = due + interval '1 day',
        reminds = NOT reminds, filled_in = '{}', goes_at = goes_at + interval '1 day';
    INSERT INTO messages (id, case_id, line, to_role, who, letter, about, due, goes_at)
        SELECT 'never-written', id, 1, 'client', '', 'none', '', opened, opened FROM cases;
    UPDATE cases SET counsellor = 'S-nobody', phases = '{nowhere}', ended = '2000-01-01', outcome = 'none', waiting_for = 'nobody',
        next_due = '2000-01-01', overdue = NOT overdue, attention = 'none', line = line + 100;
"""

NOT_OVER = """
    m.plan = '' OR (is_open(m) AND m.rung >= (SELECT a.rung FROM agenda AS a WHERE a.case_id = m.case_id AND a.key = m.about))
"""

pytest_plugins = ["tests.postgres"]


class Told(HandWound):
    """A case wound by hand that remembers each of its handovers; `last` is the latest of these cases."""

    last: Told

    def __init__(self, opening: Opening, terms: Terms, story: Story) -> None:
        Told.last, self.handovers = self, list[Handover]()
        super().__init__(opening, terms, story)

    def _hand_over(self) -> None:
        self.handovers.append(hand_over(self.case, self.desk.story).model_copy(deep=True))
        super()._hand_over()

    def folded(self, lines: list[Line]) -> Handover:
        """What the journal alone gives."""
        return hand_over(fold(self.case.id, lines, self.terms, self.desk.story, self.known).case, self.desk.story)


def played(path: Path, patch: pytest.MonkeyPatch) -> Told:
    """The case of a dossier, to its last step."""
    patch.setattr(simulate, "HandWound", Told)
    assert simulate.simulate(load(path), PROGRAMMES).differences == []
    return Told.last


async def kept(pool: Pool, clock: HandClock) -> None:
    await journal.keep(pool, hand_over(clock.case, clock.story))


async def lived(pool: Pool) -> HandClock:
    """Three months of a case, kept after each step, with promises that nobody keeps."""
    await people.add(pool, Person(id="P-1", name="Test Client One"))
    clock = HandClock()
    await kept(pool, clock)
    await kept(pool, clock.tell(ConversationHeld()))
    await kept(pool, clock.tell(BarrierFound(of="b1", type="housing")))
    for _ in range(3):
        await kept(pool, clock.days_pass(30))
    return clock


async def lists(pool: Pool) -> list[list[dict[str, object]]]:
    """All but the rungs that are over: what became of them is not in the journal."""
    tables = ("cases ORDER BY id", "agenda ORDER BY case_id, key", f"messages AS m WHERE {NOT_OVER} ORDER BY id")
    return [[dict(row) for row in await pool.fetch(f"SELECT * FROM {table}")] for table in tables]


async def test_the_lists_of_a_path_come_out_equal_when_they_are_made_anew(pool: Pool) -> None:
    clock = await lived(pool)
    before = await lists(pool)
    await pool.execute("DELETE FROM agenda")
    await pool.execute("DELETE FROM messages")
    await pool.execute("UPDATE cases SET phases = '{}', line = 1, waiting_for = '', attention = ''")

    def folded(lines: list[Line]) -> Handover:
        return hand_over(fold("c1", lines, clock.terms, clock.story).case, clock.story)

    await rebuild(pool, "c1", folded)

    assert await lists(pool) == before


async def test_what_is_kept_is_what_the_case_says(pool: Pool) -> None:
    clock = await lived(pool)

    assert await journal.lines(pool, "c1") == clock.case.journal
    assert {owed.key for owed in await agenda.of_case(pool, "c1")} == set(clock.case.agenda)
    there = {message.id for message in await messages.of_case(pool, "c1", clock.hour)}
    assert there >= {message.id for message in clock.letters()}
    assert {message.id for message in clock.gone}
    assert clock.case.outbox


@pytest.mark.parametrize("path", DOSSIERS, ids=lambda path: path.stem)
async def test_the_lists_of_every_dossier_come_out_equal_however_they_were_spoilt(
    pool: Pool, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = played(path, monkeypatch)
    await people.add(pool, Person(id=told.case.person, name="Test Client One"))
    for handover in told.handovers:
        await journal.keep(pool, handover)
    before = await lists(pool)

    for harm in (WIPED, ALTERED):
        await pool.execute(harm)
        assert await lists(pool) != before
        await rebuild(pool, told.case.id, told.folded)
        assert await lists(pool) == before

    assert await journal.lines(pool, told.case.id) == told.lines
    assert len(before[1]) == len(told.case.agenda)
    every = {row["id"] for row in await pool.fetch("SELECT id FROM messages")}
    assert every >= {letter.id for letter in told.case.outbox} | {rung.id for rung in planned(told.case)}


async def test_a_message_that_went_out_stays_sent_when_the_lists_are_made_anew(pool: Pool) -> None:
    clock = await lived(pool)
    await pool.execute("UPDATE messages SET state = 'sent', sent_at = goes_at, recipient = 'S-ana', channel = 'mail', message_id = '<1@x>'")
    before = await lists(pool)

    await rebuild(pool, "c1", lambda lines: hand_over(fold("c1", lines, clock.terms, clock.story).case, clock.story))

    assert await lists(pool) == before


async def test_a_case_that_nobody_knows_is_not_made_anew(pool: Pool) -> None:
    with pytest.raises(NoSuchCase, match="no case has this id: look it up with `itinerary find`"):
        await rebuild(pool, "c9", lambda _: pytest.fail("there is no journal to fold"))
