"""Events that wait on activities, wait as jobs first, or take away who threw them."""
from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from engine.messages import deliver_message
from engine.tables import activity, timer_job
from engine.timers import fire_due_timers
from tests.diagrams import arrows, form, number, process, user
from tests.integration.engine.conftest import CADRE, NOON
from tests.soundness import faults_of

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
DECLARED = '<message id="m1" name="call"/><escalation id="x1" name="up" escalationCode="up"/>'


def timer(text: str) -> str:
    return f'<timerEventDefinition id="td"><timeDuration>{text}</timeDuration></timerEventDefinition>'


def parameters(**inputs: str) -> str:
    return "".join(f'<camunda:inputParameter name="{name}">{value}</camunda:inputParameter>'
                   for name, value in inputs.items())  # fmt: skip


def test_a_timer_that_waited_as_a_job_first_is_due_at_its_own_time(bench: Any, rows: Any) -> None:
    catch = f'<intermediateCatchEvent id="c" camunda:asyncBefore="true">{timer("P3D")}</intermediateCatchEvent>'
    bench.deploy(process(START + catch + user("t") + END, "s -> c -> t -> e"))
    bench.start()
    assert fire_due_timers(bench.engine) == 1

    assert [row.due_at for row in rows(timer_job)] == [NOON + dt.timedelta(days=3)]
    assert fire_due_timers(bench.engine) == 0
    bench.clock.advance(days=3)
    assert (fire_due_timers(bench.engine), bench.open()) == (1, ["t"])


def test_an_event_on_an_activity_sees_the_activitys_own_variables(bench: Any, rows: Any) -> None:
    given = parameters(limit="=5", span="P2D")
    own = f"<extensionElements><camunda:inputOutput>{given}</camunda:inputOutput></extensionElements>"
    condition = '<conditionalEventDefinition id="cd"><condition>=limit > 3</condition></conditionalEventDefinition>'
    body = START + user("u", inside=own) + user("h")
    body += f'<boundaryEvent id="bc" attachedToRef="u" cancelActivity="false">{condition}</boundaryEvent>'
    body += f'<boundaryEvent id="bt" attachedToRef="u" cancelActivity="false">{timer("=span")}</boundaryEvent>'
    bench.deploy(process(body + END, "s -> u -> e\nbc -> h -> e\nbt -> h"))
    instance = bench.start().instance_id
    bench.forget_caches()

    assert sorted(bench.open()) == ["h", "u"]
    assert [row.due_at for row in rows(timer_job)] == [NOON + dt.timedelta(days=2)]
    bench.complete("u")
    assert bench.open() == ["h"]
    assert faults_of(bench.engine, instance) == []


def test_a_message_goes_where_the_receiving_task_keeps_its_own(bench: Any) -> None:
    inside = (
        '<extensionElements><camunda:properties><camunda:property name="senders" value="everyone"/>'
        '<camunda:property name="payloadForm" value="f"/></camunda:properties><camunda:inputOutput>'
        + parameters(n="=0")
        + '<camunda:outputParameter name="twice">=n * 2</camunda:outputParameter>'
        "</camunda:inputOutput></extensionElements>"
    )
    receive = f'<receiveTask id="r" messageRef="m1">{inside}</receiveTask>'
    content = process(START + receive + user("z") + END, "s -> r -> z -> e", extra=DECLARED)
    bench.deploy(content, forms={"f": form("f", number("n"))})
    started = bench.start()
    deliver_message(bench.engine, CADRE, started.business_key, "call", {"n": 4})

    assert bench.variables(started.instance_id) == {"twice": Decimal(8)}


def test_who_is_taken_away_by_what_it_threw_has_thrown_it(bench: Any, rows: Any) -> None:
    up = '<endEvent id="up"><escalationEventDefinition id="x" escalationRef="x1"/></endEvent>'
    inner = f'<subProcess id="sub"><startEvent id="si"/>{user("t")}{up}{arrows("si -> t -> up")}</subProcess>'
    caught = '<boundaryEvent id="bd" attachedToRef="sub"><escalationEventDefinition id="y"/></boundaryEvent>'
    bench.deploy(process(START + inner + caught + user("h") + END, "s -> sub -> e\nbd -> h -> e", extra=DECLARED))
    bench.start()
    bench.complete("t")

    assert bench.open() == ["h"]
    ended = {row.element_id: row.status for row in rows(activity)}
    assert (ended["up"], ended["sub"]) == ("completed", "cancelled")
