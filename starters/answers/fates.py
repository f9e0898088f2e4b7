"""Every message of a case: which rule made it, when it leaves or left, or why not; what is not known is not guessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel
from rich.console import Group, RenderableType
from rich.text import Text

from casework.case import Line
from casework.leaving import HELD
from casework.ways import OUTSIDERS, WORKLIST
from records import cases, journal, messages, organisations
from records.messages import Addressed, Fate
from starters.answers.answer import Answer, or_nothing
from starters.answers.hours import hour_said, now
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
        lines = {line.number: line for line in await journal.lines(records.pool, found.id)}
        fates, zone = await messages.fates(records.pool, found.id), await zone_of(records.pool, found.office)
        row, unreachable = await cases.row(records.pool, found.id), await organisations.unreachable_in(records.pool, found.id)
    reach = [*(reach_said(row, zone) if row else ()), *organisations_reached_said(unreachable)]
    told = [_told(message, lines.get(message.line), [f for f in fates if f.message == message.id], hour, zone) for message in said]
    shown = [
        one.message.model_dump(include=TO_BE_SHOWN) | {"state": one.state, "rule": one.rule, "now": one.now, "fates": one.fates}
        for one in told
    ]
    return Answer(shown, or_nothing(told, _looks(told, reach), "no message was planned in this case"))


def _told(message: Addressed, line: Line | None, fates: Sequence[Fate], hour: datetime, zone: str) -> Told:
    return Told(
        message=message, state="held" if message.state == "planned" and message.reason == HELD else message.state,
        rule=rule_of(message, line), now=becomes(message, hour, zone), fates=[_fate_said(fate, zone) for fate in fates],
    )  # fmt: skip


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


def becomes(message: Addressed, hour: datetime, zone: str) -> str:
    """When it leaves or left, or why it does not, in a sentence."""
    if message.state == "planned":
        return _to_come(message, hour, zone)
    why = f": {message.reason}" if message.reason else ""
    if message.state == "sent":
        whom, hour_sent = message.name or message.recipient, hour_said(message.sent_at, zone)
        if message.channel == WORKLIST:
            return f"it stands on the worklist of {whom} since {hour_sent}{why}"
        return f"it left {hour_sent} {BY.get(message.channel, '')}, for {whom}{why}"
    return f"{BECAME[message.state]}{why}"


def _to_come(message: Addressed, hour: datetime, zone: str) -> str:
    if not message.still_open:
        return "it does not leave: what it reminds of was met"
    if not message.urgent and message.to not in OUTSIDERS and message.goes_at <= hour:
        return "it goes with the digest of a working day"
    if message.reason:
        return f"it waits until {hour_said(message.goes_at, zone)}: {message.reason}"
    if message.goes_at > hour:
        return f"it leaves {hour_said(message.goes_at, zone)}, unless something happens before"
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
