"""Errors and escalations are told apart by their codes, and each is caught once at a place."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.cases import Case, check
from tests.unit.engine.deployment.drawing import (
    INNER,
    SCRIPT,
    WORK,
    boundary,
    catch,
    element,
    event_subprocess,
    extensions,
    file,
    flow,
    line,
    property_,
    sentences,
    subprocess,
    throw,
    timer,
)

ROOT = (
    '<bpmn:error id="low" name="不足" errorCode="LOW"/><bpmn:error id="bare" name="没有代码"/>'
    '<bpmn:error id="dynamic" errorCode="${code}"/><bpmn:escalation id="slow" name="太慢" escalationCode="SLOW"/>'
    '<bpmn:escalation id="quiet" name="没有代码"/>'
)
SOUND = ROOT.replace('<bpmn:error id="dynamic" errorCode="${code}"/>', "")
EXTERNAL = 'camunda:type="external" camunda:topic="pay"'


def error(reference: str = "low", attributes: str = "") -> str:
    """An error event definition."""
    given = f'errorRef="{reference}"' if reference else ""
    return f"<bpmn:errorEventDefinition {given} {attributes}/>"


def escalation(reference: str = "slow", attributes: str = "") -> str:
    """An escalation event definition."""
    given = f'escalationRef="{reference}"' if reference else ""
    return f"<bpmn:escalationEventDefinition {given} {attributes}/>"


def ends(definition: str) -> str:
    """A process that ends by throwing."""
    return line(WORK, end=element("endEvent", content=definition, id_="end"))


def caught(*definitions: str) -> str:
    """A user task with boundary events."""
    attached = [
        element("boundaryEvent", 'attachedToRef="work"', definition, f"b{number}") + flow(f"b{number}", "end")
        for number, definition in enumerate(definitions)
    ]
    return line(WORK) + "".join(attached)


def subprocesses(*definitions: str) -> str:
    """A process with event subprocesses."""
    drawn = [event_subprocess(definition, id_=f"es{number}") for number, definition in enumerate(definitions)]
    return line(WORK) + "".join(drawn)


def external(definition: str, attributes: str = EXTERNAL) -> str:
    """A service task with an error that its results may throw."""
    workers = '<camunda:properties><camunda:property name="workers" value="county_dept"/></camunda:properties>'
    return line(element("serviceTask", f'name="付款" {attributes}', extensions(workers, definition)))


def thrown_by_results(reference: str = "low", expression: str = "=paid = false") -> str:
    """A camunda:errorEventDefinition."""
    return f'<camunda:errorEventDefinition id="d" errorRef="{reference}" expression="{expression}"/>'


def script(**given: str) -> str:
    """A script task with properties."""
    return line(SCRIPT.replace("<bpmn:script>", property_(*next(iter(given.items())), **given) + "<bpmn:script>"))


def case(construct: str, drawn: str, told: str, near_miss: str) -> Case:
    """A refused case of this file."""
    return Case(construct, drawn, told, near_miss, root=SOUND)


CASES: dict[str, Case] = {
    "error that is not declared": case("错误结束事件", ends(error("gone")), "错误“gone”不存在", ends(error())),
    "error end event without an error": case("错误结束事件", ends(error("")), "没有选错误", ends(error())),
    "error end event without a code": case("错误结束事件", ends(error("bare")), "没有代码", ends(error())),
    "thrown error in the middle": case(
        "错误抛出事件", line(throw(error())), "errorEventDefinition", line(throw(escalation()))
    ),
    "caught error in the middle": case(
        "错误捕获事件", line(catch(error())), "errorEventDefinition", caught(error())
    ),
    "caught error that is not declared": case("错误边界事件", caught(error("gone")), "“gone”不存在", caught(error(""))),
    "two events for one error at an activity": case(
        "错误边界事件", caught(error(), error()), "已经有另一个事件接住错误“LOW”", caught(error(), error(""))
    ),
    "two events for all errors at an activity": case(
        "错误边界事件", caught(error(""), error("bare")), "接住任何错误", caught(error(""), escalation(""))
    ),
    "two event subprocesses for one error": case(
        "错误开始事件", subprocesses(error(), error()), "已经有另一个事件接住错误“LOW”",
        subprocesses(error(), error(""), escalation(), escalation("")),
    ),
    "two event subprocesses for all escalations": case(
        "升级开始事件", subprocesses(escalation(""), escalation("quiet")), "接住任何升级",
        subprocesses(escalation(""), timer("P1D"), timer("P1D")),
    ),
    "escalation without one": case(
        "升级抛出事件", line(throw(escalation(""))), "没有选升级", line(throw(escalation()))
    ),
    "escalation without a code": case(
        "升级结束事件", ends(escalation("quiet")), "没有代码", ends(escalation())
    ),
    "variable on a thrown error": case(
        "错误结束事件", ends(error(attributes='camunda:errorCodeVariable="code"')), "只能写在接住错误的事件上",
        caught(error(attributes='camunda:errorCodeVariable="code" camunda:errorMessageVariable="text"')),
    ),
    "variable that cannot be one": case(
        "错误边界事件", caught(error(attributes='camunda:errorCodeVariable="a b"')), "变量名“a b”不能用",
        caught(error(attributes='camunda:errorCodeVariable="a_b"')),
    ),
    "escalation's variable that cannot be one": case(
        "升级边界事件", caught(escalation(attributes='camunda:escalationCodeVariable="1"')), "变量名“1”不能用",
        caught(escalation(attributes='camunda:escalationCodeVariable="x1"')),
    ),
    "worker's error that is not declared": case(
        "外部任务", external(thrown_by_results("gone")), "“gone”不存在", external(thrown_by_results())
    ),
    "worker's error without a code": case(
        "外部任务", external(thrown_by_results("bare")), "没有代码", external(thrown_by_results())
    ),
    "worker's error without a condition": case(
        "外部任务", external(thrown_by_results(expression="")), "没有写什么时候抛出", external(thrown_by_results())
    ),
    "worker's error with an unreadable condition": case(
        "外部任务", external(thrown_by_results(expression="=paid =")), "无法识别",
        external(thrown_by_results(expression="${paid == false}")),
    ),
    "worker's error on a user task": case(
        "人工任务", line(WORK.replace("/>", f">{extensions(thrown_by_results())}</bpmn:userTask>")),
        "只能写在交给外部程序的任务上", external(thrown_by_results()),
    ),
    "fixed code on a script": case(
        "脚本任务", script(errorCode="LOW"), "要写以 = 开头的表达式", script(errorCode="=code")
    ),
    "unreadable code on a script": case(
        "脚本任务", script(errorCode="=if x then"), "无法识别",
        script(errorCode="=if x then &quot;LOW&quot; else null", errorMessage="金额不足"),
    ),
    "message without a code": case(
        "脚本任务", script(errorMessage="金额不足"), "还要写 errorCode", script(errorMessage="金额不足", errorCode="=c")
    ),
    "code on a user task": case(
        "人工任务", line(WORK.replace("/>", f">{property_('errorCode', '=c')}</bpmn:userTask>")),
        "只能用在脚本任务和业务规则任务上", script(errorCode="=c"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_cannot_be_told_apart_is_refused_and_its_near_miss_is_not(name: str) -> None:
    check(CASES[name])


def test_a_code_is_no_expression() -> None:
    assert "错误代码不能是表达式" in sentences(file(caught(error()), ROOT))
    assert sentences(file(caught(error()), SOUND)) == ""


def test_a_message_may_be_an_expression_that_is_read() -> None:
    told = '<bpmn:error id="low" errorCode="LOW" camunda:errorMessage="{}"/>'

    assert "错误信息 =a + 无法识别" in sentences(file(ends(error()), told.format("=a +")))
    for text in ("=a", "钱不够"):
        assert sentences(file(ends(error()), told.format(text))) == ""


def test_the_same_code_may_be_caught_at_several_places() -> None:
    inside = subprocess(INNER + event_subprocess(error(), id_="inside"))
    around = event_subprocess(error(), id_="around") + boundary('attachedToRef="sub"', error())

    assert sentences(file(inside + around, SOUND)) == ""
