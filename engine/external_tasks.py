"""Looking at external tasks: one, a list, how many; each with its case and process definition."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from engine.actors import Actor
from engine.errors import NotFound
from engine.external_access import may_see_external
from engine.external_tables import external_task
from engine.process_engine import ProcessEngine
from engine.tables import definition, instance
from engine.transaction import reading


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tasks are meant; None says nothing about it."""

    ids: tuple[str, ...] | None = None
    topics: tuple[str, ...] | None = None
    worker_id: str | None = None
    instance_ids: tuple[str, ...] | None = None
    element_ids: tuple[str, ...] | None = None
    business_key: str | None = None
    definition_ids: tuple[str, ...] | None = None
    definition_keys: tuple[str, ...] | None = None
    version_tag: str | None = None
    locked: bool | None = None
    retries_left: bool | None = None


def described(columns: sa.Select[Any] | None = None) -> sa.Select[Any]:
    """Tasks with their case and process definition, as columns; ``columns``: select these instead."""
    if columns is None:
        columns = sa.select(
            external_task,
            instance.c.business_key,
            instance.c.organisation,
            definition.c.key.label("definition_key"),
            definition.c.version.label("definition_version"),
            definition.c.version_tag,
        )
    joined = external_task.join(instance, instance.c.id == external_task.c.instance_id).join(
        definition, definition.c.id == external_task.c.definition_id
    )
    return columns.select_from(joined)


def matching(wanted: Filter, now: Any = None) -> list[sa.ColumnElement[bool]]:
    """The conditions of a filter on ``described``. ``now``: needed for ``locked``."""
    task = external_task.c
    several = [
        (task.id, wanted.ids),
        (task.topic, wanted.topics),
        (task.instance_id, wanted.instance_ids),
        (task.element_id, wanted.element_ids),
        (task.definition_id, wanted.definition_ids),
        (definition.c.key, wanted.definition_keys),
    ]
    single = [
        (task.worker_id, wanted.worker_id),
        (instance.c.business_key, wanted.business_key),
        (definition.c.version_tag, wanted.version_tag),
    ]
    found: list[sa.ColumnElement[bool]] = [column.in_(values) for column, values in several if values is not None]
    found += [column == value for column, value in single if value is not None]
    if wanted.locked is not None:
        locked = sa.and_(task.lock_until.is_not(None), task.worker_id.is_not(None), task.lock_until > now)
        found.append(locked if wanted.locked else sa.not_(locked))
    if wanted.retries_left is not None:
        left = sa.or_(task.retries.is_(None), task.retries > 0)
        found.append(left if wanted.retries_left else sa.not_(left))
    return found


def list_external_tasks(
    engine: ProcessEngine, actor: Actor, wanted: Filter, limit: int, first: int = 0
) -> Sequence[Any]:
    """Open tasks that the actor may see, oldest first, from the ``first``-th on."""
    query = described().where(*_visible(engine, actor, wanted))
    with reading(engine.database) as connection:
        page = query.order_by(external_task.c.created_at, external_task.c.id).limit(limit).offset(first)
        return connection.execute(page).all()


def count_external_tasks(engine: ProcessEngine, actor: Actor, wanted: Filter) -> int:
    """How many ``list_external_tasks`` would give without a limit."""
    query = described(sa.select(sa.func.count())).where(*_visible(engine, actor, wanted))
    with reading(engine.database) as connection:
        return int(connection.execute(query).scalar_one())


def get_external_task(engine: ProcessEngine, actor: Actor, task_id: str) -> Any:
    """One open task. Raises NotFound."""
    found = list_external_tasks(engine, actor, Filter(ids=(task_id,)), 1)
    if not found:
        raise NotFound("没有找到这项外部任务，或者您无权查看。")
    return found[0]


def _visible(engine: ProcessEngine, actor: Actor, wanted: Filter) -> list[sa.ColumnElement[bool]]:
    conditions = matching(wanted, engine.clock())
    return [external_task.c.status == "open", may_see_external(actor), *conditions]
