"""What is deployed already, as far as a new bundle needs to know it."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.tables import definition, deployment

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Deployed:
    """The newest version of a key."""

    id: str
    kind: str
    key: str
    version: int
    name: str | None
    resource: str
    deployment_number: int
    content_hash: str
    info: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """``number``: the newest deployment, 0 before the first; ``newest`` by (kind, key).

    ``versions`` and ``tags``: all there are, by (kind, key, version) and (kind, key, version tag).
    """

    number: int
    newest: Mapping[Key, Deployed]
    versions: frozenset[tuple[str, str, int]]
    tags: frozenset[tuple[str, str, str]] = frozenset()


def newest_number(connection: Connection) -> int:
    """The number of the newest deployment, 0 before the first."""
    return connection.scalar(sa.select(sa.func.max(deployment.c.number))) or 0


def read_catalogue(connection: Connection) -> Catalogue:
    """The state of the definition table as this transaction sees it."""
    # First, so that one that comes in between is noticed as newer.
    number = newest_number(connection)
    columns = definition.c
    rows = connection.execute(sa.select(columns.kind, columns.key, columns.version, columns.version_tag)).all()
    versions = frozenset((row.kind, row.key, row.version) for row in rows)
    tags = frozenset((row.kind, row.key, row.version_tag) for row in rows if row.version_tag is not None)
    newest = (
        sa.select(definition.c.kind, definition.c.key, sa.func.max(definition.c.version).label("version"))
        .group_by(definition.c.kind, definition.c.key)
        .subquery()
    )
    joined = definition.join(
        newest,
        sa.and_(
            newest.c.kind == definition.c.kind,
            newest.c.key == definition.c.key,
            newest.c.version == definition.c.version,
        ),
    )
    wanted = [definition.c[name] for name in Deployed.__dataclass_fields__]
    found = [Deployed(**row._mapping) for row in connection.execute(sa.select(*wanted).select_from(joined))]
    return Catalogue(number, {(row.kind, row.key): row for row in found}, versions, tags)
