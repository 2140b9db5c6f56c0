"""Choices: who needs conditions, who may not have any, and the default flow (BPMN 2.0, 13.3.1 and 13.4)."""
from __future__ import annotations

from engine.deployment.diagram import Diagram, Node
from engine.deployment.findings import Findings
from engine.deployment.vocabulary import GATEWAYS

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
        elif node.type not in GATEWAYS:
            _check_flows_out(node, findings)


def _check_flows_out(node: Node, findings: Findings) -> None:
    """Out of an activity or event: every unconditional flow and each whose condition holds, else the default."""
    conditional = [flow for flow in node.outgoing if flow.condition is not None]
    default = node.element.get("default")
    if default is not None:
        _check_default_flow(node, default, findings)
        if len(node.outgoing) > 1 and not any(flow.element.get("id") != default for flow in conditional):
            findings.error(node.element, "其他出线都没有条件，默认分支永远不会走，请给别的出线写条件，或去掉默认分支")
    elif conditional and len(conditional) == len(node.outgoing):
        findings.warn(node.element, "每条出线都有条件，没有默认分支：条件都不成立时案件会停下，等管理员处理")


def _check_default(node: Node, findings: Findings) -> None:
    default = node.element.get("default")
    if default is None:
        if len(node.outgoing) > 1:
            findings.warn(node.element, "没有默认分支：条件都不成立时案件会停下，等管理员处理")
        return
    if len(node.outgoing) < 2:
        findings.error(node.element, "只有一条出线，不用设默认分支，请去掉")
    _check_default_flow(node, default, findings)


def _check_default_flow(node: Node, default: str, findings: Findings) -> None:
    chosen = next((flow for flow in node.outgoing if flow.element.get("id") == default), None)
    if chosen is None:
        where = "这个网关" if node.type in GATEWAYS else "这里"
        findings.error(node.element, f"默认分支“{default[:80]}”不是{where}的出线，请重新选")
    elif chosen.condition is not None:
        findings.error(chosen.element, "默认分支不能写条件，请去掉条件")


def _check_conditions(node: Node, findings: Findings) -> None:
    default = node.element.get("default")
    if len(node.outgoing) == 1:
        if node.outgoing[0].condition is not None:
            findings.error(node.outgoing[0].element, "网关只有这一条出线，不能写条件，请补上另一条或去掉条件")
        return
    for flow in node.outgoing:
        if flow.condition is None and (default is None or flow.element.get("id") != default):
            findings.error(flow.element, "没有条件，也不是默认分支，请填写条件或设为默认")
