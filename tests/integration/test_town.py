"""The example town on real PostgreSQL."""

from datetime import date

from records import offices, people, staff, teams
from records.pool import Pool
from starters import town

pytest_plugins = ["tests.postgres"]


async def test_the_town_settles_with_teams_leads_and_clients(pool: Pool):
    await town.settle(pool)

    led = await teams.get(pool, "T-1")
    assert led
    assert led.lead == "S-lead"
    assert len(await offices.list_(pool)) == 2
    assert [client.name for client in await people.find(pool, "Test Client Tw")] == ["Test Client Twelve", "Test Client Two"]


async def test_settling_again_keeps_what_somebody_changed(pool: Pool):
    await town.settle(pool)
    await staff.away(pool, "S-ana", date(2026, 5, 4))

    await town.settle(pool)

    ana = await staff.get(pool, "S-ana")
    assert ana
    assert ana.away_from == date(2026, 5, 4)
