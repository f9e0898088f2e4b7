"""Two rows of one person: a colleague says that they are one, or that they are not; neither is ever lost (FR-03).

What was said of each two is kept, and which rows count as one follows from it: so it can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from records import recognising
from records.pool import Connection, Pool
from records.recognising import Compared
from runtime.sentences import Sentence


class CannotBe(Sentence):
    """What is said of two clients does not go with what was said before."""


class Said(NamedTuple):
    """What somebody says of two clients, by their ids."""

    one: str
    other: str
    why: str
    by: str


async def same(pool: Pool, said: Said) -> list[str]:
    """They are one, known as the first from now on; gives every id of theirs. Raises CannotBe."""
    async with pool.acquire() as connection, connection.transaction():
        first, second = await _held(connection, said)
        if said.other in first:
            raise CannotBe(f"{said.one} and {said.other} are one person already")
        await recognising.compare(connection, said.one, said.other, same=True, why=said.why, by=said.by)
        await recognising.count_as(connection, [*first, *second], first[0])
        return [*first, *second]


async def different(pool: Pool, said: Said) -> bool:
    """They are two; true if they counted as one until now. Raises CannotBe when they are one only through somebody else."""
    async with pool.acquire() as connection, connection.transaction():
        ids, _ = await _held(connection, said)
        await recognising.compare(connection, said.one, said.other, same=False, why=said.why, by=said.by)
        if said.other not in ids:
            return False
        groups = groups_of(ids, await recognising.compared(connection, ids))
        if any({said.one, said.other} <= set(group) for group in groups):
            through = ", ".join(id for id in ids if id not in (said.one, said.other))
            raise CannotBe(f"{said.one} and {said.other} are one through {through}: say who of them is different from whom")
        for group in groups:
            await recognising.count_as(connection, group, ids[0] if ids[0] in group else group[0])
        return True


async def _held(connection: Connection, said: Said) -> tuple[list[str], list[str]]:
    """Every id of both, the one that counts first, held so that nobody says otherwise meanwhile."""
    if said.one == said.other:
        raise CannotBe("name two clients, by two ids")
    held: set[str] = set()
    while True:  # whoever was waited for may have said who else is one with them
        groups = await recognising.known_as(connection, said.one), await recognising.known_as(connection, said.other)
        if held.issuperset(ids := {*groups[0], *groups[1]}):
            return groups
        await recognising.hold(connection, sorted(ids))
        held |= ids


def groups_of(ids: Iterable[str], said: Sequence[Compared]) -> list[list[str]]:
    """Who counts as one by what was said of each two, each group in the order of its ids."""
    groups = [{id} for id in ids]
    for pair in said:
        if pair.same:
            joined = [group for group in groups if {pair.one, pair.other} & group]
            groups = [group for group in groups if group not in joined] + [set().union(*joined)]
    return sorted(sorted(group) for group in groups)
