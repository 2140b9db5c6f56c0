"""Activities that cannot run as drawn, each beside a near miss that can."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.cases import Case, check
from tests.unit.engine.deployment.drawing import (
    SCRIPT,
    WORK,
    element,
    file,
    line,
    property_,
    sentences,
)

DECISION = 'camunda:decisionRef="d" camunda:resultVariable="y"'


def rule(more: str = "", properties: str = "", *, given: str = DECISION) -> str:
    """A line with a business rule task in it."""
    return line(element("businessRuleTask", f"{given} {more}", properties))


CASES: dict[str, Case] = {
    "user task for nobody": Case(
        "人工任务",
        line(WORK.replace(' camunda:candidateGroups="village_party"', "")),
        "没有办理人或候选组",
        line(WORK.replace("candidateGroups=", "assignee=")),
    ),
    "task without a type": Case(
        "任务",
        line(element("task", 'name="办理"')),
        "没有选类型",
        line(element("manualTask", 'name="办理"')),
        "warning",
    ),
    "user task without name": Case("人工任务", line(WORK.replace(' name="办理"', "")), "没有名称", line(WORK)),
    "script in Python": Case("脚本任务", line(SCRIPT.replace("feel", "python")), "“python”不能执行", line(SCRIPT)),
    "script without language": Case(
        "脚本任务", line(SCRIPT.replace(' scriptFormat="feel"', "")), "没有写脚本语言", line(SCRIPT)
    ),
    "script without result variable": Case(
        "脚本任务",
        line(SCRIPT.replace(' camunda:resultVariable="y"', "")),
        "没有写结果变量",
        line(SCRIPT),
    ),
    "script without text": Case(
        "脚本任务", line(SCRIPT.replace("<bpmn:script>=1</bpmn:script>", "")), "没有脚本内容", line(SCRIPT)
    ),
    "result variable that is no name": Case(
        "脚本任务", line(SCRIPT.replace('"y"', '"y-1"')), "不能用作变量名", line(SCRIPT)
    ),
    "decision without reference": Case("业务规则任务", rule(given='camunda:resultVariable="y"'), "没有写决策", rule()),
    "decision with an empty reference": Case(
        "业务规则任务", rule(given=' camunda:decisionRef=" "'), "没有写决策", rule()
    ),
    "computed decision": Case("业务规则任务", rule(given='camunda:decisionRef="=which"'), "不能是表达式", rule()),
    "computed decision in the other dialect": Case(
        "业务规则任务", rule(given='camunda:decisionRef="${which}"'), "不能是表达式", rule()
    ),
    "decision without result variable": Case(
        "业务规则任务", rule(given='camunda:decisionRef="d"'), "没有写结果变量", rule()
    ),
    "decision with a result variable that is no name": Case(
        "脚本任务",
        rule(given='camunda:decisionRef="d" camunda:resultVariable="y z"'),
        "不能用作变量名",
        rule(),
    ),
    "unknown mapping of results": Case(
        "业务规则任务",
        rule('camunda:mapDecisionResult="first"'),
        "“first”不能执行",
        rule('camunda:mapDecisionResult="collectEntries"'),
    ),
    "unknown binding of a decision": Case(
        "业务规则任务",
        rule('camunda:decisionRefBinding="newest"'),
        "“newest”不能执行",
        rule('camunda:decisionRefBinding="deployment"'),
    ),
    "decision version without number": Case(
        "业务规则任务",
        rule('camunda:decisionRefBinding="version"'),
        "没有写版本号",
        rule('camunda:decisionRefBinding="version" camunda:decisionRefVersion="2"'),
    ),
    "decision version tag without tag": Case(
        "业务规则任务",
        rule('camunda:decisionRefBinding="versionTag"'),
        "没有写标签",
        rule('camunda:decisionRefBinding="versionTag" camunda:decisionRefVersionTag="a"'),
    ),
    "decision with a tag and another binding": Case(
        "业务规则任务", rule('camunda:decisionRefVersionTag="a"'), "请二选一", rule()
    ),
    "reason in a variable that is no name": Case(
        "业务规则任务",
        rule(properties=property_("reasonVariable", "y-1")),
        "reasonVariable “y-1”不能用作变量名",
        rule(properties=property_("reasonVariable", "y_1")),
    ),
    "reason in the variable of the result": Case(
        "业务规则任务",
        rule(properties=property_("reasonVariable", "y")),
        "同名",
        rule(properties=property_("reasonVariable", "why")),
    ),
    "decision made by a program": Case(
        "业务规则任务",
        rule('camunda:type="external" camunda:topic="t"'),
        "不能交给外部程序",
        rule('implementation="##unspecified"'),
    ),
    "decision in Java": Case("业务规则任务", rule('camunda:class="a.B"'), "不能调用 Java 类", rule()),
    "decision by delegate": Case("业务规则任务", rule('camunda:delegateExpression="${b}"'), "不能调用程序", rule()),
    "decision by expression": Case("业务规则任务", rule('camunda:expression="${b.c()}"'), "不能调用程序", rule()),
    "call of nothing": Case(
        "调用活动",
        line(element("callActivity")),
        "没有写调用的流程",
        line(element("callActivity", 'calledElement="other"')),
    ),
    "form written twice": Case(
        "人工任务",
        line(WORK.replace(" name=", ' camunda:formRef="a" camunda:formKey="camunda-forms:deployment:a.form" name=')),
        "只能写一个",
        line(WORK.replace(" name=", ' camunda:formRef="a" name=')),
    ),
    "form version without number": Case(
        "人工任务",
        line(WORK.replace(" name=", ' camunda:formRef="a" camunda:formRefBinding="version" name=')),
        "没有写版本号",
        line(WORK.replace(" name=", ' camunda:formRef="a" camunda:formRefBinding="deployment" name=')),
    ),
    "unknown form binding": Case(
        "人工任务",
        line(WORK.replace(" name=", ' camunda:formRef="a" camunda:formRefBinding="newest" name=')),
        "“newest”不能执行",
        line(WORK.replace(" name=", ' camunda:formRef="a" camunda:formRefBinding="latest" name=')),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_drawing_that_cannot_run_is_refused_and_its_near_miss_is_not(case: str) -> None:
    check(CASES[case])


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
        'variables="all" local="true"',
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
        ('local="maybe" variables="all"', "local"),
        ('source="a" target="b" other="c"', "属性 other"),
    ],
)
def test_mappings_that_cannot_be_executed_are_refused(attributes: str, told: str) -> None:
    assert told in sentences(mapping(attributes))


def test_a_business_key_goes_in_and_never_out() -> None:
    assert "businessKey" in sentences(mapping('businessKey="#{execution.processBusinessKey}"', "out"))
