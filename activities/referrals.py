"""What a letter about a referral says: what is asked of the partner, and by which day."""

from __future__ import annotations

from datetime import datetime

from casework.partner import PartnerSide
from casework.terms import terms_of
from records import terms
from records.messages import Leaving
from records.pool import Database

OWED = {"answer": "referral_answered", "start": "referral_started", "attendance": "referral_attended"}


def asked_of(message: Leaving) -> str:
    """The kind of fact that a reminder asks of a partner; empty when it asks none."""
    return OWED.get(message.values.get("owes", ""), "")


async def asked_by(database: Database, message: Leaving) -> datetime | None:
    """When a partner is to tell it: a first answer as the programme of the case gives, what is reminded of by the reminder's hour."""
    if asked_of(message):
        return message.due
    kept = await terms.get(database, message.terms)
    if kept is None:
        return None
    side = PartnerSide(case=message.case_id, referral=message.values["referral"], since=message.due)
    return side.under(terms_of(kept.body)).next_due()
