"""A clock that is put back, a stored file that is damaged: people are told, nothing is lost, work goes on by itself."""
from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from engine.deployment.damage import DefinitionDamaged, damaged
from engine.history import verify_chain
from engine.incidents import list_incidents
from engine.sweeps import sweep
from engine.tables import activity, definition, history_event, task, timer_job
from engine.transaction import reading, writing
from tests.decisions import decisions
from tests.diagrams import process, user
from tests.integration.engine.deciding import AMOUNT, line, organiser
from tests.soundness import faults_of

END = '<endEvent id="e"/>'
TIMED = (
    '<startEvent id="s"/>' + user("a") + '<intermediateCatchEvent id="t"><timerEventDefinition>'
    "<timeDuration>PT30M</timeDuration></timerEventDefinition></intermediateCatchEvent>" + user("b") + END
)


def test_a_clock_put_back_by_an_hour_neither_loses_nor_repeats_a_timer(bench: Any, rows: Any) -> None:
    bench.deploy(process(TIMED, "s -> a -> t -> b -> e"))
    first = bench.start().instance_id
    bench.complete("a")
    bench.clock.advance(minutes=-60)
    second = bench.start().instance_id
    bench.complete("a")

    sweep(bench.engine)
    assert rows(timer_job) != []
    assert bench.open() == []
    bench.clock.advance(minutes=30)
    sweep(bench.engine)
    assert [row.instance_id for row in rows(task) if row.status == "open"] == [second]
    bench.clock.advance(minutes=60)
    sweep(bench.engine)
    sweep(bench.engine)

    assert bench.open() == ["b", "b"]
    fired = [row.instance_id for row in rows(history_event) if row.type == "timer_fired"]
    assert sorted(fired) == sorted([first, second])
    for row in [row for row in rows(task) if row.status == "open"]:
        bench.complete_task(row.id)
    for instance_id in (first, second):
        assert faults_of(bench.engine, instance_id) == []
        with reading(bench.engine.database) as connection:
            assert verify_chain(connection, instance_id).ok
    assert all(row.status == "completed" for row in rows(activity))


def test_history_keeps_its_order_when_the_clock_is_put_back(bench: Any, rows: Any) -> None:
    bench.deploy(process('<startEvent id="s"/>' + user("a") + user("b") + END, "s -> a -> b -> e"))
    bench.start()
    bench.complete("a")
    bench.clock.advance(minutes=-60)
    bench.complete("b")

    told = sorted(rows(history_event), key=lambda row: row.sequence)
    assert [row.element_id for row in told if row.type == "task_completed"] == ["a", "b"]
    assert told[-1].happened_at < told[0].happened_at + dt.timedelta(seconds=1)


def spoil(bench: Any, kind: str) -> None:
    """As a disk does."""
    with writing(bench.engine.database) as connection:
        connection.execute(definition.update().where(definition.c.kind == kind).values(content=b"\x00 spoiled"))
    bench.forget_caches()


@pytest.mark.parametrize("kind", ["process", "form", "decision"])
def test_a_damaged_file_is_named_and_deploying_it_again_mends_it(bench: Any, rows: Any, kind: str) -> None:
    files: dict[str, Any] = {"forms": {"amount": AMOUNT}, "decisions": decisions(organiser())}
    bench.deploy(line(), **files)
    instance_id = bench.start().instance_id
    task_id = bench.task_id("a")
    before = rows(history_event)
    spoil(bench, kind)

    with pytest.raises(DefinitionDamaged, match="坏了"):
        bench.complete_task(task_id, amount=5)
    assert rows(history_event) == before
    assert list_incidents(bench.engine) == []
    with reading(bench.engine.database) as connection:
        assert [name.rpartition(".")[2] for _, name in damaged(connection)] != []

    again = bench.deploy(line(), **files)
    assert not any(entry.changed for entry in again.definitions)
    bench.forget_caches()
    bench.complete_task(task_id, amount=5)
    bench.complete("b")
    assert faults_of(bench.engine, instance_id) == []
    with reading(bench.engine.database) as connection:
        assert list(damaged(connection)) == []


def test_a_timer_of_a_damaged_diagram_fires_by_itself_when_that_is_mended(bench: Any, rows: Any) -> None:
    bench.deploy(process(TIMED, "s -> a -> t -> b -> e"))
    instance_id = bench.start().instance_id
    bench.complete("a")
    spoil(bench, "process")
    for _ in range(12):
        bench.clock.advance(hours=3)
        sweep(bench.engine)
    assert bench.open() == []
    assert len(rows(timer_job)) == 1

    bench.deploy(process(TIMED, "s -> a -> t -> b -> e"))
    bench.forget_caches()
    bench.clock.advance(minutes=1)
    sweep(bench.engine)

    assert bench.open() == ["b"]
    assert faults_of(bench.engine, instance_id) == []
    assert [row.type for row in rows(history_event)].count("timer_fired") == 1
