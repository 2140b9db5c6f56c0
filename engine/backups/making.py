"""Making a backup while the installation serves, and putting one back."""
from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from engine.backups.archive import (
    DATABASE,
    FILES,
    Manifest,
    UnfitBackup,
    digest_of,
    read_manifest,
    unpack,
    write_archive,
)
from engine.backups.dumps import dump, is_empty, load
from engine.tables import history_event, instance
from engine.transaction import reading

_REVISION = sa.text("SELECT version_num FROM alembic_version")


def back_up(database: Engine, data_dir: Path, target: Path, now: dt.datetime) -> Manifest:
    """Write everything into ``target``, which must not be there; what happens meanwhile is in it or not, never half.

    Files are copied after the database, so that whatever it names is there. Raises UnfitBackup, ToolFailed, OSError.
    """
    if target.exists():
        raise UnfitBackup(f"文件已经有了，请换一个名字：{target}")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        copy = Path(folder) / DATABASE
        with reading(database) as connection:
            counted = _count(connection)
        dump(database, copy)
        members = {DATABASE: copy, **_files(data_dir)}
        digests = {name: digest_of(path) for name, path in members.items()}
        manifest = Manifest(database.dialect.name, now.isoformat(), *counted, digests)
        write_archive(target, manifest, members)
    return manifest


def restore(database: Engine, data_dir: Path, source: Path) -> Manifest:
    """Put a backup into an empty database and data folder; the tables are those of the backup's version.

    Raises UnfitBackup when the file is none, is damaged, is of the other kind of database, or something is there
    already; ToolFailed; OSError.
    """
    manifest = read_manifest(source)
    if manifest.kind != database.dialect.name:
        raise UnfitBackup(f"这是 {manifest.kind} 的备份，现在设的数据库是 {database.dialect.name}。")
    files = data_dir / FILES
    if not is_empty(database) or (files.exists() and any(files.iterdir())):
        raise UnfitBackup("要恢复到的地方已经有内容。请用空的数据库和新的 DATA_DIR。")
    data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data_dir, prefix=".restore-") as folder:
        unpack(source, manifest, Path(folder))
        load(database, Path(folder) / DATABASE)
        if (Path(folder) / FILES).exists():
            files.rmdir() if files.exists() else None
            shutil.move(Path(folder) / FILES, files)
    return manifest


def _count(connection: Connection) -> tuple[str, int, int]:
    revision = str(connection.execute(_REVISION).scalar_one())
    counts = [connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
              for table in (instance, history_event)]  # fmt: skip
    return revision, counts[0], counts[1]


def _files(data_dir: Path) -> dict[str, Path]:
    kept = data_dir / FILES
    return {str(path.relative_to(data_dir)): path for path in sorted(kept.rglob("*")) if path.is_file()}
