"""The server dies during a call of a worker: the call has happened whole or not at all, and may be repeated."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.external_failures import Failure, report_failure
from engine.external_locks import Topic, fetch_and_lock
from engine.external_outcomes import Outcome, report_outcome
from engine.incidents import list_incidents
from tests.integration.engine.working import CASHIER, LOCK, complete, fetch, fetch_one, payment, stored
from tests.soundness import faults_of


class Death(BaseException):
    """The process is gone: nothing in it runs on, no handler of errors either."""


def dying(bench: Any, point: str) -> Any:
    """An engine that dies at the point."""

    def die(reached: str) -> None:
        if reached == point:
            raise Death()

    return replace(bench.engine, fault=die)


@pytest.fixture
def paying(bench: Any) -> Any:
    """A case that waits for a payment."""
    bench.deploy(payment())
    bench.instance_id = bench.start().instance_id
    return bench


@pytest.mark.parametrize(("point", "locked"), [("before_commit", False), ("after_commit", True)])
def test_a_fetch_that_dies_locks_for_as_long_as_the_lock_lasts_or_not_at_all(
    paying: Any, point: str, locked: bool
) -> None:
    with pytest.raises(Death):
        fetch_and_lock(dying(paying, point), CASHIER, "w1", [Topic("pay", LOCK)], 1)

    assert (fetch(paying, worker="w2") == []) is locked
    paying.clock.advance(minutes=5)
    assert len(fetch(paying, worker="w2")) == 1


@pytest.mark.parametrize(
    ("point", "done"), [("before_write", False), ("before_commit", False), ("after_commit", True)]
)
def test_a_completion_that_dies_is_repeated_by_its_worker(paying: Any, point: str, done: bool) -> None:
    task_id = fetch_one(paying)
    with pytest.raises(Death):
        report_outcome(dying(paying, point), CASHIER, task_id, "w1", Outcome({"receipt": "R-1"}))

    assert (stored(paying, task_id).status == "completed") is done
    assert faults_of(paying.engine, paying.instance_id) == []
    complete(paying, task_id, receipt="R-1")
    assert paying.open() == ["a"]
    assert faults_of(paying.engine, paying.instance_id) == []


@pytest.mark.parametrize(("point", "told"), [("before_commit", 0), ("after_commit", 1)])
def test_a_failure_that_dies_leaves_task_and_incident_together(paying: Any, point: str, told: int) -> None:
    task_id = fetch_one(paying)
    with pytest.raises(Death):
        report_failure(dying(paying, point), CASHIER, task_id, "w1", Failure("银行没有应答"))

    assert len(list_incidents(paying.engine)) == told
    assert (stored(paying, task_id).retries == 0) is bool(told)
    assert faults_of(paying.engine, paying.instance_id) == []
