"""How many cases are at which stage in which organisation, and how much is overdue there: counted, never kept."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consultation.case_tables import OPEN, case_files
from consultation.identity import Identity
from consultation.organisations import find_organisation, in_subtree
from consultation.tables import organisations
from consultation.visibility import visible_organisations
from engine.tables import task
from engine.task_lists import IS_OPEN


@dataclass(frozen=True, slots=True)
class CaseCount:
    """``open``: cases at this stage that have not ended; ``overdue``: tasks of this stage past their due date."""

    organisation: str
    organisation_name: str
    stage: str | None
    open: int
    overdue: int


def count_cases(
    connection: Connection, identity: Identity, at: dt.datetime, organisation: str | None = None
) -> list[CaseCount]:
    """The counts of the organisations whose cases the person may read as a whole, in the order of the tree.

    ``organisation``: a code that stands for everything below it, too. Organisations and stages with nothing to count
    are left out. Each of the two queries reads one partial index of what is open.
    """
    scope = visible_organisations(connection, identity, at)
    within = sa.or_(sa.false(), *map(in_subtree, scope.paths))
    if organisation is not None:
        place = find_organisation(connection, organisation)
        within = sa.and_(within, in_subtree(place.path)) if place else sa.false()
    names = {row.code: row.name for row in connection.execute(
        sa.select(organisations.c.code, organisations.c.name).where(within).order_by(organisations.c.path)
    )}  # fmt: skip
    opened = _by_place(connection, case_files, within, OPEN)
    late = _by_place(connection, task, within, sa.and_(IS_OPEN, task.c.due_at < at))
    order = {code: place for place, code in enumerate(names)}
    keys = sorted(opened.keys() | late.keys(), key=lambda key: (order[key[0]], key[1] or ""))
    return [CaseCount(code, names[code], stage, opened.get((code, stage), 0), late.get((code, stage), 0))
            for code, stage in keys]  # fmt: skip


def _by_place(
    connection: Connection,
    table: sa.Table,
    within: sa.ColumnElement[bool],
    condition: sa.ColumnElement[bool] | sa.TextClause,
) -> dict[tuple[str, str | None], int]:
    """The counts of a table's rows by organisation and stage."""
    here = table.c.organisation.in_(sa.select(organisations.c.code).where(within))
    query = sa.select(table.c.organisation, table.c.stage, sa.func.count()).where(condition, here)
    rows = connection.execute(query.group_by(table.c.organisation, table.c.stage))
    return {(code, stage): count for code, stage, count in rows}
