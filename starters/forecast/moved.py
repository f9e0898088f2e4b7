"""A fact of a dossier told in another year: whatever day it names moves along."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
HOUR = re.compile(r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
MONTH = re.compile(r"^\d{4}-\d\d$")


def moved(said: Any, by: timedelta) -> Any:
    """The same, with every day, hour and month in it so much later."""
    if isinstance(said, dict):
        return {name: moved(value, by) for name, value in said.items()}
    if isinstance(said, list):
        return [moved(value, by) for value in said]
    return _moved_text(said, by) if isinstance(said, str) else said


def _moved_text(said: str, by: timedelta) -> str:
    if DAY.match(said):
        return (date.fromisoformat(said) + timedelta(days=by.days)).isoformat()
    if HOUR.match(said):
        return (datetime.fromisoformat(said) + by).isoformat()
    return f"{date.fromisoformat(f'{said}-15') + by:%Y-%m}" if MONTH.match(said) else said
