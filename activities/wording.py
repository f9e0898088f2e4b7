"""What a letter is to say: names, labels, days and hours, in the language in which it will be written."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from activities import interviews, referrals
from activities.own_words import as_letters_ask
from casework import glossary
from casework.own_words import NO_OWN_WORDS, OwnWords
from notifications import dates, letters
from records.messages import Leaving
from records.pool import Database


async def words(database: Database, message: Leaving, own: OwnWords = NO_OWN_WORDS) -> dict[str, str]:
    """All that the letter of this message may ask for and we know, in the `own` words of its programme; raises NoSuchLetter."""
    language = letters.written_in(message.letter, message.language)
    said = {"name": message.name, "case_number": message.number, "role": role_of(message)}
    said |= as_letters_ask(own, message.values, language)
    if promise := _promise(message, language, own):
        said["promise"] = promise
    if by := await _asked_by(database, message):
        said["due"] = dates.day(by.astimezone(ZoneInfo(message.zone)).date(), language)
    if "counsellor" in letters.asks(message.letter):
        said["counsellor"] = message.counsellor_name or letters.word("no_counsellor", language)
    if hour := interviews.hour_said(message):
        said |= {"when": dates.hour(hour, message.zone, language), "where": interviews.place_of(message, language)}
    return said


def role_of(message: Leaving) -> str:
    """As whom the reader gets it: who stands in for the counsellor reads it as the deputy, or as the lead while there is none."""
    if message.to != "counsellor" or message.recipient == message.counsellor:
        return message.to
    return "deputy" if message.counsellor else "team lead"


def _promise(message: Leaving, language: str, own: OwnWords) -> str:
    if message.letter == "telling_refused":
        return glossary.label(message.values["kind"], language)
    kind = message.values.get("kind") or referrals.asked_of(message)
    return own.promise(kind, language) if kind else ""


async def _asked_by(database: Database, message: Leaving) -> datetime | None:
    if by := message.values.get("by"):
        return datetime.fromisoformat(by)
    asked = "referral" in message.values and "due" in letters.asks(message.letter)
    return await referrals.asked_by(database, message) if asked else None
