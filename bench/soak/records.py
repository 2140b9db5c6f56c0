"""What the database holds at rest, read once for all checks."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import codec, tables
from engine.external_tables import external_task

#: In what clients hand in, the text that is theirs alone stands under one of these keys.
MARKED = ("mark", "note", "title")


@dataclass(frozen=True)
class Violation:
    """Something promised that does not hold. ``case``: its instance or number, when it has one."""

    rule: str
    detail: str
    case: str | None = None

    def __str__(self) -> str:
        return f"{self.rule}: {self.detail}" + (f" [case {self.case}]" if self.case else "")


@dataclass(frozen=True)
class Records:
    """``marks``: how often each mark was handed in; ``events``: all history, in order within each instance."""

    instances: dict[str, Any]
    processes: dict[str, str]
    tasks: dict[str, Any]
    externals: dict[str, Any]
    events: list[Any]
    activities: Counter[tuple[str, str, str]]
    marks: Counter[str]
    asked_by: dict[str, str]
    outbox: list[Any]
    incidents: list[Any]
    candidates: frozenset[str]

    def process_of(self, instance_id: str) -> str:
        """The key of an instance's process."""
        return self.processes[self.instances[instance_id].definition_id]

    def by_number(self) -> dict[str, Any]:
        """Instances by the number that people see."""
        return {row.business_key: row for row in self.instances.values()}

    def events_of(self, *types: str) -> Iterator[Any]:
        """Events of some types."""
        return (event for event in self.events if event.type in types)


def read_records(connection: Connection) -> Records:
    """Everything that the checks look at."""
    instance, activity, event = tables.instance.c, tables.activity.c, tables.history_event
    columns = [instance.id, instance.definition_id, instance.business_key, instance.status]
    counted = sa.select(activity.instance_id, activity.element_id, activity.status, sa.func.count())
    grouped = counted.group_by(activity.instance_id, activity.element_id, activity.status)
    definitions = sa.select(tables.definition.c.id, tables.definition.c.key)
    return Records(
        instances=_by_id(connection.execute(sa.select(*columns))),
        processes={row.id: row.key for row in connection.execute(definitions)},
        tasks=_by_id(connection.execute(sa.select(tables.task))),
        externals=_by_id(connection.execute(sa.select(external_task))),
        events=list(connection.execute(sa.select(event).order_by(event.c.instance_id, event.c.sequence))),
        activities=Counter({(a, b, c): count for a, b, c, count in connection.execute(grouped)}),
        marks=_marks(connection),
        asked_by=_asked_by(connection),
        outbox=list(connection.execute(sa.select(tables.outbox))),
        incidents=list(connection.execute(sa.select(tables.incident))),
        candidates=frozenset(connection.execute(sa.select(tables.task_candidate.c.task_id)).scalars()),
    )


def data_of(event: Any) -> dict[str, Any]:
    """What an event tells."""
    found: dict[str, Any] = orjson.loads(event.data)
    return found


def _by_id(rows: Iterable[Any]) -> dict[str, Any]:
    return {row.id: row for row in rows}


def _marks(connection: Connection) -> Counter[str]:
    found: Counter[str] = Counter()
    for content in connection.execute(sa.select(tables.submission.c.data)).scalars():
        data: Any = codec.decode(content)
        if isinstance(data, dict):
            found.update(str(data[key]) for key in MARKED if isinstance(data.get(key), str))
    return found


def _asked_by(connection: Connection) -> dict[str, str]:
    variable = tables.variable.c
    query = sa.select(variable.instance_id, variable.value).where(variable.name == "asked_by", variable.scope_id == "")
    return {instance_id: str(codec.decode(value)) for instance_id, value in connection.execute(query)}
