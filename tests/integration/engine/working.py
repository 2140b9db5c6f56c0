"""What the tests of external tasks share: a process with work for programs, and short words for their worker."""
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engine.actors import Actor
from engine.external_failures import Failure, report_failure
from engine.external_locks import Fetched, Topic, fetch_and_lock
from engine.external_outcomes import Outcome, report_outcome
from engine.external_tables import external_task
from engine.transaction import reading
from feel.values import Value
from tests.diagrams import process, user

#: Programs have accounts and posts like people.
CASHIER = Actor("cashier", "出纳程序", frozenset({"village_committee@640101", "person:cashier"}))
SECOND = Actor("second", "另一个程序", frozenset({"village_committee@640101", "person:second"}))
STRANGER = Actor("stranger", "外村的程序", frozenset({"village_committee@640199", "person:stranger"}))
LOCK = dt.timedelta(minutes=5)


def service(
    element_id: str, topic: str = "pay", inside: str = "", *, workers: str = "village_committee", priority: str = ""
) -> str:
    """A service task for an external worker. ``inside``: further extension elements."""
    urgent = f' camunda:taskPriority="{priority}"' if priority else ""
    return (
        f'<serviceTask id="{element_id}" name="{element_id}" camunda:type="external" camunda:topic="{topic}"{urgent}>'
        f'<extensionElements><camunda:properties><camunda:property name="workers" value="{workers}"/>'
        f"</camunda:properties>{inside}</extensionElements></serviceTask>"
    )


def catch_error(event_id: str, host: str, code: str | None = "broke") -> str:
    """A boundary event for an error of this code, with variables for code and message."""
    reference = f' errorRef="{code}"' if code else ""
    return (
        f'<boundaryEvent id="{event_id}" attachedToRef="{host}"><errorEventDefinition id="{event_id}_d"{reference}'
        ' camunda:errorCodeVariable="code" camunda:errorMessageVariable="said"/></boundaryEvent>'
    )


def payment(task: str = "", extra: str = "", flows: str = "") -> bytes:
    """A process that has something paid and then asks ``a``; ``task`` instead of the plain service task."""
    body = '<startEvent id="s"/>' + (task or service("w")) + user("a") + '<endEvent id="e"/>'
    return process(body, f"s -> w -> a -> e\n{flows}", extra=extra)


def fetch(bench: Any, actor: Actor = CASHIER, worker: str = "w1", limit: int = 10, **topic: Any) -> list[Fetched]:
    """What a worker gets of the topic ``pay``."""
    wanted = Topic(**{"name": "pay", "lock_duration": LOCK, **topic})
    return fetch_and_lock(bench.engine, actor, worker, [wanted], limit)


def fetch_one(bench: Any, actor: Actor = CASHIER, worker: str = "w1", **topic: Any) -> str:
    """The id of the only task that there is to get."""
    (task,) = fetch(bench, actor, worker, **topic)
    return str(task.row.id)


def complete(
    bench: Any, task_id: str, actor: Actor = CASHIER, worker: str = "w1",
    local: Mapping[str, Value] | None = None, **variables: Value,
) -> None:  # fmt: skip
    """Report that the work is done."""
    report_outcome(bench.engine, actor, task_id, worker, Outcome(variables, local or {}))


def throw(bench: Any, task_id: str, code: str, message: str | None = None, **variables: Value) -> None:
    """Report a BPMN error."""
    report_outcome(bench.engine, CASHIER, task_id, "w1", Outcome(variables, code=code, message=message))


def fail(bench: Any, task_id: str, actor: Actor = CASHIER, worker: str = "w1", **failure: Any) -> None:
    """Report that it could not be done."""
    report_failure(bench.engine, actor, task_id, worker, Failure(**{"message": "银行没有应答", **failure}))


def stored(bench: Any, task_id: str) -> Any:
    """The task's row."""
    with reading(bench.engine.database) as connection:
        return connection.execute(sa.select(external_task).where(external_task.c.id == task_id)).one()
