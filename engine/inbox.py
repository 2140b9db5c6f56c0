"""The inbox: open tasks that a person may do. However many there are, a page costs what a page costs.

Each post of the person, and the person's own name, is one range of an index in the order of the inbox
(engine.task_lists); a page merges the beginnings of these ranges.
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from engine.access import may_see_task
from engine.actors import Actor
from engine.process_engine import ProcessEngine
from engine.tables import instance, task, task_candidate
from engine.task_lists import IS_OPEN
from engine.transaction import reading

#: Counts go no further: an inbox says "99+".
MOST_COUNTED = 100
#: Before every due time: what makes a range of those that have one, whichever end the database sorts the others to.
_EVER = dt.datetime(1, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """``scope``: ``all``, ``mine`` (assigned to the actor) or ``groups`` (nobody's yet)."""

    scope: str = "all"
    overdue: bool | None = None
    stage: str | None = None
    business_key: str | None = None
    element_id: str | None = None


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """Open tasks: assigned to the actor, waiting in the actor's groups, past their due time, and by stage.

    Each is exact below MOST_COUNTED, which stands for itself and all that is more.
    """

    mine: int
    groups: int
    overdue: int
    by_stage: dict[str, int]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of tasks, earliest due first; ``next`` is the key of the following page."""

    items: list[Row[Any]]
    next: str | None


@dataclass(frozen=True, slots=True)
class _Source:
    """Rows of one index range, with the columns that the inbox reads of them."""

    columns: Any
    id: sa.ColumnElement[str]
    conditions: tuple[sa.ColumnElement[bool], ...]


def list_tasks(
    engine: ProcessEngine, actor: Actor, filter_: TaskFilter, limit: int = 50, after: str | None = None
) -> Page:
    """Open tasks of the actor. ``after``: the ``next`` of the page before; a key that has gone starts anew."""
    with reading(engine.database) as connection:
        last = after and connection.execute(sa.select(task).where(task.c.id == after)).one_or_none()
        found = _merge(actor, filter_, engine.clock(), limit + 1, last or None)
        rows = [] if found is None else list(connection.execute(_shown(actor, found).limit(limit + 1)))
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows, rows[-1].id if more else None)


def count_tasks(engine: ProcessEngine, actor: Actor) -> TaskCounts:
    """The numbers on the inbox's tabs and chips."""
    with reading(engine.database) as connection:
        def count(**narrowed: Any) -> int:
            found = _merge(actor, TaskFilter(**narrowed), engine.clock(), MOST_COUNTED)
            if found is None:
                return 0
            return min(MOST_COUNTED, connection.scalar(sa.select(sa.func.count()).select_from(found)) or 0)

        stages = _stages(connection, actor)
        return TaskCounts(
            count(scope="mine"), count(scope="groups"), count(overdue=True),
            {stage: count(stage=stage) for stage in stages},
        )  # fmt: skip


def _shown(actor: Actor, found: sa.Subquery) -> sa.Select[Any]:
    return (
        sa.select(task, instance.c.business_key)
        .join(found, found.c.id == task.c.id)
        .join(instance, instance.c.id == task.c.instance_id)
        .where(may_see_task(actor))
        .order_by(task.c.due_at.is_(None), task.c.due_at, task.c.created_at, task.c.id)
    )


def _merge(
    actor: Actor, filter_: TaskFilter, now: dt.datetime, size: int, after: Row[Any] | None = None
) -> sa.Subquery | None:
    """The ids of the first ``size`` tasks of each range, and perhaps more; None when there is no range."""
    branches = [
        branch for source in _sources(actor, filter_) for branch in _branches(source, filter_, now, size, after)
    ]
    return sa.union(*branches).subquery("found") if branches else None


def _sources(actor: Actor, filter_: TaskFilter) -> Iterator[_Source]:
    if filter_.business_key is not None:
        yield _of_case(actor, filter_, filter_.business_key)
        return
    waiting = task_candidate.c
    if filter_.scope != "groups":
        own: tuple[Any, ...] = (IS_OPEN, task.c.assignee == actor.person_id)
        own += () if filter_.element_id is None else (task.c.element_id == filter_.element_id,)
        yield _Source(task.c, task.c.id, own)
    if filter_.scope != "mine":
        narrow = sa.select(task.c.id).where(task.c.id == waiting.task_id)
        wanted: tuple[Any, ...] = ()
        if filter_.element_id is not None:
            wanted += (narrow.where(task.c.element_id == filter_.element_id).exists(),)
        for key in sorted(actor.keys):
            yield _Source(waiting, waiting.task_id, (waiting.waiting, waiting.key == key, *wanted))


def _of_case(actor: Actor, filter_: TaskFilter, business_key: str) -> _Source:
    """What is open in one case is little, whatever its post or person has open elsewhere or has done in it."""
    in_case = sa.select(instance.c.id).where(instance.c.business_key == business_key).scalar_subquery()
    found = sa.select(task).where(IS_OPEN, task.c.instance_id == in_case)
    columns = found.cte("of_case").prefix_with("MATERIALIZED").c
    mine = columns.assignee == actor.person_id
    ours = sa.and_(
        columns.assignee.is_(None),
        sa.exists().where(task_candidate.c.task_id == columns.id, task_candidate.c.key.in_(sorted(actor.keys))),
    )
    scope = {"mine": mine, "groups": ours}.get(filter_.scope, sa.or_(mine, ours))
    element = sa.true() if filter_.element_id is None else columns.element_id == filter_.element_id
    return _Source(columns, columns.id, (scope, element))


def _branches(
    source: _Source, filter_: TaskFilter, now: dt.datetime, size: int, after: Row[Any] | None
) -> Iterator[sa.Select[Any]]:
    """The range in two parts, what has a due time and what has none; of what comes after ``after``."""
    columns = source.columns
    query = sa.select(source.id.label("id")).where(*source.conditions).limit(size)
    if filter_.stage is not None:
        query = query.where(columns.stage == filter_.stage)
    query = query.order_by(columns.due_at, columns.created_at, source.id)  # PostgreSQL would sort for any other order
    undated = query.where(columns.due_at.is_(None))
    if after is None or after.due_at is not None:
        dated = query
        if after is None:
            dated = dated.where(columns.due_at >= _EVER)
        else:
            place = sa.tuple_(_moment(after.due_at), _moment(after.created_at), _id(after.id))
            dated = dated.where(sa.tuple_(columns.due_at, columns.created_at, source.id) > place)
        if filter_.overdue is not None:
            dated = dated.where(columns.due_at < now if filter_.overdue else columns.due_at >= now)
        yield _nested(dated)
    else:
        place = sa.tuple_(_moment(after.created_at), _id(after.id))
        undated = undated.where(sa.tuple_(columns.created_at, source.id) > place)
    if filter_.overdue is not True:
        yield _nested(undated)


def _nested(query: sa.Select[Any]) -> sa.Select[Any]:
    """SQLite takes an order and a limit within a union only in a query of its own."""
    return sa.select(query.subquery().c.id)


def _id(value: str) -> sa.ColumnElement[str]:
    return sa.literal(value, task.c.id.type)


def _moment(value: dt.datetime) -> sa.ColumnElement[dt.datetime]:
    return sa.literal(value, task.c.created_at.type)


def _stages(connection: Connection, actor: Actor) -> list[str]:
    """The stages that the actor's tasks are in, found by leaping through the indexes, not by reading all tasks."""
    found: set[str] = set()
    for source in _sources(actor, TaskFilter()):
        least = sa.select(sa.func.min(source.columns.stage)).where(*source.conditions)
        known = sa.select(least.scalar_subquery().label("stage")).cte("known", recursive=True)
        following = least.where(source.columns.stage > known.c.stage).scalar_subquery()
        known = known.union_all(sa.select(following).where(known.c.stage.is_not(None)))
        found.update(connection.scalars(sa.select(known.c.stage).where(known.c.stage.is_not(None))))
    return sorted(found)
