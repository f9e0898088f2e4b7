"""A day, or a day and an hour, as it is written in a dossier."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.config import JsonDict

from casework.working_time import Calendar

WHEN_ONLY_A_DAY = time(10)


def _as_text(schema: JsonDict) -> None:
    description = schema.get("description", "")
    schema.clear()
    schema.update(title="Moment", type="string", description=description)
    schema.update(pattern=r"^\d{4}-\d\d-\d\d( \d\d:\d\d)?$", examples=["2026-05-04", "2026-05-04 14:30"])


class Moment(BaseModel):
    """A day, or a day and an hour, of the office: `2026-05-04` (that is at 10:00) or `2026-05-04 14:30`."""

    model_config = ConfigDict(frozen=True, json_schema_extra=_as_text)

    day: date
    clock: time = WHEN_ONLY_A_DAY

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, given: Any) -> Any:
        if not isinstance(given, str):
            return given
        day, _, clock = given.strip().replace("T", " ").partition(" ")
        try:
            return {"day": date.fromisoformat(day), "clock": time.fromisoformat(clock) if clock else WHEN_ONLY_A_DAY}
        except ValueError:
            raise ValueError("expected a day as in '2026-05-04', or a day and an hour as in '2026-05-04 14:30'") from None

    def under(self, calendar: Calendar) -> datetime:
        """The hour that is meant, in UTC."""
        return calendar.at(self.day, self.clock)
