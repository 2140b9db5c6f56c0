"""Organisations as a tree: adding one, finding one, its ancestors, its subtree."""
from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consultation.roles import Level
from consultation.tables import organisations
from engine.errors import InvalidRequest, NotFound

_CODE = re.compile(r"[0-9A-Za-z-]{1,32}")
_MAX_PATH = 255


class Kind(StrEnum):
    """What an organisation is."""

    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    COMMUNITY = "community"
    GROUP = "group"
    DEPARTMENT = "department"
    UNIT = "unit"

    @property
    def level(self) -> Level:
        """The level at which it stands; a community stands where a village does."""
        return Level.VILLAGE if self is Kind.COMMUNITY else Level(self.value)


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation; ``department`` is a department's word in the policy, e.g. 民政."""

    code: str
    name: str
    kind: Kind
    parent: str | None
    path: str
    department: str | None = None


def add_organisation(
    connection: Connection, code: str, name: str, kind: Kind, parent: str | None = None, department: str | None = None
) -> Organisation:
    """Hang a new organisation under ``parent`` (a code; none for the root).

    Raises InvalidRequest for a code that keys and paths could not carry or that is taken, NotFound for an unknown
    parent.
    """
    if not _CODE.fullmatch(code):
        raise InvalidRequest("组织代码只能用数字、英文字母和短横线，最多32个字符，请改正。")
    if find_organisation(connection, code) is not None:
        raise InvalidRequest(f"组织代码 {code} 已经有了，请换一个。")
    above = get_organisation(connection, parent).path if parent is not None else "/"
    path = f"{above}{code}/"
    if len(path) > _MAX_PATH:
        raise InvalidRequest("组织层级太深，请挂在更高一级的组织下面。")
    added = Organisation(code, name, kind, parent, path, department)
    connection.execute(
        organisations.insert().values(
            code=code, name=name, kind=kind.value, parent=parent, path=path, department=department
        )
    )
    return added


def is_code(text: str) -> bool:
    """Whether this could be an organisation's code at all."""
    return _CODE.fullmatch(text) is not None


def find_organisation(connection: Connection, code: str) -> Organisation | None:
    """The organisation with this code, or None; whatever cannot be a code is not even looked up."""
    if not is_code(code):
        return None
    row = connection.execute(sa.select(organisations).where(organisations.c.code == code)).first()
    return _from_row(row) if row is not None else None


def get_organisation(connection: Connection, code: str) -> Organisation:
    """The organisation with this code. Raises NotFound."""
    found = find_organisation(connection, code)
    if found is None:
        raise NotFound(f"没有代码为 {code} 的组织，请核对代码。")
    return found


def lineage(connection: Connection, code: str) -> list[Organisation]:
    """The organisation and its ancestors, nearest first; empty when the code is unknown."""
    here = find_organisation(connection, code)
    if here is None:
        return []
    codes = [part for part in here.path.split("/") if part]
    rows = connection.execute(sa.select(organisations).where(organisations.c.code.in_(codes)))
    by_code = {row.code: _from_row(row) for row in rows}
    return [by_code[step] for step in reversed(codes)]


def ancestors(connection: Connection, code: str) -> list[Organisation]:
    """The organisations above this one, nearest first."""
    return lineage(connection, code)[1:]


def nearest(line: list[Organisation], level: Level) -> Organisation | None:
    """The first organisation of a level in a lineage."""
    return next((step for step in line if step.kind.level is level), None)


def in_subtree(path: str) -> sa.ColumnElement[bool]:
    """SQL condition on the organisation table: at or below the organisation with this path.

    A range instead of LIKE, because every database serves it from a plain index: ``0`` is the byte after ``/``.
    """
    return sa.and_(organisations.c.path >= path, organisations.c.path < path[:-1] + "0")


def subtree_codes(*paths: str) -> sa.Select[str]:
    """SQL select of the codes at or below any of these paths; selects nothing when none is given."""
    return sa.select(organisations.c.code).where(sa.or_(sa.false(), *map(in_subtree, paths)))


def root_paths(connection: Connection) -> list[str]:
    """The paths that everything stands below."""
    return list(connection.execute(sa.select(organisations.c.path).where(organisations.c.parent.is_(None))).scalars())


def subtree(connection: Connection, code: str) -> list[Organisation]:
    """The organisation and everything below it, parents before children. Raises NotFound."""
    here = get_organisation(connection, code)
    rows = connection.execute(sa.select(organisations).where(in_subtree(here.path)).order_by(organisations.c.path))
    return [_from_row(row) for row in rows]


def _from_row(row: sa.Row[Any]) -> Organisation:
    return Organisation(row.code, row.name, Kind(row.kind), row.parent, row.path, row.department)
