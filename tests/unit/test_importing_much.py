"""A scheme of 130,000 people is read row by row, in little memory."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

PEOPLE = 130_000
MOST_MIB = 300
READ = """
import sys
from datetime import date
from pathlib import Path
from runtime.identity import Hasher
from starters.answers.shelf import programmes
from starters.importing import sheet
from starters.importing.mapping import mapping_from
from starters.importing.reading import Places, Read, Reader
from starters.town import OFFICES, STAFF

mapping = mapping_from(Path(sys.argv[2]).read_text())
reader = Reader(mapping, Places(list(OFFICES), list(STAFF), programmes(), date(2026, 11, 20)), Hasher("k" * 32))
with sheet.opened(Path(sys.argv[1]), mapping) as opened:
    good = sum(isinstance(reader.read(row), Read) for row in opened.rows)
most = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(good, int(most.split()[1]) // 1024)
"""
"""The most it held is read of the process itself: what `getrusage` says begins with what the one that started it held."""
MAPPING = """
organisation = "example-office"
name = "scheme"
columns = { name = "Name", email = "E-mail", born = "Born", reference = "Reference" }
constant = { programme = "kina-example", counsellor = "S-ana" }
"""


@pytest.mark.slow
def test_fr_01_a_scheme_of_130000_people_is_read_in_less_than_300_mib(tmp_path: Path):
    (tmp_path / "mapping.toml").write_text(MAPPING)
    with (tmp_path / "people.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Name", "E-mail", "Born", "Reference"])
        rows.writerows([f"Test Client {n}", f"c{n}@home.example", f"19{50 + n % 50}-01-{1 + n % 28:02}", n] for n in range(PEOPLE))

    done = subprocess.run(
        [sys.executable, "-c", READ, tmp_path / "people.csv", tmp_path / "mapping.toml"], capture_output=True, text=True, check=True
    )

    good, mib = map(int, done.stdout.split())
    assert good == PEOPLE
    assert mib < MOST_MIB
