"""Who and where: staff, teams, offices and clients, noted and listed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from pydantic import ValidationError

from casework.fact import Refused
from notifications.phones import dialled
from records import offices, people, recognising, staff, teams
from records.offices import Office
from records.people import Person
from records.pool import Database
from records.staff import Member
from records.teams import Team
from starters.answers.answer import Answer, WrongInput, or_nothing, table
from starters.answers.hours import day_meant, now
from starters.answers.keys import key_of
from starters.answers.naming import member_named
from starters.answers.noted import noted_again, read_as, with_changes
from starters.answers.reach import the_records
from starters.answers.words import listed
from starters.identity_numbers import identity_hash

MAILBOX = re.compile(r"[^@\s]+@[^@\s]+")
LANGUAGE = re.compile(r"[a-z]{2,3}([-_][A-Za-z0-9]+)*")
FEWEST_DIGITS = 6


async def add_member(said: Mapping[str, object]) -> Answer:
    """Note somebody of the staff; without an id they are new. Of somebody who is known, what is not said stays as it is."""
    async with the_records() as records:
        id = str(said.get("id") or "")
        known = await staff.get(records.pool, id) if id else None
        before = known if known and known.id == id else None
        member = noted_again(Member, before, said)
        check_address(member.email)
        kept = await staff.add(records.pool, member)
    return Answer(kept, with_changes(f"{kept.name} is {kept.id}, of office {kept.office}", before, kept))


async def list_staff(office: str) -> Answer:
    """The staff of an office, or all."""
    async with the_records() as records:
        found = await staff.list_(records.pool, office or None)
    rows = [(m.id, m.name, m.email, m.office, m.team or "", listed(m.roles), m.deputy or "", _absence(m)) for m in found]
    return Answer(found, or_nothing(rows, table(("id", "name", "e-mail", "office", "team", "roles", "deputy", "away"), rows), "nobody yet"))


async def note_absence(who: str, first: str, last: str, *, back: bool) -> Answer:
    """Note that somebody is away, or back."""
    if back == bool(first):
        raise WrongInput("give --from with the first day away, or --back")
    async with the_records() as records:
        member = await member_named(records.pool, who)
        await staff.away(records.pool, member.id, None if back else day_meant(first), day_meant(last) if last and not back else None)
        kept = await member_named(records.pool, member.id)
    return Answer(kept, f"{kept.name} is {_absence(kept) or 'here'}; {_who_instead(kept)}" if not back else f"{kept.name} is back")


async def keep_client(said: Mapping[str, object], number: str = "", sort: str = "") -> Person:
    """Note a client; without an id they are new. By an identity number they are recognised ever after, and it is kept nowhere (FR-03)."""
    person = read_as(Person, said)
    check_address(person.email)
    check_reached(person.phone, person.language or "")
    _check_birth(person.born)
    async with the_records() as records:
        identity = identity_hash(await key_of(records.pool, records.settings), sort, number) if number else ""
        recognised = identity and await _recognised(records.pool, person, identity)
        async with records.pool.acquire() as connection, connection.transaction():
            kept = await people.add(connection, person)
            if identity and not recognised:
                await recognising.note_identity(connection, kept.id, identity)
    return kept


async def _recognised(database: Database, person: Person, identity: str) -> bool:
    """Whether they are recognised by this already; whoever returns is not noted once more. Raises Refused."""
    found = (await recognising.by_identity(database, [identity])).get(identity)
    if found and person.id not in (found.id, found.known):
        known = await people.get(database, found.id)
        who = f"{known.name} ({found.id})" if known else found.id
        raise Refused(f"this identity number is known, of {who}: open a case with `itinerary open {found.id}`, nobody was added")
    return found is not None


async def find_clients(text: str) -> Answer:
    """Clients by the beginning of a word of their name."""
    async with the_records() as records:
        found = await people.find(records.pool, text)
    rows = [(p.id, p.name, p.email, p.phone, p.language) for p in found]
    return Answer(found, or_nothing(rows, table(("id", "name", "e-mail", "phone", "language"), rows), f"no client is called {text}"))


async def add_office(said: Mapping[str, object]) -> Answer:
    """Note an office; its zone, country and region must be known, for its working days hang on them. What is not said of one stays."""
    async with the_records() as records:
        before = await offices.get(records.pool, str(said["id"]))
        office = noted_again(Office, before, said)
        _check_calendar(office)
        office = _reached(office)
        await offices.add(records.pool, office)
    noted = f"office {office.id} is noted: {office.name}, {office.zone}, open from {office.opens:%H:%M} to {office.closes:%H:%M}"
    return Answer(office, with_changes(noted, before, office))


async def list_offices() -> Answer:
    """All offices."""
    async with the_records() as records:
        found = await offices.list_(records.pool)
    rows = [
        (o.id, o.name, o.zone, listed(filter(None, (o.country, o.region))), o.language, f"{o.opens:%H:%M}-{o.closes:%H:%M}", o.phone)
        for o in found
    ]
    return Answer(found, or_nothing(rows, table(("id", "name", "zone", "where", "language", "open", "phone"), rows), "no office yet"))


async def add_team(said: Mapping[str, object]) -> Answer:
    """Note a team; of one that is known, what is not said stays as it is."""
    async with the_records() as records:
        before = await teams.get(records.pool, str(said["id"]))
        team = noted_again(Team, before, said)
        await teams.add(records.pool, team)
    return Answer(team, with_changes(f"team {team.id} is noted: {team.name}, of office {team.office}", before, team))


def check_address(email: str) -> None:
    """A mail that cannot arrive is better refused here than found out by a reminder that is missed."""
    if email and not MAILBOX.fullmatch(email):
        raise WrongInput(f"email: there is no address {email}: write one as in one@home.example")


def check_reached(phone: str, language: str) -> None:
    """A number nobody can call and a language no letter is looked up by are mostly slips of the hand."""
    if phone and sum(sign.isdigit() for sign in phone) < FEWEST_DIGITS:
        raise WrongInput(f"phone: there is no number {phone}: write one as in +32470123456")
    if language and not LANGUAGE.fullmatch(language):
        raise WrongInput(f"language: {language} is no code of a language: write nl, fr, en, sv, da or es, or two letters for another")


def _check_birth(born: date | None) -> None:
    if born and born > now().date():
        raise WrongInput(f"born: {born} is still to come: look at the date")


def _reached(office: Office) -> Office:
    """With its telephone number as letters write it."""
    phone = dialled(office.phone, office.country)
    if office.phone and not phone:
        raise WrongInput(f"phone: there is no number {office.phone} in {office.country}: write one as in +32 470 12 34 56")
    return office.model_copy(update={"phone": phone})


def _check_calendar(office: Office) -> None:
    try:
        office.calendar(now().date())
    except ValidationError as wrong:
        raise WrongInput(str(wrong.errors()[0]["msg"]).removeprefix("Value error, ")) from None
    except ValueError as wrong:
        raise WrongInput(str(wrong)) from None


def _absence(member: Member) -> str:
    if member.away_from is None:
        return ""
    return f"away from {member.away_from} {f'until {member.away_until}' if member.away_until else 'until further notice'}"


def _who_instead(member: Member) -> str:
    return f"their work goes to {member.deputy}" if member.deputy else "their work goes to the lead of their team, if it has one"
