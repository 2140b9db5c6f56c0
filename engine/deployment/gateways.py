"""Gateways: who needs conditions, who may not have any, and the default flow (BPMN 2.0, 13.4)."""
from __future__ import annotations

from engine.deployment.diagram import Diagram, Node
from engine.deployment.findings import Findings

_DECIDING = frozenset({"exclusiveGateway", "inclusiveGateway"})


def check_gateways(diagram: Diagram, findings: Findings) -> None:
    """Report conditions that are missing or stand where nobody asks for them."""
    for node in diagram.nodes():
        if node.type in _DECIDING:
            _check_default(node, findings)
            _check_conditions(node, findings)
        elif node.type == "parallelGateway":
            for flow in node.outgoing:
                if flow.condition is not None:
                    findings.error(flow.element, "并行网关的出线不能写条件，要按条件分叉请用包容网关")


def _check_default(node: Node, findings: Findings) -> None:
    default = node.element.get("default")
    if default is None:
        if len(node.outgoing) > 1:
            findings.warn(node.element, "没有默认分支：条件都不成立时案件会停下，等管理员处理")
        return
    if len(node.outgoing) < 2:
        findings.error(node.element, "只有一条出线，不用设默认分支，请去掉")
    if default not in {flow.element.get("id") for flow in node.outgoing}:
        findings.error(node.element, f"默认分支“{default[:80]}”不是这个网关的出线，请重新选")


def _check_conditions(node: Node, findings: Findings) -> None:
    default = node.element.get("default")
    if len(node.outgoing) == 1:
        if node.outgoing[0].condition is not None:
            findings.error(node.outgoing[0].element, "网关只有这一条出线，不能写条件，请补上另一条或去掉条件")
        return
    for flow in node.outgoing:
        is_default = default is not None and flow.element.get("id") == default
        if is_default and flow.condition is not None:
            findings.error(flow.element, "默认分支不能写条件，请去掉条件")
        elif not is_default and flow.condition is None:
            findings.error(flow.element, "没有条件，也不是默认分支，请填写条件或设为默认")
