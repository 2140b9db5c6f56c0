"""Loop and multi-instance markers that do not say enough, each beside a near miss that does."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.cases import Case, check
from tests.unit.engine.deployment.drawing import (
    MESSAGE_DEFINITION,
    SCRIPT,
    WORK,
    element,
    file,
    line,
    property_,
    sentences,
    work,
)


def text(name: str, expression: str) -> str:
    """An element with an expression in it."""
    return f'<bpmn:{name} xsi:type="bpmn:tFormalExpression">{expression}</bpmn:{name}>'


def many(attributes: str = 'camunda:collection="villages"', content: str = "") -> str:
    """A multi-instance marker."""
    return f"<bpmn:multiInstanceLoopCharacteristics {attributes}>{content}</bpmn:multiInstanceLoopCharacteristics>"


def again(attributes: str = "", content: str = text("loopCondition", "=again")) -> str:
    """A loop marker."""
    return f"<bpmn:standardLoopCharacteristics {attributes}>{content}</bpmn:standardLoopCharacteristics>"


def marked(*markers: str, properties: str = "") -> str:
    """A line with a user task that bears the markers."""
    return line(WORK.replace("/>", f">{properties}{''.join(markers)}</bpmn:userTask>"))


def collected(**given: str) -> str:
    """A multi-instance task with these properties."""
    return marked(many(), properties=property_(**_named(given)))


def _named(given: dict[str, str]) -> dict[str, str]:
    first, *rest = given.items()
    return {"name": first[0], "value": first[1], **dict(rest)}


def event_subprocess(marker: str = "", around: str = "") -> str:
    """A process with an event subprocess; ``around`` stands on the subprocess that holds the message's task."""
    start = element("startEvent", content=MESSAGE_DEFINITION, id_="told")
    inner = line(element("subProcess", content=around + work("w"), id_="inner"), start=start, end="")
    return line(WORK) + element("subProcess", 'triggeredByEvent="true"', marker + inner, "es")


CARDINALITY = text("loopCardinality", "=3")
CASES: dict[str, Case] = {
    "two markers": Case("多实例标记", marked(many(), again()), "只能有一个", marked(many())),
    "loop without end": Case("循环标记", marked(again(content="")), "也没有写最多次数", marked(again())),
    "loop with a maximum that is no number": Case(
        "循环标记", marked(again('loopMaximum="many"')), "“many”不能用", marked(again('loopMaximum="3"', ""))
    ),
    "loop of no rounds": Case(
        "循环标记", marked(again('loopMaximum="0"')), "请写 1 到 999999", marked(again('loopMaximum="1"'))
    ),
    "loop condition that cannot be read": Case(
        "循环标记", marked(again(content=text("loopCondition", "=x +"))), "循环条件 =x + 无法识别", marked(again())
    ),
    "loop condition that is empty": Case(
        "循环标记", marked(again(content=text("loopCondition", " "))), "循环条件是空的", marked(again())
    ),
    "multi-instance of nothing": Case(
        "多实例标记", marked(many("")), "没有写次数", marked(many('isSequential="true"', CARDINALITY))
    ),
    "multi-instance with number and collection": Case(
        "多实例标记", marked(many(content=CARDINALITY)), "只能写一样", marked(many("", CARDINALITY))
    ),
    "collection that is no variable": Case(
        "多实例标记",
        marked(many('camunda:collection="the villages"')),
        "“the villages”不能用作变量名",
        marked(many('camunda:collection="=[1, 2]"')),
    ),
    "collection that cannot be read": Case(
        "多实例标记",
        marked(many('camunda:collection="=[1, 2"')),
        "集合 =[1, 2 无法识别",
        marked(many('camunda:collection="${villages}"')),
    ),
    "element variable that is no name": Case(
        "多实例标记",
        marked(many('camunda:collection="villages" camunda:elementVariable="a-b"')),
        "元素变量“a-b”不能用作变量名",
        marked(many('camunda:collection="villages" camunda:elementVariable="village"')),
    ),
    "element variable that is a counter": Case(
        "多实例标记",
        marked(many('camunda:collection="villages" camunda:elementVariable="loopCounter"')),
        "同名",
        marked(many('camunda:collection="villages" camunda:elementVariable="counter"')),
    ),
    "element variable without collection": Case(
        "多实例标记",
        marked(many('camunda:elementVariable="village"', CARDINALITY)),
        "却没有集合",
        marked(many("", CARDINALITY)),
    ),
    "number that cannot be read": Case(
        "多实例标记",
        marked(many("", text("loopCardinality", "=3 +"))),
        "实例个数 =3 + 无法识别",
        marked(many("", CARDINALITY)),
    ),
    "completion condition that cannot be read": Case(
        "多实例标记",
        marked(many(content=text("completionCondition", "=nrOfCompletedInstances >"))),
        "完成条件",
        marked(many(content=text("completionCondition", "=nrOfCompletedInstances &gt;= 2"))),
    ),
    "other behaviour than all": Case(
        "多实例标记",
        marked(many('camunda:collection="a" behavior="None"')),
        "behavior",
        marked(many('camunda:collection="a" behavior="All"')),
    ),
    "collection as the standard writes it": Case(
        "多实例标记",
        marked(many("", CARDINALITY + "<bpmn:loopDataInputRef>x</bpmn:loopDataInputRef>")),
        "请把列表变量写在集合",
        marked(many("", CARDINALITY)),
    ),
    "results without an expression": Case(
        "多实例标记",
        collected(outputCollection="answers"),
        "要一起写",
        collected(outputCollection="answers", outputElement="=answer"),
    ),
    "results without a variable": Case(
        "多实例标记",
        collected(outputElement="=answer"),
        "要一起写",
        collected(outputCollection="answers", outputElement="=answer"),
    ),
    "results in a variable that is no name": Case(
        "多实例标记",
        collected(outputCollection="the answers", outputElement="=answer"),
        "“the answers”不能用作变量名",
        collected(outputCollection="answers", outputElement="answer"),
    ),
    "results that cannot be read": Case(
        "多实例标记",
        collected(outputCollection="answers", outputElement="=answer +"),
        "每个实例的结果 =answer + 无法识别",
        collected(outputCollection="answers", outputElement="=answer"),
    ),
    "results where nothing is done several times": Case(
        "多实例标记",
        marked(properties=property_("outputCollection", "answers", outputElement="=answer")),
        "只能用在有多实例标记的活动上",
        collected(outputCollection="answers", outputElement="=answer"),
    ),
    "marker on an event subprocess": Case(
        "事件子流程", event_subprocess(many()), "事件子流程不能有循环标记", event_subprocess(around=many())
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_marker_that_cannot_be_done_is_refused_and_its_near_miss_is_not(case: str) -> None:
    check(CASES[case])


@pytest.mark.parametrize("marker", [many(), again()])
def test_every_activity_may_be_done_several_times(marker: str) -> None:
    script = SCRIPT.replace("<bpmn:script>", f"{marker}<bpmn:script>")

    assert sentences(file(line(script))) == ""
    assert sentences(file(line(element("subProcess", content=marker + work("w"))))) == ""
    assert sentences(file(line(element("callActivity", 'calledElement="other"', marker)))) == ""


def test_asynchronous_marks_may_stand_on_the_instances() -> None:
    assert sentences(file(marked(many('camunda:collection="a" camunda:asyncBefore="true"')))) == ""
