"""The things that live in a case of Forem's individualised support besides those that every method knows."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

SurveyState = Literal["asked", "answered", "declined", "no answer"]
"""What became of a survey; never what was answered in it (FR-19)."""


class Requirement(BaseModel):
    """What the assessment showed to be needed, by this person or by the labour market, until it is settled (FR-09)."""

    sort: str
    because: str
    found: datetime
