"""Asynchronous marks: a job before or after a node is executed wherever a token comes to it and leaves it."""
from __future__ import annotations

from engine.deployment.diagram import Diagram, Node, camunda
from engine.deployment.findings import Findings

_BEFORE = ("async", "asyncBefore")


def check_asynchronous(diagram: Diagram, findings: Findings) -> None:
    """Report marks on what waits for an event without a token's coming to it: a job would come too late or never."""
    for node in diagram.nodes():
        if node.is_event_subprocess and (_before(node) or _after(node)):
            findings.error(node.element, "事件子流程不能有异步标记，请写在里面的开始事件或步骤上")
        elif node.type == "boundaryEvent" and _before(node):
            findings.error(node.element, "边界事件一开始就在等，不能有“异步前”标记，请改成“异步后”")
        elif node.type == "eventBasedGateway":
            _check_choice(node, findings)


def _check_choice(gateway: Node, findings: Findings) -> None:
    if _after(gateway):
        findings.error(gateway.element, "事件网关本来就在等事件，不能有“异步后”标记，请去掉")
    for flow in gateway.outgoing:
        if flow.target is not None and _before(flow.target):
            findings.error(flow.target.element, "接在事件网关后面，不能有“异步前”标记，请去掉")


def _before(node: Node) -> bool:
    return any(camunda(node.element, name) == "true" for name in _BEFORE)


def _after(node: Node) -> bool:
    return camunda(node.element, "asyncAfter") == "true"
