"""Days and hours as a letter says them, in the reader's language (CLDR) and at the office's clock.

Never as "tomorrow": a letter is read on another day than it was written for.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime

_DAY = "EEEE d MMMM y"
_DAYS = {"es": "EEEE d 'de' MMMM 'de' y", "da": "EEEE 'den' d. MMMM y"}
_FIRST_DAYS = {"fr": "EEEE d'er' MMMM y"}
_HOURS = {
    "en": "'at' HH:mm",
    "nl": "'om' HH:mm 'uur'",
    "fr": "'à' HH:mm",
    "sv": "'klockan' HH:mm",
    "da": "'kl.' HH.mm",
    "es": "'a las' HH:mm",
}


def day(of: date, language: str) -> str:
    """'Tuesday 5 May 2026', in English when the language is not known."""
    locale = _locale(language)
    return format_date(of, _pattern(of, locale), locale=locale)


def near(of: date, today: date, language: str) -> str:
    """'Tuesday 5 May', as one says a day of this year; of another year with it."""
    if of.year != today.year:
        return day(of, language)
    locale = _locale(language)
    return format_date(of, _pattern(of, locale).removesuffix(" y").removesuffix(" 'de'"), locale=locale)


def hour(of: datetime, zone: str, language: str) -> str:
    """'Tuesday 5 May 2026 at 10:00', at the clock of that zone."""
    locale, local = _locale(language), of.astimezone(ZoneInfo(zone))
    pattern = f"{_pattern(local, locale)} {_HOURS.get(locale.language, 'HH:mm')}"
    return format_datetime(local, pattern, tzinfo=local.tzinfo, locale=locale)


def _pattern(of: date, locale: Locale) -> str:
    usual = _DAYS.get(locale.language, _DAY)
    return _FIRST_DAYS.get(locale.language, usual) if of.day == 1 else usual


def _locale(language: str) -> Locale:
    wanted = language.replace("-", "_")
    for name in (wanted, wanted.partition("_")[0]):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")
