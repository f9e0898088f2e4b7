"""Partners, employers and resources: whom one speaks to there, what they offer, what they seek (ES-04, ES-05, FR-14, SV-18)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, NamedTuple, get_args

from pydantic import BaseModel, Field

from casework.ids import OpaqueId
from records.pool import Database, many, one, refusing, the
from records.queries import load

SQL = load("organisations")

Sort = Literal["partner", "employer", "resource"]
"""Who helps under a contract, who hires or takes people in, and what a neighbourhood offers to everybody."""

Channel = Literal["all", "email", "sms", "letter"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)

RULES = {
    "contact_persons_organisation_fkey": "there is no such organisation: add it first",
    "services_organisation_fkey": "there is no such organisation: add it first",
    "sought_profiles_organisation_fkey": "there is no such organisation: add it first",
    "workplace_analyses_organisation_fkey": "there is no such organisation: add it first",
    "a_contract_ends_after_it_begins": "a contract ends on its first day or later: look at the dates",
    "a_service_has_room_for_somebody": "places is at least 1; leave it out where there is no limit",
}


class Organisation(BaseModel):
    """One organisation as it is known now."""

    id: OpaqueId
    name: str = Field(min_length=1)
    sorts: list[Sort] = Field(min_length=1)
    email: str = ""
    phone: str = ""
    language: str = ""
    """Of its letters; none: that of the office."""

    place: str = ""
    address: str = ""
    """Where letters on paper go; in lines, or in one line with commas."""

    refuses: list[Channel] = []
    """By which channels it wants no messages, in no case (T-28)."""

    unreachable: list[Channel] = []
    """By which channels what is noted of it reaches nobody: something came back (T-07)."""


class Contact(BaseModel):
    """Somebody at an organisation."""

    organisation: str
    id: OpaqueId
    name: str = Field(min_length=1)
    role: str = ""
    email: str = ""
    phone: str = ""


class Service(BaseModel):
    """What a partner offers: under which contract, between which days, for how many at once."""

    organisation: str
    service: str = Field(min_length=1)
    contract: str = ""
    valid_from: date
    valid_until: date | None = None
    places: int | None = None

    def holds(self, day: date) -> bool:
        """True while its contract runs."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class Offered(Service):
    """A service, and how many people are there now."""

    taken: int

    @property
    def full(self) -> bool:
        return self.places is not None and self.taken >= self.places


class Sought(BaseModel):
    """Whom an employer looks for, in words that can be matched."""

    organisation: str
    id: OpaqueId
    title: str = Field(min_length=1)
    wanted: str = ""


class Analysis(BaseModel):
    """A workplace that was looked at: its environment and the tasks that may suit somebody. Nothing of any client (SV-18)."""

    organisation: str
    id: OpaqueId
    title: str = Field(min_length=1)
    environment: str = ""
    tasks: str = ""
    made_on: date
    made_by: str


class Analysed(BaseModel):
    """A workplace that a case tells of, as the fact stands now: what of it is for others, the fact itself says (SV-18)."""

    fact: dict[str, Any]
    happened: datetime
    by: str


class Touched(BaseModel):
    """A time an organisation was spoken of in a case."""

    number: str
    kind: str
    happened: datetime
    by: str


class Unreachable(BaseModel):
    """An organisation that something does not reach, and by which channels."""

    id: str
    name: str
    channels: list[Channel]


class CameBack(NamedTuple):
    """A message of a case, to whom and by which channel it went, and when it left or was refused."""

    organisation: str
    channel: str
    case_id: str
    message: str
    left: datetime


class Asked(BaseModel):
    """The message by which somebody is asked for another address."""

    id: str


async def add(database: Database, organisation: Organisation) -> Organisation:
    """Note an organisation as it is now."""
    return await the(database, Organisation, SQL["add"], *organisation.model_dump(exclude={"refuses", "unreachable"}).values())


async def get(database: Database, id: str) -> Organisation | None:
    """One organisation, if we know it."""
    return await one(database, Organisation, SQL["get"], id)


async def refuse(database: Database, id: str, channel: Channel, *, welcome: bool = False) -> Organisation | None:
    """It wants no messages by this channel, or by any, or wants them again; None if we do not know it (T-28)."""
    meant = CHANNELS if channel == "all" else (channel, "all") if welcome else (channel,)
    return await one(database, Organisation, SQL["refuse"], id, list(meant), not welcome)


async def came_back(database: Database, back: CameBack) -> Asked | None:
    """No case writes to that address any more (T-07); a counsellor is asked for another, once, and nobody where it was noted already."""
    reason = (
        f"messages to {back.organisation} by {back.channel} come back: ask them for another address, and note it with "
        f"`itinerary organisation add {back.organisation}`, or with `itinerary organisation contact {back.organisation}` of somebody there"
    )
    id = f"{back.message}.{back.channel}.address"
    return await one(database, Asked, SQL["came_back"], back.organisation, back.channel, back.case_id, back.left, reason, id)


async def mended(database: Database, id: str, *, all_works: bool = False) -> None:
    """What reaches it again is asked of nobody; `all_works` if the addresses that failed are right after all."""
    await database.execute(SQL["mended"].sql, id, all_works)


async def unreachable_in(database: Database, case: str) -> list[Unreachable]:
    """The organisations that this case wrote to and that something does not reach."""
    return await many(database, Unreachable, SQL["unreachable_in"], case)


async def find(database: Database, text: str, sort: Sort | None = None, most: int = 50) -> list[Organisation]:
    """Organisations by the beginning of a word of their name, or of a service they offer."""
    return await many(database, Organisation, SQL["find"], text.strip(), sort, most)


async def add_contact(database: Database, contact: Contact) -> None:
    """Note somebody at an organisation. Raises NotKept."""
    with refusing(RULES):
        await database.execute(SQL["add_contact"].sql, *contact.model_dump().values())


async def contacts(database: Database, organisation: str) -> list[Contact]:
    """Whom one may speak to there."""
    return await many(database, Contact, SQL["contacts"], organisation)


async def add_service(database: Database, service: Service) -> None:
    """Note what a partner offers. Raises NotKept."""
    with refusing(RULES):
        await database.execute(SQL["add_service"].sql, *service.model_dump(include=set(Service.model_fields)).values())


async def services(database: Database, organisation: str) -> list[Offered]:
    """What an organisation offers, the newest contract of each service first."""
    return await many(database, Offered, SQL["services"], organisation)


async def add_profile(database: Database, sought: Sought) -> None:
    """Note whom an employer looks for. Raises NotKept."""
    with refusing(RULES):
        await database.execute(SQL["add_profile"].sql, *sought.model_dump().values())


async def profiles(database: Database, organisation: str | None = None) -> list[Sought]:
    """Whom an employer, or any, looks for."""
    return await many(database, Sought, SQL["profiles"], organisation)


async def add_analysis(database: Database, analysis: Analysis) -> None:
    """Note a workplace that was looked at. Raises NotKept."""
    with refusing(RULES):
        await database.execute(SQL["add_analysis"].sql, *analysis.model_dump().values())


async def analyses(database: Database, organisation: str) -> list[Analysis]:
    """The workplaces there that were looked at."""
    return await many(database, Analysis, SQL["analyses"], organisation)


async def analysed(database: Database, organisation: str) -> list[Analysed]:
    """The workplaces there that cases tell of, the latest last."""
    return await many(database, Analysed, SQL["analysed"], organisation)


async def log(database: Database, organisation: str, most: int = 50) -> list[Touched]:
    """When it was spoken of in cases, the latest first."""
    return await many(database, Touched, SQL["log"], organisation, most)
