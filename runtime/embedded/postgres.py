"""A PostgreSQL of our own: no set-up, no socket file, one password, and gone when we are."""

import asyncio
import os
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path

from runtime.embedded import postgres_binaries
from runtime.embedded.child import Child, Failed, User, leashed, unprivileged
from runtime.embedded.ports import HOST

NAME = "itinerary"
_SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}


class Postgres:
    """A server on one folder and one port, with a database and a user named `itinerary`.

    Root may not run PostgreSQL. Its server runs as nobody, and since no folder above may be opened to nobody, it starts inside its
    own folder and knows it only as the folder where it stands.
    """

    name = "postgres"

    def __init__(self, folder: Path, port: int, *, log: Path, binaries: Path | None = None) -> None:
        self.folder = folder
        self.port = port
        self._cluster = folder / "cluster"
        self._user = unprivileged()
        self._binaries = postgres_binaries.runnable_by(self._user, binaries)
        # At our sudden end it gets SIGINT: it breaks off what runs, writes what it holds, and ends.
        settings = [part for key, value in {**_SETTINGS, "port": str(port)}.items() for part in ("-c", f"{key}={value}")]
        self.child = Child(
            self.name,
            [self._binaries / "postgres", "-D", self._where(self._cluster), *settings],
            log=log,
            folder=self._cluster,
            user=self._user,
            goodbye=signal.SIGINT,
            farewell=signal.SIGINT,
        )

    @property
    def dsn(self) -> str:
        """How to reach the database, with its password."""
        return f"postgresql://{NAME}:{self._password_file.read_text()}@{HOST}:{self.port}/{NAME}"

    def start(self) -> None:
        """Make the cluster if there is none, and start the server; raises `Failed`."""
        if not self._cluster.exists():
            self._make_cluster()
        self._check_version()
        self.child.start()

    async def ready(self, patience: float = 30) -> None:
        """Wait until it takes connections; raises `Failed`."""
        give_up = time.monotonic() + patience
        while not self._says_ready():
            if not self.child.runs or time.monotonic() > give_up:
                raise Failed(f"PostgreSQL did not start: {self.child.last_words()}")
            await asyncio.sleep(0.02)

    def _says_ready(self) -> bool:
        """Its own pid file names the process first and its state in the eighth line."""
        try:
            lines = (self._cluster / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[0] == str(self.child.pid) and lines[7].strip() == "ready"

    def _check_version(self) -> None:
        kept, here = (self._cluster / "PG_VERSION").read_text().strip(), postgres_binaries.major_version(self._binaries)
        if kept != here:
            raise Failed(f"{self.folder} was made by PostgreSQL {kept} and this is {here}: use that version, or another ITINERARY_DATA")

    def _make_cluster(self) -> None:
        """In a draft folder first, so that a cluster is there whole or not at all."""
        draft = self.folder / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        for folder in (self.folder, draft):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._give(folder)
        self._password_file.unlink(missing_ok=True)
        self._password_file.touch(mode=0o600)
        self._password_file.write_text(secrets.token_urlsafe(24))
        self._give(self._password_file)
        self._run(draft, "initdb", *self._initial(draft))
        self._run(draft, "postgres", "--single", "-D", self._where(draft), "postgres", said=f"CREATE DATABASE {NAME}\n")
        draft.rename(self._cluster)

    def _initial(self, draft: Path) -> list[str]:
        password = f"{self._where(draft)}/../{self._password_file.name}"
        auth = ["--auth-local=peer", "--auth-host=scram-sha-256", f"--pwfile={password}"]
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
        return ["-D", self._where(draft), f"--username={NAME}", *auth, *locale]

    def _run(self, folder: Path, program: str, *arguments: str, said: str = "") -> None:
        command = leashed([self._binaries / program, *arguments], self._user)
        done = subprocess.run(command, cwd=folder, input=said, capture_output=True, text=True, check=False, umask=0o077)
        if done.returncode:
            raise Failed(f"PostgreSQL's {program} failed: {' '.join(done.stderr.split())[-500:]}")

    def _where(self, folder: Path) -> str:
        return "/proc/self/cwd" if self._user else str(folder)

    def _give(self, path: Path) -> None:
        if self._user:
            _give_to(self._user, path)

    @property
    def _password_file(self) -> Path:
        return self.folder / "password"


def _give_to(user: User, path: Path) -> None:
    os.chown(path, user.uid, user.gid)
