"""What begins cases by itself, by the clock or a signal: it says for which organisations."""
from __future__ import annotations

from engine.deployment.diagram import Diagram, Node, properties
from engine.deployment.findings import Findings
from engine.deployment.messages_drawn import throws_message
from engine.deployment.property_names import ORGANISATION_PROPERTY
from engine.errors import ProductError
from engine.expressions import read_expression

_DYNAMIC = ("=", "${", "#{")


def check_organisations(diagram: Diagram, findings: Findings) -> None:
    """Report timers that begin cases for nobody, and the property ``organisation`` where nothing is begun."""
    for node in diagram.nodes():
        text = properties(node.element).get(ORGANISATION_PROPERTY)
        if begins_cases(node):
            _check_start(node, text, findings)
        elif text is not None and not throws_message(node):
            findings.error(
                node.element,
                f"扩展属性 {ORGANISATION_PROPERTY} 只能用在流程的定时、信号开始事件和发出消息的事件上，请删去",
            )


def begins_cases(node: Node) -> bool:
    """Whether it is a start event of a process at which cases begin without anybody's doing."""
    return node.type == "startEvent" and node.scope.owner is None and node.trigger in {"timer", "signal"}


def _check_start(node: Node, text: str | None, findings: Findings) -> None:
    if text is None and node.trigger == "signal":
        return
    if not any(part.strip() for part in (text or "").split(",")):
        findings.error(
            node.element,
            f"没有写为哪个村或单位开始，请加扩展属性 {ORGANISATION_PROPERTY}，写单位代码，多个用逗号分开",
        )
    elif text is not None and text.lstrip().startswith(_DYNAMIC):
        _check_expression(node, text, findings)


def _check_expression(node: Node, text: str, findings: Findings) -> None:
    try:
        names = read_expression(text).free_variables
    except ProductError:
        return
    if names:
        named = "、".join(sorted(names)[:5])
        message = f"用到了变量（{named}），流程还没有开始，没有变量，请写单位代码"
        findings.error(node.element, f"扩展属性 {ORGANISATION_PROPERTY} {message}")
