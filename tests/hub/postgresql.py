"""A real server of PostgreSQL in a folder of its own, on a loopback port, for as long as needed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

_USER = "hub"
_SETTINGS = ("fsync=on", "shared_buffers=64MB", "max_connections=60")


def find_programs() -> Path | None:
    """The folder of the server's programs."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    found = [str(path) for path in installed] or [shutil.which("initdb")]
    return Path(found[0]).parent if found[0] else None


def free_port() -> int:
    """A port of the loopback that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """Starts at entry, stops at exit. As root it runs as another user: it refuses to be root."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs

        self._place = Path(tempfile.mkdtemp(prefix="hub-pg-"))
        self._data = self._place / "data"
        self.log = self._place / "log"
        self.port = free_port()

    def __enter__(self) -> Self:
        if os.geteuid() == 0:
            shutil.chown(self._place, self._owner)
        options = [
            "--auth=trust",
            f"--username={_USER}",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
        ]
        self._run("initdb", "-D", str(self._data), *options)
        settings = ["listen_addresses=127.0.0.1", f"port={self.port}", *_SETTINGS]
        settings.append(f"unix_socket_directories={self._place}")
        words = " ".join(f"-c {setting}" for setting in settings)
        self._run("pg_ctl", "-D", str(self._data), "-l", str(self.log), "-w", "-o", words, "start")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._place, ignore_errors=True)

    def new_database(self) -> str:
        """Create an empty database and return its address."""
        name = f"hub_{uuid.uuid4().hex}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return self._address(name)

    def _address(self, database: str) -> str:
        return f"postgresql://{_USER}@127.0.0.1:{self.port}/{database}"

    @property
    def _owner(self) -> str:
        names = {entry.pw_name for entry in pwd.getpwall()}
        return "postgres" if "postgres" in names else "nobody"

    def _run(self, program: str, *words: str) -> None:
        line = [str(self._programs / program), *words]
        if os.geteuid() == 0:
            line = ["runuser", "-u", self._owner, "--", *line]
        environment = {**os.environ, "LC_ALL": "C"}
        with tempfile.TemporaryFile() as said:
            # A file and not a pipe: the server keeps what it was given open.
            done = subprocess.run(  # noqa: S603
                line, cwd="/", env=environment, stdout=said, stderr=said, check=False
            )
            said.seek(0)
            assert done.returncode == 0, said.read().decode(errors="replace")
