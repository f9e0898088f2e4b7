"""Days and hours as people type and read them, in the local time of an office."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from casework.fact import Refused
from starters.answers.answer import WrongInput

NOON = time(12)


def day_meant(text: str) -> date:
    """A day as 2026-05-04. Raises WrongInput."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WrongInput(f"there is no day {text}: write one as in 2026-05-04") from None


def hour_meant(text: str, zone: str) -> datetime:
    """An hour of the office as 2026-05-04T14:30, in UTC. Raises WrongInput."""
    if len(text.strip()) <= len("2026-05-04"):
        raise WrongInput(f"give the day and the hour, as in {day_meant(text)}T14:30")
    return _hour(text, zone)


def when_it_happened(text: str, zone: str, now: datetime | None) -> datetime | None:
    """When something is said to have happened: a day gone by at its noon, today now (None). Raises WrongInput, Refused."""
    text = text.strip()
    if not text:
        return None
    today = now.astimezone(ZoneInfo(zone)).date() if now else None
    has_hour = len(text) > len("2026-05-04")
    happened = _hour(text, zone) if has_hour else _local(day_meant(text), NOON, zone)
    if not has_hour and day_meant(text) == today:
        return None
    if now and happened > now:
        raise Refused(f"{text} is still to come: tell a fact when it has happened")
    return happened


def _hour(text: str, zone: str) -> datetime:
    try:
        hour = datetime.fromisoformat(text.strip().replace(" ", "T", 1))
    except ValueError:
        raise WrongInput(f"there is no hour {text}: write a day as in 2026-05-04, or with its hour as in 2026-05-04T14:30") from None
    return (hour if hour.tzinfo else hour.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def _local(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def day_said(hour: datetime | None, zone: str) -> str:
    """The local day of an hour; nothing if there is none."""
    return f"{hour.astimezone(ZoneInfo(zone)):%Y-%m-%d}" if hour else ""


def hour_said(hour: datetime | None, zone: str) -> str:
    """The local day and hour; nothing if there is none."""
    return f"{hour.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if hour else ""


def hour_typed(text: str, zone: str) -> str:
    """An hour that was kept, as 2026-05-04T14:30 in local time."""
    return f"{datetime.fromisoformat(text).astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


def now() -> datetime:
    """The present hour, in UTC."""
    return datetime.now(UTC)
