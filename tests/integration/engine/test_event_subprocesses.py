"""Event subprocesses of every start type, interrupting and not, in the process and inside subprocesses."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.cancellation import cancel_instance
from engine.messages import broadcast_signal, deliver_message
from engine.timers import fire_due_timers
from tests.diagrams import arrows, form, number, process, script, user
from tests.integration.engine.conftest import CADRE
from tests.soundness import faults_of

SENDERS = (
    "<extensionElements><camunda:properties><camunda:property name='senders' value='everyone'/>"
    "</camunda:properties></extensionElements>"
)
DECLARED = (
    '<message id="m1" name="call"/><signal id="s1" name="alarm"/><error id="e1" name="broken" errorCode="broken"/>'
    '<escalation id="x1" name="up" escalationCode="up"/>'
)
MESSAGE = SENDERS + '<messageEventDefinition id="d1" messageRef="m1"/>'
SIGNAL = '<signalEventDefinition id="d1" signalRef="s1"/>'
TIMER = '<timerEventDefinition id="d1"><timeDuration>P1D</timeDuration></timerEventDefinition>'
CYCLE = '<timerEventDefinition id="d1"><timeCycle>R2/P1D</timeCycle></timerEventDefinition>'
CONDITION = '<conditionalEventDefinition id="d1"><condition>=n > 5</condition></conditionalEventDefinition>'


def event_subprocess(
    definition: str, interrupting: bool, task: str = "handle", inside: str = "", id_: str = "esp"
) -> str:
    flag = str(interrupting).lower()
    return (
        f'<subProcess id="{id_}" triggeredByEvent="true">'
        f'<startEvent id="begin_{id_}" isInterrupting="{flag}">{definition}</startEvent>'
        + (inside or user(task))
        + f'<endEvent id="end_{id_}"/>'
        + arrows(f"begin_{id_} -> {task} -> end_{id_}")
        + "</subProcess>"
    )


def deploy(bench: Any, esp: str, nested: bool) -> None:
    """A task beside an event subprocess, in the process or in a subprocess of it."""
    forms = {"n": form("n", number("n"))}
    if nested:
        inner = (
            f'<subProcess id="sub">'
            f'<startEvent id="si"/>{user("work", "n")}<endEvent id="ei"/>{arrows("si -> work -> ei")}{esp}'
            f'</subProcess>'
        )
        content = process(
            '<startEvent id="s"/>' + inner + user("after") + '<endEvent id="e"/>',
            "s -> sub -> after -> e",
            extra=DECLARED,
        )
    else:
        content = process(
            '<startEvent id="s"/>' + user("work", "n") + user("after") + '<endEvent id="e"/>' + esp,
            "s -> work -> after -> e",
            extra=DECLARED,
        )
    bench.deploy(content, forms=forms)


def happen(bench: Any, kind: str, started: Any) -> None:
    bench.forget_caches()
    if kind == "message":
        deliver_message(bench.engine, CADRE, started.business_key, "call", {})
    elif kind == "signal":
        assert broadcast_signal(bench.engine, CADRE, "alarm") == [started.instance_id]
    else:
        bench.clock.advance(days=1, seconds=1)
        assert fire_due_timers(bench.engine) == 1
    bench.forget_caches()
    assert faults_of(bench.engine, started.instance_id) == []


KINDS = [("message", MESSAGE), ("signal", SIGNAL), ("timer", TIMER)]


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize(("kind", "definition"), KINDS)
def test_an_interrupting_one_takes_over_its_scope_at_once(bench: Any, kind: str, definition: str, nested: bool) -> None:
    deploy(bench, event_subprocess(definition, True), nested)
    started = bench.start(n=Decimal(0))
    happen(bench, kind, started)

    assert bench.open() == ["handle"]
    bench.complete("handle")
    assert bench.open() == (["after"] if nested else [])


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize(("kind", "definition"), KINDS)
def test_one_that_does_not_interrupt_runs_beside_and_holds_its_scope_open(
    bench: Any, kind: str, definition: str, nested: bool
) -> None:
    deploy(bench, event_subprocess(definition, False), nested)
    started = bench.start(n=Decimal(0))
    happen(bench, kind, started)

    assert sorted(bench.open()) == ["handle", "work"]
    bench.complete("work", n=1)
    assert sorted(bench.open()) == (["handle"] if nested else ["after", "handle"])
    bench.complete("handle")
    assert bench.open() == ["after"]


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_it_may_happen_again_while_its_scope_runs(bench: Any, kind: str) -> None:
    deploy(bench, event_subprocess(dict(KINDS)[kind], False), True)
    started = bench.start(n=Decimal(0))
    happen(bench, kind, started)
    happen(bench, kind, started)
    assert sorted(bench.open()) == ["handle", "handle", "work"]


def test_a_cycle_fires_as_often_as_it_says(bench: Any) -> None:
    deploy(bench, event_subprocess(CYCLE, False), False)
    started = bench.start(n=Decimal(0))
    happen(bench, "timer", started)
    happen(bench, "timer", started)
    bench.clock.advance(days=9)
    assert fire_due_timers(bench.engine) == 0
    assert sorted(bench.open()) == ["handle", "handle", "work"]


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("interrupting", [False, True])
def test_a_condition_that_comes_true_starts_it(bench: Any, nested: bool, interrupting: bool) -> None:
    esp = event_subprocess(CONDITION, interrupting)
    body = user("other", "n") + user("work")
    flows = "si -> fork -> work\nfork -> other\nwork -> ei\nother -> ei"
    scope = f'<startEvent id="si"/><parallelGateway id="fork"/>{body}<endEvent id="ei"/>{arrows(flows)}{esp}'
    content = f'<subProcess id="sub">{scope}</subProcess>' if nested else scope
    whole = '<startEvent id="s"/>' + content + '<endEvent id="e"/>' if nested else scope
    bench.deploy(process(whole, "s -> sub -> e" if nested else "", extra=DECLARED), forms={"n": form("n", number("n"))})
    bench.start(n=Decimal(0))
    assert sorted(bench.open()) == ["other", "work"]
    bench.complete("other", n=7)
    assert sorted(bench.open()) == (["handle"] if interrupting else ["handle", "work"])


def test_the_scope_that_ends_takes_the_waiting_with_it(bench: Any) -> None:
    deploy(
        bench,
        event_subprocess(MESSAGE, True) + event_subprocess(TIMER.replace("d1", "d9"), True, "late", id_="esp2"),
        True,
    )
    started = bench.start(n=Decimal(0))
    bench.complete("work", n=1)
    assert bench.open() == ["after"]
    assert faults_of(bench.engine, started.instance_id) == []
    bench.clock.advance(days=9)
    assert fire_due_timers(bench.engine) == 0


def test_one_that_interrupts_ends_the_waiting_of_the_others(bench: Any) -> None:
    deploy(
        bench,
        event_subprocess(MESSAGE, True) + event_subprocess(TIMER.replace("d1", "d9"), True, "late", id_="esp2"),
        False,
    )
    started = bench.start(n=Decimal(0))
    happen(bench, "message", started)
    bench.clock.advance(days=9)
    assert fire_due_timers(bench.engine) == 0
    assert bench.open() == ["handle"]
    cancel_instance(bench.engine, CADRE, started.instance_id, "试验")
    assert faults_of(bench.engine, started.instance_id) == []


ERROR_END = '<endEvent id="bad"><errorEventDefinition id="ed" errorRef="e1"/></endEvent>'
ESCALATION = (
    '<intermediateThrowEvent id="up"><escalationEventDefinition id="xd" escalationRef="x1"/></intermediateThrowEvent>'
)


def test_an_error_of_the_scope_starts_it_with_code_and_message(bench: Any) -> None:
    caught = '<errorEventDefinition id="d1" errorRef="e1" camunda:errorCodeVariable="code"/>'
    esp = event_subprocess(caught, True)
    content = process('<startEvent id="s"/>' + user("work") + ERROR_END + esp, "s -> work -> bad", extra=DECLARED)
    bench.deploy(content)
    started = bench.start()
    bench.complete("work")
    assert bench.open() == ["handle"]
    assert faults_of(bench.engine, started.instance_id) == []
    bench.complete("handle")
    assert bench.open() == []


@pytest.mark.parametrize("interrupting", [False, True])
def test_an_escalation_of_the_scope_starts_it(bench: Any, interrupting: bool) -> None:
    caught = '<escalationEventDefinition id="d1" escalationRef="x1" camunda:escalationCodeVariable="code"/>'
    esp = event_subprocess(caught, interrupting)
    inner = (
        f'<subProcess id="sub">'
        f'<startEvent id="si"/>{user("work")}{ESCALATION}{user("more")}<endEvent id="ei"/>'
        f'{arrows("si -> work -> up -> more -> ei")}{esp}</subProcess>'
    )
    bench.deploy(process('<startEvent id="s"/>' + inner + '<endEvent id="e"/>', "s -> sub -> e", extra=DECLARED))
    started = bench.start()
    bench.complete("work")
    assert sorted(bench.open()) == (["handle"] if interrupting else ["handle", "more"])
    assert faults_of(bench.engine, started.instance_id) == []


def test_an_error_inside_it_is_not_caught_by_itself(bench: Any) -> None:
    caught = '<errorEventDefinition id="d1" errorRef="e1"/>'
    inside = (
        user("handle")
        + '<endEvent id="again"><errorEventDefinition id="ed2" errorRef="e1"/></endEvent>'
        + arrows("handle -> again")
    )
    esp = (
        f'<subProcess id="esp" triggeredByEvent="true">'
        f'<startEvent id="b">{caught}</startEvent>{inside}{arrows("b -> handle")}</subProcess>'
    )
    inner = (
        f'<subProcess id="sub">'
        f'<startEvent id="si"/>{user("work")}{ERROR_END}{arrows("si -> work -> bad")}{esp}</subProcess>'
    )
    boundary = '<boundaryEvent id="outer" attachedToRef="sub"><errorEventDefinition id="ed3"/></boundaryEvent>'
    bench.deploy(
        process(
            '<startEvent id="s"/>' + inner + boundary + user("rescue") + '<endEvent id="e"/>',
            "s -> sub -> e\nouter -> rescue -> e",
            extra=DECLARED,
        )
    )
    bench.start()
    bench.complete("work")
    assert bench.open() == ["handle"]
    bench.complete("handle")
    assert bench.open() == ["rescue"]


def test_one_stands_inside_another(bench: Any) -> None:
    inner = event_subprocess(SIGNAL, True, "deepest", id_="inner")
    esp = (
        f'<subProcess id="esp" triggeredByEvent="true">'
        f'<startEvent id="b" isInterrupting="false">{MESSAGE}</startEvent>{user("handle")}'
        f'<endEvent id="eb"/>{arrows("b -> handle -> eb")}{inner.replace("d1", "d2")}</subProcess>'
    )
    deploy(bench, esp, False)
    started = bench.start(n=Decimal(0))
    happen(bench, "message", started)
    assert sorted(bench.open()) == ["handle", "work"]
    happen(bench, "signal", started)
    assert sorted(bench.open()) == ["deepest", "work"]


def test_a_process_of_a_script_and_an_event_subprocess_ends_without_waiting_for_it(bench: Any) -> None:
    bench.deploy(
        process(
            '<startEvent id="s"/>' + script("a", "x", "1") + '<endEvent id="e"/>' + event_subprocess(MESSAGE, False),
            "s -> a -> e",
            extra=DECLARED,
        )
    )
    started = bench.start()
    assert faults_of(bench.engine, started.instance_id) == []
    from engine.instance_views import get_instance
    from engine.transaction import reading

    with reading(bench.engine.database) as connection:
        assert get_instance(connection, started.business_key).status == "completed"
