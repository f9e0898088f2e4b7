"""The project checks itself: what is written about it is true of it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from casework.programme import Programme
from casework.programme_files import load_all
from casework.vocabulary import vocabulary
from notifications import letters
from records import migrate

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def committed_folders() -> set[str]:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    return {name.split("/")[0] for name in files if "/" in name and not name.startswith(".")}


def test_every_top_level_folder_stands_in_the_map_of_the_readme() -> None:
    mapped = set(re.findall(r"^\| `([a-z]+)/` \|", README, re.MULTILINE))

    assert mapped == committed_folders()


def test_every_page_the_readme_links_to_exists() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).exists(), link


@pytest.mark.parametrize("programme", load_all(ROOT / "programmes"), ids=lambda p: f"{p.name}-{p.version}")
def test_every_letter_a_programme_names_is_written(programme: Programme) -> None:
    assert programme.letters_named <= letters.known()


def test_every_fact_says_what_it_is_for_in_a_sentence() -> None:
    for kind, fact in vocabulary().items():
        first = (fact.__doc__ or "").strip().splitlines()[0]
        assert len(first.split()) >= 4, kind
        assert first.endswith("."), kind


def test_every_decision_fits_a_page() -> None:
    for page in (ROOT / "docs" / "decisions").glob("*.md"):
        assert len(page.read_text().split()) <= 700, page.name


def test_the_migrations_are_numbered_one_by_one() -> None:
    assert [migration.number for migration in migrate.read()] == list(range(1, len(migrate.read()) + 1))
