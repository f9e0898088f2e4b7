"""Clients: their names and addresses, which stand nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pydantic import BaseModel

from casework.ids import OpaqueId
from records.pool import Database, many, one, the
from records.queries import load

SQL = load("people")


class Person(BaseModel):
    """A client, known elsewhere by an opaque id."""

    id: OpaqueId = ""
    name: str
    email: str = ""
    phone: str = ""
    language: str = "en"
    address: str = ""
    born: date | None = None
    prefers: str = ""
    """By which channel they would rather be reached; none means the usual order."""


async def add(database: Database, person: Person) -> Person:
    """Note a client as known now; without an id they are new and get one."""
    return await the(database, Person, SQL["add"], *person.model_dump().values())


async def correct(database: Database, id: str, said: Mapping[str, str]) -> Person | None:
    """Change only what is said: `name`, `email`, `phone`, `language`, `address`, `prefers`; None for somebody we do not know."""
    return await one(database, Person, SQL["correct"], id, dict(said))


async def get(database: Database, id: str) -> Person | None:
    """One client, if we know them; the one that counts where they are known twice."""
    return await one(database, Person, SQL["get"], id)


async def find(database: Database, text: str, most: int = 20) -> list[Person]:
    """Clients with a name one of whose words begins so, whatever the capitals and accents."""
    return await many(database, Person, SQL["find"], text.strip(), most)


async def some(database: Database, ids: Iterable[str]) -> dict[str, Person]:
    """Clients by their ids, each as noted under that id."""
    return {person.id: person for person in await many(database, Person, SQL["some"], list(ids))}
