"""Gateways that cannot run as drawn, each beside a near miss that can."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.cases import Case, check
from tests.unit.engine.deployment.drawing import (
    CHOICE,
    WORK,
    flow,
    gateway,
    line,
    split,
    when,
)

CASES: dict[str, Case] = {
    "exclusive flow without condition": Case(
        "排他网关",
        split("exclusiveGateway", flow("g", "a"), flow("g", "b", when("=x = 1"))),
        "没有条件，也不是默认分支",
        split("exclusiveGateway", flow("g", "a"), flow("g", "b", when("=x = 1")), attributes='default="g__a"'),
    ),
    "default flow with condition": Case(
        "排他网关",
        split(
            "exclusiveGateway",
            flow("g", "a", when("=x = 2")),
            flow("g", "b", when("=x = 1")),
            attributes='default="g__a"',
        ),
        "默认分支不能写条件",
        split("exclusiveGateway", flow("g", "a", when("=x = 2")), flow("g", "b", when("=x = 1"))),
    ),
    "default that is no outgoing flow": Case(
        "包容网关",
        split(
            "inclusiveGateway", flow("g", "a", when("=x")), flow("g", "b", when("=y")), attributes='default="start__g"'
        ),
        "不是这个网关的出线",
        split("inclusiveGateway", flow("g", "a"), flow("g", "b", when("=y")), attributes='default="g__a"'),
    ),
    "condition behind a parallel gateway": Case(
        "并行网关",
        split("parallelGateway", flow("g", "a"), flow("g", "b", when("=x = 1"))),
        "并行网关的出线不能写条件",
        split("parallelGateway", flow("g", "a"), flow("g", "b")),
    ),
    "default of a parallel gateway": Case(
        "并行网关",
        split("parallelGateway", flow("g", "a"), flow("g", "b"), attributes='default="g__a"'),
        "属性 default 不能执行",
        split("parallelGateway", flow("g", "a"), flow("g", "b")),
    ),
    "default of an activity that is no outgoing flow": Case(
        "活动",
        line(WORK.replace(" name=", ' default="start__work" name=')) + flow("work", "end", when("=x"), "other"),
        "默认分支“start__work”不是这里的出线",
        line(WORK.replace(" name=", ' default="work__end" name=')) + flow("work", "end", when("=x"), "other"),
    ),
    "default of an activity beside unconditional flows": Case(
        "活动",
        line(WORK.replace(" name=", ' default="work__end" name=')) + flow("work", "end", "", "other"),
        "默认分支永远不会走",
        line(WORK.replace(" name=", ' default="work__end" name=')),
    ),
    "default of an event": Case(
        "事件",
        line(WORK).replace('id="start"', 'id="start" default="start__work"'),
        "属性 default 不能执行",
        line(WORK),
    ),
    "default flow of an activity with condition": Case(
        "活动",
        line(WORK.replace(" name=", ' default="other" name=')) + flow("work", "end", when("=x"), "other"),
        "默认分支不能写条件",
        line(WORK) + flow("work", "end", when("=x"), "other"),
    ),
    "condition behind an event-based gateway": Case(
        "事件网关", CHOICE.replace(flow("g", "t"), flow("g", "t", when("=x"))), "事件网关的出线不能写条件", CHOICE
    ),
    "event-based gateway for all events": Case(
        "事件网关",
        CHOICE.replace('id="g" ', 'id="g" eventGatewayType="Parallel" '),
        "eventGatewayType",
        CHOICE.replace('id="g" ', 'id="g" eventGatewayType="Exclusive" '),
    ),
    "complex gateway": Case(
        "复杂网关", line(gateway("complexGateway")), "请改用排他、并行或包容网关", line(gateway("inclusiveGateway"))
    ),
    "condition on a gateway's only flow": Case(
        "排他网关",
        line(gateway("exclusiveGateway")).replace('"end"></', f'"end">{when("=x = 1")}</'),
        "只有这一条出线",
        line(gateway("exclusiveGateway")),
    ),
    "instantiating event gateway": Case(
        "事件网关", CHOICE.replace('id="g" ', 'id="g" instantiate="true" '), "instantiate", CHOICE
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_drawing_that_cannot_run_is_refused_and_its_near_miss_is_not(case: str) -> None:
    check(CASES[case])


def test_a_choice_without_default_is_warned_of() -> None:
    without = line(WORK).replace('targetRef="end"></', f'targetRef="end">{when("=x = 1")}</')
    open_choice = split("exclusiveGateway", flow("g", "a", when("=x")), flow("g", "b", when("=y")))

    check(Case("活动", without, "条件都不成立时案件会停下", line(WORK), "warning"))
    check(Case("排他网关", open_choice, "条件都不成立时案件会停下", line(WORK), "warning"))
