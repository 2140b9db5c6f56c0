"""Events that cannot run as drawn, each beside a near miss that can."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.drawing import (
    BARE_MESSAGE,
    INNER,
    MESSAGE,
    MESSAGE_DEFINITION,
    SCRIPT,
    SIGNAL,
    WORK,
    boundary,
    catch,
    element,
    file,
    flow,
    line,
    property_,
    sentences,
    subprocess,
    timer,
    work,
)

# refused drawing, part of the sentence, near miss that deploys
CASES: dict[str, tuple[str, str, str]] = {
    "two plain starts": (
        line(WORK) + '<bpmn:startEvent id="s2"/>' + flow("s2", "work"),
        "普通开始事件只能有一个",
        line(WORK) + element("startEvent", content=MESSAGE_DEFINITION, id_="s2") + flow("s2", "work"),
    ),
    "two starts by one message": (
        line(WORK)
        + "".join(element("startEvent", content=MESSAGE_DEFINITION, id_=i) + flow(i, "work") for i in ("s2", "s3")),
        "已经是另一个开始事件的消息",
        line(WORK) + element("startEvent", content=MESSAGE_DEFINITION, id_="s2") + flow("s2", "work"),
    ),
    "two starts in a subprocess": (
        subprocess(INNER + '<bpmn:startEvent id="s2"/>' + flow("s2", "inner")),
        "子流程只能有一个开始事件",
        subprocess(INNER),
    ),
    "subprocess without start": (
        subprocess(work("inner") + '<bpmn:endEvent id="e1"/>' + flow("inner", "e1")),
        "没有开始事件",
        subprocess(INNER),
    ),
    "form on a subprocess's start": (
        subprocess(INNER.replace('id="s1"', 'id="s1" camunda:formRef="topic"')),
        "子流程的开始事件不能有表单",
        subprocess(INNER),
    ),
    "catch event without a kind": (line(catch("")), "没有选类型", line(catch(timer("P1D")))),
    "two definitions in one event": (
        line(catch(MESSAGE_DEFINITION + timer("P1D"))),
        "一个事件只能等一样东西",
        line(catch(MESSAGE_DEFINITION)),
    ),
    "message that is not declared": (
        line(catch('<bpmn:messageEventDefinition messageRef="gone"/>')),
        "消息“gone”不存在",
        line(catch(MESSAGE_DEFINITION)),
    ),
    "message event without message": (
        line(catch("<bpmn:messageEventDefinition/>")),
        "没有选消息",
        line(catch(MESSAGE_DEFINITION)),
    ),
    "signal that is not declared": (
        line(catch('<bpmn:signalEventDefinition signalRef="m"/>')),
        "信号“m”不存在",
        line(catch('<bpmn:signalEventDefinition signalRef="s"/>')),
    ),
    "conditional event without condition": (
        line(catch("<bpmn:conditionalEventDefinition/>")),
        "没有写条件",
        line(catch(timer("P1D"))),
    ),
    "timer without time": (line(catch("<bpmn:timerEventDefinition/>")), "要写一个时间", line(catch(timer("P1D")))),
    "cycle in a catch event": (line(catch(timer("R3/P1D", "timeCycle"))), "不能用周期", line(catch(timer("P1D")))),
    "cycle that interrupts": (
        line(WORK) + boundary(definition=timer("R3/P1D", "timeCycle")),
        "不打断",
        line(WORK) + boundary('attachedToRef="work" cancelActivity="false"', timer("R3/P1D", "timeCycle")),
    ),
    "boundary event on nothing": (
        line(WORK) + boundary('attachedToRef="gone"'),
        "依附的活动“gone”不存在",
        line(WORK) + boundary(),
    ),
    "boundary event on a script": (
        line(SCRIPT) + boundary('attachedToRef="calc"'),
        "边界事件只能贴在",
        line(WORK) + boundary(),
    ),
    "boundary event without a way out": (
        line(WORK) + element("boundaryEvent", 'attachedToRef="work"', timer("P1D"), "late"),
        "后面没有连线",
        line(WORK) + boundary(),
    ),
    "flow into a boundary event": (
        line(WORK, work("b")).replace(flow("work", "b"), flow("work", "late"))
        + flow("late", "b")
        + element("boundaryEvent", 'attachedToRef="work"', timer("P1D"), "late"),
        "不能有进来的连线",
        line(WORK) + boundary(),
    ),
    "payload on a timer": (
        line(catch(property_("payloadForm", "apply") + timer("P1D"))),
        "只能用在消息事件上",
        line(catch(property_("payloadForm", "apply", senders="everyone") + BARE_MESSAGE)),
    ),
    "payload variable without a form": (
        line(catch(property_("payloadVariable", "x", senders="everyone") + BARE_MESSAGE)),
        "还要写 payloadForm",
        line(catch(property_("payloadForm", "apply", senders="everyone") + BARE_MESSAGE)),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_drawing_that_cannot_run_is_refused_and_its_near_miss_is_not(case: str) -> None:
    refused, told, accepted = CASES[case]

    assert told in sentences(file(refused, MESSAGE + SIGNAL))
    assert sentences(file(accepted, MESSAGE + SIGNAL)) == ""
