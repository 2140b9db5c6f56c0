"""Fetching external tasks: who gets which, for how long, and with which variables."""
from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from engine.actors import Actor
from engine.cancellation import cancel_instance
from engine.errors import Forbidden, NotFound
from engine.external_conflicts import ExternalTaskEnded, LockLost
from engine.external_locks import Topic, extend_lock, fetch_and_lock, lock, unlock
from engine.external_tasks import Filter
from engine.timers import fire_due_timers
from tests.diagrams import process, script, user
from tests.integration.engine.conftest import CADRE
from tests.integration.engine.working import (
    CASHIER,
    LOCK,
    SECOND,
    STRANGER,
    complete,
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
    bench.started = bench.start(amount=Decimal("86000.10"), note="修路")
    return bench


def test_a_task_is_locked_for_its_worker_with_everything_that_it_sees(paying: Any) -> None:
    (task,) = fetch(paying)

    assert (task.row.element_id, task.row.topic, task.row.worker_id) == ("w", "pay", "w1")
    assert (task.row.business_key, task.row.definition_key) == ("2026-1", "p")
    assert task.row.lock_until == paying.clock() + LOCK
    assert task.variables == {"amount": Decimal("86000.10"), "note": "修路"}
    assert faults_of(paying.engine, paying.started.instance_id) == []


def test_a_locked_task_is_not_given_out_before_the_lock_has_run_out(paying: Any) -> None:
    first = fetch_one(paying)

    assert fetch(paying, SECOND, "w2") == fetch(paying) == []
    paying.clock.advance(minutes=5)
    assert fetch_one(paying, SECOND, "w2") == first


def test_locks_survive_a_restart(paying: Any) -> None:
    fetch_one(paying)

    paying.forget_caches()

    assert fetch(paying, SECOND, "w2") == []


def test_whoever_holds_no_post_of_its_workers_finds_nothing(paying: Any) -> None:
    assert fetch(paying, STRANGER) == []
    assert fetch(paying, Actor("nobody", "", frozenset())) == []
    assert fetch(paying, name="post") == []


def test_only_named_variables_are_sent_when_they_are_named(paying: Any) -> None:
    (task,) = fetch(paying, variables=frozenset({"amount", "absent"}))

    assert task.variables == {"amount": Decimal("86000.10")}


def test_a_task_sees_its_own_variables_before_those_of_the_case(bench: Any) -> None:
    inputs = (
        '<camunda:inputOutput><camunda:inputParameter name="amount">=amount + 1</camunda:inputParameter>'
        "</camunda:inputOutput>"
    )
    bench.deploy(payment(service("w", inside=inputs)))
    bench.start(amount=Decimal(1), note="修路")

    (task,) = fetch(bench)
    assert task.variables == {"amount": Decimal(2), "note": "修路"}
    bench.clock.advance(minutes=5)
    (task,) = fetch(bench, local_only=True)
    assert task.variables == {"amount": Decimal(2)}


def test_urgent_tasks_come_first_when_the_worker_wants_it_so(bench: Any) -> None:
    body = '<startEvent id="s"/><parallelGateway id="g"/>' + user("a")
    body += service("calm") + service("urgent", priority="70") + service("usual", priority="50")
    flows = "s -> g\ng -> calm -> a\ng -> urgent -> a\ng -> usual -> a"
    bench.deploy(process(body, flows))
    bench.start()

    topic = Topic("pay", LOCK)
    (first,) = fetch_and_lock(bench.engine, CASHIER, "w1", [topic], 1)
    assert first.row.element_id == "urgent"
    assert [task.row.element_id for task in fetch(bench)] == ["usual", "calm"]


def test_several_topics_have_locks_of_their_own_length(bench: Any) -> None:
    bench.deploy(process('<startEvent id="s"/>' + service("w") + service("v", "post"), "s -> w\ns -> v"))
    bench.start()
    topics = [Topic("pay", LOCK), Topic("post", 2 * LOCK), Topic("absent", LOCK)]

    found = fetch_and_lock(bench.engine, CASHIER, "w1", topics, 10)

    assert {task.row.topic: task.row.lock_until - bench.clock() for task in found} == {"pay": LOCK, "post": 2 * LOCK}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(business_key="2026-1"), 1),
        (Filter(business_key="2026-9"), 0),
        (Filter(definition_keys=("p",)), 1),
        (Filter(definition_keys=()), 0),
        (Filter(version_tag="v1"), 0),
    ],
)
def test_a_topic_may_be_narrowed_to_cases_and_definitions(paying: Any, wanted: Filter, found: int) -> None:
    assert len(fetch(paying, filter=wanted)) == found


def test_no_task_of_an_ended_case_is_given_out(paying: Any) -> None:
    task_id = fetch_one(paying)
    cancel_instance(paying.engine, CADRE, paying.started.instance_id, "撤回")
    paying.clock.advance(minutes=5)

    assert fetch(paying) == []
    assert stored(paying, task_id).status == "cancelled"
    with pytest.raises(ExternalTaskEnded):
        complete(paying, task_id)


def test_a_task_that_is_taken_away_ends_for_its_worker(bench: Any) -> None:
    timer = '<timerEventDefinition id="td"><timeDuration>PT1H</timeDuration></timerEventDefinition>'
    body = f'{service("w")}<boundaryEvent id="t" attachedToRef="w">{timer}</boundaryEvent>'
    bench.deploy(payment(body, flows="t -> a"))
    started = bench.start()
    task_id = fetch_one(bench)
    bench.clock.advance(hours=2)

    assert fire_due_timers(bench.engine) == 1
    assert stored(bench, task_id).status == "cancelled"
    with pytest.raises(ExternalTaskEnded):
        complete(bench, task_id)
    assert bench.open() == ["a"]
    assert faults_of(bench.engine, started.instance_id) == []


def test_a_lock_is_extended_from_now_by_its_worker_alone(paying: Any) -> None:
    task_id = fetch_one(paying)
    paying.clock.advance(minutes=4)

    extend_lock(paying.engine, CASHIER, task_id, "w1", LOCK)

    assert stored(paying, task_id).lock_until == paying.clock() + LOCK
    with pytest.raises(LockLost):
        extend_lock(paying.engine, CASHIER, task_id, "w2", LOCK)
    with pytest.raises(LockLost):
        extend_lock(paying.engine, SECOND, task_id, "w1", LOCK)
    with pytest.raises(NotFound):
        extend_lock(paying.engine, STRANGER, task_id, "w1", LOCK)


def test_a_lock_that_has_run_out_may_be_extended_until_another_has_it(paying: Any) -> None:
    task_id = fetch_one(paying)
    paying.clock.advance(minutes=6)
    extend_lock(paying.engine, CASHIER, task_id, "w1", dt.timedelta(seconds=1))
    paying.clock.advance(minutes=6)
    fetch_one(paying, SECOND, "w2")

    with pytest.raises(LockLost):
        extend_lock(paying.engine, CASHIER, task_id, "w1", LOCK)


def test_one_known_task_may_be_locked_unless_another_holds_it(paying: Any) -> None:
    task_id = fetch_one(paying)
    with pytest.raises(LockLost):
        lock(paying.engine, SECOND, task_id, "w2", LOCK)
    paying.clock.advance(minutes=5)

    lock(paying.engine, SECOND, task_id, "w2", LOCK)

    assert (stored(paying, task_id).worker_id, stored(paying, task_id).locked_by) == ("w2", "second")


def test_a_task_is_given_back_by_its_worker_or_an_administrator(paying: Any) -> None:
    task_id = fetch_one(paying)
    with pytest.raises(Forbidden):
        unlock(paying.engine, SECOND, task_id)
    with pytest.raises(NotFound):
        unlock(paying.engine, STRANGER, task_id)

    unlock(paying.engine, CASHIER, task_id)
    assert fetch_one(paying, SECOND, "w2") == task_id
    unlock(paying.engine, CADRE, task_id)
    assert fetch_one(paying) == task_id


def test_each_instance_of_a_multi_instance_task_is_fetched_with_its_own_variables(bench: Any) -> None:
    marker = '<multiInstanceLoopCharacteristics camunda:collection="names" camunda:elementVariable="name"/>'
    task = service("w").replace("</serviceTask>", f"{marker}</serviceTask>")
    body = '<startEvent id="s"/>' + script("names", "names", '["甲", "乙"]') + task + user("a")
    bench.deploy(process(body, "s -> names -> w -> a"))
    started = bench.start()

    found = fetch(bench)
    assert sorted(task.variables["name"] for task in found) == ["乙", "甲"]
    for task in found:
        assert bench.open() == []
        complete(bench, task.row.id)
    assert bench.open() == ["a"]
    assert faults_of(bench.engine, started.instance_id) == []


def test_a_task_that_begins_as_a_job_is_fetched_once_the_job_has_run(bench: Any) -> None:
    bench.deploy(payment(service("w").replace("<serviceTask", '<serviceTask camunda:asyncBefore="true"')))
    started = bench.start()
    assert fetch(bench) == []

    fire_due_timers(bench.engine)

    complete(bench, fetch_one(bench))
    assert bench.open() == ["a"]
    assert faults_of(bench.engine, started.instance_id) == []


WORKERS = (
    '<extensionElements><camunda:properties><camunda:property name="workers" value="village_committee"/>'
    "</camunda:properties></extensionElements>"
)
EXTERNAL = 'camunda:type="external" camunda:topic="pay"'


@pytest.mark.parametrize(
    "element",
    [
        f'<sendTask id="w" {EXTERNAL}>{WORKERS}</sendTask>',
        f'<intermediateThrowEvent id="w">{WORKERS}<messageEventDefinition id="d" {EXTERNAL}/></intermediateThrowEvent>',
        f'<endEvent id="w">{WORKERS}<messageEventDefinition id="d" {EXTERNAL}/></endEvent>',
    ],
)
def test_send_tasks_and_message_events_may_be_work_for_programs_too(bench: Any, element: str) -> None:
    ends = element.startswith("<endEvent")
    body = '<startEvent id="s"/>' + element + ("" if ends else user("a"))
    bench.deploy(process(body, "s -> w" if ends else "s -> w -> a"))
    started = bench.start()

    complete(bench, fetch_one(bench))

    assert bench.open() == ([] if ends else ["a"])
    assert faults_of(bench.engine, started.instance_id) == []


def test_work_inside_a_called_process_sees_that_process(bench: Any) -> None:
    inside = f'<startEvent id="u"/>{service("w")}<sequenceFlow id="f1" sourceRef="u" targetRef="w"/>'
    inner = process(f'<startEvent id="t"/><subProcess id="sub">{inside}</subProcess>', "t -> sub", key="q")
    call = '<callActivity id="c" calledElement="q"><extensionElements><camunda:in source="amount" target="sum"/>'
    body = '<startEvent id="s"/>' + call + "</extensionElements></callActivity>" + user("a")
    bench.deploy(process(body, "s -> c -> a"), inner)
    started = bench.start(amount=Decimal(5))

    (task,) = fetch(bench, with_properties=True)

    assert (task.row.definition_key, task.row.business_key, task.variables) == ("q", "2026-1", {"sum": Decimal(5)})
    assert task.properties == {"workers": "village_committee"}
    complete(bench, task.row.id)
    assert bench.open() == ["a"]
    assert faults_of(bench.engine, started.instance_id) == []
