"""Gateways that cannot run as drawn, each beside a near miss that can."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.drawing import (
    CHOICE,
    MESSAGE,
    SIGNAL,
    WORK,
    catch,
    file,
    flow,
    gateway,
    line,
    sentences,
    split,
    timer,
    when,
    work,
)

# refused drawing, part of the sentence, near miss that deploys
CASES: dict[str, tuple[str, str, str]] = {
    "exclusive flow without condition": (
        split("exclusiveGateway", flow("g", "a"), flow("g", "b", when("=x = 1"))),
        "没有条件，也不是默认分支",
        split("exclusiveGateway", flow("g", "a"), flow("g", "b", when("=x = 1")), attributes='default="g__a"'),
    ),
    "default flow with condition": (
        split(
            "exclusiveGateway",
            flow("g", "a", when("=x = 2")),
            flow("g", "b", when("=x = 1")),
            attributes='default="g__a"',
        ),
        "默认分支不能写条件",
        split("exclusiveGateway", flow("g", "a", when("=x = 2")), flow("g", "b", when("=x = 1"))),
    ),
    "default that is no outgoing flow": (
        split(
            "inclusiveGateway", flow("g", "a", when("=x")), flow("g", "b", when("=y")), attributes='default="start__g"'
        ),
        "不是这个网关的出线",
        split("inclusiveGateway", flow("g", "a"), flow("g", "b", when("=y")), attributes='default="g__a"'),
    ),
    "condition behind a parallel gateway": (
        split("parallelGateway", flow("g", "a"), flow("g", "b", when("=x = 1"))),
        "并行网关的出线不能写条件",
        split("parallelGateway", flow("g", "a"), flow("g", "b")),
    ),
    "default of a parallel gateway": (
        split("parallelGateway", flow("g", "a"), flow("g", "b"), attributes='default="g__a"'),
        "属性 default 不能执行",
        split("parallelGateway", flow("g", "a"), flow("g", "b")),
    ),
    "default of an activity": (
        line(WORK.replace(" name=", ' default="work__end" name=')),
        "属性 default 不能执行",
        line(WORK),
    ),
    "condition on a gateway's only flow": (
        line(gateway("exclusiveGateway")).replace('"end"></', f'"end">{when("=x = 1")}</'),
        "只有这一条出线",
        line(gateway("exclusiveGateway")),
    ),
    "task behind an event-based gateway": (
        CHOICE.replace(catch(timer("P1D"), "t"), work("t")),
        "事件网关后面只能接",
        CHOICE,
    ),
    "event-based gateway with one event": (
        line(gateway("eventBasedGateway"), catch(timer("P1D"), "t")),
        "至少要有两个",
        CHOICE,
    ),
    "second way into an event behind a gateway": (
        CHOICE.replace(flow("c", "end"), flow("c", "t")),
        "不能再有别的进线",
        CHOICE,
    ),
    "instantiating event gateway": (CHOICE.replace('id="g" ', 'id="g" instantiate="true" '), "instantiate", CHOICE),
}


@pytest.mark.parametrize("case", CASES)
def test_a_drawing_that_cannot_run_is_refused_and_its_near_miss_is_not(case: str) -> None:
    refused, told, accepted = CASES[case]

    assert told in sentences(file(refused, MESSAGE + SIGNAL))
    assert sentences(file(accepted, MESSAGE + SIGNAL)) == ""
