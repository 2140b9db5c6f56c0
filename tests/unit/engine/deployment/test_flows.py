"""Sequence flows and paths that cannot run as drawn, each beside a near miss that can."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.drawing import (
    END,
    INNER,
    MESSAGE,
    SCRIPT,
    SIGNAL,
    START,
    WORK,
    element,
    file,
    flow,
    gateway,
    line,
    sentences,
    subprocess,
    when,
    work,
)

# refused drawing, part of the sentence, near miss that deploys
CASES: dict[str, tuple[str, str, str]] = {
    "implicit start": (WORK + END + flow("work", "end"), "没有开始事件", line(WORK)),
    "implicit end": (START + WORK + flow("start", "work"), "后面没有连线", line(WORK)),
    "no end event": (
        START + WORK + flow("start", "work") + flow("work", "work", name="again"),
        "没有结束事件",
        line(WORK),
    ),
    "split without gateway": (line(WORK, work("b")) + flow("work", "end"), "请用网关", line(WORK, work("b"))),
    "condition on an activity's flow": (
        line(WORK).replace('targetRef="end"></', f'targetRef="end">{when("=x = 1")}</'),
        "请在前面加一个排他网关",
        line(WORK),
    ),
    "dangling target": (line(WORK) + flow("work", "nowhere"), "终点“nowhere”不存在", line(WORK)),
    "dangling source": (line(WORK) + flow("nowhere", "end"), "起点“nowhere”不存在", line(WORK)),
    "flow through a subprocess's border": (
        subprocess(INNER) + flow("inner", "end"),
        "不能穿过子流程的边框",
        subprocess(INNER),
    ),
    "flow into the start": (
        line(WORK, gateway("exclusiveGateway", attributes='default="d"')) + flow("g", "start", when("=x = 1")),
        "不能有进来的连线",
        line(WORK, gateway("exclusiveGateway", attributes='default="g__end"')) + flow("g", "work", when("=x = 1")),
    ),
    "flow out of the end": (line(WORK) + flow("end", "work"), "结束事件后面不能再有连线", line(WORK)),
    "node without a way in": (line(WORK) + work("b") + flow("b", "end"), "没有进来的连线", line(WORK)),
    "unreachable circle": (
        line(WORK) + work("b") + work("c") + flow("b", "c") + flow("c", "b"),
        "走不到这里",
        line(WORK),
    ),
    "reference to a flow that is not there": (
        line(WORK.replace("/>", "><bpmn:incoming>gone</bpmn:incoming></bpmn:userTask>")),
        "gone",
        line(WORK.replace("/>", "><bpmn:incoming>start__work</bpmn:incoming></bpmn:userTask>")),
    ),
    "automatic circle": (
        line(SCRIPT, gateway("exclusiveGateway", attributes='default="g__end"')) + flow("g", "calc", when("=y = 1")),
        "一直转下去",
        line(SCRIPT, WORK, gateway("exclusiveGateway", attributes='default="g__end"'))
        + flow("g", "calc", when("=y = 1")),
    ),
    "automatic circle through a subprocess": (
        line(
            element("subProcess", content=INNER.replace(work("inner"), '<bpmn:task id="inner"/>'), id_="sub"),
            gateway("exclusiveGateway", attributes='default="g__end"'),
        )
        + flow("g", "sub", when("=y = 1")),
        "一直转下去",
        line(
            element("subProcess", content=INNER, id_="sub"), gateway("exclusiveGateway", attributes='default="g__end"')
        )
        + flow("g", "sub", when("=y = 1")),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_drawing_that_cannot_run_is_refused_and_its_near_miss_is_not(case: str) -> None:
    refused, told, accepted = CASES[case]

    assert told in sentences(file(refused, MESSAGE + SIGNAL))
    assert sentences(file(accepted, MESSAGE + SIGNAL)) == ""
