"""A process dies at a named point of a step: the step is there whole or not at all, and taking it again is right."""
from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
import sqlalchemy as sa

from engine import tables
from engine.history import verify_chain
from engine.step import open_step
from engine.transaction import reading
from settings import PROJECT
from tests.crash.dying import DEAD, SURVIVED, act, open_engine
from tests.diagrams import form, process, text, user

TIMER = '<timerEventDefinition id="td"><timeDuration>PT1H</timeDuration></timerEventDefinition>'
MESSAGE = (
    '<extensionElements><camunda:properties><camunda:property name="senders" value="everyone"/></camunda:properties>'
    '</extensionElements><messageEventDefinition id="md" messageRef="m1"/>'
)
ENGINE_TABLES = [table for table in vars(tables).values() if isinstance(table, sa.Table)]
POINTS = {"before_write": False, "before_commit": False, "after_commit": True}
#: Before anything is written there is little to lose: the full run dies there too.
DEATHS = [pytest.param(point, marks=[pytest.mark.full] if point == "before_write" else []) for point in POINTS]
#: Open tasks after the step, all instances together.
OPEN = {"complete": ["b"], "timer": ["late"], "message": ["called"], "start": ["a", "a"]}


@pytest.fixture
def guarded(bench: Any) -> Any:
    """An instance at ``a``, whose timer is due two hours later."""
    body = '<startEvent id="s"/>' + user("a", "fa") + user("b") + user("late") + user("called") + '<endEvent id="e"/>'
    body += f'<boundaryEvent id="t" attachedToRef="a">{TIMER}</boundaryEvent>'
    body += f'<boundaryEvent id="m" attachedToRef="a">{MESSAGE}</boundaryEvent>'
    file = process(body, "s -> a -> b -> e\nt -> late -> e\nm -> called -> e", extra='<message id="m1" name="call"/>')
    bench.deploy(file, forms={"fa": form("fa", text("note"))})
    bench.start()
    return bench


def everything(bench: Any) -> dict[str, list[Any]]:
    with reading(bench.engine.database) as connection:
        return {table.name: sorted(map(repr, connection.execute(sa.select(table)))) for table in ENGINE_TABLES}


def die(url: str, point: str, step: str, task_id: str) -> int:
    """Take the step in a process of its own that dies at the point; its exit status."""
    command = [sys.executable, "-m", "tests.crash.dying", url, point, step, task_id]
    return subprocess.run(command, cwd=PROJECT, check=False, timeout=60).returncode


def check_whole(bench: Any) -> None:
    """Every chain holds, every state opens, and what it waits for is exactly what the tables say."""
    with reading(bench.engine.database) as connection:
        for row in connection.execute(sa.select(tables.instance)).all():
            assert verify_chain(connection, row.id).ok
            waits = open_step(bench.engine, connection, row.id).before
            for table, expected in (
                (tables.timer_job, waits.timers), (tables.subscription, waits.subscriptions),
            ):  # fmt: skip
                kept = connection.execute(sa.select(table.c.id).where(table.c.instance_id == row.id)).scalars()
                assert set(kept) == set(expected)
            query = sa.select(tables.task.c.id).where(
                tables.task.c.instance_id == row.id, tables.task.c.status == "open"
            )
            assert set(connection.execute(query).scalars()) == waits.tasks


@pytest.mark.parametrize("step", OPEN)
@pytest.mark.parametrize("point", DEATHS)
def test_a_step_that_dies_is_there_whole_or_not_at_all(
    guarded: Any, database_url: str, step: str, point: str
) -> None:
    task_id, before = guarded.task_id("a"), everything(guarded)

    assert die(database_url, point, step, task_id) == DEAD

    written = POINTS[point]
    assert (everything(guarded) == before) is not written
    assert sorted(guarded.open()) == (OPEN[step] if written else ["a"])
    check_whole(guarded)

    engine = open_engine(database_url)
    answer = act(engine, step, task_id)
    assert (answer == 0 if step == "timer" else answer.repeated) is written
    engine.database.dispose()
    assert sorted(guarded.open()) == OPEN[step]
    check_whole(guarded)


def test_a_step_that_meets_no_such_point_survives(guarded: Any, database_url: str) -> None:
    """Otherwise the tests above would prove that starting Python fails."""
    assert die(database_url, "nowhere", "complete", guarded.task_id("a")) == SURVIVED
    assert guarded.open() == ["b"]


def test_the_file_is_whole_after_a_death(guarded: Any, database_url: str, database_kind: str) -> None:
    die(database_url, "before_commit", "complete", guarded.task_id("a"))
    if database_kind == "sqlite":
        with reading(guarded.engine.database) as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert guarded.complete("a", note="好").next_task_ids
