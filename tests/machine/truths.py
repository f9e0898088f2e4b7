"""What must be true of every message at every hour, said without asking the rules that are tried."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from casework.folding import that_count
from casework.leaving import KNOWN, NEWS_OF_APPOINTMENTS, NOT_HEARD_OF, TOLD_AFTER_THE_END, Decision, Leave, Wait
from casework.planned import plan_of
from casework.things import Reach
from casework.ways import OUTSIDERS, WORKLIST
from tests.handclock import CALENDAR
from tests.machine import dispatcher
from tests.machine.asked import appointment_of
from tests.machine.dispatcher import LATEST, Going
from tests.machine.office import Office
from tests.machine.people import CLIENT, PARTNER
from tests.machine.rows import MISTAKEN, Row, last_line, whom

A_HERD_TAKES = timedelta(minutes=10)
AGAIN = "it is tried again"
MAY_END_SOONER = "no more than"
"""What waits for tomorrow does, even if what was to leave before it was taken back in that moment, or could not leave."""

OVER = frozenset(
    {"appointment_moved", "appointment_cancelled", "appointment_declined", "appointment_missed", "contact_held", "conversation_held"}
)

FAR = timedelta(days=400)
FINAL = frozenset({"sent", "delivered", "bounced", "failed", "suppressed", "superseded", "expired", "done"})

Effect = tuple[str, str, int, str]


class Truths:
    """Of one office. What leaves is looked at when it leaves, what waits whenever the dispatcher has been at work."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.ids: dict[Effect, set[str]] = defaultdict(set)
        self.looked_at = 0
        self.reach: dict[str, Reach] = {}

    # Of what is decided

    def decided(self, row: Row, decision: Decision, now: datetime) -> None:
        """The hour of every wait lies ahead, and comes; what the client has said of being reached by now is what counts."""
        self.reach[row.message.id] = self.office.clock.case.reach.model_copy(deep=True)
        if isinstance(decision, Wait):
            assert now < decision.until < now + FAR, f"{row.message.letter} waits until {decision.until}, and it is {now}"
            assert decision.why

    # Of what leaves

    def leaves(self, going: Going, now: datetime) -> None:
        """Looked at by the world that is about to take it."""
        row, said = going.row, going.row.message
        assert said.due <= now, f"{said.letter} leaves before its hour"
        self._still_stands(row)
        self._still_of_use(row, now)
        self._not_after_the_end(row)
        if going.leave.way != WORKLIST:
            self._wanted(going, now)
            self._says_something_new(row)
            self._to_somebody_who_is_there(going, now)
            if not self.office.house.fast:
                self._held(row, now)
                self._disturbs_nobody(row, now)
                self._not_too_much(going, now)
            self._nobody_is_passed_over(going, now)
            self._once(going)

    def _still_stands(self, row: Row) -> None:
        """Its promise stands as it was planned; its appointment was neither moved nor cancelled; nobody took back what it says."""
        case, said = self.office.clock.case, row.message
        if said.plan:
            assert said.plan in {plan_of(case, promise) for promise in case.agenda.values()}, f"{said.about} was met or moved"
        elif row.reminds:
            assert said.about in case.agenda, f"{said.about} was met"
            assert case.agenda[said.about].made <= said.due, f"{said.about} was made anew"
        if not said.plan:
            assert said.id in {message.id for message in case.outbox}, f"{said.letter} was written by mistake"
        if said.letter in ("invitation", "appointment_moved"):
            of = said.values["appointment"]
            later = (line for line in that_count(case.journal) if line.number > said.line)
            over = {line.kind for line in later if of in (line.fact.get("of"), line.fact.get("appointment"))}
            assert not over & OVER, f"of {of} was told {over}"

    def _still_of_use(self, row: Row, now: datetime) -> None:
        useless, appointment = row.message.useless_after, appointment_of(row)
        assert useless is None or now <= useless, f"{row.message.letter} is of no use any more"
        assert appointment is None or now < appointment, "the appointment is over"

    def _not_after_the_end(self, row: Row) -> None:
        case, said = self.office.clock.case, row.message
        if case.ended:
            assert not (said.to == "client" and case.ended.result in ("died", "deregistered")), "nobody writes to them any more"
            assert said.line >= last_line(case.journal) or said.letter in TOLD_AFTER_THE_END, f"{said.letter} leaves after the end"

    def _wanted(self, going: Going, now: datetime) -> None:
        reach, way = self.reach[going.row.message.id], going.leave.way
        if going.row.message.to == "client":
            assert not {"all", way} & set(reach.refused), "they do not want this"
            assert way not in reach.failed, "this address reaches nobody"
            assert not reach.silent_until or CALENDAR.opening(reach.silent_until) <= now, "they want no messages yet"
        elif going.whom == PARTNER:
            assert not {"all", way} & self.office.people.partner_refuses, "they do not want this"

    def _says_something_new(self, row: Row) -> None:
        """No change is told to whoever knows nothing else, as far as anybody can say."""
        if row.message.letter == "appointment_moved":
            words, others = self._arrived(row), (word for word in self.office.rows.words_like(row) if word is not row)
            doubtful = any(word.in_doubt or word.claimed_until or _a_colleague_may_have_said_it(word) for word in others)
            assert doubtful or not words or words[-1].where_to_be != row.where_to_be, "they know this already"

    def _arrived(self, said: Row) -> list[Row]:
        """The words of this appointment that are in the hands of its reader, as their calendar follows them; itself left out."""
        arrived = {id for id, *_ in self.office.providers.arrived}
        words = (word for word in self.office.rows.words_like(said) if word is not said and word.message.id in arrived)
        return sorted(words, key=lambda word: word.sequence)

    def _to_somebody_who_is_there(self, going: Going, now: datetime) -> None:
        people, role, day = self.office.people, going.row.message.to, CALENDAR.day_of(now)
        if role == "client":
            assert going.whom == CLIENT
        elif role not in OUTSIDERS:
            assert not people.is_away(going.whom, day) or people.nobody_stands_in(going.whom, day), f"{going.whom} is away"

    def _held(self, row: Row, now: datetime) -> None:
        if row.message.to in OUTSIDERS:
            until = min(row.written, row.message.due) + self.office.house.hold
            assert now >= until or self._too_late(row, until), f"{row.message.letter} was not held"

    def _disturbs_nobody(self, row: Row, now: datetime) -> None:
        """Outside working hours only what would reach them too late otherwise: news of where they have to be."""
        awake = CALENDAR.speakable(now)
        if awake > now:
            news = row.message.letter in NEWS_OF_APPOINTMENTS
            assert news, f"{row.message.letter} disturbs somebody at {now}"
            assert self._too_late(row, awake + A_HERD_TAKES), f"{row.message.letter} could have waited until {awake}"

    def _not_too_much(self, going: Going, now: datetime) -> None:
        said, key = going.row.message, (going.whom, CALENDAR.day_of(now))
        got = sum(row.channel not in (WORKLIST, "digest", "") and row.recipient == key[0] and row.sent_at is not None
                  and CALENDAR.day_of(row.sent_at) == key[1] and row.message.letter not in NEWS_OF_APPOINTMENTS
                  for row in self.office.rows)  # fmt: skip
        free = said.letter in NEWS_OF_APPOINTMENTS or said.to not in OUTSIDERS
        assert free or got < self.office.house.most_a_day, f"{going.whom} got {got} messages already"

    def _nobody_is_passed_over(self, going: Going, now: datetime) -> None:
        """No older message to the same person that could leave now stays behind for longer than a herd or a second try takes."""
        office = self.office
        for other in office.rows:
            soon = now + (LATEST if other.reason.endswith(AGAIN) else A_HERD_TAKES)
            older = other.state == "planned" and other.message.due < going.row.message.due and other.goes_at > soon
            if older and MAY_END_SOONER not in other.reason and office.dispatcher.whom(other, now) == going.whom:
                decision = office.dispatcher.would(other, now)
                assert not isinstance(decision, Leave) or decision.way == WORKLIST, f"{other.message.letter} is passed over"

    def _once(self, going: Going) -> None:
        """One message of one rung of one promise to one person, whatever dies meanwhile: tried again it has the same id."""
        said, providers = going.row.message, self.office.providers
        effect = (said.plan or said.id, said.about, -1 if said.rung is None else said.rung, going.whom)
        sent_as = dispatcher.message_id(going.row)
        self.ids[effect].add(sent_as)
        assert len(self.ids[effect]) == 1, f"{said.letter} of {said.about} would be two messages"
        arrived = sum(times for (id, whom, _), times in providers.arrived.items() if (id, whom) == (sent_as, going.whom))
        assert arrived <= providers.kills[sent_as], f"{said.letter} of {said.about} leaves again"

    # Of what stays

    def all_is_explained(self) -> None:
        """Nothing due is neither gone nor explained, and what waits has a reason and an hour that comes."""
        office, now = self.office, self.office.hour
        works = not (office.database_away or office.dispatcher.stopped or office.dispatcher.up_at)
        for row in office.rows:
            assert row.state in FINAL | {"planned"}
            assert row.state in ("planned", "sent") or row.reason, f"{row.message.letter} is {row.state} and nobody knows why"
            if row.state == "sent" and row.channel not in (WORKLIST, "digest"):
                assert (row.sent_as, row.recipient, row.channel) in office.providers.arrived, "logged as sent, and never was"
            if row.state == "planned" and works:
                self._waits(row, now)
            if row.reason == NOT_HEARD_OF:
                self._was_not_heard_of(row)
            if row.reason == KNOWN:
                self._was_known(row)
            if "sequence" in row.message.values:
                self._the_last_word_is_true(row, now)
                self._nobody_comes_in_vain(row, now)
        if not office.database_away and self.looked_at < office.clock.case.line:
            self.looked_at = office.clock.case.line
            self._all_is_planned(now)

    def _waits(self, row: Row, now: datetime) -> None:
        if row.message.due > now or self._left_to_digest(row, now):
            return
        assert row.reason or row.claimed_until, f"{row.message.letter} waits and nobody knows why"
        hour = max(row.goes_at, row.claimed_until or row.goes_at)
        assert now < hour < now + FAR, f"{row.message.letter} waits for {hour}"

    def _was_not_heard_of(self, row: Row) -> None:
        """Whoever was invited hears that it is cancelled, also if nobody lived to note that the invitation left."""
        arrived = {id for id, *_ in self.office.providers.arrived}
        of, line = row.message.values["appointment"], row.message.line
        known = [one.message.letter for one in self.office.rows if one.message.id in arrived and one.message.line < line
                 and whom(one.message) == whom(row.message) and one.message.values.get("appointment") == of]  # fmt: skip
        assert not known, f"they got {known} of {of}, and not that it is cancelled"

    def _was_known(self, row: Row) -> None:
        before = [word for word in self._arrived(row) if word.sequence < row.sequence]
        assert before, f"nothing ever told them of {row.message.values['appointment']}"
        assert before[-1].where_to_be == row.where_to_be, f"they were told otherwise: {before[-1].message.values}"

    def _the_last_word_is_true(self, row: Row, now: datetime) -> None:
        """Who was told by mistake where to be, or not to be, hears better; and what a mistake outdid is said after all (T-26)."""
        case, cancels = self.office.clock.case, row.message.values["method"] == "CANCEL"
        matters = not case.ended and (cancels or row.message.values["appointment"] in case.appointments)
        if row.message.to not in OUTSIDERS or row.where_to_be[1] <= now or self.office.database_away or not matters:
            return
        words = [word for word in self.office.rows.words_like(row) if word.reason != MISTAKEN]
        last = max(words, key=lambda word: word.sequence, default=None)
        if last is not None and last is row:
            arrived = self._arrived(row)
            known = arrived and _tells_the_same(arrived[-1], row)
            assert row.state != "superseded" or known, "nothing is left that says where to be"
            outdone = row.has_left and arrived and arrived[-1].sequence > row.sequence
            assert not outdone or _tells_the_same(arrived[-1], row), "the last they were told was a mistake"

    def _nobody_comes_in_vain(self, row: Row, now: datetime) -> None:
        """Who was invited where somebody else is meant hears that they need not come, or a colleague is asked to tell them (T-26)."""
        case, (method, at) = self.office.clock.case, row.where_to_be
        meant = case.appointments.get(row.message.values["appointment"])
        if meant is None or meant.guest == whom(row.message) or method == "CANCEL" or at <= now or self.office.database_away:
            return
        arrived = {id for id, *_ in self.office.providers.arrived}
        newer = [word for word in self.office.rows.words_like(row) if word.sequence > row.sequence and word.where_to_be[0] == "CANCEL"]
        stands = [word for word in newer if word.reason != MISTAKEN and word.state not in ("suppressed", "superseded")]
        told = stands or any(word.message.id in arrived for word in newer)
        assert row.message.id not in arrived or told, "they were not told that they need not come"

    def _left_to_digest(self, row: Row, now: datetime) -> bool:
        return row.goes_at <= now < row.goes_at + self.office.house.left_to_digest and not row.message.urgent

    def _all_is_planned(self, now: datetime) -> None:
        """Every rung of every promise that stands is a row, planned for its hour or gone since."""
        for message in self.office.rows.planned.values():
            row = self.office.rows.rows.get(message.id)
            assert row, f"nobody would hear of {message.about}"
            assert row.state != "planned" or row.message.due == message.due, f"{message.about} is planned for another hour"
            assert row.state == "planned" or message.due <= now, f"{message.about} falls silent"

    # In words

    def _too_late(self, row: Row, hour: datetime) -> bool:
        useless, appointment = row.message.useless_after, appointment_of(row)
        return (useless is not None and useless < hour) or (appointment is not None and appointment <= hour)


def _a_colleague_may_have_said_it(row: Row) -> bool:
    return row.channel == WORKLIST or row.state in ("bounced", "failed")


def _tells_the_same(word: Row, other: Row) -> bool:
    """To be there at the same hour; or not to be there, at whichever it was to be."""
    return word.where_to_be == other.where_to_be or word.where_to_be[0] == other.where_to_be[0] == "CANCEL"
