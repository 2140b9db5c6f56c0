"""Stored files that are no longer what was deployed: found by their hashes, named, mended by deploying them again."""
from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from engine.errors import ProductError
from engine.tables import definition
from engine.transaction import reading


class DefinitionDamaged(ProductError):
    """数据库里的流程文件坏了，用到它的现在办不了、看不了。请告诉管理员重新部署同一个文件。"""

    type = "definition-damaged"


def check_whole(row: Any) -> Any:
    """The row of the definition table, whose content is what was deployed. Raises DefinitionDamaged."""
    if not _is_whole(row):
        raise DefinitionDamaged(
            f"数据库里的流程文件 {row.resource}（第 {row.version} 版）坏了，用到它的现在办不了、看不了。"
            "请告诉管理员：重新部署同一个文件，就恢复了。"
        )
    return row


def damaged(connection: Connection) -> Iterator[tuple[str, str]]:
    """The id and the file name of each version whose content has changed since it was deployed."""
    for row in connection.execute(sa.select(definition).order_by(definition.c.id)):
        if not _is_whole(row):
            yield row.id, row.resource


def is_damaged(database: Engine, contents: Mapping[str, bytes]) -> bool:
    """Whether any version with one of these contents (by hash) holds something else."""
    with reading(database) as connection:
        query = sa.select(definition).where(definition.c.content_hash.in_(contents))
        return not all(map(_is_whole, connection.execute(query)))


def mend(connection: Connection, contents: Mapping[str, bytes]) -> None:
    """Give every version with one of these contents (by hash, in hexadecimal) its content again."""
    for digest, content in contents.items():
        same = definition.c.content_hash == digest, definition.c.content != content
        connection.execute(definition.update().where(*same).values(content=content))


def _is_whole(row: Any) -> bool:
    return bool(hashlib.sha256(row.content).hexdigest() == row.content_hash)
