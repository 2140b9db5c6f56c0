"""The organisations around a case, each with whether anybody holds a role there now: one query for each question."""
from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consultation.organisations import Kind, is_code
from consultation.persons import in_force
from consultation.tables import organisations, posts

_ROLE: sa.BindParameter[str] = sa.bindparam("role")
_CODE: sa.BindParameter[str] = sa.bindparam("code")
_NOW = sa.bindparam("at", type_=posts.c.from_at.type)


def _staffed(code: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    return sa.exists().where(posts.c.role == _ROLE, posts.c.organisation == code, in_force(_NOW)).label("staffed")


def _upward() -> sa.CTE:
    here = sa.select(organisations, sa.literal(0).label("steps")).where(organisations.c.code == _CODE)
    line = here.cte("line", recursive=True)
    above = sa.select(organisations, line.c.steps + 1).where(organisations.c.code == line.c.parent)
    return line.union_all(above)


_LINE = _upward()
_ON_THE_LINE = sa.select(_LINE.c.code, _LINE.c.name, _LINE.c.kind, _staffed(_LINE.c.code)).order_by(_LINE.c.steps)
_DEPARTMENTS = (
    sa.select(organisations.c.code, organisations.c.department, _LINE.c.steps, _staffed(organisations.c.code))
    .join(_LINE, _LINE.c.code == organisations.c.parent)
    .where(_LINE.c.kind == Kind.COUNTY.value, organisations.c.kind == Kind.DEPARTMENT.value)
)
_PLACE = sa.select(organisations.c.code, _staffed(organisations.c.code)).where(organisations.c.code == _CODE)


def upward(connection: Connection, code: str, role: str, at: dt.datetime) -> list[Any]:
    """Rows (code, name, kind, staffed) of an organisation and what stands above it, nearest first."""
    return _rows(connection, _ON_THE_LINE, code, role, at)


def departments_above(connection: Connection, code: str, role: str, at: dt.datetime) -> list[Any]:
    """Rows (code, department, steps, staffed) of the departments of the counties that an organisation belongs to.

    ``steps``: how far up the county is.
    """
    return _rows(connection, _DEPARTMENTS, code, role, at)


def place(connection: Connection, code: str, role: str, at: dt.datetime) -> Any:
    """The row (code, staffed) of one organisation, None when there is none."""
    return next(iter(_rows(connection, _PLACE, code, role, at)), None)


def _rows(connection: Connection, query: sa.Select[Any], code: str, role: str, at: dt.datetime) -> list[Any]:
    if not is_code(code):
        return []
    return list(connection.execute(query, {"code": code, "role": role, "at": at}))
