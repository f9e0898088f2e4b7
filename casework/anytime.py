"""What can happen in any phase: who is responsible, contacts, appointments, pauses, going back, leaving, and what the clock says."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Literal

from pydantic import Field

from casework import things as t
from casework.agenda import hour_of_rung, rung_now
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

    def check(self, case: Case) -> None:
        raise Refused("this case is open already")

    def happen(self, case: Case) -> None:
        case.number, case.person, case.office, case.counsellor = self.number, self.person, self.office, self.counsellor


class HourCame(Fact, frozen=True):
    """Told by the clock: a day came, or a promise climbs a rung of its ladder."""

    from_whom: ClassVar[str] = "clock"
    kind: Literal["hour_came"] = "hour_came"

    def check(self, case: Case) -> None:
        raise Refused("only the clock says that an hour came")

    def happen(self, case: Case) -> None:
        promise = case.agenda[self.of]
        if promise.sort == "day" or not promise.climbs_from:
            return
        ladder = case.programme.ladders[promise.ladder]
        now = rung_now(ladder, promise.rung, promise.climbs_from, case.at, case.calendar)
        rung = ladder.rungs[min(now, len(ladder.rungs) - 1)]
        values = {"kind": promise.kind, "by": promise.by.isoformat() if promise.by else "", "rung": str(now)}
        case.write(rung.to, rung.letter, self.of, values)
        promise.seen_by = ""
        promise.rung, promise.next = now + 1, hour_of_rung(ladder, now + 1, promise.climbs_from, case.calendar)


class PromiseSeen(Fact, frozen=True):
    """Somebody has seen a promise and acts on it by a day: until then its ladder is quiet."""

    kind: Literal["promise_seen"] = "promise_seen"
    acts_by: date

    def check(self, case: Case) -> None:
        promise = known(case.agenda, self.of, "open promise")
        if promise.sort == "day":
            raise Refused("this is a day that comes by itself: nobody has to act on it")
        if promise.by is None:
            raise Refused("this is not promised for any day now: nobody has to act on it yet")
        if case.calendar.opening(self.acts_by) <= case.at:
            raise Refused("say by which day to come you will act on it")

    def happen(self, case: Case) -> None:
        promise = case.agenda[self.of]
        ladder = case.programme.ladders[promise.ladder]
        promise.seen_by, promise.climbs_from = case.speaker, self.acts_by
        quiet_until = case.calendar.speakable(case.calendar.opening(self.acts_by))
        promise.next = max(hour_of_rung(ladder, promise.rung, self.acts_by, case.calendar), quiet_until)


class ReferentAssigned(Fact, frozen=True):
    """One counsellor is responsible from now on, and why (X-04)."""

    from_whom: ClassVar[str] = "team lead"
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
            known(case.appointments, self.appointment, "appointment")

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


class AppointmentMade(Fact, frozen=True):
    """A meeting was arranged; the client is invited."""

    begins: ClassVar[str] = "i"
    kind: Literal["appointment_made"] = "appointment_made"
    at: datetime
    minutes: int = Field(default=60, ge=5, le=480)
    with_whom: Literal["client", "employer", "partner"] = "client"
    place: str = ""

    def check(self, case: Case) -> None:
        case.may_begin(self)
        _to_come(case, self.at)

    def happen(self, case: Case) -> None:
        case.begin(case.appointments, self, t.Appointment(with_whom=self.with_whom, at=self.at, minutes=self.minutes))

    def words(self, case: Case) -> dict[str, str]:
        return _invitation(self.of, self.at, self.minutes, 0, "REQUEST")


class AppointmentMoved(Fact, frozen=True):
    """A meeting was given another hour."""

    kind: Literal["appointment_moved"] = "appointment_moved"
    at: datetime

    def check(self, case: Case) -> None:
        known(case.appointments, self.of, "appointment")
        _to_come(case, self.at)

    def happen(self, case: Case) -> None:
        case.appointments[self.of].at = self.at
        case.appointments[self.of].moved += 1

    def words(self, case: Case) -> dict[str, str]:
        known = case.appointments[self.of]
        return _invitation(self.of, self.at, known.minutes, known.moved + 1, "REQUEST")


class AppointmentCancelled(Fact, frozen=True):
    """A meeting will not take place, and why."""

    kind: Literal["appointment_cancelled"] = "appointment_cancelled"
    why: Restricted = ""

    def check(self, case: Case) -> None:
        known(case.appointments, self.of, "appointment")

    def happen(self, case: Case) -> None:
        case.put_away(case.appointments, self.of, "appointments cancelled")

    def words(self, case: Case) -> dict[str, str]:
        known = case.appointments[self.of]
        return _invitation(self.of, known.at, known.minutes, known.moved + 1, "CANCEL")


class AppointmentMissed(Fact, frozen=True):
    """The person did not come; the next step is a new contact, and nothing is held against them."""

    kind: Literal["appointment_missed"] = "appointment_missed"

    def check(self, case: Case) -> None:
        if known(case.appointments, self.of, "appointment").at > case.at:
            raise Refused("this appointment is still to come: move or cancel it")

    def happen(self, case: Case) -> None:
        with_client = case.appointments[self.of].with_whom == "client"
        case.put_away(case.appointments, self.of, "appointments missed")
        if with_client:
            case.tally["unanswered:client"] = case.tally.get("unanswered:client", 0) + 1


class Paused(Fact, frozen=True):
    """Some clocks stand still for a reason the programme knows, until somebody looks again."""

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

    kind: Literal["remark_made"] = "remark_made"

    def check(self, case: Case) -> None:
        if not self.note:
            raise Refused("write the remark in note=...")


class TellingRefused(Fact, frozen=True):
    """A fact that was kept unchecked was refused later; its teller has to see it."""

    from_whom: ClassVar[str] = "teller"
    kind: Literal["telling_refused"] = "telling_refused"
    of: str
    refused: str
    teller: str
    why: str

    def check(self, case: Case) -> None:
        raise Refused("only the case itself says that a telling was refused")

    def happen(self, case: Case) -> None:
        case.attention[self.of] = "telling refused"
        case.write("teller", "telling_refused", self.refused, {"kind": self.refused, "why": self.why}, who=self.teller)


class RefusalSettled(Fact, frozen=True):
    """The teller has seen the refusal and put it right, or let it be."""

    from_whom: ClassVar[str] = "teller"
    kind: Literal["refusal_settled"] = "refusal_settled"

    def check(self, case: Case) -> None:
        known(case.attention, self.of, "refusal to settle called")

    def happen(self, case: Case) -> None:
        case.put_away(case.attention, self.of)


class WorkFailed(Fact, frozen=True):
    """Something the system had to do for this case failed for good; people have to see it."""

    from_whom: ClassVar[str] = "clock"
    kind: Literal["work_failed"] = "work_failed"
    of: str
    what: str

    def check(self, case: Case) -> None:
        raise Refused("only the system itself says that its work failed")

    def happen(self, case: Case) -> None:
        case.attention[self.of] = "work failed"
        case.write("counsellor", "work_failed", self.of, {"what": self.what})


class CancelAsked(Fact, frozen=True):
    """Somebody asked, in the Temporal UI, to cancel this case; it goes on, because a case ends only with an outcome."""

    from_whom: ClassVar[str] = "clock"
    kind: Literal["cancel_asked"] = "cancel_asked"

    def check(self, case: Case) -> None:
        raise Refused("to end a case tell case_closed with its outcome")

    def happen(self, case: Case) -> None:
        case.attention["cancel"] = "cancel asked"
        case.write("counsellor", "cancel_asked", "cancel_asked")


class CaseClosed(Fact, frozen=True):
    """The path ends here, with an outcome and a reason; no case is closed without one (NL-42)."""

    kind: Literal["case_closed"] = "case_closed"
    outcome: Literal["work", "training", "moved away", "withdrew", "transferred", "cannot be reached", "other"]
    why: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def happen(self, case: Case) -> None:
        case.outcome = case.ended = t.Outcome(result=self.outcome, on=case.hour, then="closure")


class PersonDied(Fact, frozen=True):
    """The person has died: every reminder stops at once."""

    kind: Literal["person_died"] = "person_died"

    def happen(self, case: Case) -> None:
        case.outcome = case.ended = t.Outcome(result="died", on=case.hour, then="closure")


def _reachable(case: Case, of: str) -> None:
    if of != "client":
        known(case.running, of, "running contract (or say of=client)")


def _to_come(case: Case, at: datetime) -> None:
    if at.tzinfo is None or at <= case.at:
        raise Refused("an appointment is in the future: give its day and hour")


def _invitation(of: str, at: datetime, minutes: int, sequence: int, method: str) -> dict[str, str]:
    return {"appointment": of, "at": at.isoformat(), "minutes": str(minutes), "sequence": str(sequence), "method": method}
