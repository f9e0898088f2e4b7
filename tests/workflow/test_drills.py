"""A true hour without PostgreSQL, by a clock that skips: what was told and what fell due meanwhile is handed over once, when it is back."""

from __future__ import annotations

from datetime import timedelta

from casework.clock import Clock
from tests.workflow.office import office

TEN_DAYS_AN_HOUR = 240
LONGEST_PAUSE = timedelta(minutes=2, seconds=15)


async def test_postgresql_away_for_an_hour_is_asked_seldom_and_given_everything_once_when_it_is_back():
    async with office() as here:
        real = await here.env.get_current_time()
        case = await here.open(clock=Clock(real=real, case=real, pace=TEN_DAYS_AN_HOUR))
        await case.tell("remark_made", note="before")
        here.shelf.away, here.shelf.tries = True, 0

        answers = [await case.tell("remark_made", id=f"away-{n}", note="meanwhile") for n in range(3)]
        await here.env.sleep(timedelta(hours=1))
        tries = here.shelf.tries
        here.shelf.away = False
        await here.env.sleep(LONGEST_PAUSE)

        live = await case.now()
        kinds = here.shelf.kinds(live.id)
        assert [answer.kept for answer in answers] == [False] * 3
        assert 25 < tries < 60
        assert (kinds.count("remark_made"), len(kinds)) == (4, live.line)
        assert kinds.count("hour_came") > 1
        assert not live.journal
        tellings = [line.telling for _, line in here.shelf.lines[live.id].values()]
        assert len(set(tellings)) == len(tellings)
