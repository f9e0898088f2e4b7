"""What the doctor finds when something is wrong: exit code 6, and a sentence that says what to do."""

from __future__ import annotations

import asyncio
import json
import re
import socketserver
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from temporalio import workflow
from temporalio.api.taskqueue.v1 import PollerInfo
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import UnsandboxedWorkflowRunner, Worker
from typer.testing import CliRunner

from casework.case import Case
from records import arrivals, migrate
from records.pool import Pool
from runtime.connection import connect
from runtime.search_attributes import TYPES
from runtime.settings import Settings
from starters import cases_examined, checkup, journals_examined
from starters.cli import app
from starters.exit_codes import Exit
from starters.findings import Finding
from tests.handclock import HandClock
from tests.integration.counter import lived
from tests.integration.living import Living, eventually

pytest_plugins = ["tests.postgres"]

ADDRESS = "temporal.example:7233"
NOT_FOUND = RPCStatusCode.NOT_FOUND
OF_CASES = ("worker", "cases", "strange cases", "failing cases", "journals")


class Server:
    """A Temporal that answers as it is told: all is well with it until a test says otherwise."""

    def __init__(self) -> None:
        self.workflow_service = self.operator_service = self
        self.namespace_fails: RPCStatusCode | None = None
        self.known = dict(TYPES)
        self.pollers = ["a worker"]
        self.listed: list[str] = []
        self.runs: dict[str, WorkflowExecutionStatus] = {}
        self.failing: RPCStatusCode | None = None
        self.stuck: list[str] = []
        self.tells_who_is_stuck = True
        self.shown: Case | None = None
        self.asked = ""

    async def describe_namespace(self, request: object, timeout: timedelta) -> None:
        """Fail if it is told to."""
        if self.namespace_fails:
            raise error(self.namespace_fails)

    async def list_search_attributes(self, request: object, timeout: timedelta) -> SimpleNamespace:
        """Those that were registered."""
        return SimpleNamespace(custom_attributes=self.known)

    async def describe_task_queue(self, request: object, timeout: timedelta, retry: bool = False) -> SimpleNamespace:
        """Who polled."""
        return SimpleNamespace(pollers=[PollerInfo(identity=name) for name in self.pollers])

    async def describe_worker_deployment(self, request: object, timeout: timedelta, retry: bool = False) -> None:
        """No build was ever seen here."""
        raise error(NOT_FOUND)

    async def count_workflow_executions(self, request: object, timeout: timedelta, retry: bool = False) -> SimpleNamespace:
        """Nothing that is still on an older build."""
        return SimpleNamespace(count=0)

    async def list_workflows(self, query: str, limit: int | None = None) -> AsyncIterator[SimpleNamespace]:
        """Those that the list shows, which may lag behind what runs."""
        if "TemporalReportedProblems" in query and not self.tells_who_is_stuck:
            raise error(RPCStatusCode.INVALID_ARGUMENT)
        found = self.stuck if "TemporalReportedProblems" in query else [] if "ItAttention" in query else self.listed
        for id in found[:limit]:
            yield SimpleNamespace(id=id)

    def get_workflow_handle(self, id: str) -> Server:
        """A way to one of them."""
        self.asked = id
        return self

    def get_schedule_handle(self, id: str) -> Server:
        """A way to one, where no digest was ever scheduled."""
        return self.get_workflow_handle(id)

    async def describe(self, rpc_timeout: timedelta) -> SimpleNamespace:
        """How it is."""
        if self.asked not in self.runs:
            raise error(NOT_FOUND)
        return SimpleNamespace(status=self.runs[self.asked])

    async def query(self, query: str, rpc_timeout: timedelta, result_type: type[Case] | None = None) -> Case | None:
        """What a worker says of it, if one answers."""
        if self.failing:
            raise error(self.failing)
        if result_type and self.shown is None:
            raise error(NOT_FOUND)
        return self.shown


def error(status: RPCStatusCode) -> RPCError:
    return RPCError("no", status, b"")


class Found(NamedTuple):
    """What `itinerary doctor` ended with, and one of its findings."""

    code: int
    state: str
    says: str


class Doctor:
    """`itinerary doctor` on a real PostgreSQL and a Temporal that answers as it is told."""

    def __init__(self, dsn: str, patch: pytest.MonkeyPatch) -> None:
        for name in Settings.model_fields:
            patch.delenv(f"ITINERARY_{name.upper()}", raising=False)
        self.server, self.patch = Server(), patch
        self.told(DATA="/nonexistent", DSN=dsn, TEMPORAL_ADDRESS=ADDRESS)
        patch.setattr(checkup, "connect", self._connect)

    def told(self, **settings: str) -> Doctor:
        """With these settings."""
        for name, value in settings.items():
            self.patch.setenv(f"ITINERARY_{name}", value)
        return self

    def looks_at(self, what: str) -> Found:
        """What is found there."""
        ended = CliRunner().invoke(app, ["doctor", "--json"])
        assert not ended.stderr
        told = json.loads(ended.stdout)
        assert told["well"] == (ended.exit_code == Exit.OK)
        (found,) = (found for found in told["findings"] if found["what"] == what)
        return Found(ended.exit_code, found["state"], found["says"])

    async def _connect(self, settings: Settings) -> Server:
        return self.server


@pytest.fixture
def mail() -> Iterator[str]:
    """The address of a mail server that greets."""
    with greeting(b"220 mail.example\r\n") as address:
        yield address


@pytest.fixture
def doctor(dsn: str, mail: str, monkeypatch: pytest.MonkeyPatch) -> Doctor:
    """A doctor who finds all well."""
    return Doctor(dsn, monkeypatch).told(SMTP=mail)


@pytest.fixture
async def case(pool: Pool) -> HandClock:
    """K-0001, open in the records."""
    return await lived(pool)


@contextmanager
def greeting(words: bytes) -> Iterator[str]:
    """Somewhere that says this to whoever comes, and then waits for them to go."""

    class Greets(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(words)
            self.request.recv(1)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Greets) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def test_all_is_well_until_something_is_not(doctor: Doctor) -> None:
    assert doctor.looks_at("worker") == (Exit.OK, "good", "1 polled itineraries in the last minutes")


# Temporal


def test_a_missing_namespace_is_found_and_what_stands_on_it_is_not_looked_at(doctor: Doctor) -> None:
    doctor.server.namespace_fails = NOT_FOUND

    for what in ("search attributes", "worker", "cases"):
        assert doctor.looks_at(what) == (Exit.AWAY, "not looked at", "Temporal has no namespace default")
    assert doctor.looks_at("namespace") == (
        Exit.AWAY,
        "wrong",
        "Temporal has no namespace default: run `itinerary bootstrap`, or set ITINERARY_NAMESPACE",
    )


def test_a_namespace_that_may_not_be_looked_at_keeps_nobody_from_looking_at_the_rest(doctor: Doctor) -> None:
    doctor.server.namespace_fails = RPCStatusCode.PERMISSION_DENIED

    assert doctor.looks_at("namespace") == (
        Exit.AWAY,
        "wrong",
        "Temporal answers PERMISSION_DENIED: see whether it is well, and try again",
    )
    assert doctor.looks_at("worker").state == "good"


def test_missing_search_attributes_are_named_with_their_types_and_how_to_add_them(doctor: Doctor) -> None:
    del doctor.server.known["ItPhase"], doctor.server.known["ItOverdue"]

    assert doctor.looks_at("search attributes") == (
        Exit.AWAY,
        "wrong",
        "Temporal does not know ItOverdue (Bool), ItPhase (KeywordList): add them with `itinerary bootstrap`",
    )


def test_nobody_polling_is_found(doctor: Doctor) -> None:
    doctor.server.pollers = []

    assert doctor.told(TASK_QUEUE="elsewhere").looks_at("worker") == (
        Exit.AWAY,
        "wrong",
        "no worker polls elsewhere: facts wait until one does; start one with `itinerary worker`, or look at its log",
    )


@pytest.mark.parametrize("status", [RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED, RPCStatusCode.FAILED_PRECONDITION])
def test_a_worker_that_polled_and_answers_no_more_is_found(doctor: Doctor, status: RPCStatusCode) -> None:
    doctor.server.listed, doctor.server.failing = ["c1"], status

    code, state, says = doctor.looks_at("worker")

    assert (code, state) == (Exit.AWAY, "wrong")
    assert says.startswith("1 polled itineraries in the last minutes, but no worker answers: ")
    assert says.endswith("; start one with `itinerary worker`, or look at its log")


def test_a_case_that_is_gone_by_the_time_it_is_asked_says_nothing_of_the_worker(doctor: Doctor) -> None:
    doctor.server.listed, doctor.server.failing = ["c1"], NOT_FOUND

    assert doctor.looks_at("worker").state == "good"


def test_no_temporal_at_all_is_found_and_what_stands_on_it_is_not_looked_at(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    away = doctor.told(DSN="postgresql://it@127.0.0.1:1/it", TEMPORAL_ADDRESS="127.0.0.1:1")
    monkeypatch.setattr(checkup, "connect", connect)

    assert away.looks_at("Temporal").says == "no Temporal server answers at 127.0.0.1:1: start one with `itinerary up`"
    assert away.looks_at("namespace") == (Exit.AWAY, "not looked at", "Temporal does not answer")
    assert away.looks_at("PostgreSQL").says.endswith("start it with `itinerary up`, or set ITINERARY_DSN")
    assert away.looks_at("schema") == away.looks_at("cases") == (Exit.AWAY, "not looked at", "PostgreSQL does not answer")


# Records


def test_an_empty_database_is_found_and_no_table_is_looked_into(empty_dsn: str, doctor: Doctor) -> None:
    all_, first = len(migrate.read()), migrate.read()[0].name

    doctor.told(DSN=empty_dsn)

    assert doctor.looks_at("schema") == (Exit.AWAY, "wrong", f"the schema is behind by {all_}, from {first}: run `itinerary migrate`")
    assert doctor.looks_at("cases") == (Exit.AWAY, "not looked at", "the schema is not the one this version needs")


async def test_a_schema_that_is_one_behind_is_found(empty_dsn: str, doctor: Doctor) -> None:
    *before, last = migrate.read()
    await migrate.migrate(empty_dsn, before)

    found = await asyncio.to_thread(doctor.told(DSN=empty_dsn).looks_at, "schema")

    assert found == (Exit.AWAY, "wrong", f"the schema is behind by 1, from {last.name}: run `itinerary migrate`")


@pytest.mark.parametrize("known", [True, False])
def test_a_case_of_the_records_that_does_not_run_is_found(doctor: Doctor, case: HandClock, known: bool) -> None:
    doctor.server.runs = {case.case.id: WorkflowExecutionStatus.TERMINATED} if known else {}

    says = "K-0001 open in the records but not alive in Temporal: run `itinerary revive K-0001`"
    assert doctor.looks_at("cases") == (Exit.AWAY, "wrong", says)


async def test_a_case_that_was_noted_and_never_begun_is_found(doctor: Doctor, pool: Pool, case: HandClock) -> None:
    await add_cases(pool, 1, line=0)

    found = await asyncio.to_thread(doctor.looks_at, "cases")

    also = "; L-0001 noted and never begun: open again for the same client, nothing is doubled"
    assert found.says == f"K-0001 open in the records but not alive in Temporal: run `itinerary revive K-0001`{also}"


async def test_of_many_lost_cases_a_few_are_named(doctor: Doctor, pool: Pool, case: HandClock) -> None:
    await add_cases(pool, 300, line=1)

    found = await asyncio.to_thread(doctor.looks_at, "cases")

    few = "K-0001, L-0001, L-0002, L-0003, L-0004 and 296 more"
    assert found.says == f"{few} open in the records but not alive in Temporal: run `itinerary revive --all`"


async def add_cases(pool: Pool, many: int, *, line: int) -> None:
    """Open cases as an operator might find them: so many lines, and no workflow."""
    await pool.execute("INSERT INTO people (id, name) SELECT 'L' || n, 'Test Client' FROM generate_series(1, $1) AS n", many)
    await pool.execute(
        "INSERT INTO cases (number, opening_id, person, method, programme, version, office, counsellor, opened, line)"
        " SELECT 'L-' || lpad(n::text, 4, '0'), 'l' || n, 'L' || n, 'kina', 'p', '1', 'O-1', 'S-ana', now(), $2"
        " FROM generate_series(1, $1) AS n",
        many,
        line,
    )


async def test_t_20_a_case_for_which_nobody_is_there_is_found(doctor: Doctor, pool: Pool, case: HandClock) -> None:
    assert (await asyncio.to_thread(doctor.looks_at, "people"))[1:] == ("good", "somebody is there for every open case")
    await pool.execute("UPDATE staff SET away_from = '2020-01-01'")

    found = await asyncio.to_thread(doctor.looks_at, "people")

    assert found.state == "mind"
    assert found.says.startswith("nobody is there today for K-0001: name a deputy")


async def test_t_07_word_that_an_address_reaches_nobody_and_that_no_receiver_tells_is_found(
    doctor: Doctor, pool: Pool, case: HandClock
) -> None:
    await arrivals.keep(pool, arrivals.came_back(case.case.id, "m", "email", "door"))
    assert (await asyncio.to_thread(doctor.looks_at, "arrivals")).state == "good", "it was just kept"
    await pool.execute("UPDATE arrivals SET arrived = '2026-05-04 08:00Z'")

    found = await asyncio.to_thread(doctor.looks_at, "arrivals")

    assert (found.code, found.state) == (Exit.AWAY, "wrong")
    assert found.says.startswith("1 answers and bounces wait to be told to their cases, the first since 2026-05-04 08:00 UTC: ")
    assert "`itinerary receive`" in found.says


def test_a_workflow_that_the_records_do_not_know_is_found(doctor: Doctor) -> None:
    doctor.server.listed = ["c1", "c2"]

    says = "the records do not know c1, c2, which run in Temporal: run `itinerary revive --all`"
    assert doctor.looks_at("strange cases") == (Exit.AWAY, "wrong", says)


@pytest.mark.parametrize("running", [True, False])
async def test_a_workflow_of_a_closed_case_is_found_unless_it_is_just_ending(
    doctor: Doctor, pool: Pool, case: HandClock, running: bool
) -> None:
    await pool.execute("UPDATE cases SET ended = now()")
    doctor.server.listed = [case.case.id]
    doctor.server.runs = {case.case.id: WorkflowExecutionStatus.RUNNING if running else WorkflowExecutionStatus.COMPLETED}

    found = await asyncio.to_thread(doctor.looks_at, "strange cases")

    says = "K-0001 closed in the records but running in Temporal: run `itinerary revive K-0001`"
    assert found == ((Exit.AWAY, "wrong", says) if running else (Exit.OK, "good", "all that run are open in the records"))


def test_a_case_whose_workflow_task_keeps_failing_is_found(doctor: Doctor, case: HandClock) -> None:
    doctor.server.stuck = [case.case.id, "another"]

    code, state, says = doctor.looks_at("failing cases")

    assert (code, state) == (Exit.AWAY, "wrong")
    assert says.startswith("the workflow task of ")
    assert "K-0001" in says
    assert says.endswith(" keeps failing: look into the worker's log, and mend it or put the build before back; nothing is lost meanwhile")


def test_a_temporal_that_does_not_say_who_fails_is_minded(doctor: Doctor) -> None:
    doctor.server.tells_who_is_stuck = False

    assert doctor.looks_at("failing cases").state == "mind"


@pytest.mark.parametrize(
    ("line", "how"),
    [
        (0, "1 compared, all in step with their workflows"),
        (5, "the journal of K-0001 is behind its workflow, perhaps from an older copy: run `itinerary revive K-0001`"),
        (-1, "the workflow of K-0001 is behind its journal, or tells another story: run `itinerary revive K-0001`"),
    ],
)
def test_a_journal_and_a_workflow_out_of_step_are_found(
    doctor: Doctor, case: HandClock, line: int, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journals_examined, "A_MOMENT", 0)
    doctor.server.listed, doctor.server.runs = [case.case.id], {case.case.id: WorkflowExecutionStatus.RUNNING}
    doctor.server.shown = case.case.model_copy(update={"line": case.case.line + line, "journal": []})

    assert doctor.looks_at("journals").says == how


def test_without_a_worker_journals_are_not_compared(doctor: Doctor, case: HandClock) -> None:
    doctor.server.listed, doctor.server.failing = [case.case.id], RPCStatusCode.DEADLINE_EXCEEDED

    assert doctor.looks_at("journals") == (Exit.AWAY, "not looked at", "no worker shows how far its cases are")


@pytest.mark.parametrize("listed", [True, False])
def test_a_case_that_lives_is_well_also_when_the_list_lags_behind(doctor: Doctor, case: HandClock, listed: bool) -> None:
    doctor.server.listed = [case.case.id] if listed else []
    doctor.server.runs = {case.case.id: WorkflowExecutionStatus.RUNNING}

    assert doctor.looks_at("cases") == (Exit.OK, "good", "1 open, all alive in Temporal")


def test_a_finding_names_no_client(doctor: Doctor, case: HandClock) -> None:
    assert "Test Client" not in CliRunner().invoke(app, ["doctor"]).stdout


# Messages


def test_messages_without_a_dispatcher_are_minded_and_late_ones_are_wrong(doctor: Doctor) -> None:
    assert doctor.looks_at("messages") == (
        Exit.OK,
        "mind",
        "no dispatcher runs, and the next message would wait: "
        "start one with `itinerary worker letters`, or read in its log why it does not",
    )
    doctor.server.runs["dispatcher"] = WorkflowExecutionStatus.RUNNING
    assert doctor.looks_at("messages") == (Exit.OK, "good", "none is late")


async def test_t_30_messages_that_are_late_are_found(doctor: Doctor, pool: Pool) -> None:
    await lived(pool)
    await pool.execute("UPDATE messages SET urgent = true, due = now() - interval '3 hours', goes_at = now() - interval '1 hour'")
    doctor.server.runs["dispatcher"] = WorkflowExecutionStatus.RUNNING

    found = await asyncio.to_thread(doctor.looks_at, "messages")

    assert (found.code, found.state) == (Exit.AWAY, "wrong")
    said = r"\d+ messages are late, the oldest since [-0-9 :]+ UTC: `itinerary messages CASE` says why each waits"
    assert re.fullmatch(said, found.says)


# Mail


def test_no_mail_server_is_found(doctor: Doctor) -> None:
    assert doctor.told(SMTP="").looks_at("mail server") == (
        Exit.AWAY,
        "wrong",
        "no mail server is set: set ITINERARY_SMTP to host:port; until then letters wait",
    )


@pytest.mark.parametrize("address", ["127.0.0.1:1", "127.0.0.1:99999", "127.0.0.1:", "127.0.0.1:mail", "no..host:25"])
def test_a_mail_server_that_is_not_there_is_found(doctor: Doctor, address: str) -> None:
    assert doctor.told(SMTP=address).looks_at("mail server") == (
        Exit.AWAY,
        "wrong",
        f"no mail server answers at {address}: letters wait until it does, or set ITINERARY_SMTP",
    )


def test_something_else_at_the_address_of_the_mail_server_is_found(doctor: Doctor) -> None:
    with greeting(b"SSH-2.0-something\r\n") as address:
        assert doctor.told(SMTP=address).looks_at("mail server") == (
            Exit.AWAY,
            "wrong",
            f"what answers at {address} is no mail server: set ITINERARY_SMTP to one",
        )


@pytest.mark.parametrize("words", [b"", b"220 without an end"])
def test_a_mail_server_that_does_not_greet_in_time_is_found(doctor: Doctor, words: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "PATIENCE", timedelta(milliseconds=100))
    with greeting(words) as address:
        assert doctor.told(SMTP=address).looks_at("mail server").says.startswith(f"no mail server answers at {address}: ")


# Where the stack is


def test_no_stack_is_found(doctor: Doctor, tmp_path: Path) -> None:
    found = doctor.told(DSN="", DATA=str(tmp_path)).looks_at("stack")

    assert (found.code, found.state) == (Exit.AWAY, "wrong")
    assert found.says.startswith(f"nothing is running: no stack is running in {tmp_path}: start one with `itinerary up`")


def test_a_setting_that_makes_no_sense_is_found(doctor: Doctor) -> None:
    found = doctor.told(UI_PORT="many").looks_at("settings")

    assert (found.code, found.state) == (Exit.AWAY, "wrong")
    assert found.says.startswith("ITINERARY_UI_PORT: ")


# On a real stack


async def looked(living: Living) -> tuple[int, dict[str, Finding]]:
    """What a second terminal is told on a real stack."""
    ended = await asyncio.to_thread(CliRunner().invoke, app, ["doctor", "--json"], env={"ITINERARY_DATA": str(living.folder.path)})
    findings = [Finding.model_validate(found) for found in json.loads(ended.stdout)["findings"]]
    return ended.exit_code, {found.what: found for found in findings if found.what in OF_CASES}


@workflow.defn(name="Itinerary")
class Broken:
    """A case that no worker can move."""

    @workflow.run
    async def run(self) -> None:
        """Fail again and again."""
        raise RuntimeError("made to fail")


async def test_on_a_real_stack_what_was_killed_ended_lost_or_cannot_be_moved_is_found_and_brought_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ITINERARY_{name.upper()}", raising=False)
    for module in (checkup, cases_examined, journals_examined):
        monkeypatch.setattr(module, "PATIENCE", timedelta(seconds=3))
    async with Living(tmp_path / "data") as living, cannot_be_moved(living):
        case, _ = await living.opened(), await living.opened()

        async def all_alive() -> bool:
            _, found = await looked(living)
            return {found[what].state for what in ("worker", "cases", "journals")} == {"good"}

        async def the_stuck_one_is_found() -> bool:
            _, found = await looked(living)
            return found["failing cases"].says.startswith("the workflow task of broken keeps failing")

        await eventually(all_alive)
        living.kill("worker")
        code, found = await looked(living)
        assert (code, found["worker"].state, found["cases"].state) == (Exit.AWAY, "wrong", "good")
        assert "no worker answers: facts wait until one does; start one with `itinerary worker`" in found["worker"].says

        await living.begin_again("worker")
        await living.handle(case).terminate()
        code, found = await looked(living)
        assert (code, found["worker"].state, found["cases"].state) == (Exit.AWAY, "good", "wrong")

        await do_what_is_said(living, found["cases"].says)
        await eventually(all_alive)
        await eventually(the_stuck_one_is_found, 60)
        _, found = await looked(living)
        assert found["strange cases"].says == "the records do not know broken, which run in Temporal: run `itinerary revive --all`"


@asynccontextmanager
async def cannot_be_moved(living: Living) -> AsyncIterator[None]:
    """A workflow that the records do not know, and that its worker fails again and again."""
    await living.temporal.start_workflow("Itinerary", id="broken", task_queue="broken")
    async with Worker(living.temporal, task_queue="broken", workflows=[Broken], workflow_runner=UnsandboxedWorkflowRunner()):
        yield


async def do_what_is_said(living: Living, says: str) -> None:
    """Type what the doctor says."""
    words = says.split("`")[1].removeprefix("itinerary ").split()
    ended = await asyncio.to_thread(CliRunner().invoke, app, words, env={"ITINERARY_DATA": str(living.folder.path)})
    assert ended.exit_code == Exit.OK, ended.output
