"""Messages as they are drawn: which nodes receive one, which throw one, and the properties that go with it."""
from __future__ import annotations

from lxml import etree

from engine.deployment.declared import check_declared
from engine.deployment.diagram import Diagram, Node, camunda, properties
from engine.deployment.event_table import CATCHING_EVENTS
from engine.deployment.findings import Findings
from engine.deployment.identities import is_variable_name
from engine.deployment.property_names import (
    BUSINESS_KEY_PROPERTY,
    CORRELATION_KEY_PROPERTY,
    PAYLOAD_FORM_PROPERTY,
    PAYLOAD_VARIABLE_PROPERTY,
    PROCESS_SENDER,
    SENDERS_PROPERTY,
)
from engine.deployment.vocabulary import local_name

_DYNAMIC = ("=", "${", "#{")


def message_holder(node: Node) -> etree._Element | None:
    """The element with the messageRef: the event's definition, or a send or receive task itself."""
    if node.type in {"sendTask", "receiveTask"}:
        return node.element
    return next((entry for entry in node.definitions if local_name(entry) == "messageEventDefinition"), None)


def receives_message(node: Node) -> bool:
    """Whether the node waits for a message or begins by one."""
    return node.type == "receiveTask" or (node.type in CATCHING_EVENTS and message_holder(node) is not None)


def throws_message(node: Node) -> bool:
    """Whether the node sends a message by itself; what an external worker does is no message of ours."""
    holder = message_holder(node)
    return holder is not None and not receives_message(node) and camunda(holder, "type") is None


def message_name(node: Node, diagram: Diagram) -> str:
    """The name of the message that the node receives or throws, empty when it names none."""
    holder = message_holder(node)
    declared = diagram.messages.get(holder.get("messageRef") or "") if holder is not None else None
    return declared.get("name") or "" if declared is not None else ""


def check_messages(diagram: Diagram, findings: Findings) -> None:
    """Report send and receive tasks without a message, and properties of messages where no message is."""
    for node in diagram.nodes():
        holder = message_holder(node)
        if node.type == "receiveTask" or (node.type == "sendTask" and camunda(node.element, "type") is None):
            _check_task(node, diagram, findings)
        elif holder is not None and camunda(holder, "type") is not None:
            _check_given_away(node, holder, findings)
        _check_properties(node, findings)


def _check_task(node: Node, diagram: Diagram, findings: Findings) -> None:
    reference = node.element.get("messageRef")
    if node.type == "sendTask" and not reference:
        findings.error(node.element, "没有写发什么，请选一条消息，或把实现方式选成外部任务（External）并填写主题")
    else:
        check_declared(node.element, reference, diagram.messages, "消息", findings)


def _check_given_away(node: Node, holder: etree._Element, findings: Findings) -> None:
    if node.type in CATCHING_EVENTS:
        findings.error(node.element, "等消息的事件不能交给外部程序，请去掉实现方式")
    elif holder.get("messageRef"):
        findings.error(node.element, "外部程序去做的，就不再由流程发消息，请只留一样：消息，或外部任务的主题")


def _check_properties(node: Node, findings: Findings) -> None:
    given = properties(node.element)
    receives, throws = receives_message(node), throws_message(node)
    for name in (PAYLOAD_FORM_PROPERTY, PAYLOAD_VARIABLE_PROPERTY, SENDERS_PROPERTY):
        if name in given and not receives:
            findings.error(node.element, f"扩展属性 {name} 只能用在接收消息的事件和接收任务上，请删去")
    if BUSINESS_KEY_PROPERTY in given and not throws:
        findings.error(node.element, f"扩展属性 {BUSINESS_KEY_PROPERTY} 只能用在发出消息的事件和发送任务上，请删去")
    if CORRELATION_KEY_PROPERTY in given and not (receives or throws):
        findings.error(node.element, f"扩展属性 {CORRELATION_KEY_PROPERTY} 只能用在收发消息的事件和任务上，请删去")
    elif CORRELATION_KEY_PROPERTY in given and node.type == "startEvent" and node.scope.owner is None:
        findings.error(node.element, f"流程还没有开始，没有变量可以核对，请去掉扩展属性 {CORRELATION_KEY_PROPERTY}")
    elif CORRELATION_KEY_PROPERTY in given and not given[CORRELATION_KEY_PROPERTY].lstrip().startswith(_DYNAMIC):
        findings.error(node.element, f"扩展属性 {CORRELATION_KEY_PROPERTY} 要写以 = 开头的表达式，例如 =contract")
    _check_payload(node, given, findings)


def _check_payload(node: Node, given: dict[str, str], findings: Findings) -> None:
    """Only a form says what people may send; a diagram sends what its author wrote."""
    variable = given.get(PAYLOAD_VARIABLE_PROPERTY)
    from_processes = PROCESS_SENDER in (word.strip() for word in given.get(SENDERS_PROPERTY, "").split(","))
    if variable is not None and PAYLOAD_FORM_PROPERTY not in given and not from_processes:
        findings.error(node.element, "写了 payloadVariable 还要写 payloadForm：没有表单的消息不带内容")
    if variable is not None and not is_variable_name(variable):
        findings.error(node.element, f"变量名“{variable[:60]}”不能用，请只用字母、数字和下划线，不以数字开头")
