"""Errors and escalations: who catches them, what they bring along, and that an uncaught error is an incident."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.errors import ProductError
from engine.incidents import IncidentRaised
from tests.diagrams import arrows, process, script, user
from tests.soundness import faults_of

DECLARED = (
    '<error id="e1" name="broken" errorCode="broken" camunda:errorMessage="坏了"/>'
    '<error id="e2" name="other" errorCode="other"/>'
    '<escalation id="x1" name="up" escalationCode="up"/><escalation id="x2" name="more" escalationCode="more"/>'
)
START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'


def boundary(id_: str, host: str, definition: str, interrupting: bool = True) -> str:
    flag = "" if interrupting else ' cancelActivity="false"'
    return f'<boundaryEvent id="{id_}" attachedToRef="{host}"{flag}>{definition}</boundaryEvent>'


def error(ref: str = "", id_: str = "d", **variables: str) -> str:
    reference = f' errorRef="{ref}"' if ref else ""
    given = "".join(f' camunda:{name}="{value}"' for name, value in variables.items())
    return f'<errorEventDefinition id="{id_}"{reference}{given}/>'


def properties(**given: str) -> str:
    listed = "".join(f"<camunda:property name='{name}' value='{value}'/>" for name, value in given.items())
    return f"<extensionElements><camunda:properties>{listed}</camunda:properties></extensionElements>"


FAILING = script("a", "x", "1").replace(
    "<script>", properties(errorCode='=if bad then "broken" else null', errorMessage='="坏在" + string(x)') + "<script>"
)


def test_a_script_raises_what_its_boundary_event_catches_with_code_and_message(bench: Any) -> None:
    caught = boundary("b", "a", error("e1", errorCodeVariable="code", errorMessageVariable="message"))
    bench.deploy(
        process(
            START + FAILING + caught + user("ok") + user("bad") + END,
            "s -> a -> ok -> e\nb -> bad -> e",
            extra=DECLARED,
        )
    )
    failed = bench.start(bad=True)
    assert bench.open() == ["bad"]
    variables = bench.variables(failed.instance_id)
    assert (variables["code"], variables["message"]) == ("broken", "坏在1")
    bench.start(bad=False)
    assert sorted(bench.open()) == ["bad", "ok"]


def test_the_named_catcher_comes_before_the_one_for_all_whatever_the_order(bench: Any) -> None:
    both = boundary("any", "a", error(id_="d1")) + boundary("named", "a", error("e1", "d2"))
    bench.deploy(
        process(
            START + FAILING + both + user("t1") + user("t2") + END,
            "s -> a -> e\nany -> t1 -> e\nnamed -> t2 -> e",
            extra=DECLARED,
        )
    )
    bench.start(bad=True)
    assert bench.open() == ["t2"]


def test_an_error_nobody_catches_is_an_incident_and_nothing_is_lost(bench: Any) -> None:
    other = boundary("b", "sub", error("e2"))
    sub = (
        f'<subProcess id="sub">'
        f'<startEvent id="si"/>{user("t")}<endEvent id="bad">{error("e1", "d3")}</endEvent>'
        f'{arrows("si -> t -> bad")}</subProcess>'
    )
    bench.deploy(process(START + sub + other + user("x") + END, "s -> sub -> e\nb -> x -> e", extra=DECLARED))
    started = bench.start()
    with pytest.raises(IncidentRaised) as raised:
        bench.complete("t")
    assert "broken" in str(raised.value.__cause__)
    assert "坏了" in str(raised.value.__cause__)
    assert bench.open() == ["t"]
    assert faults_of(bench.engine, started.instance_id) == []


def test_a_siblings_boundary_event_does_not_catch(bench: Any) -> None:
    sub = (
        f'<subProcess id="sub">'
        f'<startEvent id="si"/>{user("t")}<endEvent id="bad">{error("e1", "d3")}</endEvent>'
        f'{arrows("si -> t -> bad")}</subProcess>'
    )
    bench.deploy(
        process(
            START + sub + user("u") + boundary("b", "u", error("e1")) + user("x") + '<parallelGateway id="g"/>' + END,
            "s -> g -> sub -> e\ng -> u -> e\nb -> x -> e",
            extra=DECLARED,
        )
    )
    bench.start()
    with pytest.raises(ProductError):
        bench.complete("t")


@pytest.mark.parametrize("depth", [1, 3])
def test_an_error_passes_outward_through_calls_and_subprocesses_and_takes_them_away(bench: Any, depth: int) -> None:
    thrower = process(
        START
        + user("t")
        + user("beside")
        + f'<parallelGateway id="g"/><endEvent id="bad">{error("e1", "d3")}</endEvent>'
        + END,
        "s -> g -> t -> bad\ng -> beside -> e",
        key="q",
        extra=DECLARED,
    )
    body = '<callActivity id="c0" calledElement="q"/>'
    for level in range(1, depth):
        flows = arrows(f"s{level} -> c{level - 1} -> end{level}")
        body = (
            f'<subProcess id="c{level}">'
            f'<startEvent id="s{level}"/>{body}<endEvent id="end{level}"/>{flows}</subProcess>'
        )
    outer = f"c{depth - 1}"
    bench.deploy(
        process(
            START + body + boundary("b", outer, error("e1")) + user("rescue") + END,
            f"s -> {outer} -> e\nb -> rescue -> e",
            extra=DECLARED,
        ),
        thrower,
    )
    started = bench.start()
    assert sorted(bench.open()) == ["beside", "t"]
    bench.forget_caches()
    bench.complete("t")
    assert bench.open() == ["rescue"]
    assert faults_of(bench.engine, started.instance_id) == []


def test_a_multi_instance_activity_ends_as_a_whole_by_an_error_of_one(bench: Any) -> None:
    inner = (
        f'<startEvent id="si"/>{user("t")}<endEvent id="bad">{error("e1", "d3")}</endEvent>{arrows("si -> t -> bad")}'
    )
    marker = (
        '<multiInstanceLoopCharacteristics isSequential="false"><loopCardinality>3</loopCardinality>'
        '</multiInstanceLoopCharacteristics>'
    )
    sub = f'<subProcess id="sub">{marker}{inner}</subProcess>'
    bench.deploy(
        process(
            START + sub + boundary("b", "sub", error()) + user("rescue") + END,
            "s -> sub -> e\nb -> rescue -> e",
            extra=DECLARED,
        )
    )
    started = bench.start()
    first = bench.open()
    assert first == ["t", "t", "t"]
    from engine import inbox
    from tests.integration.engine.conftest import CADRE

    bench.complete_task(inbox.list_tasks(bench.engine, CADRE, inbox.TaskFilter(), limit=9).items[1].id)
    assert bench.open() == ["rescue"]
    assert faults_of(bench.engine, started.instance_id) == []


@pytest.mark.parametrize("interrupting", [True, False])
@pytest.mark.parametrize("ends", [True, False])
def test_an_escalation_is_caught_at_the_boundary_and_goes_on_unless_interrupted(
    bench: Any, interrupting: bool, ends: bool
) -> None:
    definition = '<escalationEventDefinition id="x" escalationRef="x1"/>'
    up = (
        f'<endEvent id="up">{definition}</endEvent>'
        if ends
        else f'<intermediateThrowEvent id="up">{definition}</intermediateThrowEvent>'
    )
    flows = "si -> t -> up\n" + ("" if ends else "up -> more -> ei")
    rest = "" if ends else user("more") + '<endEvent id="ei"/>'
    sub = f'<subProcess id="sub"><startEvent id="si"/>{user("t")}{up}{rest}{arrows(flows)}</subProcess>'
    caught = boundary(
        "b",
        "sub",
        '<escalationEventDefinition id="xd" escalationRef="x1" camunda:escalationCodeVariable="code"/>',
        interrupting,
    )
    bench.deploy(
        process(
            START + sub + caught + user("told") + user("after") + END,
            "s -> sub -> after -> e\nb -> told -> e",
            extra=DECLARED,
        )
    )
    started = bench.start()
    bench.complete("t")
    rest_open = [] if interrupting else (["after"] if ends else ["more"])
    assert sorted(bench.open()) == sorted(["told", *rest_open])
    assert bench.variables(started.instance_id)["code"] == "up"
    assert faults_of(bench.engine, started.instance_id) == []


def test_an_escalation_nobody_takes_up_changes_nothing(bench: Any) -> None:
    up = (
        '<intermediateThrowEvent id="up"><escalationEventDefinition id="x" escalationRef="x2"/>'
        '</intermediateThrowEvent>'
    )
    bench.deploy(process(START + up + user("t") + END, "s -> up -> t -> e", extra=DECLARED))
    bench.start(n=Decimal(1))
    assert bench.open() == ["t"]
