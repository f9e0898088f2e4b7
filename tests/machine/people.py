"""Who is at work in the played office and whom it writes to: who stands in for whom, and by what somebody is reached."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, time, timedelta
from typing import NamedTuple

from casework.leaving import Reader
from casework.ways import ALL, OUTSIDERS, WORKLIST, Channel, ways
from casework.ways import Reader as Reached
from tests.handclock import CALENDAR
from tests.machine.rows import Rows

CLIENT, PARTNER, EMPLOYER, TEAM = "P-1", "P-help", "E-1", "T-1"
LEAD, COUNSELLORS = "S-lead", ("S-ana", "S-bo")
NEW_HERE = "S-new"
"""A counsellor to whom the case may be given before anybody has entered them in the list of the staff."""

DEPUTY: Mapping[str, str] = {"S-ana": "S-bo", "S-bo": LEAD}
THERE: tuple[Channel, ...] = ("email", "sms")
STAFF = frozenset({*COUNSELLORS, LEAD})


class House(NamedTuple):
    """What the office wants; `left_to_digest` is how long a message waits for a digest before it goes by itself."""

    hold: timedelta = timedelta(minutes=10)
    most_a_day: int = 3
    digest_at: time | None = None
    left_to_digest: timedelta = timedelta(0)
    fast: bool = False


class People:
    """Who is away, and what a partner said of being reached."""

    def __init__(self) -> None:
        self.away: dict[str, date] = {}
        self.addresses: dict[str, dict[Channel, str]] = {}
        self.partner_refuses: set[str] = set()

        self.learn_addresses()

    def learn_addresses(self) -> None:
        """Everybody is reached by e-mail, the client by text message as well."""
        self.addresses = {who: {"email": f"{who}@office.example"} for who in (*STAFF, TEAM, PARTNER, EMPLOYER)}
        self.addresses[CLIENT] = {"email": "client@home.example", "sms": "+32470000000"}

    def is_away(self, who: str, day: date) -> bool:
        return who in self.away and day <= self.away[who]

    def acting(self, who: str, day: date) -> str:
        """Who does this member's work: the deputy, else the team's lead; they themselves when nobody is left."""
        if who not in STAFF or not self.is_away(who, day):
            return who
        return next((other for other in (DEPUTY.get(who, LEAD), LEAD) if not self.is_away(other, day)), who)

    def nobody_stands_in(self, who: str, day: date) -> bool:
        """True if they, their deputy and the team's lead are all away."""
        return self.acting(who, day) == who and self.is_away(who, day)

    def meant(self, role: str, who: str, responsible: str, day: date) -> str:
        """Whom a role of the case means on a day (T-19, T-20)."""
        known = responsible in STAFF
        return {
            "client": CLIENT,
            "counsellor": self.acting(responsible, day),
            "deputy": self.acting(DEPUTY.get(responsible, LEAD) if known else responsible, day),
            "team": TEAM if known else self.acting(responsible, day),
            "team lead": self.acting(LEAD if known else responsible, day),
            "teller": self.acting(who, day),
        }.get(role, who)

    def reader(self, role: str, whom: str, house: House, came_back: Collection[str], said: Rows) -> Reader:
        """How they are reached today, as the dispatcher is told; of the client it stands with the case."""
        client, outside, addresses = role == "client", role in OUTSIDERS, self.addresses.get(whom, {})
        refuses = said.refuses if client else frozenset(self.partner_refuses if whom == PARTNER else ())
        unreachable = said.unreachable if client else frozenset()
        known = ways(Reached(addresses, role, "", refuses, [*unreachable, *came_back]), there=THERE, short=True)
        return Reader(
            CALENDAR,
            tuple(way for way in known.channels if way != WORKLIST),
            held=bool(whom),
            known=outside or whom in {*STAFF, TEAM},
            no_way=known.why_on_a_worklist(role) if outside else "",
            wants_none=ALL in refuses,
            silent_until=said.silent_until if client else None,
            most_a_day=house.most_a_day,
            hold=house.hold,
            digest_at=house.digest_at,
        )
