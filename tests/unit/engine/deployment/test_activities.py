"""Activities that cannot run as drawn, each beside a near miss that can."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.drawing import (
    MESSAGE,
    SCRIPT,
    SIGNAL,
    WORK,
    element,
    file,
    line,
    sentences,
)

# refused drawing, part of the sentence, near miss that deploys
CASES: dict[str, tuple[str, str, str]] = {
    "user task for nobody": (
        line(WORK.replace(' camunda:candidateGroups="village_party"', "")),
        "没有办理人或候选组",
        line(WORK.replace("candidateGroups=", "assignee=")),
    ),
    "user task without name": (line(WORK.replace(' name="办理"', "")), "没有名称", line(WORK)),
    "script in Python": (line(SCRIPT.replace("feel", "python")), "“python”不能执行", line(SCRIPT)),
    "script without language": (line(SCRIPT.replace(' scriptFormat="feel"', "")), "没有写脚本语言", line(SCRIPT)),
    "script without result variable": (
        line(SCRIPT.replace(' camunda:resultVariable="y"', "")),
        "没有写结果变量",
        line(SCRIPT),
    ),
    "script without text": (line(SCRIPT.replace("<bpmn:script>=1</bpmn:script>", "")), "没有脚本内容", line(SCRIPT)),
    "result variable that is no name": (line(SCRIPT.replace('"y"', '"y-1"')), "不能用作变量名", line(SCRIPT)),
    "call of nothing": (
        line(element("callActivity")),
        "没有写调用的流程",
        line(element("callActivity", 'calledElement="other"')),
    ),
    "computed call": (
        line(element("callActivity", 'calledElement="${p}"')),
        "不能是表达式",
        line(element("callActivity", 'calledElement="other"')),
    ),
    "form written twice": (
        line(WORK.replace(" name=", ' camunda:formRef="a" camunda:formKey="camunda-forms:deployment:a.form" name=')),
        "只能写一个",
        line(WORK.replace(" name=", ' camunda:formRef="a" name=')),
    ),
    "form version without number": (
        line(WORK.replace(" name=", ' camunda:formRef="a" camunda:formRefBinding="version" name=')),
        "没有写版本号",
        line(WORK.replace(" name=", ' camunda:formRef="a" camunda:formRefBinding="deployment" name=')),
    ),
    "unknown form binding": (
        line(WORK.replace(" name=", ' camunda:formRef="a" camunda:formRefBinding="newest" name=')),
        "“newest”不能执行",
        line(WORK.replace(" name=", ' camunda:formRef="a" camunda:formRefBinding="latest" name=')),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_drawing_that_cannot_run_is_refused_and_its_near_miss_is_not(case: str) -> None:
    refused, told, accepted = CASES[case]

    assert told in sentences(file(refused, MESSAGE + SIGNAL))
    assert sentences(file(accepted, MESSAGE + SIGNAL)) == ""


def mapping(attributes: str, direction: str = "in") -> str:
    """A call activity with one mapping."""
    inner = f"<bpmn:extensionElements><camunda:{direction} {attributes}/></bpmn:extensionElements>"
    return file(line(element("callActivity", 'calledElement="other"', inner)))


@pytest.mark.parametrize(
    "attributes",
    [
        'source="a" target="b"',
        'sourceExpression="=a + 1" target="b"',
        'variables="all"',
        'businessKey="#{execution.processBusinessKey}"',
    ],
)
def test_mappings_of_a_call_are_read(attributes: str) -> None:
    assert sentences(mapping(attributes)) == ""


@pytest.mark.parametrize(
    ("attributes", "told"),
    [
        ('target="b"', "要写来源"),
        ('source="a"', "没有写目标变量"),
        ('source="a" sourceExpression="=a" target="b"', "一种"),
        ('variables="some"', "“some”不能执行"),
        ('variables="all" target="b"', "去掉 target"),
        ('source="a b" target="c"', "来源变量"),
        ('sourceExpression="=a +" target="b"', "无法识别"),
        ('businessKey="${x}"', "不能执行"),
        ('local="true" variables="all"', "local"),
        ('source="a" target="b" other="c"', "属性 other"),
    ],
)
def test_mappings_that_cannot_be_executed_are_refused(attributes: str, told: str) -> None:
    assert told in sentences(mapping(attributes))


def test_a_business_key_goes_in_and_never_out() -> None:
    assert "businessKey" in sentences(mapping('businessKey="#{execution.processBusinessKey}"', "out"))
