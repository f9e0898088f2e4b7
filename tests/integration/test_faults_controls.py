"""Does the audit see anything? With idempotency switched off, a letter not marked or a timer dropped, it must."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from temporalio import activity, workflow
from temporalio.exceptions import ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.fates import Fates
from activities.journal import KEEP, JournalActivities
from activities.letters import Letters
from casework.anytime import RemarkMade
from casework.handover import Handover
from notifications.channels import Channels
from notifications.email import Mailer, SmtpSettings
from records import journal, messages
from records.messages import Leaving
from records.pool import Database
from runtime.embedded.mail import MailCatcher
from runtime.embedded.ports import HOST, choose
from starters.itineraries import Itineraries
from tests.faults import checks
from tests.faults.audit import Audit, Auditor
from tests.faults.post import arrivals
from tests.faults.teller import Teller
from tests.integration.living import Living, eventually, fast
from workflows.itinerary import Itinerary
from workflows.page import Page
from workflows.referral import Referral

GRACE = timedelta(seconds=2)
Look = Callable[[Itineraries, str], Awaitable[bool]]

pytestmark = pytest.mark.asyncio(loop_scope="module")


class AnswersThatGetLost(JournalActivities):
    """Keeps what is handed over, and dies before it can say so: every second time."""

    tries = 0

    @activity.defn(name=KEEP)
    async def keep(self, handover: Handover) -> None:
        """Keep it; half of the answers get lost."""
        self.tries += 1
        await self.write(handover)
        if self.tries % 2:
            raise ApplicationError("the answer was lost")

    async def write(self, handover: Handover) -> None:
        """As the product does."""
        await journal.keep(self.pool, handover)


class WithoutKeys(AnswersThatGetLost):
    """Idempotency switched off: lines and letters are added under fresh numbers and ids whenever they are handed over."""

    async def write(self, handover: Handover) -> None:
        """After what is there, whatever it is."""
        last = max((line.number for line in await journal.lines(self.pool, handover.case.id)), default=0)
        lines = [line.model_copy(update={"number": last + n}) for n, line in enumerate(handover.lines, 1)]
        letters = [letter.model_copy(update={"id": uuid4().hex}) for letter in handover.messages]
        await journal.keep(self.pool, handover.model_copy(update={"lines": lines, "messages": letters}))


@workflow.defn(name="Itinerary")
class WithoutTimer(Itinerary):
    """Its timer is dropped: hours come and nothing strikes."""

    @workflow.init
    def __init__(self, page: Page) -> None:
        super().__init__(page)

    @workflow.run
    async def run(self, page: Page) -> str:
        """As every case."""
        return await super().run(page)

    async def _keep_time(self) -> None:
        await workflow.wait_condition(lambda: self.leaving)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def living(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Living]:
    """Servers; each test brings a worker of its own."""
    async with Living(tmp_path_factory.mktemp("controls") / "data", works=False) as living:
        yield living


async def has_struck(itineraries: Itineraries, case: str) -> bool:
    """Whether an hour of this case has come."""
    return (await itineraries.show(case)).has("hour_came")


async def is_late(itineraries: Itineraries, case: str) -> bool:
    """Whether an hour of this case should have come."""
    live = await itineraries.show(case)
    due = live.next_due()
    return due is not None and due.at < live.clock.case_time(datetime.now(UTC) - GRACE)


async def audited(
    living: Living, activities: JournalActivities, workflow: type[Itinerary] = Itinerary, until: Look = is_late, patience: float = 1
) -> Audit:
    """A case that lives fast is told a few things by such a worker, and looked at."""
    queue = f"queue-{uuid4().hex}"
    worker = Worker(
        living.temporal, task_queue=queue, workflows=[workflow, Referral], activities=[activities.keep],
        workflow_runner=UnsandboxedWorkflowRunner(),
    )  # fmt: skip
    async with worker:
        itineraries = Itineraries(living.temporal, living.pool, living.settings.model_copy(update={"task_queue": queue}))
        teller = Teller(itineraries, random.Random(1))
        case = await teller.opens(fast())
        for note in ("one", "two"):
            await teller.tells(case, RemarkMade(note=note))
        await eventually(partial(until, itineraries, case))
        return await Auditor(itineraries, teller.ledger, grace=GRACE).audit(patience=patience)


async def test_with_half_of_the_answers_lost_nothing_is_doubled(living: Living):
    audit = await audited(living, AnswersThatGetLost(living.pool), until=has_struck, patience=30)

    assert audit.findings == []
    assert audit.hours


async def test_with_idempotency_switched_off_the_audit_finds_what_is_doubled(living: Living):
    audit = await audited(living, WithoutKeys(living.pool), until=has_struck)

    assert audit.count("doubled") > 1


async def test_with_its_timer_dropped_the_audit_finds_what_is_forgotten(living: Living):
    audit = await audited(living, JournalActivities(living.pool), WithoutTimer)

    assert {finding.sort for finding in audit.findings} == {"forgotten"}


class Forgetful(Fates):
    """Notes nothing of what was sent."""

    async def sent(self, database: Database, message: Leaving, now: datetime, channel: str, message_id: str) -> bool:
        return False


@pytest.mark.parametrize(("fates", "doubled"), [(Fates, False), (Forgetful, True)])
async def test_a_letter_that_leaves_unmarked_is_found(living: Living, tmp_path: Path, fates: type[Fates], doubled: bool):
    case = await living.opened(clock=fast())
    catcher = MailCatcher(tmp_path, *choose({"smtp": 0, "page": 0}, {}).values())
    await catcher.start()
    smtp = SmtpSettings(host=HOST, port=int(catcher.smtp.rpartition(":")[2]), sender="office@office.example")
    sending, now = Letters(living.pool, Channels(Mailer(smtp)), fates()), datetime.now(UTC)
    before = arrivals(tmp_path)
    for _ in range(8):
        await sending.next_ones(now, 1)
        await messages.taken_over(living.pool, now)
    catcher.stop()

    rows = await messages.of_case(living.pool, case, datetime.now(UTC))
    found = list(checks.letters_arrive_once(rows, before, arrivals(tmp_path), kills=[]))
    assert bool(found) is doubled
