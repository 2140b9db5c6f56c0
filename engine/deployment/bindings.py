"""Which version of a diagram, decision or form a case means: by its deployment number; the lists of versions."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from engine.tables import definition

_SUMMARY = [column for column in definition.c if column.name != "content"]


def resolve(
    connection: Connection,
    kind: str,
    key: str,
    *,
    deployment_number: int,
    binding: str | None = "latest",
    version: int | None = None,
    version_tag: str | None = None,
    own_deployment: int | None = None,
) -> Row[Any] | None:
    """The definition row that a reference means for a case of ``deployment_number``, or None.

    ``latest`` (also None): the newest version deployed with a number not above the case's. ``deployment``: the one
    that was in the bundle of the referring definition, whose number is ``own_deployment``; that bundle held every
    file so bound, and what was unchanged in it kept its older number. ``version``: exactly that one.
    ``versionTag``: the newest one so tagged that the case may see. Raises ValueError for any other binding.
    """
    query = sa.select(definition).where(definition.c.kind == kind, definition.c.key == key)
    if binding in (None, "", "latest"):
        query = query.where(definition.c.deployment_number <= deployment_number)
    elif binding == "deployment":
        query = query.where(definition.c.deployment_number <= (own_deployment or 0))
    elif binding == "version":
        query = query.where(definition.c.version == version)
    elif binding == "versionTag":
        query = query.where(
            definition.c.version_tag == version_tag, definition.c.deployment_number <= deployment_number
        )
    else:
        raise ValueError(f"unknown binding {binding!r}")
    return connection.execute(query.order_by(definition.c.version.desc()).limit(1)).one_or_none()


def current(connection: Connection, kind: str, key: str) -> Row[Any] | None:
    """The newest version of a key, or None."""
    query = sa.select(definition).where(definition.c.kind == kind, definition.c.key == key)
    return connection.execute(query.order_by(definition.c.version.desc()).limit(1)).one_or_none()


def list_definitions(
    connection: Connection,
    kind: str,
    *,
    latest_only: bool = True,
    limit: int | None = 100,
    after: tuple[str, int] | None = None,
) -> Sequence[Row[Any]]:
    """Definition rows without their content, ordered by key and version.

    ``after``: key and version of the last row of the page before; ``limit``: at most so many rows, None: all.
    """
    query = sa.select(*_SUMMARY).where(definition.c.kind == kind)
    if latest_only:
        other = definition.alias()
        newest = sa.select(sa.func.max(other.c.version)).where(
            other.c.kind == definition.c.kind, other.c.key == definition.c.key
        )
        query = query.where(definition.c.version == newest.scalar_subquery())
    if after is not None:
        key, version = after
        later = sa.and_(definition.c.key == key, definition.c.version > version)
        query = query.where(sa.or_(definition.c.key > key, later))
    return connection.execute(query.order_by(definition.c.key, definition.c.version).limit(limit)).all()
