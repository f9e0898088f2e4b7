"""The clock of a case: real time in production, a faster one in a demonstration."""

from datetime import UTC, datetime, timedelta

from pydantic import BaseModel, Field

START = datetime(2000, 1, 1, tzinfo=UTC)


class Clock(BaseModel, frozen=True):
    """From which hours, real and of the case, and how many times faster than real time the case lives.

    All reckoning is in case time; only whoever sets a timer or shows the present hour converts.
    """

    real: datetime = START
    case: datetime = START
    pace: float = Field(default=1, ge=1, le=10_000_000)

    def case_time(self, real: datetime) -> datetime:
        """The hour of the case at this real hour."""
        return self.case + (real - self.real) * self.pace

    def real_wait(self, between: timedelta) -> timedelta:
        """How long to wait in real time for so much case time."""
        return between / self.pace


REAL_TIME = Clock()
