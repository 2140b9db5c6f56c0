"""Workers at once: no task goes to two of them, and each has one outcome."""
from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from engine.errors import Conflict
from engine.external_conflicts import ExternalTaskEnded, LockLost
from engine.external_outcomes import Outcome, report_outcome
from engine.tables import history_event
from tests.concurrency.racing import at_once, overtaken, sort_out
from tests.diagrams import process
from tests.integration.engine.working import (
    CASHIER,
    SECOND,
    complete,
    fail,
    fetch,
    fetch_one,
    payment,
    service,
    stored,
)
from tests.soundness import faults_of

WORKERS, CASES = 6, 20


def paying(bench: Any, cases: int = 1) -> Any:
    """Cases that wait for a payment each."""
    bench.deploy(payment())
    bench.instances = [bench.start().instance_id for _ in range(cases)]
    return bench


def fetch_all(bench: Any, worker: str) -> list[str]:
    found: list[str] = []
    while page := fetch(bench, worker=worker, limit=3):
        found += [str(task.row.id) for task in page]
    return found


def test_workers_that_fetch_at_once_never_get_the_same_task(bench: Any) -> None:
    paying(bench, CASES)

    answers = at_once([lambda worker=f"w{place}": fetch_all(bench, worker) for place in range(WORKERS)])

    got = Counter(task_id for answer in answers for task_id in answer)
    assert len(got) == CASES
    assert set(got.values()) == {1}
    for place, answer in enumerate(answers):
        assert {stored(bench, task_id).worker_id for task_id in answer} <= {f"w{place}"}


def test_a_task_that_is_completed_many_times_at_once_is_completed_once(bench: Any, rows: Any) -> None:
    paying(bench)
    task_id = fetch_one(bench)

    answers = at_once([lambda: complete(bench, task_id, receipt="R-1")] * WORKERS)

    assert answers == [None] * WORKERS
    assert [row.type for row in rows(history_event)].count("external_task_completed") == 1
    assert bench.open() == ["a"]
    assert faults_of(bench.engine, bench.instances[0]) == []


def test_of_different_outcomes_at_once_one_counts(bench: Any, rows: Any) -> None:
    paying(bench)
    task_id = fetch_one(bench)
    calls = [lambda place=place: complete(bench, task_id, receipt=f"R-{place}") for place in range(3)]

    answers = at_once([*calls, lambda: fail(bench, task_id, retries=1), lambda: fail(bench, task_id)])

    done, refused = sort_out(answers)
    assert done == [None]
    assert all(isinstance(error, ExternalTaskEnded | LockLost) for error in refused)
    told = [row.type for row in rows(history_event) if row.type.startswith("external_task")]
    assert len(told) == 1
    assert faults_of(bench.engine, bench.instances[0]) == []


def test_tasks_of_one_case_are_completed_by_many_workers_at_once(bench: Any) -> None:
    body = '<startEvent id="s"/>' + "".join(service(f"w{place}") for place in range(WORKERS))
    flows = "\n".join(f"s -> w{place}" for place in range(WORKERS))
    bench.deploy(process(body, flows))
    started = bench.start()
    ids = [str(task.row.id) for task in fetch(bench)]

    assert at_once([lambda task_id=task_id: complete(bench, task_id) for task_id in ids]) == [None] * WORKERS

    assert {stored(bench, task_id).status for task_id in ids} == {"completed"}
    assert faults_of(bench.engine, started.instance_id) == []


def test_a_worker_whose_task_is_fetched_by_another_before_it_writes_is_refused(bench: Any) -> None:
    paying(bench)
    task_id = fetch_one(bench)
    bench.clock.advance(minutes=5)
    engine, _ = overtaken(bench.engine, lambda: fetch_one(bench, SECOND, "w2"))

    with pytest.raises(Conflict):
        report_outcome(engine, CASHIER, task_id, "w1", Outcome())

    assert stored(bench, task_id).status == "open"
    complete(bench, task_id, SECOND, "w2")
    assert faults_of(bench.engine, bench.instances[0]) == []


def test_a_completion_that_is_overtaken_by_a_failure_is_refused(bench: Any) -> None:
    paying(bench)
    task_id = fetch_one(bench)
    engine, _ = overtaken(bench.engine, lambda: fail(bench, task_id, retries=1))

    with pytest.raises(LockLost):
        report_outcome(engine, CASHIER, task_id, "w1", Outcome())

    assert fetch_one(bench, SECOND, "w2") == task_id
