"""Public holidays: the calendar of an office, made once outside the case and carried by it from then on."""

from collections.abc import Iterable
from datetime import date, time
from typing import TypedDict, Unpack

import holidays

from casework.working_time import Calendar

# Days that are no public holidays by law, but on which nobody works.
_CATEGORIES = {"SE": ("public", "de_facto")}
# Regions that offices go by, and that have no public holidays of their own.
_ALL_ALIKE = {"BE": ("BRU", "VLG", "WAL")}


class Hours(TypedDict, total=False):
    """What an office may decide itself: its hours, its quiet hours and its weekend."""

    opens: time
    closes: time
    quiet_from: time
    quiet_until: time
    weekend: tuple[int, ...]


def calendar_of(
    *, zone: str, country: str, region: str = "", first_year: int, years: int = 12, also_closed: Iterable[date] = (), **hours: Unpack[Hours]
) -> Calendar:
    """The calendar of an office for so many years: country 'FR', region 'FR-57' or '57', and the days it closes besides.

    Raises ValueError with a sentence for a country, region or time zone that is not known.
    """
    free = _public_holidays(country, _region_of(country, region), range(first_year, first_year + years))
    return Calendar(
        zone=zone,
        country=country,
        region=region,
        holidays=(*free, *also_closed),
        known_until=date(first_year + years - 1, 12, 31),
        **hours,
    )


def _region_of(country: str, region: str) -> str | None:
    """The region as the holidays know it, or none where it makes no difference."""
    code, known = region.removeprefix(f"{country}-"), _regions_of(country)
    if code and code not in known:
        raise ValueError(f"'{region}' is not a region of {country}; known are {', '.join(known) or 'none'}")
    return code if code not in ("", *_ALL_ALIKE.get(country, ())) else None


def _regions_of(country: str) -> list[str]:
    countries = holidays.list_supported_countries(include_aliases=False)
    if country not in countries:
        raise ValueError(
            f"'{country}' is not a country whose holidays are known; write two capitals, one of {', '.join(sorted(countries))}"
        )
    return sorted({*holidays.country_holidays(country).subdivisions, *_ALL_ALIKE.get(country, ())})


def _public_holidays(country: str, region: str | None, years: range) -> Iterable[date]:
    return holidays.country_holidays(country, subdiv=region, years=years, categories=_CATEGORIES.get(country))
