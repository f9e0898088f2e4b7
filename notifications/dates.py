"""Days and hours as a letter says them, in the reader's language and at the office's clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime

_HOUR = {
    "en": "EEEE d MMMM y 'at' HH:mm",
    "nl": "EEEE d MMMM y 'om' HH:mm 'uur'",
    "fr": "EEEE d MMMM y 'à' HH:mm",
    "es": "EEEE d 'de' MMMM 'de' y 'a las' HH:mm",
    "da": "EEEE 'den' d. MMMM y 'kl.' HH:mm",
    "sv": "EEEE d MMMM y 'klockan' HH:mm",
}
_DAY = "EEEE d MMMM y"
_DAYS = {"es": "EEEE d 'de' MMMM 'de' y", "da": "EEEE 'den' d. MMMM y"}


def day(of: date, language: str) -> str:
    """'Tuesday 5 May 2026', in English when the language is not known."""
    locale = _locale(language)
    return format_date(of, _DAYS.get(locale.language, _DAY), locale=locale)


def near(of: date, today: date, language: str) -> str:
    """'Tuesday 5 May', as one says a day of this year; of another year with it."""
    if of.year != today.year:
        return day(of, language)
    locale = _locale(language)
    pattern = _DAYS.get(locale.language, _DAY).removesuffix(" y").removesuffix(" 'de'")
    return format_date(of, pattern, locale=locale)


def hour(of: datetime, zone: str, language: str) -> str:
    """'Tuesday 5 May 2026 at 10:00', at the clock of that zone."""
    locale = _locale(language)
    return format_datetime(of, _HOUR.get(locale.language, f"{_DAY}, HH:mm"), tzinfo=ZoneInfo(zone), locale=locale)


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
