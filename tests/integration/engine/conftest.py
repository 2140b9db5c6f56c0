"""A process engine on a fresh database, with a clock that stands still and groups that resolve to themselves."""
from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import codec, inbox, tasks
from engine.actors import Actor, RequestKey
from engine.database import open_database
from engine.deployment.store import deploy
from engine.groups import ResolvedGroup
from engine.instances import Opening, Started, start_instance
from engine.process_engine import ProcessEngine
from engine.request_keys import fingerprint
from engine.starts import NewStarts
from engine.tables import variable
from engine.transaction import reading

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)
ROLES = frozenset({"village_committee", "village_party", "supervision_committee", "township_gov"})
CADRE = Actor("cadre", "杨文书", frozenset({"village_committee@640101", "person:cadre"}), administers=True)
PARTY = Actor("party", "马书记", frozenset({"village_party@640101", "person:party"}))


def asking(key: str, *asked: object, actor: Actor = CADRE) -> Actor:
    """An actor whose request bears a key, and asks for ``asked``."""
    return replace(actor, request=RequestKey(key, fingerprint(*asked)))


@dataclass
class Clock:
    """A clock that moves when told."""

    now: dt.datetime = NOON

    def __call__(self) -> dt.datetime:
        return self.now

    def advance(self, **span: float) -> None:
        """Move on by a timedelta's arguments."""
        self.now += dt.timedelta(**span)


def resolve_group(_connection: Connection, group: str, organisation: str, _at: dt.datetime) -> ResolvedGroup:
    """Every role exists in the case's organisation and is staffed."""
    key = group if "@" in group else f"{group}@{organisation}"
    return ResolvedGroup((key,), True)


@dataclass
class Bench:
    """An engine with short words for what the tests do all the time."""

    engine: ProcessEngine
    clock: Clock
    count: int = field(default=0)

    def deploy(
        self, *processes: bytes, forms: Mapping[str, bytes] | None = None, decisions: bytes | None = None
    ) -> Any:
        """Deploy processes (named by their key), forms, and a file of decisions."""
        resources = {f"{_key(content)}.bpmn": content for content in processes}
        resources |= {f"{name}.form": content for name, content in (forms or {}).items()}
        resources |= {"decisions.dmn": decisions} if decisions else {}
        starts = NewStarts(self.engine)
        return deploy(
            self.engine.database,
            resources,
            name="test",
            source="test",
            at=self.clock(),
            person_id=None,
            known_roles=ROLES,
            compile_process=starts.compile,
            stored=starts.keep,
        )

    def start(self, key: str = "p", data: Mapping[str, Any] | None = None, **variables: Any) -> Started:
        """Start an instance with given variables."""
        self.count += 1
        opening = Opening("640101", f"2026-{self.count}", variables)
        return start_instance(self.engine, CADRE, key, data or {}, opening)

    def open(self, actor: Actor = CADRE) -> list[str]:
        """Element ids of the actor's open tasks, in the order in which they were created."""
        page = inbox.list_tasks(self.engine, actor, inbox.TaskFilter(), limit=200)
        return [row.element_id for row in page.items]

    def task_id(self, element_id: str, actor: Actor = CADRE) -> str:
        """The id of the only open task at an element."""
        page = inbox.list_tasks(self.engine, actor, inbox.TaskFilter(element_id=element_id), limit=200)
        (row,) = page.items
        return str(row.id)

    def complete(self, element_id: str, actor: Actor = CADRE, **data: Any) -> tasks.Completed:
        """Complete the only open task at an element."""
        return tasks.complete(self.engine, actor, self.task_id(element_id, actor), data)

    def complete_task(self, task_id: str, actor: Actor = CADRE, **data: Any) -> tasks.Completed:
        """Complete a task by its id."""
        return tasks.complete(self.engine, actor, task_id, data)

    def variables(self, instance_id: str) -> dict[str, Any]:
        """The variables of the process instance's own scope."""
        with reading(self.engine.database) as connection:
            rows = connection.execute(
                sa.select(variable.c.name, variable.c.value).where(
                    variable.c.instance_id == instance_id, variable.c.scope_id == ""
                )
            ).all()
        return {row.name: codec.decode(row.value) for row in rows}

    def forget_caches(self) -> None:
        """Go on as a new worker would: nothing but the database is kept."""
        self.engine = replace(self.engine)


def _key(content: bytes) -> str:
    import re

    match = re.search(rb'<bpmn:process id="([^"]+)"', content)
    assert match
    return match[1].decode()


@pytest.fixture
def bench(database_url: str) -> Iterator[Bench]:
    """An engine on this test's own database."""
    clock = Clock()
    database = open_database(database_url)
    yield Bench(ProcessEngine(database, resolve_group, SHANGHAI, ROLES, clock), clock)
    database.dispose()


@pytest.fixture
def rows(bench: Bench) -> Callable[[sa.Table], list[Any]]:
    """All rows of a table."""

    def read(table: sa.Table) -> list[Any]:
        with reading(bench.engine.database) as connection:
            return list(connection.execute(sa.select(table)))

    return read
