"""Events: which may begin and end a scope, what they wait for or throw, and what a boundary event is attached to."""
from __future__ import annotations

from engine.deployment.declared import check_declared
from engine.deployment.diagram import Diagram, Node, Scope, camunda, child
from engine.deployment.event_table import BOUNDARY_HOSTS, CATCHING_EVENTS, EVENTS, NONE, definitions_here, interrupts
from engine.deployment.findings import Findings
from engine.deployment.messages_drawn import message_name
from engine.deployment.timers_drawn import check_timer
from engine.deployment.vocabulary import local_name, scope_kind

#: At these a token never stays, unless a marker makes it wait.
_IMMEDIATE = frozenset({"task", "manualTask", "scriptTask", "businessRuleTask"})


def check_events(diagram: Diagram, findings: Findings) -> None:
    """Report events that cannot begin, end, wait or throw as drawn."""
    for scope in diagram.scopes:
        _check_beginning(scope, findings)
        hosts = {node.id: node for node in reversed(scope.nodes)}
        for node in scope.of_type("boundaryEvent"):
            _check_boundary(node, hosts, findings)
    _check_message_starts(diagram, findings)
    for node in diagram.nodes():
        if node.type in EVENTS:
            _check_definitions(node, diagram, findings)


def _check_beginning(scope: Scope, findings: Findings) -> None:
    starts = scope.of_type("startEvent")
    plain = [node for node in starts if not node.definitions]
    if scope.owner is not None and scope.owner.is_event_subprocess:
        if len(starts) != 1:
            findings.error(scope.element, "事件子流程里要有一个、只能有一个开始事件，它决定等什么事")
    elif scope.owner is not None and len(starts) > 1:
        findings.error(scope.element, "子流程只能有一个开始事件")
    elif len(plain) > 1:
        findings.error(plain[1].element, "普通开始事件只能有一个，其他的请改成消息、定时或信号开始事件")
    for node in starts:
        if not interrupts(node.element) and (scope.owner is None or not scope.owner.is_event_subprocess):
            findings.error(node.element, "只有事件子流程的开始事件才分打断和不打断，请去掉不打断的设置")


def _check_message_starts(diagram: Diagram, findings: Findings) -> None:
    seen: set[str] = set()
    for node in diagram.scopes[0].of_type("startEvent"):
        name = message_name(node, diagram)
        if name and name in seen:
            findings.error(node.element, f"消息“{name[:60]}”已经是另一个开始事件的消息，请换一个")
        seen.add(name)


def _check_definitions(node: Node, diagram: Diagram, findings: Findings) -> None:
    allowed = definitions_here(node.type, scope_kind(node.scope.element)) or frozenset()
    catching = node.type in CATCHING_EVENTS
    if len(node.definitions) > 1:
        what = "等一样东西" if catching else "抛出一样东西"
        findings.error(node.element, f"一个事件只能{what}，请分成几个事件")
    if not node.definitions and NONE not in allowed:
        findings.error(node.element, f"没有选类型，请选{_choices(node)}")
    for definition in node.definitions:
        name = local_name(definition)
        if name == "messageEventDefinition" and camunda(definition, "type") is None:
            check_declared(node.element, definition.get("messageRef"), diagram.messages, "消息", findings)
        elif name == "signalEventDefinition":
            check_declared(node.element, definition.get("signalRef"), diagram.signals, "信号", findings)
        elif name == "timerEventDefinition":
            check_timer(node, definition, findings)
        elif name == "conditionalEventDefinition" and child(definition, "condition") is None:
            findings.error(node.element, "没有写条件，请填写 FEEL 条件")
        elif name == "errorEventDefinition" and catching and not interrupts(node.element):
            findings.error(node.element, "接住错误的事件总是打断，请改成打断的")


def _choices(node: Node) -> str:
    return "定时、消息、信号或条件" if node.type == "intermediateCatchEvent" else "定时、消息、信号、错误、升级或条件"


def _check_boundary(node: Node, hosts: dict[str, Node], findings: Findings) -> None:
    reference = node.element.get("attachedToRef") or ""
    host = hosts.get(reference)
    if not reference or host is None:
        findings.error(node.element, f"依附的活动“{reference[:80]}”不存在或在另一层，请重新贴到活动上")
    elif host.type not in BOUNDARY_HOSTS or host.is_event_subprocess:
        findings.error(node.element, "边界事件只能贴在任务、调用活动或子流程上，请重新贴")
    elif host.type in _IMMEDIATE and node.trigger != "error" and not _is_marked(host):
        findings.warn(node.element, "贴在马上做完的任务上，等不到这个事件；只有错误边界事件在这里有用")


def _is_marked(node: Node) -> bool:
    """Whether it has instances that may wait as jobs; a job of its own comes before and after what events sit on."""
    return any(local_name(inner).endswith("LoopCharacteristics") for inner in node.element)
