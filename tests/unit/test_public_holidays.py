"""The days on which offices in different countries and regions stay closed."""

from datetime import date, time
from typing import get_type_hints

import pytest

from casework.public_holidays import Hours, calendar_of
from casework.working_time import Calendar, Delay

NEW_YEAR = date(2026, 1, 1)
ARMISTICE = date(2026, 11, 11)


def office(country: str, region: str = "", zone: str = "Europe/Paris") -> Calendar:
    return calendar_of(zone=zone, country=country, region=region, first_year=2026)


@pytest.mark.parametrize("country", ["BE", "NL", "FR", "SE", "DK", "ES"])
def test_new_year_is_a_holiday_in_every_country_served(country: str) -> None:
    assert not office(country).is_working(NEW_YEAR)


@pytest.mark.parametrize(
    ("country", "region", "day"),
    [
        ("FR", "FR-57", "2025-12-26"),  # Saint Stephen, in Moselle only
        ("FR", "57", "2025-04-18"),  # Good Friday too
        ("ES", "ES-CT", "2026-09-11"),  # the Diada
        ("ES", "CT", "2026-06-24"),
    ],
)
def test_a_regional_holiday_is_free_in_its_region_only(country: str, region: str, day: str) -> None:
    there = calendar_of(zone="Europe/Paris", country=country, region=region, first_year=2025)
    elsewhere = calendar_of(zone="Europe/Paris", country=country, first_year=2025)

    assert not there.is_working(date.fromisoformat(day))
    assert elsewhere.is_working(date.fromisoformat(day))


def test_the_netherlands_work_on_armistice_day_and_belgium_does_not() -> None:
    assert office("NL").is_working(ARMISTICE)
    assert not office("BE").is_working(ARMISTICE)


@pytest.mark.parametrize("day", ["2026-06-19", "2026-12-24", "2026-12-31"])
def test_swedes_stay_home_on_the_eves(day: str) -> None:
    assert not office("SE").is_working(date.fromisoformat(day))


def test_danes_stay_home_on_maundy_thursday_and_no_longer_on_prayer_day() -> None:
    assert not office("DK").is_working(date(2026, 4, 2))
    assert office("DK").is_working(date(2026, 5, 1))


@pytest.mark.parametrize("region", ["VLG", "BE-VLG", "WAL", "BRU"])
def test_belgian_regions_share_their_holidays(region: str) -> None:
    assert office("BE", region).holidays == office("BE").holidays
    assert office("BE", region).region == region


def test_ten_working_days_before_christmas_skip_what_is_closed() -> None:
    belgium = office("BE", zone="Europe/Brussels")

    assert belgium.add(date(2026, 12, 21), Delay.parse("10 working days")) == date(2027, 1, 6)


def test_an_office_may_close_on_days_of_its_own_and_keep_its_own_hours() -> None:
    bridge = date(2026, 5, 15)

    calendar = calendar_of(zone="Europe/Brussels", country="BE", first_year=2026, also_closed=[bridge], opens=time(9), closes=time(12, 30))

    assert not calendar.is_working(bridge)
    assert (calendar.opens, calendar.closes) == (time(9), time(12, 30))


def test_holidays_are_known_for_twelve_years_and_it_says_until_when() -> None:
    calendar = office("BE")

    assert calendar.known_until == date(2037, 12, 31)
    assert not calendar.is_working(date(2037, 12, 25))
    assert not office("BE").is_working(date(2034, 5, 1))


def test_a_calendar_of_twelve_years_stays_small_in_the_case() -> None:
    assert len(office("FR", "57").model_dump_json()) < 3072


@pytest.mark.parametrize("country", ["XX", "be", "", "Belgium"])
def test_an_unknown_country_is_refused_with_those_that_are_known(country: str) -> None:
    with pytest.raises(ValueError, match=rf"^'{country}' is not a country whose holidays are known; .* BE, .* NL, "):
        office(country)


@pytest.mark.parametrize(
    ("country", "region", "sentence"),
    [
        ("ES", "57", r"^'57' is not a region of ES; known are AN, AR, .*CT"),
        ("FR", "ES-CT", r"^'ES-CT' is not a region of FR; known are 57, "),
        ("DK", "84", r"^'84' is not a region of DK; known are none$"),
        ("BE", "XYZ", r"known are BRU, .*VLG, WAL$"),
    ],
)
def test_an_unknown_region_is_refused_with_those_that_are_known(country: str, region: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        office(country, region)


def test_an_office_decides_only_what_a_calendar_has() -> None:
    assert set(get_type_hints(Hours)) <= set(Calendar.model_fields)
