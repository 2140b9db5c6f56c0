"""The file of a backup: a tar with the database, the files and a manifest that says what is in it and its digests."""
from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from engine.errors import ProductError

FORMAT = 1
MANIFEST, DATABASE = "manifest.json", "database"
#: Where whatever people upload is kept, in the data folder and in the archive alike.
FILES = "files"
_PIECE = 1024 * 1024


class UnfitBackup(ProductError):
    """这个备份文件不能用。"""

    status = 422
    type = "unfit-backup"


@dataclass(frozen=True, slots=True)
class Manifest:
    """``kind``: sqlite or postgresql; ``revision``: of the tables; ``digests``: SHA-256 of each member by name."""

    kind: str
    made_at: str
    revision: str
    instances: int
    events: int
    digests: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        """As it stands in the archive."""
        told = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return orjson.dumps({"format": FORMAT, **told, "digests": dict(self.digests)}, option=orjson.OPT_INDENT_2)


def write_archive(path: Path, manifest: Manifest, members: Mapping[str, Path]) -> None:
    """Write an archive, readable by its owner alone, that is there whole or not at all. Raises OSError."""
    part = path.with_name(f"{path.name}.part")
    try:
        with open(part, "xb", opener=_private) as file, tarfile.open(fileobj=file, mode="w") as archive:
            content = manifest.content()
            told = tarfile.TarInfo(MANIFEST)
            told.size = len(content)
            archive.addfile(told, io.BytesIO(content))
            for name, source in members.items():
                archive.add(source, name, recursive=False)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def read_manifest(path: Path) -> Manifest:
    """What a backup says of itself. Raises UnfitBackup."""
    try:
        with tarfile.open(path) as archive:
            member = archive.extractfile(MANIFEST)
            told: dict[str, Any] = orjson.loads(member.read() if member is not None else b"")
            if told.pop("format") != FORMAT:
                raise UnfitBackup("这个备份是别的版本做的，请用做备份时的版本恢复。")
            return Manifest(**told)
    except FileNotFoundError:
        raise UnfitBackup(f"没有这个文件：{path}") from None
    except (tarfile.TarError, KeyError, TypeError, orjson.JSONDecodeError, OSError) as error:
        raise UnfitBackup(f"这个文件不是备份，或者坏了：{path}") from error


def unpack(path: Path, manifest: Manifest, folder: Path) -> None:
    """Unpack a backup into an empty folder and compare every digest. Raises UnfitBackup, OSError for a full disk."""
    try:
        with tarfile.open(path) as archive:
            archive.extractall(folder, filter="data")
    except tarfile.TarError as error:
        raise UnfitBackup(f"备份文件坏了：{path}") from error
    for name, digest in manifest.digests.items():
        member = folder / name
        if not member.is_file() or digest_of(member) != digest:
            raise UnfitBackup(f"备份文件坏了，{name} 的校验值对不上：{path}")


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, read piecemeal."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()
