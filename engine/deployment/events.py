"""Events: which may start and end a scope, what they wait for, and what a boundary event is attached to."""
from __future__ import annotations

from lxml import etree

from engine.deployment.diagram import Diagram, Node, Scope, child, properties
from engine.deployment.event_table import BOUNDARY_HOSTS, EVENT_DEFINITIONS, NONE, TIMERS, definitions_here
from engine.deployment.findings import Findings
from engine.deployment.identities import is_variable_name
from engine.deployment.property_names import PAYLOAD_FORM_PROPERTY, PAYLOAD_VARIABLE_PROPERTY
from engine.deployment.vocabulary import local_name, scope_kind

_EVENTS = frozenset(event for event, _scope in EVENT_DEFINITIONS)


def check_events(diagram: Diagram, findings: Findings) -> None:
    """Report events that cannot begin, end or wait as drawn."""
    for scope in diagram.scopes:
        _check_beginning(scope, findings)
        if not scope.of_type("endEvent"):
            findings.error(scope.element, "没有结束事件，请画上，并让每条路都走到结束事件")
    _check_message_starts(diagram, findings)
    for node in diagram.nodes():
        if node.type in _EVENTS:
            _check_definitions(node, diagram, findings)
        if node.type == "boundaryEvent":
            _check_boundary(node, findings)
        _check_payload(node, findings)


def _check_beginning(scope: Scope, findings: Findings) -> None:
    starts = scope.of_type("startEvent")
    plain = [node for node in starts if not node.definitions]
    if not starts:
        findings.error(scope.element, "没有开始事件，请画上")
    elif scope.owner is not None and len(starts) != 1:
        findings.error(scope.element, "子流程只能有一个开始事件")
    elif len(plain) > 1:
        findings.error(plain[1].element, "普通开始事件只能有一个，其他的请改成消息开始事件")


def _check_message_starts(diagram: Diagram, findings: Findings) -> None:
    seen: set[str] = set()
    for node in diagram.scopes[0].of_type("startEvent"):
        for definition in node.definitions:
            message = diagram.messages.get(definition.get("messageRef") or "")
            name = (message.get("name") or "") if message is not None else ""
            if name and name in seen:
                findings.error(node.element, f"消息“{name[:60]}”已经是另一个开始事件的消息，请换一个")
            seen.add(name)


def _check_definitions(node: Node, diagram: Diagram, findings: Findings) -> None:
    allowed = definitions_here(node.type, scope_kind(node.scope.element)) or frozenset()
    if len(node.definitions) > 1:
        findings.error(node.element, "一个事件只能等一样东西，请分成几个事件")
    if not node.definitions and NONE not in allowed:
        findings.error(node.element, "没有选类型，请选定时、消息、信号或条件")
    for definition in node.definitions:
        name = local_name(definition)
        if name == "messageEventDefinition":
            _check_reference(node, definition.get("messageRef"), diagram.messages, "消息", findings)
        elif name == "signalEventDefinition":
            _check_reference(node, definition.get("signalRef"), diagram.signals, "信号", findings)
        elif name == "timerEventDefinition":
            _check_timer(node, definition, findings)
        elif name == "conditionalEventDefinition" and child(definition, "condition") is None:
            findings.error(node.element, "没有写条件，请填写 FEEL 条件")


def _check_reference(
    node: Node, reference: str | None, declared: dict[str, etree._Element], what: str, findings: Findings
) -> None:
    if not reference:
        findings.error(node.element, f"没有选{what}，请在属性面板新建或选择{what}")
    elif reference not in declared:
        findings.error(node.element, f"{what}“{reference[:80]}”不存在，请重新选")


def _check_timer(node: Node, definition: etree._Element, findings: Findings) -> None:
    kinds = [local_name(kind) for kind in definition if local_name(kind).startswith("time")]
    if len(kinds) != 1:
        findings.error(node.element, "定时事件要写一个时间：日期、时长或周期")
    elif kinds[0] not in TIMERS.get(node.type, frozenset()):
        findings.error(node.element, "这里不能用周期，请写日期或时长")
    elif kinds[0] == "timeCycle" and node.element.get("cancelActivity") != "false":
        findings.error(node.element, "周期只能用在不打断的边界事件上，请改成时长，或改成不打断")


def _check_boundary(node: Node, findings: Findings) -> None:
    reference = node.element.get("attachedToRef") or ""
    host = next((other for other in node.scope.nodes if other.id == reference), None)
    if not reference or host is None:
        findings.error(node.element, f"依附的活动“{reference[:80]}”不存在或在另一层，请重新贴到活动上")
    elif host.type not in BOUNDARY_HOSTS:
        findings.error(node.element, "边界事件只能贴在人工任务、调用活动或子流程上")


def _check_payload(node: Node, findings: Findings) -> None:
    given = properties(node.element)
    names = [name for name in (PAYLOAD_FORM_PROPERTY, PAYLOAD_VARIABLE_PROPERTY) if name in given]
    is_message = any(local_name(definition) == "messageEventDefinition" for definition in node.definitions)
    if names and not is_message:
        findings.error(node.element, f"扩展属性 {names[0]} 只能用在消息事件上，请删去")
    if PAYLOAD_VARIABLE_PROPERTY in given and PAYLOAD_FORM_PROPERTY not in given:
        findings.error(node.element, "写了 payloadVariable 还要写 payloadForm：没有表单的消息不带内容")
    variable = given.get(PAYLOAD_VARIABLE_PROPERTY)
    if variable is not None and not is_variable_name(variable):
        findings.error(node.element, f"变量名“{variable[:60]}”不能用，请只用字母、数字和下划线，不以数字开头")
