"""The digest of somebody of the staff, as they would get it now."""

from __future__ import annotations

from activities.digest_words import page_of
from activities.own_words import KnownWords
from records import digests, offices
from records.digests import Digest
from records.offices import Office
from records.pool import Database
from records.staff import Member
from starters.answers.answer import Answer, NoneSuch
from starters.answers.hours import hour_said, now
from starters.answers.naming import member_named, speaker
from starters.answers.reach import the_records

NOTHING = "nothing is asked of {name} within five working days; cases that live faster than the clock have no digest"


async def read_digest(who: str, as_who: str) -> Answer:
    """What this member, or who speaks, would be told now; and whether the digest of today has gone."""
    async with the_records() as records:
        member = await (member_named(records.pool, who) if who else speaker(records.pool, records.settings, as_who))
        place = await _office_of(records.pool, member)
        hour = now()
        calendar = place.calendar(hour.date())
        day = calendar.day_of(hour)
        page = await page_of(records.pool, member, calendar, hour, KnownWords())
        gone = await digests.get(records.pool, member.id, day)
    value = {"member": member.id, "day": day, "counts": page.counts._asdict(), "sections": page.sections, "news": page.news, "sent": gone}
    said = NOTHING.format(name=member.name) if page.empty else page.rendered(member, day).text.strip()
    return Answer(value, "\n\n".join(filter(None, [said, _fate(gone, place.zone)])))


async def _office_of(database: Database, member: Member) -> Office:
    if office := await offices.get(database, member.office):
        return office
    raise NoneSuch(f"{member.id} is of the office {member.office}, which is not known: see `itinerary office list`")


def _fate(gone: Digest | None, zone: str) -> str:
    """What became of the digest of today."""
    if gone is None:
        return ""
    if gone.state == "sent":
        return f"The digest of today was sent at {hour_said(gone.sent_at, zone)}."
    return f"The digest of today is {gone.state}: {gone.reason}." if gone.reason else f"The digest of today is {gone.state}."
