"""A real PostgreSQL of our own: a new cluster in a temporary directory, on a free port, never run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

DEBIAN_HOME = Path("/usr/lib/postgresql")
OWNER = "her2cds"


@dataclass(frozen=True, slots=True)
class Cluster:
    binaries: Path
    home: Path
    port: int
    user: str | None  # whom the server runs as, when we are root

    def start(self) -> None:
        # These tests kill processes, not the machine: what PostgreSQL handed to the kernel survives without fsync.
        options = f"-p {self.port} -k {self.home} -c listen_addresses=127.0.0.1 -c max_connections=40 -c fsync=off"
        self.run("pg_ctl", "-D", str(self.data), "-w", "-t", "60", "-l", str(self.home / "log"), "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; `immediate` is a crash: it has to recover from its log."""
        self.run("pg_ctl", "-D", str(self.data), "-w", "-m", mode, "stop")

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = f"d{uuid4().hex}"
        with psycopg.connect(self.url("postgres", "postgresql"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)

    def url(self, database: str, scheme: str = "postgresql+psycopg") -> str:
        return f"{scheme}://{OWNER}@127.0.0.1:{self.port}/{database}"

    @property
    def data(self) -> Path:
        return self.home / "data"

    def run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(  # noqa: S603 - Debian's own programs with our own arguments
            [self.binaries / program, *arguments],
            user=self.user,
            group=self.user and pwd.getpwnam(self.user).pw_gid,
            extra_groups=[] if self.user else None,
            cwd=self.home,
            env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,  # the server inherits pg_ctl's pipes
            stderr=subprocess.STDOUT,
            check=False,
        )
        assert done.returncode == 0, f"{program} failed: {(done.stdout or b'').decode()} {self.log()}"

    def log(self) -> str:
        file = self.home / "log"
        return file.read_text()[-2000:] if file.exists() else ""


def binaries() -> Path:
    """Where Debian's package keeps initdb and pg_ctl; the newest version if there are several."""
    found = sorted(DEBIAN_HOME.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    assert found, "these tests need PostgreSQL's server programs: apt-get install -y postgresql"
    return found[-1].parent


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    user = _ordinary_user() if os.geteuid() == 0 else None
    if user:
        os.chown(home, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    cluster = Cluster(binaries(), home, _free_port(), user)
    try:
        cluster.run("initdb", "-D", str(cluster.data), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-sync")
        cluster.start()
        yield cluster
        cluster.stop("immediate")
    finally:
        shutil.rmtree(home)


def _ordinary_user() -> str:
    """The server refuses to run as root: Debian's package brings the user postgres."""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
