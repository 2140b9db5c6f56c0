"""Input and output parameters, and what calls and signals hand over."""

from __future__ import annotations

import pytest

from engine.deployment.mappings import MAX_NESTING
from tests.unit.engine.deployment.cases import Case, check
from tests.unit.engine.deployment.drawing import (
    BARE_MESSAGE,
    INNER,
    MESSAGE,
    SCRIPT,
    SIGNAL,
    WORK,
    boundary,
    catch,
    element,
    event_subprocess,
    extensions,
    file,
    line,
    sentences,
    subprocess,
    throw,
    timer,
)


def put(*parameters: str) -> str:
    """extensionElements with a camunda:inputOutput."""
    return extensions(f"<camunda:inputOutput>{''.join(parameters)}</camunda:inputOutput>")


def given(content: str, name: str = "x") -> str:
    """An input parameter."""
    return f'<camunda:inputParameter name="{name}">{content}</camunda:inputParameter>'


def taken(content: str, name: str = "y") -> str:
    """An output parameter."""
    return f'<camunda:outputParameter name="{name}">{content}</camunda:outputParameter>'


def task(*parameters: str) -> str:
    """A user task with parameters."""
    return line(WORK.replace("/>", f">{put(*parameters)}</bpmn:userTask>"))


def items(*content: str) -> str:
    """A camunda:list."""
    return f"<camunda:list>{''.join(content)}</camunda:list>"


def entries(**content: str) -> str:
    """A camunda:map."""
    inner = "".join(f'<camunda:entry key="{key}">{value}</camunda:entry>' for key, value in content.items())
    return f"<camunda:map>{inner}</camunda:map>"


def feel(text: str, attributes: str = 'scriptFormat="feel"') -> str:
    """A camunda:script."""
    return f"<camunda:script {attributes}>{text}</camunda:script>"


def nested(depth: int) -> str:
    """Lists within each other."""
    text = "<camunda:value>a</camunda:value>"
    for _level in range(depth):
        text = items(text)
    return text


def signal(*mappings: str) -> str:
    """A signal event definition that hands something over."""
    return f'<bpmn:signalEventDefinition signalRef="s">{extensions(*mappings)}</bpmn:signalEventDefinition>'


def call(mapping: str) -> str:
    """A call activity with one mapping."""
    return line(element("callActivity", 'calledElement="other"', extensions(mapping)))


ONE = '<camunda:in source="a" target="b"/>'

CASES: dict[str, Case] = {
    "parameter without a name": Case("输入参数", task(given("1", "")), "输入参数没有名称", task(given("1"))),
    "parameter that no variable may be": Case(
        "输出参数", task(taken("=x", "a b")), "输出参数“a b”不能用作变量名", task(taken("=x", "a_b"))
    ),
    "parameter twice": Case(
        "输入参数", task(given("1"), given("2")), "输入参数“x”写了不止一次", task(given("1"), taken("2", "x"))
    ),
    "unreadable expression": Case(
        "输入参数", task(given("=a +")), "输入参数“x”的值 =a + 无法识别", task(given("=a + 1"))
    ),
    "expression amid text": Case(
        "输入参数", task(given("为 ${a} 而来")), "文字里不能夹带", task(given("=&quot;为 &quot; + a"))
    ),
    "text beside a list": Case(
        "输入参数", task(given("多" + items())), "只能写一种值", task(given(items("<camunda:value>多</camunda:value>")))
    ),
    "list beside a map": Case("输出参数", task(taken(items() + entries())), "只能写一种值", task(taken(entries()))),
    "script of another language": Case(
        "输入参数", task(given(feel("1", 'scriptFormat="groovy"'))), "“groovy”不能执行", task(given(feel("1")))
    ),
    "script without a language": Case("输入参数", task(given(feel("1", ""))), "没有写语言", task(given(feel("1")))),
    "script from a file": Case(
        "输入参数", task(given(feel("1", 'scriptFormat="feel" resource="a.js"'))), "resource", task(given(feel("1")))
    ),
    "empty script": Case("输入参数", task(given(feel(""))), "脚本是空的", task(given(""))),
    "unreadable script": Case("输入参数", task(given(feel("1 +"))), "无法识别", task(given(feel("=1 + 1")))),
    "unreadable item": Case(
        "输入参数", task(given(items("<camunda:value>=1 +</camunda:value>"))), "的一项 =1 + 无法识别",
        task(given(items("<camunda:value>=1 + 1</camunda:value>", feel("2"), entries(a="3")))),
    ),
    "unreadable entry": Case(
        "输入参数", task(given(entries(a="=1 +"))), "无法识别", task(given(entries(a="=1", b=feel("2"))))
    ),
    "entry without a key": Case(
        "输入参数", task(given("<camunda:map><camunda:entry>1</camunda:entry></camunda:map>")), "没有键",
        task(given(entries(a="1"))),
    ),
    "entry twice": Case(
        "输入参数", task(given((entries(a="1") + entries(a="2")).replace("</camunda:map><camunda:map>", ""))),
        "键“a”写了不止一次", task(given(entries(a="1", b="2"))),
    ),
    "lists too deep": Case(
        "输入参数", task(given(nested(MAX_NESTING + 1))), "套得太深", task(given(nested(MAX_NESTING)))
    ),
    "two blocks": Case(
        "输入输出映射",
        line(WORK.replace("/>", f">{extensions('<camunda:inputOutput/>', '<camunda:inputOutput/>')}</bpmn:userTask>")),
        "写了不止一次", task(given("1")),
    ),
    "parameters of a start event": Case(
        "开始事件", line(WORK, start=element("startEvent", "", put(given("1")), "start")), "inputOutput",
        task(given("1")),
    ),
    "parameters of a catch event": Case(
        "定时捕获事件", line(catch(put() + timer("P1D"))), "inputOutput", line(throw(put(given("1")) + BARE_MESSAGE)),
    ),
    "parameters of a gateway": Case(
        "排他网关", line(WORK, element("exclusiveGateway", "", put(given("1")), "g")), "inputOutput", task(given("1"))
    ),
    "parameters of a plain throw event": Case(
        "中间抛出事件", line(throw(put(given("1")))), "这里不能写输入输出映射", line(throw(put(given("1")) + signal()))
    ),
    "result of a thrown message": Case(
        "消息抛出事件", line(throw(put(taken("1")) + BARE_MESSAGE)), "不能写输出参数",
        line(throw(put(given("1")) + BARE_MESSAGE)),
    ),
    "parameters of a terminate event": Case(
        "终止结束事件", line(WORK, end=element("endEvent", "", put() + "<bpmn:terminateEventDefinition/>", "end")),
        "这里不能写输入输出映射", line(WORK, end=element("endEvent", "", put(given("1")) + BARE_MESSAGE, "end")),
    ),
    "parameters of an event subprocess": Case(
        "事件子流程",
        line(WORK) + event_subprocess(timer("P1D")).replace('ByEvent="true">', f'ByEvent="true">{put()}'),
        "这里不能写输入输出映射", subprocess(put(given("1")) + INNER),
    ),
    "signal that hands over nothing named": Case(
        "信号抛出事件", line(throw(signal('<camunda:in source="a"/>'))), "没有写目标变量", line(throw(signal(ONE)))
    ),
    "signal with an unreadable expression": Case(
        "信号结束事件",
        line(WORK, end=element("endEvent", "", signal('<camunda:in sourceExpression="=a +" target="b"/>'), "end")),
        "无法识别",
        line(WORK, end=element("endEvent", "", signal('<camunda:in sourceExpression="=a + 1" target="b"/>'), "end")),
    ),
    "signal with a business key": Case(
        "信号抛出事件", line(throw(signal('<camunda:in businessKey="#{execution.processBusinessKey}"/>'))),
        "信号不传业务编号", line(throw(signal('<camunda:in variables="all"/>'))),
    ),
    "caught signal that hands something over": Case(
        "信号捕获事件", line(catch(signal(ONE))), "等信号的事件不能写传出的变量", line(catch(signal()))
    ),
    "call with local values of nothing": Case(
        "调用活动", call('<camunda:in local="yes" variables="all"/>'), "“yes”不能执行",
        call('<camunda:in local="true" variables="all"/>'),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be_handed_over_is_refused_and_its_near_miss_is_not(case: str) -> None:
    check(CASES[case])


@pytest.mark.parametrize("drawn", [
    line(SCRIPT.replace("<bpmn:script>", put(given("1")) + "<bpmn:script>")),
    line(element("task", "", put(given("1")), "t")),
    line(element("callActivity", 'calledElement="=which"', put(given("1"), taken("=z")))),
    subprocess(put(given("=total"), taken("=done")) + INNER),
    line(WORK.replace("/>", f">{put()}</bpmn:userTask>")) + boundary(),
])  # fmt: skip
def test_every_activity_may_have_parameters(drawn: str) -> None:
    assert sentences(file(drawn, MESSAGE + SIGNAL)) == ""
