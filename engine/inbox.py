"""The inbox: open tasks that a person may do, counted and paged by one indexed query on their post keys."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from engine.access import may_see_task
from engine.actors import Actor
from engine.process_engine import ProcessEngine
from engine.tables import instance, task
from engine.transaction import reading

FAR = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


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
    """Open tasks: assigned to the actor, waiting in the actor's groups, past their due time, and by stage."""

    mine: int
    groups: int
    overdue: int
    by_stage: dict[str, int]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of tasks, earliest due first; ``next`` is the key of the following page."""

    items: list[Row[Any]]
    next: str | None


def list_tasks(
    engine: ProcessEngine, actor: Actor, filter_: TaskFilter, limit: int = 50, after: str | None = None
) -> Page:
    """Open tasks of the actor. ``after``: the ``next`` of the page before; a key that has gone starts anew."""
    due = sa.func.coalesce(task.c.due_at, sa.literal(FAR, task.c.due_at.type))
    query = (
        sa.select(task, instance.c.business_key)
        .join(instance, instance.c.id == task.c.instance_id)
        .where(*_conditions(actor, filter_, engine.clock()))
        .order_by(due, task.c.created_at, task.c.id)
        .limit(limit + 1)
    )
    with reading(engine.database) as connection:
        if after is not None:
            last = connection.execute(
                sa.select(task.c.due_at, task.c.created_at, task.c.id).where(task.c.id == after)
            ).one_or_none()
            if last is not None:
                moment = task.c.due_at.type
                query = query.where(
                    sa.tuple_(due, task.c.created_at, task.c.id)
                    > sa.tuple_(sa.literal(last.due_at or FAR, moment), sa.literal(last.created_at, moment), last.id)
                )
        rows = list(connection.execute(query))
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows, rows[-1].id if more else None)


def count_tasks(engine: ProcessEngine, actor: Actor) -> TaskCounts:
    """The numbers on the inbox's tabs and chips."""
    mine = task.c.assignee == actor.person_id
    overdue = task.c.due_at < engine.clock()
    query = (
        sa.select(
            task.c.stage,
            sa.func.count().label("all"),
            sa.func.count().filter(mine).label("mine"),
            sa.func.count().filter(overdue).label("overdue"),
        )
        .where(*_conditions(actor, TaskFilter(), engine.clock()))
        .group_by(task.c.stage)
    )
    with reading(engine.database) as connection:
        rows = connection.execute(query).all()
    total = {name: sum(getattr(row, name) for row in rows) for name in ("all", "mine", "overdue")}
    stages = {row.stage: row.all for row in rows if row.stage}
    return TaskCounts(total["mine"], total["all"] - total["mine"], total["overdue"], stages)


def _conditions(actor: Actor, filter_: TaskFilter, now: dt.datetime) -> list[sa.ColumnElement[bool]]:
    mine = task.c.assignee == actor.person_id
    conditions = [task.c.status == "open", may_see_task(actor), sa.or_(task.c.assignee.is_(None), mine)]
    if filter_.scope == "mine":
        conditions.append(mine)
    if filter_.scope == "groups":
        conditions.append(task.c.assignee.is_(None))
    if filter_.overdue is True:
        conditions.append(task.c.due_at < now)
    if filter_.overdue is False:
        conditions.append(sa.or_(task.c.due_at.is_(None), task.c.due_at >= now))
    if filter_.stage is not None:
        conditions.append(task.c.stage == filter_.stage)
    if filter_.element_id is not None:
        conditions.append(task.c.element_id == filter_.element_id)
    if filter_.business_key is not None:
        of_case = sa.select(instance.c.id).where(instance.c.business_key == filter_.business_key)
        conditions.append(task.c.instance_id.in_(of_case))
    return conditions
