"""Programmes as files: one TOML file each, and the version that applies on a day."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from casework.programme import Programme


class BadProgramme(Exception):
    """A programme file that cannot be used; says file, key and what was expected."""


def load(path: Path) -> Programme:
    """Read one programme file; raises BadProgramme with every line that is wrong."""
    try:
        return Programme.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadProgramme(f"{path.name}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise BadProgramme(f"{path.name}: not a text in UTF-8: save it as one") from error
    except tomllib.TOMLDecodeError as error:
        raise BadProgramme(f"{path.name}: not a TOML file: {error}") from error
    except ValidationError as error:
        lines = [line for wrong in error.errors() for line in _lines(wrong)]
        raise BadProgramme("\n".join(f"{path.name}: {line}" for line in lines)) from error


def load_all(folder: Path, faults: Callable[[Programme], list[str]] = lambda _: []) -> list[Programme]:
    """Every programme of a folder, oldest version first; two files with one name and version are refused, and one with faults."""
    programmes: dict[tuple[str, str], Programme] = {}
    for path in sorted(folder.glob("*.toml")):
        programme = load(path)
        if wrong := faults(programme):
            raise BadProgramme("\n".join(f"{path.name}: {line}" for line in wrong))
        if (key := (programme.name, programme.version)) in programmes:
            raise BadProgramme(f"{path.name}: {programme.name} {programme.version} stands in another file already")
        programmes[key] = programme
    return sorted(programmes.values(), key=lambda p: (p.name, p.applies_from, p.version))


def in_force(programmes: list[Programme], name: str, on: date) -> Programme:
    """The version of a programme that applies on a day; raises LookupError with what there is."""
    versions = [p for p in programmes if p.name == name]
    if not versions:
        raise LookupError(f"there is no programme {name}: there is {', '.join(sorted({p.name for p in programmes})) or 'none'}")
    current = [p for p in versions if p.applies_from <= on]
    if not current:
        raise LookupError(f"no version of {name} applies on {on}: the first applies from {min(p.applies_from for p in versions)}")
    return max(current, key=lambda p: (p.applies_from, p.version))


def _lines(wrong: Any) -> list[str]:
    where = ".".join(str(part + 1 if isinstance(part, int) else part) for part in wrong["loc"])
    said = str(wrong["msg"]).removeprefix("Value error, ")
    if not where:
        return said.split("\n")
    found = "" if wrong["type"] == "missing" or isinstance(wrong["input"], dict | BaseModel) else f", found {wrong['input']!r}"
    expected = {"missing": "this key is expected", "extra_forbidden": "no such key is known here"}.get(wrong["type"], said)
    return [f"{where}: {expected}{found}"]
