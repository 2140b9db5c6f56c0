"""The database of a backup: SQLite's own online copy, and PostgreSQL's pg_dump and pg_restore."""
from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine

from engine.backups.archive import UnfitBackup
from engine.errors import ProductError

#: Where Debian keeps the programs of the server's own version.
_DEBIAN = Path("/usr/lib/postgresql")
_ENVIRONMENT = {"host": "PGHOST", "port": "PGPORT", "username": "PGUSER", "password": "PGPASSWORD",
                "database": "PGDATABASE"}  # fmt: skip


class ToolFailed(ProductError):
    """数据库的工具没有办成。"""

    status = 500
    type = "tool-failed"


def dump(database: Engine, path: Path) -> None:
    """Write the whole database, as it is at one moment, into a file. Raises ToolFailed, OSError."""
    if database.dialect.name == "postgresql":
        _run(database.url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}")
        return
    with closing(sqlite3.connect(_file_of(database))) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
        # The copy stands alone, without the files of a running database.
        copy.execute("PRAGMA journal_mode=DELETE")


def load(database: Engine, path: Path) -> None:
    """Put a dump into an empty database. Raises UnfitBackup when it is not empty, ToolFailed, OSError."""
    if not is_empty(database):
        raise UnfitBackup("要恢复到的数据库里已经有内容。请换一个空的数据库，或一个新的 DATA_DIR。")
    if database.dialect.name == "postgresql":
        options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
        _run(database.url, "pg_restore", *options, f"--dbname={database.url.database}", str(path))
        return
    target = _file_of(database)
    database.dispose()
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def is_empty(database: Engine) -> bool:
    """Whether there is no table yet."""
    return not sa.inspect(database).get_table_names()


def _file_of(database: Engine) -> Path:
    if not database.url.database:
        raise UnfitBackup("内存里的数据库不能备份。")
    return Path(database.url.database)


def _run(url: URL, program: str, *arguments: str) -> None:
    environment = dict(os.environ)
    for name, variable in _ENVIRONMENT.items():
        value = getattr(url, name)
        if value is not None:
            environment[variable] = str(value)
    host = url.query.get("host")
    if host:
        environment["PGHOST"] = host if isinstance(host, str) else host[0]
    done = subprocess.run(  # noqa: S603 — our own program with our own arguments
        [find_program(program), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise ToolFailed(f"{program} 没有办成：{done.stderr.strip()[:2000]}")


def find_program(name: str) -> str:
    """Where a program of PostgreSQL lies, of the newest version there is. Raises ToolFailed."""
    newest = sorted(_DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]), reverse=True)
    found = str(newest[0]) if newest else shutil.which(name)
    if found is None:
        raise ToolFailed(f"没有找到 {name}。请安装和服务器同一版本的 postgresql-client。")
    return found
