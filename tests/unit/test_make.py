"""What make says when it is asked for tests that are not there."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAYS = "name files or folders with tests, as SUITES=tests/unit, or leave SUITES out for all of them"


def asked(suites: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", "suites", f"SUITES={suites}"], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("suites", "why"), [("nowhere", "there is nothing at nowhere"), ("tests/unit nowhere", "at nowhere"), ("", "no tests are named")]
)
def test_tests_that_are_not_there_are_asked_for_in_vain_and_it_is_said_what_to_do(suites: str, why: str):
    refused = asked(suites)

    assert refused.returncode != 0
    assert why in refused.stderr
    assert SAYS in refused.stderr


def test_a_file_a_folder_and_one_test_of_a_file_are_there():
    assert asked("tests/unit tests/unit/test_make.py tests/unit/test_make.py::asked").returncode == 0


def test_it_is_looked_for_them_before_anything_that_takes_a_while():
    says = subprocess.run(["make", "-n", "test", "SUITES=tests/unit"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert says.index("there is nothing at") < says.index("ruff check")
