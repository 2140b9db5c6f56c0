"""Who may send a message: every message event says it, in words that deployment knows."""
from __future__ import annotations

from engine.deployment.diagram import Diagram, Node, properties
from engine.deployment.expressions import check_group
from engine.deployment.findings import Findings
from engine.deployment.property_names import EVERYONE, INITIATOR, SENDERS_PROPERTY
from engine.deployment.vocabulary import local_name


def check_senders(diagram: Diagram, known_roles: frozenset[str], findings: Findings) -> None:
    """Report message events whose ``senders`` is missing or unreadable: without it nobody could send the message."""
    for node in diagram.nodes():
        given = properties(node.element).get(SENDERS_PROPERTY)
        if any(local_name(definition) == "messageEventDefinition" for definition in node.definitions):
            _check(node, split_senders(given), known_roles, findings)
        elif given is not None:
            findings.error(node.element, f"扩展属性 {SENDERS_PROPERTY} 只能用在消息事件上，请删去")


def split_senders(text: str | None) -> tuple[str, ...]:
    """The words of a ``senders`` property, one by one."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _check(node: Node, senders: tuple[str, ...], known_roles: frozenset[str], findings: Findings) -> None:
    if not senders:
        findings.error(
            node.element,
            f"没有写谁可以发这条消息，请加扩展属性 {SENDERS_PROPERTY}：{EVERYONE}（看得到这件协商的人）、"
            f"{INITIATOR}（发起人）或岗位代码，多个用逗号分开",
        )
    for sender in senders:
        if sender == INITIATOR and node.type == "startEvent":
            findings.error(node.element, f"开始事件还没有发起人，请在 {SENDERS_PROPERTY} 里写 {EVERYONE} 或岗位代码")
        elif sender not in (EVERYONE, INITIATOR):
            check_group(node.element, sender, known_roles, findings)
