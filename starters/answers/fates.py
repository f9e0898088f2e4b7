"""Every message of a case: which rule made it, when it leaves or left, or why not; what is not known is not guessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel
from rich.console import Group, RenderableType
from rich.text import Text

from activities import foreseeing
from activities.foreseeing import Foreseen
from casework.case import Line
from casework.leaving import DIGEST_MAY_TAKE, DIGESTED, HELD, Drop, Leave
from casework.ways import CHANNELS, WORKLIST
from records import cases, journal, messages, organisations
from records.messages import Addressed, Fate
from starters.answers.answer import Answer, or_nothing
from starters.answers.hours import day_said, hour_said, now
from starters.answers.naming import case_named
from starters.answers.reach import the_records
from starters.answers.reached import organisations_reached_said, reach_said
from starters.answers.words import HOUR, fact_said, promise_said
from starters.answers.zones import zone_of

BY = {"email": "by e-mail", "sms": "as a text message", "letter": "on paper", "worklist": "on the worklist", "digest": "with a digest"}
BECAME = {
    "delivered": "it arrived", "bounced": "it came back", "failed": "it cannot leave", "suppressed": "it does not leave",
    "superseded": "it does not leave", "expired": "it does not leave any more", "done": "somebody did what it asks for",
}  # fmt: skip
NEXT_DIGEST = "it goes with the next digest of its reader"
TO_BE_SHOWN = {"id", "letter", "to", "about", "line", "rung", "due", "goes_at", "channel", "recipient", "sent_at", "reason", "tries"}


class Told(BaseModel):
    """A message, what made it, what is or was to become of it, and every change since."""

    message: Addressed
    state: str
    rule: str
    now: str
    fates: list[str]


async def of_case(case: str) -> Answer:
    """The messages of a case in the order in which they were planned, each with its fate."""
    async with the_records() as records:
        found, hour = await case_named(records.pool, case), now()
        said = await messages.of_case(records.pool, found.id, hour)
        to_come = await foreseeing.of_case(records.pool, found.id, hour, records.settings.channels or CHANNELS)
        lines = {line.number: line for line in await journal.lines(records.pool, found.id)}
        fates, zone = await messages.fates(records.pool, found.id), await zone_of(records.pool, found.office)
        row, unreachable = await cases.row(records.pool, found.id), await organisations.unreachable_in(records.pool, found.id)
    reach = [*(reach_said(row, zone) if row else ()), *organisations_reached_said(unreachable)]
    told = [
        Told(
            message=one, state=state_of(one), rule=rule_of(one, lines.get(one.line)), now=becomes(one, hour, zone, to_come.get(one.id)),
            fates=[_fate_said(fate, zone) for fate in fates if fate.message == one.id],
        )
        for one in said
    ]  # fmt: skip
    shown = [
        one.message.model_dump(include=TO_BE_SHOWN) | {"state": one.state, "rule": one.rule, "now": one.now, "fates": one.fates}
        for one in told
    ]
    return Answer(shown, or_nothing(told, _looks(told, reach), "no message was planned in this case"))


def state_of(message: Addressed) -> str:
    """What it is called now: held while what was told by mistake can still be taken back."""
    return "held" if message.state == "planned" and message.reason == HELD else message.state


def rule_of(message: Addressed, line: Line | None) -> str:
    """Which rule made it: a rung of the ladder of a promise, or what was told."""
    rung = message.rung if message.rung is not None else message.values.get("rung")
    if rung is not None and message.about:
        return f"rung {int(rung) + 1} of the ladder of {promise_said(message.about)}"
    if line is None:
        return f"line {message.line} of the journal"
    if line.kind == HOUR:
        return f"line {line.number}: the hour of {promise_said(message.about)} came"
    return f"line {line.number}: {fact_said(line.kind, line.fact.get('of', ''))}"


def becomes(message: Addressed, hour: datetime, zone: str, foreseen: Foreseen | None = None) -> str:
    """When it leaves or left, or why it does not, in a sentence; of what has yet to leave, what is decided then as things stand now."""
    if message.state == "planned":
        return _to_come(message, hour, zone, foreseen) if foreseen else "it is leaving just now: look again"
    why = f": {message.reason}" if message.reason else ""
    if message.state == "sent":
        whom, hour_sent = message.name or message.recipient, hour_said(message.sent_at, zone)
        if message.channel == WORKLIST:
            return f"it stands on the worklist of {whom} since {hour_sent}{why}"
        return f"it left {hour_sent} {BY.get(message.channel, '')}, for {whom}{why}"
    return f"{BECAME[message.state]}{why}"


def _to_come(message: Addressed, hour: datetime, zone: str, foreseen: Foreseen) -> str:
    at, becomes = hour_said(foreseen.at, zone), foreseen.becomes
    if isinstance(becomes, Drop):
        return f"it does not leave, as things stand: {becomes.why}"
    if foreseen.with_digest:
        return f"it goes with the digest of {day_said(foreseen.at - DIGEST_MAY_TAKE, zone)}" if DIGESTED in foreseen.whys else NEXT_DIGEST
    if isinstance(becomes, Leave) and becomes.way == WORKLIST:
        why = f": {becomes.why}" if becomes.why else ""
        return f"it comes on the worklist of {foreseen.on_list_of} {at}{why}"
    waits = [message.reason] if message.reason and message.goes_at > hour else []
    if whys := list(dict.fromkeys([*waits, *foreseen.whys])):
        return f"it waits until {at}: {', and '.join(whys)}"
    if isinstance(becomes, Leave) and foreseen.at > hour:
        return f"it leaves {at} {BY[becomes.way]}, unless something happens before"
    return "its hour has come: it leaves in the next round of the dispatcher"


def _fate_said(fate: Fate, zone: str) -> str:
    how = " ".join(word for word in (BY.get(fate.channel, ""), f"for {fate.recipient}" if fate.recipient else "") if word)
    return ", ".join(word for word in (hour_said(fate.at, zone), f"{fate.state} {how}".strip(), fate.reason) if word)


def _looks(told: Sequence[Told], reach: Sequence[str]) -> RenderableType:
    """First how the client is not reached: what is planned for them will find it so."""
    return Group(*(Text(words, style="yellow") for words in reach), *(part for one in told for part in _one(one)))


def _one(told: Told) -> list[Text]:
    message = told.message
    heading = Text.assemble((f"{message.letter.replace('_', ' ')} to the {message.to}", "bold"), f"  {told.state}", f"  {message.id}")
    said = [told.rule, told.now, *told.fates]
    return [heading, *(Text(f"  {words}", style="" if nth < 2 else "dim") for nth, words in enumerate(said))]
