"""A diagram that fails leaves the task open and an incident, which an administrator retries once the cause is gone."""
from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from engine import codec, inbox, tasks
from engine.errors import Conflict, Forbidden, NotFound, ProductError
from engine.groups import ResolvedGroup
from engine.history import verify_chain
from engine.incident_closing import retry_incident
from engine.incidents import IncidentRaised, list_incidents
from engine.job_retries import PAUSES
from engine.messages import broadcast_signal, deliver_message
from engine.retries import RETRIES
from engine.tables import history_event, incident, instance, submission, timer_job, variable
from engine.timers import fire_due_timers
from engine.transaction import reading, writing
from tests.diagrams import form, process, script, text, user
from tests.integration.engine.conftest import CADRE, PARTY, asking

START = '<startEvent id="s"/>'
END = '<endEvent id="e"/>'
GATE = '<exclusiveGateway id="g" default="g__e"/>'
PARTY_ADMIN = replace(PARTY, administers=True)
HOUR = '<timerEventDefinition id="td"><timeDuration>PT1H</timeDuration></timerEventDefinition>'
MESSAGE = (
    '<extensionElements><camunda:properties><camunda:property name="payloadForm" value="fa"/>'
    '<camunda:property name="senders" value="everyone"/></camunda:properties></extensionElements>'
    '<messageEventDefinition id="md" messageRef="m1"/>'
)
BLOCKED = "s -> a -> g\ng -> b : =score > 1\ng -> e\nb -> e"


class Groups:
    """A resolver that knows only the groups it has been told of."""

    def __init__(self) -> None:
        self.missing = {"township_gov"}

    def __call__(self, _connection: Any, group: str, organisation: str, _at: Any) -> ResolvedGroup:
        if group in self.missing:
            raise NotFound("没有这个组织。")
        return ResolvedGroup((f"{group}@{organisation}",), True)


def blocked(bench: Any) -> str:
    """An instance whose task ``a`` cannot be completed for want of the variable ``score``; the incident's id."""
    body = START + user("a", "fa") + GATE + user("b") + END
    bench.deploy(process(body, BLOCKED), forms={"fa": form("fa", text("note"))})
    bench.start()
    with pytest.raises(IncidentRaised) as raised:
        bench.complete("a", note="好")
    return str(raised.value.details["incident"])


def mend(bench: Any, instance_id: str, name: str, value: Any) -> None:
    """Write a variable past the engine, as a supervised repair does."""
    row = {"instance_id": instance_id, "scope_id": "", "name": name, "value": codec.encode(value)}
    with writing(bench.engine.database) as connection:
        connection.execute(variable.insert().values(**row, written_at=bench.clock(), written_by="repair"))


def instance_of(bench: Any) -> str:
    with reading(bench.engine.database) as connection:
        return str(connection.execute(sa.select(instance.c.id)).scalar_one())


def test_a_retry_after_mending_completes_on_behalf_of_the_person(bench: Any, rows: Any) -> None:
    incident_id = blocked(bench)
    mend(bench, instance_of(bench), "score", Decimal(2))

    retry_incident(bench.engine, PARTY_ADMIN, incident_id, RETRIES)

    assert bench.open() == ["b"]
    assert rows(submission)[-1].person_id == CADRE.person_id
    (row,) = rows(incident)
    assert (row.status, row.resolved_by) == ("resolved", PARTY.person_id)
    types = [event.type for event in rows(history_event)]
    assert types == ["instance_started", "incident_created", "task_completed", "incident_resolved"]
    with reading(bench.engine.database) as connection:
        assert verify_chain(connection, instance_of(bench)).ok


def test_a_retry_before_mending_fails_again_and_the_incident_stays_one(bench: Any, rows: Any) -> None:
    incident_id = blocked(bench)

    with pytest.raises(IncidentRaised):
        retry_incident(bench.engine, CADRE, incident_id, RETRIES)

    (row,) = rows(incident)
    assert row.status == "open"
    assert bench.open() == ["a"]


def test_an_incident_whose_task_was_done_meanwhile_is_closed_by_a_retry(bench: Any, rows: Any) -> None:
    """The person sent another answer after the repair; the incident could never be closed."""
    incident_id = blocked(bench)
    mend(bench, instance_of(bench), "score", Decimal(2))
    bench.complete("a", note="换一个说法")

    retry_incident(bench.engine, CADRE, incident_id, RETRIES)

    assert rows(incident)[0].status == "resolved"
    assert bench.open() == ["b"]


def test_an_incident_of_a_case_that_has_ended_is_closed_by_a_retry(bench: Any, rows: Any) -> None:
    incident_id = blocked(bench)
    mend(bench, instance_of(bench), "score", Decimal(0))
    assert bench.complete("a", note="换一个说法").instance_ended

    retry_incident(bench.engine, CADRE, incident_id, RETRIES)

    assert rows(incident)[0].status == "resolved"


def test_retrying_needs_an_administrator_and_an_open_incident(bench: Any) -> None:
    incident_id = blocked(bench)
    with pytest.raises(Forbidden):
        retry_incident(bench.engine, PARTY, incident_id, RETRIES)
    with pytest.raises(NotFound):
        retry_incident(bench.engine, CADRE, "missing", RETRIES)
    mend(bench, instance_of(bench), "score", Decimal(2))
    retry_incident(bench.engine, CADRE, incident_id, RETRIES)
    with pytest.raises(Conflict):
        retry_incident(bench.engine, CADRE, incident_id, RETRIES)


def test_a_group_that_resolves_to_nothing_is_an_incident_until_it_exists(bench: Any, rows: Any) -> None:
    groups = Groups()
    bench.engine = replace(bench.engine, resolve_group=groups)
    bench.deploy(process(START + user("a") + user("b", groups="township_gov") + END, "s -> a -> b -> e"))
    bench.start()
    with pytest.raises(IncidentRaised):
        bench.complete("a")
    (row,) = rows(incident)
    assert (row.element_id, row.details["group"]) == ("b", "township_gov")
    assert bench.open() == ["a"]

    groups.missing.clear()
    retry_incident(bench.engine, CADRE, row.id, RETRIES)

    assert bench.open(replace(CADRE, keys=frozenset({"township_gov@640101"}))) == ["b"]


def test_a_start_that_fails_keeps_nothing(bench: Any, rows: Any) -> None:
    bench.engine = replace(bench.engine, resolve_group=Groups())
    bench.deploy(process(START + user("b", groups="township_gov") + END, "s -> b -> e"))
    with pytest.raises(ProductError, match="township_gov"):
        bench.start()
    assert rows(history_event) == []


@pytest.mark.parametrize(
    ("groups", "expected"), [("=5", "候选组必须是文字"), ("=[1]", "候选组必须是文字"), ("=who", "who")]
)
def test_a_group_expression_of_another_kind_is_an_incident(bench: Any, rows: Any, groups: str, expected: str) -> None:
    """A number was split like a text, a crash; null made a task that nobody could ever do."""
    bench.deploy(process(START + user("a") + user("b", groups=groups) + END, "s -> a -> b -> e"))
    bench.start()
    with pytest.raises(IncidentRaised):
        bench.complete("a")
    assert expected in rows(incident)[0].message
    assert bench.open() == ["a"]


@pytest.mark.parametrize("expression", ["=function(x) x", "=for i in 1..150 return [partial[-1]]"])
def test_a_value_that_cannot_be_stored_is_an_incident(bench: Any, rows: Any, expression: str) -> None:
    body = START + user("a") + script("f", "x", expression) + user("b") + END
    bench.deploy(process(body, "s -> a -> f -> b -> e"))
    bench.start()
    with pytest.raises(IncidentRaised):
        bench.complete("a")
    (row,) = rows(incident)
    assert row.element_id == "f"
    assert "变量「x」" in row.message
    assert bench.open() == ["a"]


def test_a_signal_that_fails_in_one_instance_reaches_the_others(bench: Any, rows: Any) -> None:
    """The failing instance's incident ended the broadcast for all that came after it."""
    catch = '<intermediateCatchEvent id="w"><signalEventDefinition id="sd" signalRef="g1"/></intermediateCatchEvent>'
    body = START + catch + GATE + user("b") + END
    bench.deploy(
        process(body, "s -> w -> g\ng -> b : =score > 1\ng -> e\nb -> e", extra='<signal id="g1" name="开会"/>')
    )
    bench.start(score=Decimal(2))
    bench.start()
    bench.start(score=Decimal(2))

    assert len(broadcast_signal(bench.engine, CADRE, "开会")) == 2

    assert bench.open() == ["b", "b"]
    (row,) = rows(incident)
    with pytest.raises(IncidentRaised):
        retry_incident(bench.engine, CADRE, row.id, RETRIES)
    mend(bench, row.instance_id, "score", Decimal(2))
    retry_incident(bench.engine, CADRE, row.id, RETRIES)
    assert bench.open() == ["b", "b", "b"]


def test_a_message_that_fails_is_delivered_by_the_retry(bench: Any, rows: Any) -> None:
    catch = f'<intermediateCatchEvent id="w">{MESSAGE}</intermediateCatchEvent>'
    flows = "s -> w -> g\ng -> b : =score > 1\ng -> e\nb -> e"
    body = process(START + catch + GATE + user("b") + END, flows, extra='<message id="m1" name="apply"/>')
    bench.deploy(body, forms={"fa": form("fa", text("name"))})
    started = bench.start()
    with pytest.raises(IncidentRaised):
        deliver_message(bench.engine, CADRE, "2026-1", "apply", {"name": "乙"})
    mend(bench, started.instance_id, "score", Decimal(2))

    retry_incident(bench.engine, CADRE, rows(incident)[0].id, RETRIES)

    assert bench.open() == ["b"]
    assert bench.variables(started.instance_id)["name"] == "乙"


def test_a_timer_that_failed_fires_by_the_retry_and_not_by_the_sweep(bench: Any, rows: Any) -> None:
    catch = f'<intermediateCatchEvent id="t">{HOUR}</intermediateCatchEvent>'
    bench.deploy(process(START + catch + GATE + user("b") + END, "s -> t -> g\ng -> b : =score > 1\ng -> e\nb -> e"))
    started = bench.start()
    bench.clock.advance(hours=1)
    assert fire_due_timers(bench.engine) == 0
    mend(bench, started.instance_id, "score", Decimal(2))
    assert fire_due_timers(bench.engine) == 0

    retry_incident(bench.engine, CADRE, rows(incident)[0].id, RETRIES)

    assert bench.open() == ["b"]
    assert rows(timer_job) == []


def test_incidents_are_listed_newest_first_in_pages(bench: Any, rows: Any) -> None:
    body = START + user("a") + GATE + user("b") + END
    bench.deploy(process(body, BLOCKED))
    for _ in range(3):
        bench.start()
        bench.clock.advance(minutes=1)
    for row in inbox.list_tasks(bench.engine, CADRE, inbox.TaskFilter()).items:
        bench.clock.advance(minutes=1)
        with pytest.raises(IncidentRaised):
            tasks.complete(bench.engine, CADRE, row.id, {})
    first = list_incidents(bench.engine, limit=2)
    rest = list_incidents(bench.engine, limit=2, after=first[-1].id)
    assert [row.created_at for row in first] == sorted((row.created_at for row in first), reverse=True)
    assert [*first, *rest] == sorted(rows(incident), key=lambda row: row.created_at, reverse=True)
    assert list_incidents(bench.engine, instance_ids=[rest[0].instance_id]) == rest


def test_two_timers_that_fail_for_the_same_reason_are_two_incidents(bench: Any, rows: Any) -> None:
    """The second counted as known and was marked as tried: no retry and no sweep would ever have fired it."""
    body = START + '<parallelGateway id="f"/><exclusiveGateway id="m"/>'
    body += f'<intermediateCatchEvent id="t">{HOUR}</intermediateCatchEvent>' + GATE + user("b") + END
    flows = "s -> f -> m -> t -> g\nf -> other -> m\ng -> b : =score > 1\ng -> e\nb -> e"
    bench.deploy(process(body + '<task id="other"/>', flows))
    started = bench.start()
    bench.clock.advance(hours=1)
    assert fire_due_timers(bench.engine) == 0
    assert len(rows(incident)) == 2
    mend(bench, started.instance_id, "score", Decimal(2))

    for row in rows(incident):
        retry_incident(bench.engine, CADRE, row.id, RETRIES)

    assert bench.open() == ["b", "b"]


def test_a_message_that_failed_is_not_taken_twice_when_its_sender_tries_again(bench: Any, rows: Any) -> None:
    """The retry forgot the request's key, so that the sender's second try counted as a second message."""
    event = f'<boundaryEvent id="w" attachedToRef="a" cancelActivity="false">{MESSAGE}</boundaryEvent>'
    body = START + user("a") + event + GATE + user("b") + END + '<endEvent id="e2"/>'
    flows = "s -> a -> e2\nw -> g\ng -> b : =score > 1\ng -> e\nb -> e"
    bench.deploy(process(body, flows, extra='<message id="m1" name="apply"/>'), forms={"fa": form("fa", text("name"))})
    started = bench.start()

    def send() -> Any:
        return deliver_message(bench.engine, asking("k1"), "2026-1", "apply", {"name": "乙"})

    with pytest.raises(IncidentRaised):
        send()
    mend(bench, started.instance_id, "score", Decimal(2))
    retry_incident(bench.engine, CADRE, rows(incident)[0].id, RETRIES)

    assert send().repeated
    assert sorted(bench.open()) == ["a", "b"]


class Trap:
    """An observer that breaks, as a fault of the product would, on the steps of some cases."""

    def __init__(self, *keys: str) -> None:
        self.keys = keys

    def step_taken(self, _connection: Any, step: Any) -> None:
        if not step.started and step.business_key in self.keys:
            raise ZeroDivisionError


def test_timers_that_break_on_a_fault_of_ours_keep_no_others_from_firing(bench: Any, rows: Any) -> None:
    """They stayed at the head of every sweep: enough of them would have stopped all timers of the county."""
    body = START + f'<intermediateCatchEvent id="t">{HOUR}</intermediateCatchEvent>' + user("a") + END
    bench.deploy(process(body, "s -> t -> a -> e"))
    for _ in range(3):
        bench.start()
        bench.clock.advance(minutes=1)
    bench.clock.advance(hours=1)
    broken = replace(bench.engine, observers=(Trap("2026-1", "2026-2"),))

    assert [fire_due_timers(broken, limit=2) for _ in range(3)] == [0, 1, 0]
    assert rows(incident) == []
    for pause in PAUSES:
        bench.clock.now += pause
        assert fire_due_timers(broken) == 0

    assert [row.kind for row in rows(incident)] == ["timer", "timer"]
    for row in rows(incident):
        retry_incident(bench.engine, CADRE, row.id, RETRIES)
    assert bench.open() == ["a", "a", "a"]
