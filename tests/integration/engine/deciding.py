"""What the tests of decisions share: a process that asks, decides and waits, and what it leaves to read."""
from __future__ import annotations

from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from engine import inbox
from engine.history import verify_chain
from engine.incidents import IncidentRaised, list_incidents
from engine.instance_views import list_decisions, list_history
from engine.tables import definition
from engine.transaction import reading
from tests.decisions import table
from tests.diagrams import form, number, process, user
from tests.integration.engine.conftest import CADRE

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'


def organiser(limit: int = 2000, name: str = "organiser", tag: str | None = None) -> str:
    """Who organises: the meeting from ``limit`` yuan on, the committee below it."""
    rules = [
        [f">= {limit}", '"村民会议"', f"金额在{limit}元及以上"],
        [f"< {limit}", '"村民委员会"', "金额较小", "系统默认"],
    ]
    return table(name, {"amount": "number"}, {"who": "string"}, rules, version_tag=tag)


def rule(decision: str = "organiser", mapping: str = "singleEntry", more: str = "", reason: str = "why") -> str:
    """A business rule task ``choose`` that writes ``organiser`` and why."""
    entry = f'<camunda:property name="reasonVariable" value="{reason}"/>'
    inside = f"<extensionElements><camunda:properties>{entry}</camunda:properties></extensionElements>"
    mapped = f'camunda:mapDecisionResult="{mapping}"' if mapping else ""
    attributes = f'camunda:decisionRef="{decision}" camunda:resultVariable="organiser" {mapped} {more}'
    return f'<businessRuleTask id="choose" name="确定组织者" {attributes}>{inside if reason else ""}</businessRuleTask>'


AMOUNT = form("amount", number("amount"))
#: a (asks for the amount) → choose → b
LINE = "s -> a -> choose -> b -> e"


def line(task: str = rule(), key: str = "p") -> bytes:
    """The process that most tests run."""
    return process(START + user("a", "amount") + task + user("b") + END, LINE, key=key)


def records(bench: Any, instance_id: str) -> list[dict[str, Any]]:
    """The decisions of an instance as people read them."""
    with reading(bench.engine.database) as connection:
        return list_decisions(connection, instance_id, 100)


def told(bench: Any, instance_id: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """What the history says of decisions, event by event."""
    with reading(bench.engine.database) as connection:
        events = list_history(connection, instance_id, 100)
    return [(row.type, orjson.loads(row.data).get("decisions", [])) for row in events]


def verified(bench: Any, instance_id: str) -> Any:
    """What verifying the chain finds."""
    with reading(bench.engine.database) as connection:
        return verify_chain(connection, instance_id)


def definitions(bench: Any) -> list[Any]:
    """The rows of the decisions, oldest first."""
    query = sa.select(definition).where(definition.c.kind == "decision")
    with reading(bench.engine.database) as connection:
        return list(connection.execute(query.order_by(definition.c.deployment_number, definition.c.key)))


WAYS = [["> 0", "1", '"甲"'], ["> 5", "2", '"乙"'], ["> 9", "3", '"丙"']]


def incident_of(bench: Any, **data: Any) -> Any:
    """The incident that completing ``a`` raises; the task is still open."""
    with pytest.raises(IncidentRaised):
        bench.complete("a", **data)
    assert bench.open() == ["a"]
    (found,) = list_incidents(bench.engine)
    return found


def open_tasks(bench: Any, element_id: str | None = None) -> list[Any]:
    """The cadre's open tasks."""
    return list(inbox.list_tasks(bench.engine, CADRE, inbox.TaskFilter(element_id=element_id), limit=50).items)


def row_of(count: int) -> bytes:
    """A process with ``count`` business rule tasks choose_0, choose_1, … one behind the other."""
    names = [f"choose_{place}" for place in range(count)]
    tasks = [rule().replace('"choose"', f'"{name}"') for name in names]
    return process(START + "".join(tasks) + user("b") + END, " -> ".join(["s", *names, "b", "e"]))
