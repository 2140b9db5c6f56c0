"""Messages are named, and what goes with one stands where one is received or thrown."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.cases import Case, check
from tests.unit.engine.deployment.drawing import (
    BARE_MESSAGE,
    MESSAGE_DEFINITION,
    WORK,
    boundary,
    catch,
    element,
    event_subprocess,
    line,
    property_,
    throw,
    timer,
)

BY_WORKER = '<bpmn:messageEventDefinition camunda:type="external" camunda:topic="sms"/>'
WORKERS = {"workers": "county_dept"}


def receive(attributes: str = 'messageRef="m"', **given: str) -> str:
    """A receive task."""
    return line(element("receiveTask", f'name="等" {attributes}', property_("senders", "everyone", **given)))


def send(attributes: str = 'messageRef="m"', **given: str) -> str:
    """A send task."""
    return line(element("sendTask", f'name="发" {attributes}', property_("note", "x", **given)))


def waiting(**given: str) -> str:
    """A catch event for a message."""
    return line(catch(property_("senders", given.pop("senders", "everyone"), **given) + BARE_MESSAGE))


def telling(definition: str = BARE_MESSAGE, **given: str) -> str:
    """A throw event of a message."""
    return line(throw(property_("note", "x", **given) + definition))


def begun(**given: str) -> str:
    """A process that a message begins."""
    definition = property_("senders", "everyone", **given) + BARE_MESSAGE
    return line(WORK, start=element("startEvent", "", definition, "start"))


CASES: dict[str, Case] = {
    "receive task without a message": Case("接收任务", receive(""), "没有选消息", receive()),
    "receive task for an undeclared message": Case("接收任务", receive('messageRef="gone"'), "“gone”不存在", receive()),
    "receive task that begins a process": Case(
        "接收任务", receive('messageRef="m" instantiate="true"'), "instantiate",
        receive('messageRef="m" instantiate="false"'),
    ),
    "receive task that names no sender": Case(
        "接收任务", line(element("receiveTask", 'name="等" messageRef="m"')), "没有写谁可以发这条消息", receive()
    ),
    "send task without a message": Case("发送任务", send(""), "没有写发什么", send()),
    "send task for an undeclared message": Case("发送任务", send('messageRef="gone"'), "“gone”不存在", send()),
    "send task for a message and a worker": Case(
        "发送任务", send('messageRef="m" camunda:type="external" camunda:topic="sms"', **WORKERS), "只留一样",
        send('camunda:type="external" camunda:topic="sms"', **WORKERS),
    ),
    "thrown message for a worker too": Case(
        "消息抛出事件", telling(BY_WORKER.replace("camunda:type", 'messageRef="m" camunda:type'), **WORKERS),
        "只留一样", telling(BY_WORKER, **WORKERS),
    ),
    "caught message for a worker": Case(
        "消息捕获事件",
        line(catch(MESSAGE_DEFINITION.replace("messageRef", 'camunda:type="external" camunda:topic="t" messageRef'))),
        "不能交给外部程序", line(catch(MESSAGE_DEFINITION)),
    ),
    "payload form on a timer": Case(
        "定时捕获事件", line(catch(property_("payloadForm", "apply") + timer("P1D"))),
        "只能用在接收消息的事件和接收任务上", waiting(payloadForm="apply"),
    ),
    "payload form on a thrown message": Case(
        "消息抛出事件", telling(payloadForm="apply"), "只能用在接收消息的事件和接收任务上", receive(payloadForm="apply")
    ),
    "payload variable without a form": Case(
        "消息捕获事件", waiting(payloadVariable="x"), "还要写 payloadForm",
        waiting(payloadVariable="x", senders="process, everyone"),
    ),
    "payload variable that cannot be one": Case(
        "消息捕获事件", waiting(payloadForm="f", payloadVariable="a b"), "变量名“a b”不能用",
        waiting(payloadForm="f", payloadVariable="a_b"),
    ),
    "senders of a thrown message": Case(
        "消息抛出事件", telling(senders="everyone"), "只能用在接收消息的事件和接收任务上", waiting(senders="everyone")
    ),
    "business key of a received message": Case(
        "消息捕获事件", waiting(businessKey="=number"), "只能用在发出消息的事件和发送任务上",
        telling(businessKey="=number"),
    ),
    "business key of a worker's message": Case(
        "消息抛出事件", telling(BY_WORKER, businessKey="=number", **WORKERS), "只能用在发出消息的事件和发送任务上",
        send(businessKey="=number"),
    ),
    "unreadable business key": Case(
        "消息抛出事件", telling(businessKey="=number +"), "无法识别", telling(businessKey="村-2026-001")
    ),
    "correlation key of a user task": Case(
        "人工任务", line(WORK.replace("/>", f">{property_('correlationKey', '=x')}</bpmn:userTask>")),
        "只能用在收发消息的事件和任务上", waiting(correlationKey="=x"),
    ),
    "correlation key of a process's start": Case(
        "消息开始事件", begun(correlationKey="=x"), "流程还没有开始",
        line(WORK) + event_subprocess(property_("senders", "everyone", correlationKey="=x") + BARE_MESSAGE),
    ),
    "correlation key that is a text": Case(
        "消息抛出事件", telling(correlationKey="contract"), "要写以 = 开头的表达式",
        telling(correlationKey="${contract}"),
    ),
    "unreadable correlation key": Case(
        "消息捕获事件", waiting(correlationKey="=x +"), "无法识别",
        line(WORK) + boundary(definition=property_("senders", "everyone", correlationKey="=x + 1") + BARE_MESSAGE),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_message_that_cannot_go_is_refused_and_its_near_miss_is_not(case: str) -> None:
    check(CASES[case])
