"""Organisations: noted, found, and shown with whom one speaks to, what they offer and seek, and when cases spoke of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar, cast, get_args

from pydantic import BaseModel
from rich.console import Group, RenderableType

from records import organisations
from records.organisations import Analysis, Contact, Offered, Organisation, Service, Sort, Sought, Touched, Unreachable
from starters.answers.answer import Answer, NoneSuch, WrongInput, or_nothing, table
from starters.answers.hours import day_said, now
from starters.answers.naming import speaker
from starters.answers.noted import noted_again, read_as, with_changes
from starters.answers.reach import the_records
from starters.answers.reached import organisations_reached_said
from starters.answers.register import check_address
from starters.answers.words import fact_said, listed
from starters.answers.zones import NOWHERE
from starters.workplaces import workplaces

SORTS: tuple[str, ...] = get_args(Sort)
Kept = TypeVar("Kept", bound=BaseModel)


async def add(said: Mapping[str, object]) -> Answer:
    """Note an organisation; of one that is known, what is not said stays as it is."""
    async with the_records() as records:
        before = await organisations.get(records.pool, str(said["id"]))
        wanted = noted_again(Organisation, before, said)
        check_address(wanted.email)
        await organisations.add(records.pool, wanted)
        await organisations.mended(records.pool, wanted.id)
        kept = await organisations.get(records.pool, wanted.id) or wanted
    return Answer(kept, with_changes(f"{kept.name} is noted as {kept.id}: {listed(kept.sorts)}", before, kept, aside=["unreachable"]))


async def add_contact(said: Mapping[str, object]) -> Answer:
    """Note somebody there; of somebody who is known, what is not said stays as it is. Another address is tried at once (T-07)."""
    async with the_records() as records:
        before = _the_one(await organisations.contacts(records.pool, str(said["organisation"])), said, "id")
        contact = noted_again(Contact, before, said)
        check_address(contact.email)
        await organisations.add_contact(records.pool, contact)
        await organisations.mended(records.pool, contact.organisation)
    return Answer(contact, with_changes(f"{contact.name} is noted at {contact.organisation} as {contact.id}", before, contact))


async def add_service(said: Mapping[str, object]) -> Answer:
    """Note what they offer; of a contract that is known, what is not said stays as it is."""
    async with the_records() as records:
        offered = await organisations.services(records.pool, str(said["organisation"]))
        before = _the_one(offered, {**said, "valid_from": read_as(Service, said).valid_from}, "service", "valid_from")
        service = noted_again(Service, before, said)
        await organisations.add_service(records.pool, service)
    until = f"until {service.valid_until}" if service.valid_until else "without an end"
    sentence = f"{service.organisation} offers {service.service} from {service.valid_from} {until}"
    return Answer(service, with_changes(sentence, before, service))


async def add_profile(said: Mapping[str, object]) -> Answer:
    """Note whom they look for; of what is known, what is not said stays as it is."""
    async with the_records() as records:
        before = _the_one(await organisations.profiles(records.pool, str(said["organisation"])), said, "id")
        sought = noted_again(Sought, before, said)
        await organisations.add_profile(records.pool, sought)
    return Answer(sought, with_changes(f"{sought.organisation} looks for {sought.title} ({sought.id})", before, sought))


async def add_analysis(given: Mapping[str, object], as_who: str) -> Answer:
    """Note a workplace that was looked at, by whom and when."""
    async with the_records() as records:
        by = await speaker(records.pool, records.settings, as_who)
        before = _the_one(await organisations.analyses(records.pool, str(given["organisation"])), given, "id")
        analysis = noted_again(Analysis, before, {"made_on": now().date(), **given, "made_by": by.id})
        await organisations.add_analysis(records.pool, analysis)
    noted = f"the workplace {analysis.title} at {analysis.organisation} is noted as {analysis.id}: keep it free of any client"
    return Answer(analysis, with_changes(noted, before, analysis, aside=["made_on", "made_by"]))


def _the_one(there: Iterable[Kept], said: Mapping[str, object], *names: str) -> Kept | None:
    """The one that is known under these names already."""
    return next((one for one in there if all(getattr(one, name) == said[name] for name in names)), None)


async def find(text: str, sort: Sort | None) -> Answer:
    """Organisations by name or service."""
    async with the_records() as records:
        found = await organisations.find(records.pool, text, sort)
    rows = [(o.id, o.name, listed(o.sorts), o.place, o.email, o.phone, _comes_back(o)) for o in found]
    looks = table(("id", "name", "", "place", "e-mail", "phone", ""), rows)
    return Answer(found, or_nothing(rows, looks, f"no organisation is called {text} or offers it"))


def sort_meant(text: str) -> Sort | None:
    """A sort of organisation, or any. Raises WrongInput."""
    if text and text not in SORTS:
        raise WrongInput(f"there is no sort {text}: choose {' or '.join(SORTS)}")
    return cast("Sort | None", text or None)


async def show(id: str) -> Answer:
    """All that is known of one organisation; of clients nothing but the numbers of their cases."""
    async with the_records() as records:
        pool = records.pool
        found = await organisations.get(pool, id)
        if found is None:
            raise NoneSuch(f"there is no organisation {id}: look for it with `itinerary organisation find`")
        contacts, services = await organisations.contacts(pool, id), await organisations.services(pool, id)
        profiles, analyses = await organisations.profiles(pool, id), await workplaces(pool, id)
        log = await organisations.log(pool, id)
    value = {**found.model_dump(), "contacts": contacts, "services": services, "profiles": profiles, "workplaces": analyses, "log": log}
    reached = listed(filter(None, (found.place, found.email, found.phone, found.address)))
    head = f"{found.name} ({found.id}): {listed(found.sorts)}; {reached}"
    parts = [_contacts(contacts), _services(services), _profiles(profiles), _analyses(analyses), _log(log)]
    back = list(organisations_reached_said([Unreachable(id=id, name=found.name, channels=found.unreachable)] if found.unreachable else []))
    return Answer(value, Group(head, *back, *(line for part in parts for line in (("", part) if part else ()))))


def _comes_back(found: Organisation) -> str:
    return f"{listed(found.unreachable)} comes back" if found.unreachable else ""


def _contacts(found: list[Contact]) -> RenderableType | None:
    return table(("contact", "name", "", "e-mail", "phone"), [(c.id, c.name, c.role, c.email, c.phone) for c in found]) if found else None


def _services(found: list[Offered]) -> RenderableType | None:
    today = now().date()
    rows = [
        (s.service, s.contract, s.valid_from, s.valid_until or "", _state(s, today), f"{s.taken} of {s.places or 'any'}") for s in found
    ]
    return table(("service", "contract", "from", "until", "", "people there", "of"), rows) if found else None


def _state(service: Offered, today: date) -> str:
    if not service.holds(today):
        return "not in force"
    return "full" if service.full else ""


def _profiles(found: list[Sought]) -> RenderableType | None:
    return table(("looks for", "", "wanted"), [(s.id, s.title, s.wanted) for s in found]) if found else None


def _analyses(found: list[Analysis]) -> RenderableType | None:
    rows = [(a.id, a.title, a.environment, a.tasks, a.made_on) for a in found]
    return table(("workplace", "", "environment", "tasks that may suit", "looked at"), rows) if found else None


def _log(found: list[Touched]) -> RenderableType | None:
    rows = [(day_said(t.happened, NOWHERE), t.number, fact_said(t.kind), t.by) for t in found]
    return table(("on", "case", "", "told by"), rows) if found else None
