"""Who may send a message: whatever receives one says it, in words that deployment knows."""
from __future__ import annotations

from engine.deployment.diagram import Diagram, Node, properties
from engine.deployment.expressions import check_group
from engine.deployment.findings import Findings
from engine.deployment.messages_drawn import receives_message
from engine.deployment.property_names import EVERYONE, INITIATOR, PROCESS_SENDER, SENDERS_PROPERTY


def check_senders(diagram: Diagram, known_roles: frozenset[str], findings: Findings) -> None:
    """Report receivers whose ``senders`` is missing or unreadable: without it nobody could send the message."""
    for node in diagram.nodes():
        if receives_message(node):
            _check(node, senders_of(node), known_roles, findings)


def senders_of(node: Node) -> tuple[str, ...]:
    """The words of the node's ``senders`` property."""
    return split_senders(properties(node.element).get(SENDERS_PROPERTY))


def split_senders(text: str | None) -> tuple[str, ...]:
    """The words of a ``senders`` property, one by one."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _check(node: Node, senders: tuple[str, ...], known_roles: frozenset[str], findings: Findings) -> None:
    if not senders:
        findings.error(
            node.element,
            f"没有写谁可以发这条消息，请加扩展属性 {SENDERS_PROPERTY}：{EVERYONE}（看得到这件协商的人）、"
            f"{INITIATOR}（发起人）、{PROCESS_SENDER}（别的流程）或岗位代码，多个用逗号分开",
        )
    for sender in senders:
        if sender == INITIATOR and node.type == "startEvent" and node.scope.owner is None:
            findings.error(node.element, f"开始事件还没有发起人，请在 {SENDERS_PROPERTY} 里写 {EVERYONE} 或岗位代码")
        elif sender not in (EVERYONE, INITIATOR, PROCESS_SENDER):
            check_group(node.element, sender, known_roles, findings)
