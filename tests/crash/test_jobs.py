"""A process dies in a job, before or after its effect: another one takes it over, and its effect is there once."""
from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from engine import tables
from engine.job_handlers import HANDLERS
from engine.job_tables import job
from engine.moves.batches import report_batch, start_batch
from engine.moves.moving import Route
from engine.runners import runner_for
from engine.transaction import reading
from settings import PROJECT
from tests.crash.dying import DEAD
from tests.crash.mortal import wait_until
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE
from tests.integration.engine.moves.test_moving import line
from tests.soundness import faults_of

PATIENCE = 60
POINTS = ("job_begun", "before_write", "before_commit", "after_commit", "job_effect_done")
DEATHS = [pytest.param(point, marks=[] if point == "job_effect_done" else [pytest.mark.full]) for point in POINTS]
TIMER = '<timerEventDefinition id="td"><timeDuration>PT1H</timeDuration></timerEventDefinition>'


@pytest.fixture
def waiting(bench: Any) -> Any:
    """An instance whose timer is due when the dying process looks at it."""
    body = '<startEvent id="s"/>' + user("a") + user("late") + '<endEvent id="e"/>'
    body += f'<boundaryEvent id="t" attachedToRef="a">{TIMER}</boundaryEvent>'
    bench.deploy(process(body, "s -> a -> e\nt -> late -> e"))
    bench.start()
    return bench


def recover(bench: Any) -> None:
    """What procrastinate's runner does every half minute, without waiting for that."""
    if bench.engine.database.dialect.name == "postgresql":
        from engine.procrastinate_work import recover_stalled

        recover_stalled(bench.engine, silence=0.0)


def left(bench: Any) -> int:
    with reading(bench.engine.database) as connection:
        if connection.dialect.name == "postgresql":
            query = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
            return int(connection.exec_driver_sql(query).scalar_one())
        return int(connection.execute(sa.select(sa.func.count()).select_from(job)).scalar_one())


@pytest.mark.full
@pytest.mark.parametrize("point", ["before_write", "before_commit", "after_commit"])
def test_a_batch_of_moves_that_a_death_interrupts_moves_each_once(
    bench: Any, rows: Any, database_url: str, point: str
) -> None:
    bench.deploy(line("a", "b"))
    ids = [bench.start().instance_id for _ in range(3)]
    bench.deploy(line("a", "c"))
    batch = start_batch(bench.engine, CADRE, ids, Route(), "流程图改好了")
    command = [sys.executable, "-m", "tests.crash.dying", database_url, point, "job", ""]
    assert subprocess.run(command, cwd=PROJECT, check=False, timeout=PATIENCE).returncode == DEAD

    bench.clock.advance(hours=3)
    recover(bench)
    runner = runner_for(replace(bench.engine, hands_over=True), HANDLERS)
    runner.start()
    wait_until(lambda: left(bench) == 0, "the batch to be done")
    runner.stop()

    with reading(bench.engine.database) as connection:
        assert [row.status for row in report_batch(connection, batch)] == ["moved"] * 3
    moved = [event.instance_id for event in rows(tables.history_event) if event.type == "moved"]
    assert sorted(moved) == sorted(ids)
    assert [faults_of(bench.engine, instance_id) for instance_id in ids] == [[]] * 3


@pytest.mark.parametrize("point", DEATHS)
def test_a_job_that_a_death_interrupts_has_its_effect_once(
    waiting: Any, rows: Any, database_url: str, point: str
) -> None:
    command = [sys.executable, "-m", "tests.crash.dying", database_url, point, "job", ""]
    assert subprocess.run(command, cwd=PROJECT, check=False, timeout=PATIENCE).returncode == DEAD

    waiting.clock.advance(hours=3)
    recover(waiting)
    runner = runner_for(replace(waiting.engine, hands_over=True), HANDLERS)
    runner.start()
    wait_until(lambda: rows(tables.timer_job) == [] and left(waiting) == 0, "the timer to fire and its job to be gone")
    runner.stop()

    (instance,) = rows(tables.instance)
    fired = [event for event in rows(tables.history_event) if event.type == "timer_fired"]
    assert (waiting.open(), len(fired), rows(tables.timer_job), rows(tables.incident)) == (["late"], 1, [], [])
    assert faults_of(waiting.engine, instance.id) == []
