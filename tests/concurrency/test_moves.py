"""A move and a completion of the same instance meet: both in one order, and the instance goes on to its end."""
from __future__ import annotations

from typing import Any

import pytest

from engine import tasks
from engine.batch_tables import batch_item
from engine.history import verify_chain
from engine.moves.batches import start_batch, work_batch
from engine.moves.moving import Route, move_instance
from engine.tables import history_event, instance
from engine.transaction import reading
from tests.concurrency.racing import at_once, overtaken, sort_out
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE
from tests.soundness import faults_of

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'


@pytest.fixture
def two(bench: Any) -> Any:
    """An instance at ``a``; the newest version has one more step after ``b``."""
    bench.deploy(process(START + user("a") + user("b") + END, "s -> a -> b -> e"))
    bench.started = bench.start()
    bench.a = bench.task_id("a")
    bench.deploy(process(START + user("a") + user("b") + user("c") + END, "s -> a -> b -> c -> e"))
    return bench


def complete(bench: Any, engine: Any = None) -> Any:
    return tasks.complete(engine or bench.engine, CADRE, bench.a, {})


def move(bench: Any, engine: Any = None) -> Any:
    return move_instance(engine or bench.engine, CADRE, bench.started.instance_id, Route(), "流程图改好了")


def finish(bench: Any, rows: Any) -> None:
    """It is moved once, at ``b``, and can be brought to its end."""
    assert [event.type for event in rows(history_event)].count("moved") == 1
    assert bench.open() == ["b"]
    assert faults_of(bench.engine, bench.started.instance_id) == []
    bench.forget_caches()
    bench.complete("b")
    bench.complete("c")
    (row,) = rows(instance)
    assert row.status == "completed"
    with reading(bench.engine.database) as connection:
        assert verify_chain(connection, row.id).ok


@pytest.mark.parametrize(("slow", "fast"), [(complete, move), (move, complete)])
def test_the_one_that_is_overtaken_is_done_after_the_other(two: Any, rows: Any, slow: Any, fast: Any) -> None:
    engine, answers = overtaken(two.engine, lambda: fast(two))
    slow(two, engine)
    assert len(answers) == 1
    finish(two, rows)


def test_at_once_both_are_done(two: Any, rows: Any) -> None:
    _done, refused = sort_out(at_once([lambda: complete(two), lambda: move(two)]))
    assert refused == []
    finish(two, rows)


def test_two_runners_at_one_batch_move_each_instance_once(two: Any, rows: Any) -> None:
    batch = start_batch(two.engine, CADRE, [two.started.instance_id], Route(), "流程图改好了")
    work = {"batch": batch, "first": 0}
    assert at_once([lambda: work_batch(two.engine, work)] * 2) == [None, None]
    assert [row.status for row in rows(batch_item)] == ["moved"]
    complete(two)
    finish(two, rows)
