"""Events that cannot run as drawn, each beside a near miss that can."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.cases import Case, check
from tests.unit.engine.deployment.drawing import (
    BARE_MESSAGE,
    INNER,
    MESSAGE_DEFINITION,
    SCRIPT,
    WORK,
    boundary,
    catch,
    element,
    event_subprocess,
    file,
    flow,
    line,
    property_,
    read,
    sentences,
    subprocess,
    throw,
    timer,
    work,
)

SIGNAL_DEFINITION = '<bpmn:signalEventDefinition signalRef="s"/>'
CONDITION = (
    '<bpmn:conditionalEventDefinition><bpmn:condition xsi:type="bpmn:tFormalExpression">=x > 1</bpmn:condition>'
    "</bpmn:conditionalEventDefinition>"
)
JOBS = (
    '<bpmn:multiInstanceLoopCharacteristics camunda:asyncBefore="true"><bpmn:loopCardinality>2</bpmn:loopCardinality>'
    "</bpmn:multiInstanceLoopCharacteristics>"
)
ERROR_DEFINITION = "<bpmn:errorEventDefinition/>"
PLAIN_START = '<bpmn:startEvent id="s2"/>'
MESSAGE_START = element("startEvent", content=MESSAGE_DEFINITION, id_="s2")
DAILY = property_("organisation", "640101") + timer("0 0 9 * * ?", "timeCycle")

CASES: dict[str, Case] = {
    "two plain starts": Case(
        "开始事件", line(WORK) + PLAIN_START + flow("s2", "work"), "普通开始事件只能有一个",
        line(WORK) + MESSAGE_START + flow("s2", "work"),
    ),
    "two starts by one message": Case(
        "消息开始事件",
        line(WORK) + MESSAGE_START + flow("s2", "work") + MESSAGE_START.replace("s2", "s3") + flow("s3", "work"),
        "已经是另一个开始事件的消息",
        line(WORK) + MESSAGE_START + flow("s2", "work"),
    ),
    "two starts in a subprocess": Case(
        "子流程", subprocess(INNER + PLAIN_START + flow("s2", "inner")), "子流程只能有一个开始事件", subprocess(INNER)
    ),
    "message start in a subprocess": Case(
        "子流程", subprocess(INNER.replace('<bpmn:startEvent id="s1"/>', MESSAGE_START.replace("s2", "s1"))),
        "messageEventDefinition",
        subprocess(INNER),
    ),
    "form on a subprocess's start": Case(
        "子流程", subprocess(INNER.replace('id="s1"', 'id="s1" camunda:formRef="topic"')),
        "子流程的开始事件不能有表单", subprocess(INNER),
    ),
    "form on a timer start": Case(
        "定时开始事件", line(WORK, start=element("startEvent", 'camunda:formRef="f"', DAILY)), "没有人填",
        line(WORK, start=element("startEvent", "", DAILY)),
    ),
    "event subprocess without a start": Case(
        "事件子流程", line(WORK) + element("subProcess", 'triggeredByEvent="true"', work("told"), "es"),
        "要有一个、只能有一个开始事件", line(WORK) + event_subprocess(timer("P1D")),
    ),
    "event subprocess that begins plainly": Case(
        "事件子流程", line(WORK) + event_subprocess(""), "没有选类型", line(WORK) + event_subprocess(CONDITION)
    ),
    "event subprocess with two starts": Case(
        "事件子流程",
        line(WORK)
        + event_subprocess(timer("P1D")).replace(
            "</bpmn:subProcess>",
            element("startEvent", "", SIGNAL_DEFINITION, "s9") + flow("s9", "es_work") + "</bpmn:subProcess>",
        ),
        "只能有一个开始事件",
        line(WORK) + event_subprocess(SIGNAL_DEFINITION),
    ),
    "start of a process that does not interrupt": Case(
        "开始事件", line(WORK, start='<bpmn:startEvent id="start" isInterrupting="false"/>'), "才分打断和不打断",
        line(WORK, start='<bpmn:startEvent id="start" isInterrupting="true"/>')
        + event_subprocess(timer("P1D"), 'isInterrupting="false"'),
    ),
    "error that does not interrupt": Case(
        "错误开始事件", line(WORK) + event_subprocess(ERROR_DEFINITION, 'isInterrupting="false"'), "总是打断",
        line(WORK) + event_subprocess(ERROR_DEFINITION),
    ),
    "error boundary event that does not interrupt": Case(
        "错误边界事件", line(WORK) + boundary('attachedToRef="work" cancelActivity="false"', ERROR_DEFINITION),
        "总是打断", line(WORK) + boundary(definition=ERROR_DEFINITION),
    ),
    "catch event without a kind": Case("中间捕获事件", line(catch("")), "没有选类型", line(catch(timer("P1D")))),
    "two definitions in one event": Case(
        "中间捕获事件", line(catch(MESSAGE_DEFINITION + timer("P1D"))), "一个事件只能等一样东西",
        line(catch(MESSAGE_DEFINITION)),
    ),
    "two definitions thrown at once": Case(
        "中间抛出事件", line(throw(SIGNAL_DEFINITION + BARE_MESSAGE)), "一个事件只能抛出一样东西",
        line(throw(SIGNAL_DEFINITION)),
    ),
    "timer that is thrown": Case(
        "中间抛出事件", line(throw(timer("P1D"))), "timerEventDefinition", line(throw(BARE_MESSAGE))
    ),
    "message that is not declared": Case(
        "消息捕获事件", line(catch('<bpmn:messageEventDefinition messageRef="gone"/>')), "消息“gone”不存在",
        line(catch(MESSAGE_DEFINITION)),
    ),
    "message event without message": Case(
        "消息捕获事件", line(catch("<bpmn:messageEventDefinition/>")), "没有选消息", line(catch(MESSAGE_DEFINITION))
    ),
    "thrown message without message": Case(
        "消息抛出事件", line(throw("<bpmn:messageEventDefinition/>")), "没有选消息", line(throw(BARE_MESSAGE))
    ),
    "signal that is not declared": Case(
        "信号捕获事件", line(catch('<bpmn:signalEventDefinition signalRef="m"/>')), "信号“m”不存在",
        line(catch(SIGNAL_DEFINITION)),
    ),
    "signal end event without signal": Case(
        "信号结束事件", line(WORK, end=element("endEvent", content="<bpmn:signalEventDefinition/>", id_="end")),
        "没有选信号", line(WORK, end=element("endEvent", content=SIGNAL_DEFINITION, id_="end")),
    ),
    "conditional event without condition": Case(
        "条件捕获事件", line(catch("<bpmn:conditionalEventDefinition/>")), "没有写条件", line(catch(CONDITION))
    ),
    "condition with a variable's name": Case(
        "条件捕获事件",
        line(catch(CONDITION.replace("EventDefinition>", 'EventDefinition camunda:variableName="x">', 1))),
        "请去掉变量名", line(catch(CONDITION)),
    ),
    "condition that begins a process": Case(
        "条件开始事件", line(WORK) + element("startEvent", "", CONDITION, "s2") + flow("s2", "work"),
        "conditionalEventDefinition", line(WORK) + event_subprocess(CONDITION),
    ),
    "boundary event on nothing": Case(
        "边界事件", line(WORK) + boundary('attachedToRef="gone"'), "依附的活动“gone”不存在", line(WORK) + boundary()
    ),
    "boundary event on an event subprocess": Case(
        "边界事件", line(WORK) + event_subprocess(timer("P1D")) + boundary('attachedToRef="es"'),
        "边界事件只能贴在", line(WORK) + event_subprocess(timer("P1D")) + boundary(),
    ),
    "boundary event on a gateway": Case(
        "边界事件", line(WORK, '<bpmn:parallelGateway id="g"/>') + boundary('attachedToRef="g"'),
        "边界事件只能贴在", line(WORK, '<bpmn:parallelGateway id="g"/>') + boundary(),
    ),
    "boundary timer on what is done at once": Case(
        "边界事件", line(SCRIPT) + boundary('attachedToRef="calc"'), "等不到这个事件",
        line(SCRIPT) + boundary('attachedToRef="calc"', ERROR_DEFINITION), "warning",
    ),
    "boundary timer on what waits for its job before it begins": Case(
        "边界事件",
        line(SCRIPT.replace("scriptFormat", 'camunda:asyncBefore="true" scriptFormat'))
        + boundary('attachedToRef="calc"'),
        "等不到这个事件",
        line(SCRIPT.replace("<bpmn:script>", f"{JOBS}<bpmn:script>")) + boundary('attachedToRef="calc"'),
        "warning",
    ),
    "flow into a boundary event": Case(
        "边界事件",
        line(WORK, work("b")).replace(flow("work", "b"), flow("work", "late"))
        + flow("late", "b")
        + element("boundaryEvent", 'attachedToRef="work"', timer("P1D"), "late"),
        "不能有进来的连线",
        line(WORK) + boundary(),
    ),
    "compensation": Case(
        "补偿事件", line(throw("<bpmn:compensateEventDefinition/>")), "请把补救的步骤画成普通任务", line(throw(""))
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_drawing_that_cannot_run_is_refused_and_its_near_miss_is_not(case: str) -> None:
    check(CASES[case])


@pytest.mark.parametrize("definition", [MESSAGE_DEFINITION, timer("P1D"), SIGNAL_DEFINITION, CONDITION,
                                        ERROR_DEFINITION, "<bpmn:escalationEventDefinition/>"])  # fmt: skip
@pytest.mark.parametrize("level", ["process", "subprocess", "event subprocess"])
def test_an_event_subprocess_may_stand_at_every_level_and_wait_for_each_kind(definition: str, level: str) -> None:
    inside = event_subprocess(definition)
    drawn = {
        "process": line(WORK) + inside,
        "subprocess": subprocess(INNER + inside),
        "event subprocess": line(WORK)
        + event_subprocess(timer("P1D"), id_="outer").replace("</bpmn:subProcess>", f"{inside}</bpmn:subProcess>"),
    }[level]

    assert sentences(file(drawn, '<bpmn:message id="m" name="apply"/><bpmn:signal id="s" name="holiday"/>')) == ""


def test_nothing_is_said_of_what_is_usual() -> None:
    drawn = line(WORK) + boundary() + event_subprocess(ERROR_DEFINITION)

    assert read(file(drawn)).findings.listed == []
