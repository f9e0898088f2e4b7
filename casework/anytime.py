"""What can happen in any phase: who is responsible, contacts, pauses, going back, leaving."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from casework import things as t
from casework.case import Case
from casework.clock import REAL_TIME, Clock
from casework.fact import Fact, Person, Refused, Restricted, known


class Opened(Fact, frozen=True):
    """A case was opened for one client with one counsellor, under a programme in a version (NL-01)."""

    kind: Literal["opened"] = "opened"
    number: str
    person: Person
    office: Person
    counsellor: Person = Field(min_length=1)
    method: str
    programme: str
    version: str
    terms: str
    opening: str = ""
    clock: Clock = REAL_TIME
    follows: str = Field(default="", pattern=r"^[A-Za-z0-9-]{0,40}$")
    """The number of the person's earlier itinerary that this one follows (X-03, ES-09)."""

    def check(self, case: Case) -> None:
        raise Refused("this case is open already")

    def happen(self, case: Case) -> None:
        case.number, case.person, case.office, case.counsellor = self.number, self.person, self.office, self.counsellor


class ReferentAssigned(Fact, frozen=True):
    """One counsellor is responsible from now on, and why; what is promised follows them (X-04, FR-05, FR-17)."""

    from_whom: ClassVar[str] = "team lead"
    of_the_whole: ClassVar[bool] = True
    kind: Literal["referent_assigned"] = "referent_assigned"
    who: Person = Field(min_length=1)
    why: Restricted

    def check(self, case: Case) -> None:
        if case.counsellor == self.who:
            raise Refused(f"{self.who} is responsible for this case already")

    def happen(self, case: Case) -> None:
        case.counsellor = self.who


class ReferentLeft(Fact, frozen=True):
    """The responsible counsellor is no longer there; the case waits for the next."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["referent_left"] = "referent_left"
    why: Restricted

    def check(self, case: Case) -> None:
        if not case.counsellor:
            raise Refused("nobody is responsible for this case now: tell referent_assigned")

    def happen(self, case: Case) -> None:
        case.counsellor = ""


class ContactHeld(Fact, frozen=True):
    """Contact with the client, or with the host or employer of the contract that `of` names; its way is logged."""

    kind: Literal["contact_held"] = "contact_held"
    of: str = "client"
    mode: Literal["in person", "by phone", "by mail", "by video"] = "in person"
    appointment: str = ""

    def check(self, case: Case) -> None:
        _reachable(case, self.of)
        if self.appointment:
            known(case.appointments, self.appointment, "appointment", "appointment")

    def happen(self, case: Case) -> None:
        case.put_away(case.appointments, self.appointment)
        case.tally.pop(f"unanswered:{self.of}", None)


class ContactFailed(Fact, frozen=True):
    """Somebody tried to reach the client or the host, and nobody answered: a normal event with a next step (X-06)."""

    kind: Literal["contact_failed"] = "contact_failed"
    of: str = "client"

    def check(self, case: Case) -> None:
        _reachable(case, self.of)

    def happen(self, case: Case) -> None:
        case.tally[f"unanswered:{self.of}"] = case.tally.get(f"unanswered:{self.of}", 0) + 1


class TeamConsulted(Fact, frozen=True):
    """The team talked over a referral that does not move, or a client who stopped answering, and said what to do (NL-09)."""

    from_whom: ClassVar[str] = "team"
    kind: Literal["team_consulted"] = "team_consulted"
    advice: Restricted

    def check(self, case: Case) -> None:
        if f"team_consulted:{self.of}" not in case.agenda:
            waiting = [p.of for p in case.agenda.values() if p.kind == "team_consulted"]
            raise Refused(f"the team was not asked about {self.of or 'this'}: it is asked about {', '.join(waiting) or 'nothing now'}")

    def happen(self, case: Case) -> None:
        case.tally.pop(f"unanswered:{self.of}", None)
        if self.of in case.referrals:
            case.referrals[self.of].poor = 0


class Paused(Fact, frozen=True):
    """Some clocks stand still for a reason the programme knows, until somebody looks again."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["paused"] = "paused"
    reason: Restricted
    look_again: date

    def check(self, case: Case) -> None:
        if case.paused:
            raise Refused("this case is paused already: tell resumed first")
        rule = known(case.programme.pauses, self.reason, "reason to pause called")
        today = case.calendar.day_of(case.hour)
        longest = case.calendar.add(today, rule.longest)
        if not today < self.look_again <= longest:
            raise Refused(f"a pause for this reason lasts at most {rule.longest}: look again on a day to come, at the latest on {longest}")

    def happen(self, case: Case) -> None:
        stops = case.programme.pauses[self.reason].stops
        case.pauses.append(t.Pause(reason=self.reason, stops=stops, since=case.hour, look_again=self.look_again))


class Resumed(Fact, frozen=True):
    """The case goes on, with the time that was left."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["resumed"] = "resumed"

    def check(self, case: Case) -> None:
        if not case.paused:
            raise Refused("this case is not paused")

    def happen(self, case: Case) -> None:
        pause = case.paused
        if pause:
            pause.until = max(case.hour, pause.since)


class PhaseReopened(Fact, frozen=True):
    """The path goes back to an earlier phase; nothing recorded later is lost (X-02)."""

    kind: Literal["phase_reopened"] = "phase_reopened"
    why: Restricted

    def check(self, case: Case) -> None:
        if self.of in case.open:
            raise Refused(f"{self.of} is open already")
        if self.of not in case.visited:
            raise Refused(
                f"this case has never been in {self.of or 'that phase'}: it can go back to {', '.join(case.visited) or 'nothing yet'}"
            )


class PhaseSkipped(Fact, frozen=True):
    """The method is guidance, not law: this phase is passed over, with a reason (NL-43)."""

    kind: Literal["phase_skipped"] = "phase_skipped"
    why: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        if self.of not in case.open or case.open[self.of].aside:
            raise Refused(
                f"only the phase the path is in can be skipped: it is in {', '.join(n for n, c in case.open.items() if not c.aside)}"
            )

    def happen(self, case: Case) -> None:
        case.tally[f"skipped:{self.of}"] = case.tally.get(f"skipped:{self.of}", 0) + 1


class RemarkMade(Fact, frozen=True):
    """Something worth remembering that changes nothing."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["remark_made"] = "remark_made"

    def check(self, case: Case) -> None:
        if not self.note:
            raise Refused("write the remark in note=...")


class CaseClosed(Fact, frozen=True):
    """The path ends here, with an outcome and a reason; no case is closed without one (NL-42, FR-20)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["case_closed"] = "case_closed"
    outcome: Literal["work", "training", "moved away", "withdrew", "declined", "deregistered", "transferred", "cannot be reached", "other"]
    why: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def happen(self, case: Case) -> None:
        case.outcome = case.ended = t.Outcome(result=self.outcome, on=case.hour, then="closure")


class PersonDied(Fact, frozen=True):
    """The person has died: every reminder stops at once."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["person_died"] = "person_died"

    def happen(self, case: Case) -> None:
        case.outcome = case.ended = t.Outcome(result="died", on=case.hour, then="closure")


def _reachable(case: Case, of: str) -> None:
    if of != "client":
        known(case.running, of, "running contract (or say of=client)")
