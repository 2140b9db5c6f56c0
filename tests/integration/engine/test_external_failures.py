"""A worker that fails: retries, pauses, incidents, and administrators who give the task out again."""
from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from engine.cancellation import cancel_instance
from engine.errors import Forbidden, NotFound
from engine.external_conflicts import ExternalTaskEnded, LockLost
from engine.external_failures import set_retries
from engine.incident_closing import retry_incident
from engine.incidents import list_incidents
from engine.retries import RETRIES
from engine.tables import history_event
from engine.timers import fire_due_timers
from tests.integration.engine.conftest import CADRE
from tests.integration.engine.working import (
    CASHIER,
    SECOND,
    STRANGER,
    complete,
    fail,
    fetch,
    fetch_one,
    payment,
    service,
    stored,
)
from tests.soundness import faults_of


@pytest.fixture
def paying(bench: Any) -> Any:
    """A case that waits for a payment."""
    bench.deploy(payment())
    bench.instance_id = bench.start().instance_id
    bench.work_id = fetch_one(bench)
    return bench


def test_a_task_with_retries_left_is_given_out_again_at_once(paying: Any) -> None:
    fail(paying, paying.work_id, retries=2, details="traceback")

    (task,) = fetch(paying, SECOND, "w2")
    assert (task.row.retries, task.row.error_message, task.row.error_details) == (2, "银行没有应答", "traceback")
    assert list_incidents(paying.engine) == []


def test_a_pause_is_kept_before_it_is_given_out_again(paying: Any) -> None:
    fail(paying, paying.work_id, retries=1, pause=dt.timedelta(minutes=10))

    paying.clock.advance(minutes=9)
    assert fetch(paying) == []
    paying.clock.advance(minutes=1)
    assert fetch_one(paying) == paying.work_id


def test_a_failure_ends_the_lock_so_that_it_is_reported_once(paying: Any, rows: Any) -> None:
    fail(paying, paying.work_id, retries=1)

    with pytest.raises(LockLost):
        fail(paying, paying.work_id, retries=1)
    with pytest.raises(LockLost):
        complete(paying, paying.work_id)
    assert [row.type for row in rows(history_event)].count("external_task_failed") == 1


def test_only_the_worker_that_holds_the_lock_may_report_a_failure(paying: Any) -> None:
    with pytest.raises(LockLost):
        fail(paying, paying.work_id, SECOND, retries=1)
    with pytest.raises(LockLost):
        fail(paying, paying.work_id, worker="w2", retries=1)
    with pytest.raises(NotFound):
        fail(paying, paying.work_id, STRANGER, retries=1)


def test_without_retries_an_administrator_is_told_and_nobody_gets_the_task(paying: Any) -> None:
    fail(paying, paying.work_id, details="traceback")

    (incident,) = list_incidents(paying.engine)
    assert (incident.kind, incident.element_id) == ("external_failure", "w")
    assert "pay" in incident.message
    assert "银行没有应答" in incident.message
    assert incident.details["error_details"] == "traceback"
    paying.clock.advance(hours=1)
    assert fetch(paying) == []
    assert faults_of(paying.engine, paying.instance_id) == []


def test_retrying_the_incident_gives_the_task_out_once_more(paying: Any) -> None:
    fail(paying, paying.work_id)
    (incident,) = list_incidents(paying.engine)

    retry_incident(paying.engine, CADRE, incident.id, RETRIES)

    assert list_incidents(paying.engine) == []
    assert stored(paying, fetch_one(paying)).retries == 1
    complete(paying, paying.work_id)
    assert paying.open() == ["a"]


def test_setting_retries_gives_it_out_again_and_closes_its_incident(paying: Any, rows: Any) -> None:
    fail(paying, paying.work_id)

    set_retries(paying.engine, CADRE, paying.work_id, 3)

    assert list_incidents(paying.engine) == []
    assert [row.type for row in rows(history_event)][-2:] == ["external_task_retries_set", "incident_resolved"]
    assert stored(paying, fetch_one(paying)).retries == 3
    assert faults_of(paying.engine, paying.instance_id) == []


def test_setting_retries_leaves_the_lock_of_a_worker_at_work(paying: Any) -> None:
    set_retries(paying.engine, CADRE, paying.work_id, 3)

    assert fetch(paying, SECOND, "w2") == []
    complete(paying, paying.work_id)


def test_an_administrator_may_stop_a_task(paying: Any) -> None:
    set_retries(paying.engine, CADRE, paying.work_id, 0)

    paying.clock.advance(hours=1)
    assert fetch(paying) == []
    assert len(list_incidents(paying.engine)) == 1


def test_retries_are_for_administrators(paying: Any) -> None:
    with pytest.raises(Forbidden):
        set_retries(paying.engine, CASHIER, paying.work_id, 3)


def test_an_ended_task_takes_no_failure_and_no_retries(paying: Any) -> None:
    complete(paying, paying.work_id)

    with pytest.raises(ExternalTaskEnded):
        fail(paying, paying.work_id, retries=1)
    with pytest.raises(ExternalTaskEnded):
        set_retries(paying.engine, CADRE, paying.work_id, 1)


def test_cancelling_the_case_closes_the_incidents_of_its_work(paying: Any) -> None:
    fail(paying, paying.work_id)

    cancel_instance(paying.engine, CADRE, paying.instance_id, "撤回")

    assert list_incidents(paying.engine) == []
    assert stored(paying, paying.work_id).status == "cancelled"


def test_an_incident_of_work_that_the_diagram_took_away_is_closed_by_retrying(bench: Any) -> None:
    timer = '<timerEventDefinition id="td"><timeDuration>PT1H</timeDuration></timerEventDefinition>'
    body = f'{service("w")}<boundaryEvent id="t" attachedToRef="w">{timer}</boundaryEvent>'
    bench.deploy(payment(body, flows="t -> a"))
    bench.start()
    fail(bench, fetch_one(bench))
    (incident,) = list_incidents(bench.engine)
    bench.clock.advance(hours=2)
    fire_due_timers(bench.engine)

    retry_incident(bench.engine, CADRE, incident.id, RETRIES)

    assert list_incidents(bench.engine) == []
    assert bench.open() == ["a"]
