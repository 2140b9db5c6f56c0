"""A worker's report ends its task once, whatever is sent twice, and what the diagram cannot follow is kept."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine import codec
from engine.errors import InvalidRequest, NotFound
from engine.external_conflicts import ExternalTaskEnded, LockLost
from engine.external_failures import set_retries
from engine.external_outcomes import Outcome, report_outcome
from engine.history import verify_chain
from engine.incident_closing import retry_incident
from engine.incidents import IncidentRaised, list_incidents
from engine.retries import RETRIES
from engine.tables import history_event, variable
from engine.transaction import reading, writing
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE
from tests.integration.engine.working import (
    CASHIER,
    SECOND,
    STRANGER,
    catch_error,
    complete,
    fetch,
    fetch_one,
    payment,
    service,
    stored,
    throw,
)
from tests.soundness import faults_of

BROKE = '<error id="broke" name="没有钱" errorCode="NO_MONEY"/>'


@pytest.fixture
def paying(bench: Any) -> Any:
    """A case that waits for a payment, which may find no money."""
    task = service("w") + catch_error("b", "w")
    body = '<startEvent id="s"/>' + task + user("a") + user("poor")
    bench.deploy(process(body, "s -> w -> a\nb -> poor", extra=BROKE))
    bench.instance_id = bench.start(amount=Decimal(5)).instance_id
    return bench


def events(rows: Any) -> list[str]:
    return [row.type for row in rows(history_event)]


def test_a_completed_task_leads_the_case_on_with_the_workers_variables(paying: Any, rows: Any) -> None:
    complete(paying, fetch_one(paying), receipt="R-1", amount=Decimal(6))

    assert paying.open() == ["a"]
    assert paying.variables(paying.instance_id) == {"amount": Decimal(6), "receipt": "R-1"}
    assert events(rows)[-1] == "external_task_completed"
    assert faults_of(paying.engine, paying.instance_id) == []
    with reading(paying.engine.database) as connection:
        assert verify_chain(connection, paying.instance_id).ok


def test_the_same_report_again_changes_nothing(paying: Any, rows: Any) -> None:
    task_id = fetch_one(paying)
    complete(paying, task_id, receipt="R-1")

    complete(paying, task_id, receipt="R-1")

    assert events(rows).count("external_task_completed") == 1


def test_another_report_on_an_ended_task_is_refused(paying: Any) -> None:
    task_id = fetch_one(paying)
    complete(paying, task_id, receipt="R-1")

    with pytest.raises(ExternalTaskEnded):
        complete(paying, task_id, receipt="R-2")
    with pytest.raises(ExternalTaskEnded):
        throw(paying, task_id, "NO_MONEY")
    with pytest.raises(ExternalTaskEnded):
        complete(paying, task_id, SECOND, receipt="R-1")


def test_only_the_worker_that_holds_the_lock_may_report(paying: Any) -> None:
    (task,) = fetch(paying)

    for actor, worker in [(CASHIER, "w2"), (SECOND, "w1")]:
        with pytest.raises(LockLost):
            complete(paying, task.row.id, actor, worker)
    with pytest.raises(NotFound):
        complete(paying, task.row.id, STRANGER)
    with pytest.raises(NotFound):
        complete(paying, "no-such-task")
    assert stored(paying, task.row.id).status == "open"


def test_a_task_that_nobody_fetched_cannot_be_completed(paying: Any) -> None:
    task_id = fetch_one(paying)
    paying.clock.advance(minutes=5)
    fetch_one(paying, SECOND, "w2")

    with pytest.raises(LockLost):
        complete(paying, task_id)
    complete(paying, task_id, SECOND, "w2")


def test_a_lock_that_has_run_out_counts_until_another_fetches(paying: Any) -> None:
    task_id = fetch_one(paying)
    paying.clock.advance(hours=5)

    complete(paying, task_id)

    assert paying.open() == ["a"]


def test_local_variables_are_for_the_output_parameters_alone(bench: Any) -> None:
    outputs = (
        '<camunda:inputOutput><camunda:outputParameter name="number">=receipt.number</camunda:outputParameter>'
        "</camunda:inputOutput>"
    )
    bench.deploy(payment(service("w", inside=outputs)))
    started = bench.start()

    complete(bench, fetch_one(bench), local={"receipt": {"number": Decimal(7)}}, done=True)

    assert bench.variables(started.instance_id) == {"number": Decimal(7), "done": True}


def test_an_error_goes_where_the_diagram_catches_it(paying: Any, rows: Any) -> None:
    throw(paying, fetch_one(paying), "NO_MONEY", "账上只有 3 元", left=Decimal(3))

    assert paying.open() == ["poor"]
    variables = paying.variables(paying.instance_id)
    assert (variables["code"], variables["said"], variables["left"]) == ("NO_MONEY", "账上只有 3 元", Decimal(3))
    assert events(rows)[-1] == "external_task_error"
    assert faults_of(paying.engine, paying.instance_id) == []


def test_the_same_error_again_changes_nothing(paying: Any, rows: Any) -> None:
    task_id = fetch_one(paying)
    throw(paying, task_id, "NO_MONEY", "账上只有 3 元")

    throw(paying, task_id, "NO_MONEY", "账上只有 3 元")

    assert events(rows).count("external_task_error") == 1
    assert stored(paying, task_id).status == "error"


def test_a_completion_that_the_task_itself_calls_an_error_is_one(bench: Any) -> None:
    rule = '<camunda:errorEventDefinition id="r" errorRef="broke" expression="${left &lt; 0}"/>'
    task = service("w", inside=rule) + catch_error("b", "w")
    body = '<startEvent id="s"/>' + task + user("a") + user("poor")
    bench.deploy(process(body, "s -> w -> a\nb -> poor", extra=BROKE))
    started = bench.start()

    complete(bench, fetch_one(bench), left=Decimal(-1))

    assert bench.open() == ["poor"]
    assert faults_of(bench.engine, started.instance_id) == []


def test_an_error_that_nobody_catches_waits_for_an_administrator(paying: Any) -> None:
    task_id = fetch_one(paying)

    with pytest.raises(IncidentRaised):
        throw(paying, task_id, "EARTHQUAKE")

    (incident,) = list_incidents(paying.engine)
    assert "EARTHQUAKE" in incident.message
    paying.clock.advance(hours=1)
    assert fetch(paying) == []
    assert faults_of(paying.engine, paying.instance_id) == []


@pytest.fixture
def stuck(bench: Any) -> Any:
    """A case whose payment is made, but the way on needs a ``score`` that is not there."""
    body = '<startEvent id="s"/>' + service("w") + user("a") + '<exclusiveGateway id="g" default="g__e"/>'
    bench.deploy(process(body + '<endEvent id="e"/>', "s -> w -> g -> e\ng -> a : =score > 1"))
    bench.instance_id = bench.start().instance_id
    bench.work_id = fetch_one(bench)
    with pytest.raises(IncidentRaised):
        complete(bench, bench.work_id, receipt="R-1")
    return bench


def mend(bench: Any) -> None:
    row = {"instance_id": bench.instance_id, "scope_id": "", "name": "score", "value": codec.encode(Decimal(2))}
    with writing(bench.engine.database) as connection:
        connection.execute(variable.insert().values(**row, written_at=bench.clock(), written_by="repair"))


def test_work_that_is_done_is_never_given_out_again_because_the_diagram_failed(stuck: Any) -> None:
    stuck.clock.advance(hours=1)

    assert fetch(stuck) == fetch(stuck, SECOND, "w2") == []
    with pytest.raises(IncidentRaised):
        complete(stuck, stuck.work_id, receipt="R-1")
    assert len(list_incidents(stuck.engine)) == 1


def test_an_administrator_retries_with_the_report_that_was_kept(stuck: Any) -> None:
    (incident,) = list_incidents(stuck.engine)
    with pytest.raises(IncidentRaised):
        retry_incident(stuck.engine, CADRE, incident.id, RETRIES)
    mend(stuck)

    retry_incident(stuck.engine, CADRE, incident.id, RETRIES)

    assert stuck.open() == ["a"]
    assert stuck.variables(stuck.instance_id)["receipt"] == "R-1"
    assert list_incidents(stuck.engine) == []
    complete(stuck, stuck.work_id, receipt="R-1")
    assert faults_of(stuck.engine, stuck.instance_id) == []


def test_an_administrator_may_have_the_work_done_anew_instead(stuck: Any) -> None:
    (incident,) = list_incidents(stuck.engine)

    set_retries(stuck.engine, CADRE, stuck.work_id, 1)

    assert list_incidents(stuck.engine) == []
    assert incident.kind == "external_outcome"
    mend(stuck)
    complete(stuck, fetch_one(stuck, SECOND, "w2"), SECOND, "w2", receipt="R-2")
    assert stuck.variables(stuck.instance_id)["receipt"] == "R-2"


def test_variables_that_cannot_be_kept_are_refused(paying: Any) -> None:
    deep: Any = "x"
    for _ in range(200):
        deep = [deep]
    task_id = fetch_one(paying)

    with pytest.raises(InvalidRequest):
        report_outcome(paying.engine, CASHIER, task_id, "w1", Outcome({"deep": deep}))
    assert stored(paying, task_id).status == "open"
