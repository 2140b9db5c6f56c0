"""Sequence flows that cannot run as drawn, each beside a near miss that can."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.cases import Case, check
from tests.unit.engine.deployment.drawing import (
    CHOICE,
    END,
    INNER,
    MESSAGE_DEFINITION,
    START,
    WORK,
    boundary,
    catch,
    element,
    file,
    flow,
    gateway,
    line,
    property_,
    sentences,
    subprocess,
    timer,
    when,
    work,
)

LINK_OUT = element("intermediateThrowEvent", content='<bpmn:linkEventDefinition name="A"/>', id_="out")
LINK_IN = catch('<bpmn:linkEventDefinition name="A"/>', "in")
LINKED = line(WORK, LINK_OUT, end="") + LINK_IN + END + flow("in", "end")
RECEIVE = element("receiveTask", 'name="等" messageRef="m"', property_("senders", "everyone"), "c")
TWICE = '<bpmn:standardLoopCharacteristics loopMaximum="2"/></bpmn:receiveTask>'
EVENT_START = element("startEvent", content=MESSAGE_DEFINITION, id_="event_start")
EVENT_SUBPROCESS = element("subProcess", 'triggeredByEvent="true"', line(work("told"), start=EVENT_START, end=""), "es")

CASES: dict[str, Case] = {
    "nothing to begin at": Case(
        "流程", WORK + END + flow("work", "work", name="again") + flow("work", "end"), "没有可以开始的节点", line(WORK)
    ),
    "several implicit starts": Case(
        "流程", work("a") + work("b") + END + flow("a", "end") + flow("b", "end"), "同时开始",
        work("a") + work("b") + END + flow("a", "b") + flow("b", "end"), "warning",
    ),
    "implicit end beside an end event": Case(
        "流程", line(WORK) + work("b") + flow("work", "b"), "走到这里就算结束", line(WORK, end=""), "warning"
    ),
    "start event with nothing behind it": Case("开始事件", START + WORK, "后面没有连线", line(WORK)),
    "gateway with nothing behind it": Case(
        "排他网关", line(WORK, gateway("exclusiveGateway"), end=""), "后面没有连线", line(WORK, end="")
    ),
    "boundary event with nothing behind it": Case(
        "边界事件", line(WORK) + boundary().split("<bpmn:sequenceFlow", maxsplit=1)[0], "后面没有连线",
        line(WORK) + boundary(),
    ),
    "dangling target": Case("连线", line(WORK) + flow("work", "nowhere"), "终点“nowhere”不存在", line(WORK)),
    "dangling source": Case("连线", line(WORK) + flow("nowhere", "end"), "起点“nowhere”不存在", line(WORK)),
    "flow through a subprocess's border": Case(
        "连线", subprocess(INNER) + flow("inner", "end"), "不能穿过子流程的边框", subprocess(INNER)
    ),
    "flow into the start": Case(
        "开始事件",
        line(WORK, gateway("exclusiveGateway", attributes='default="d"')) + flow("g", "start", when("=x = 1")),
        "不能有进来的连线",
        line(WORK, gateway("exclusiveGateway", attributes='default="g__end"')) + flow("g", "work", when("=x = 1")),
    ),
    "flow out of the end": Case(
        "结束事件", line(WORK) + flow("end", "work"), "结束事件后面不能再有连线", line(WORK)
    ),
    "node without a way in": Case("流程", line(WORK) + work("b") + flow("b", "end"), "没有进来的连线", line(WORK)),
    "reference to a flow that is not there": Case(
        "连线",
        line(WORK.replace("/>", "><bpmn:incoming>gone</bpmn:incoming></bpmn:userTask>")),
        "gone",
        line(WORK.replace("/>", "><bpmn:incoming>start__work</bpmn:incoming></bpmn:userTask>")),
    ),
    "flow into an event subprocess": Case(
        "事件子流程", line(WORK) + EVENT_SUBPROCESS + flow("work", "es"), "不能有进来的连线",
        line(WORK) + EVENT_SUBPROCESS,
    ),
    "flow out of an event subprocess": Case(
        "事件子流程", line(WORK) + EVENT_SUBPROCESS + flow("es", "end"), "把后续步骤画在里面",
        line(WORK) + EVENT_SUBPROCESS,
    ),
    "flow behind a throwing link": Case(
        "链接事件", LINKED + flow("out", "end"), "后面不能有连线", LINKED
    ),
    "flow into a catching link": Case("链接事件", LINKED + flow("work", "in"), "不能有进来的连线", LINKED),
    "task behind an event-based gateway": Case(
        "事件网关", CHOICE.replace(catch(timer("P1D"), "t"), work("t")), "事件网关后面只能接", CHOICE
    ),
    "event-based gateway with one event": Case(
        "事件网关", line(gateway("eventBasedGateway"), catch(timer("P1D"), "t")), "至少要有两个", CHOICE
    ),
    "second way into an event behind a gateway": Case(
        "事件网关", CHOICE.replace(flow("c", "end"), flow("c", "t")), "不能再有别的进线", CHOICE
    ),
    "receive task with a boundary event behind a gateway": Case(
        "事件网关",
        CHOICE.replace(catch(MESSAGE_DEFINITION, "c"), RECEIVE) + boundary('attachedToRef="c"'),
        "不能贴边界事件",
        CHOICE.replace(catch(MESSAGE_DEFINITION, "c"), RECEIVE),
    ),
    "receive task with a loop behind a gateway": Case(
        "事件网关",
        CHOICE.replace(catch(MESSAGE_DEFINITION, "c"), RECEIVE.replace("</bpmn:receiveTask>", TWICE)),
        "网关只等一条消息",
        CHOICE.replace(catch(MESSAGE_DEFINITION, "c"), RECEIVE),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_drawing_that_cannot_run_is_told_and_its_near_miss_is_not(case: str) -> None:
    check(CASES[case])


def test_a_process_may_begin_and_end_without_events() -> None:
    assert sentences(file(WORK)) == ""
    assert sentences(file(subprocess(WORK))) == ""


@pytest.mark.parametrize("condition", ["", when("=x = 1")])
def test_activities_and_events_may_fork(condition: str) -> None:
    forked = line(WORK) + work("b") + flow("work", "b", condition) + flow("b", "end")
    started = line(WORK) + work("b") + flow("start", "b", condition) + flow("b", "end")

    assert sentences(file(forked)) == ""
    assert sentences(file(started)) == ""
