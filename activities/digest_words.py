"""What one of the staff is told today: the promises of their cases, and the messages that waited for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from activities.gone_past import GonePast, taken_at_its_word
from activities.own_words import KnownWords, as_letters_ask
from casework.digest import SECTIONS, Counts, Entry, Section, sections_of
from casework.own_words import NO_OWN_WORDS, OwnWords
from casework.working_time import Calendar
from notifications import dates, digest, letters
from notifications.letters import Incomplete, NoSuchLetter, Rendered
from records import digests
from records.digests import News
from records.pool import Database
from records.staff import Member


class Page(NamedTuple):
    """All that the digest of a member says: `told` are the messages that go along, `idle` those of no use in it.

    `own` are the words of the programmes of these cases, by the hash of their terms.
    """

    sections: Mapping[Section, Sequence[Entry]]
    news: Sequence[str]
    told: Sequence[str] = ()
    idle: Sequence[str] = ()
    own: Mapping[str, OwnWords] = {}

    @property
    def counts(self) -> Counts:
        return Counts(**{section: len(self.sections[section]) for section in SECTIONS}, news=len(self.news))

    @property
    def empty(self) -> bool:
        return not any(self.counts)

    def rendered(self, member: Member, day: date) -> Rendered:
        """The mail, in the language of its reader."""
        return digest.render(self.sections, self.news, name=member.name, day=day, language=member.language, own=self.own)


async def page_of(
    database: Database, member: Member, calendar: Calendar, now: datetime, known: KnownWords, gone_past: GonePast = taken_at_its_word
) -> Page:
    """What this member is to hear at this hour; a message about a promise that is listed is not a line of its own."""
    sections = sections_of(await digests.owed(database, member.id, now, calendar.zone), calendar)
    owing = [entry.owing for entries in sections.values() for entry in entries]
    listed = {(one.case_id, one.key) for one in owing}
    worded: dict[str, str] = {}
    idle: list[str] = []
    for message in await digests.news(database, member.id, now, calendar.zone):
        if message.run is not None and not await gone_past(message):
            continue  # its task may be lost yet: it waits for the digest of another day
        line = "" if message.idle else line_of(message, member.language, await known.of(database, message.terms))
        if line:
            worded[message.id] = "" if (message.case_id, message.about) in listed else line
        else:
            idle.append(message.id)
    own = {hash: await known.of(database, hash) for hash in {one.terms for one in owing}}
    return Page(sections, [line for line in worded.values() if line], list(worded), idle, own)


def line_of(message: News, language: str, own: OwnWords = NO_OWN_WORDS) -> str:
    """A message in one line, as its subject would say it; empty when nobody wrote such a letter."""
    try:
        language = letters.written_in(message.letter, language)
        return letters.subject(message.letter, language, _said(message, language, own))
    except (NoSuchLetter, Incomplete):
        return ""


def _said(message: News, language: str, own: OwnWords) -> dict[str, str]:
    by = datetime.fromisoformat(message.values["by"]) if message.values.get("by") else message.due
    kind = message.values.get("kind", "")
    said = {"case_number": message.number, "due": dates.day(by.astimezone(ZoneInfo(message.zone)).date(), language)}
    said |= as_letters_ask(own, message.values, language)
    return said | ({"promise": own.promise(kind, language)} if kind else {})
