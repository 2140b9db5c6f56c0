"""What is merely odd is a warning or nothing; what is refused says what to do and names what people can see."""

from __future__ import annotations

import pytest

from engine.deployment.vocabulary import BPMN_NAMES
from tests.unit.engine.deployment.drawing import (
    INNER,
    MESSAGE,
    WORK,
    catch,
    element,
    errors,
    file,
    line,
    read,
    sentences,
)


def with_content(drawn: str, content: str) -> str:
    """An element with something in it."""
    name = drawn[1:].split()[0]
    return f"{drawn.removesuffix('/>').removesuffix(f'></{name}>')}>{content}</{name}>"


SENDING = element("sendTask", 'name="告知" messageRef="m"', id_="work")
BOX = '<bpmn:collaboration id="c"><bpmn:participant id="box" name="村民" processRef=""/></bpmn:collaboration>'
DEFAULTS = 'isForCompensation="false" completionQuantity="1" implementation="##unspecified"'
#: What tools write though it changes nothing, with what is said of it; nothing where it is plain documentation.
ODD = {
    "empty sets of data": (with_content(WORK, "<bpmn:ioSpecification><bpmn:inputSet/><bpmn:outputSet/>"
                                        "</bpmn:ioSpecification>"), "（ioSpecification）不起作用"),
    "an operation": (with_content(SENDING, "<bpmn:operationRef>o</bpmn:operationRef>"), "（operationRef）不起作用"),
    "an operation as an attribute": (SENDING.replace(" name=", ' operationRef="o" name='), "operationRef 不起作用"),
    "a generated form without fields": (
        with_content(WORK, "<bpmn:extensionElements><camunda:formData/></bpmn:extensionElements>"), "formData 是空的"
    ),
    "a quantity of none": (WORK.replace(" name=", ' startQuantity="0" name='), "startQuantity 的值“0”按 1 执行"),
    "sets of data of an event": (element("intermediateThrowEvent", "", "<bpmn:inputSet/>", "work"), ""),
    "values that are the default": (WORK.replace(" name=", f" {DEFAULTS} name="), ""),
    "empty properties": (
        with_content(WORK, "<bpmn:extensionElements><camunda:properties/></bpmn:extensionElements>"), ""
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_what_tools_write_though_it_is_odd_is_a_warning_or_nothing(name: str) -> None:
    drawn, told = ODD[name]
    found = read(file(line(drawn), BOX + MESSAGE)).findings.listed

    assert [finding.severity for finding in found] == ["warning"] * bool(told)
    assert all(told in finding.message for finding in found)
    assert all(finding.element_id == "work" for finding in found)


def test_a_generated_form_that_says_something_is_refused() -> None:
    field = '<camunda:formData><camunda:formField id="a"/></camunda:formData>'
    for form in '<camunda:formData businessKey="a"/>', field:
        drawn = with_content(WORK, f"<bpmn:extensionElements>{form}</bpmn:extensionElements>")
        assert "camunda:formData 不能用在这里" in sentences(file(line(drawn)))


@pytest.mark.parametrize(
    ("definition", "inside", "advice"),
    [
        ("conditionalEventDefinition", False, "请改成不带类型、消息、定时或信号的开始事件"),
        ("messageEventDefinition", True, "请改成不带类型的开始事件"),
    ],
)
def test_a_type_of_event_that_is_not_for_its_place_is_refused_with_those_that_are(
    definition: str, inside: bool, advice: str
) -> None:
    start = element("startEvent", "", f'<bpmn:{definition} id="d_1"/>', "begin")
    drawn = element("subProcess", "", start, "sub") if inside else start
    refused = [found for found in errors(file(line(WORK) + drawn)) if definition in found.message]

    assert [found.element_id for found in refused] == ["begin"]
    assert refused[0].message.endswith(advice)


@pytest.mark.parametrize("kind", ["transaction", "adHocSubProcess"])
def test_what_is_in_a_kind_of_subprocess_that_is_refused_is_judged_as_in_any(kind: str) -> None:
    told = sentences(file(line(element(kind, 'name="核对"', INNER, "sub"))))

    name = BPMN_NAMES[kind]
    assert told == f"{name}「核对」(sub)：{name}（{kind}）不能执行，请改用普通子流程"


def test_what_cannot_be_seen_on_the_drawing_is_named_by_what_can() -> None:
    looped = with_content(WORK, '<bpmn:multiInstanceLoopCharacteristics id="mi_1" behavior="One"/>')

    assert "人工任务「办理」(work)：属性 behavior 的值“One”不能执行" in sentences(file(line(looped)))
    assert "中间捕获事件 (wait)：没有选消息" in sentences(
        file(line(WORK, catch('<bpmn:messageEventDefinition id="md_1"/>')))
    )


def test_a_name_of_several_lines_stays_on_the_line_of_its_finding() -> None:
    told = sentences(file(line('<bpmn:userTask id="work" name="村民&#10;会议"/>')))

    assert told.splitlines() == ["人工任务「村民 会议」(work)：没有办理人或候选组，请填写候选组（Candidate groups）"]


def test_a_script_in_another_language_is_refused_with_the_one_to_use() -> None:
    script = '<bpmn:scriptTask id="x" scriptFormat="groovy" camunda:resultVariable="y"><bpmn:script>1</bpmn:script>'

    assert "值“groovy”不能执行，请用 FEEL 写" in sentences(file(line(script + "</bpmn:scriptTask>")))
