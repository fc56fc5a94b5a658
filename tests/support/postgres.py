"""A throwaway PostgreSQL: a cluster in a temporary folder, on a unix socket only, gone at the end.

Works as an ordinary user and as root (then the server runs as the system user ``postgres``). The settings (trust, no
fsync) are for tests only.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

_OPTIONS = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


@dataclass(frozen=True)
class PostgresServer:
    """A running server; ``socket_dir`` is libpq's ``host``."""

    socket_dir: Path
    numbers: Iterator[int]

    def url(self, database: str = "postgres") -> str:
        """SQLAlchemy URL of a database; no password is asked."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.socket_dir}"

    def new_database(self) -> str:
        """URL of a new, empty database."""
        name = f"test_{next(self.numbers)}"
        with psycopg.connect(f"host={self.socket_dir} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        return self.url(name)


def server_programs() -> Path:
    """The folder with ``initdb`` and ``pg_ctl``; Debian keeps them off the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not folders:
        raise RuntimeError("no PostgreSQL server here: `python3 dev.py test` installs it (Debian package: postgresql)")
    return folders[-1].parent


@contextlib.contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Start a server, stop and remove it at the end."""
    programs, folder = server_programs(), Path(tempfile.mkdtemp(prefix="gzf-pg-"))
    drop: list[str] = []
    if os.geteuid() == 0:
        import pwd  # not on Windows

        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        drop = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]

    def run(program: str, *arguments: object) -> None:
        command = [*drop, str(programs / program), *map(str, arguments)]
        # the server inherits what it is given; a pipe would stay open for its life
        with (folder.parent / f"{folder.name}.log").open("ab") as log:
            subprocess.run(command, check=True, stdout=log, stderr=log, cwd=folder)

    data = folder / "data"
    try:
        run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        run("pg_ctl", "-D", data, "-w", "-l", folder / "server.log", "-o", f"-k {folder} {_OPTIONS}", "start")
        try:
            yield PostgresServer(socket_dir=folder, numbers=count(1))
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        (folder.parent / f"{folder.name}.log").unlink(missing_ok=True)
