"""Sequence flows: both ends stand in the same scope, and only gateways split (no implicit starts, ends or splits)."""
from __future__ import annotations

from engine.deployment.diagram import Diagram, Flow, Node
from engine.deployment.event_table import AFTER_EVENT_BASED_GATEWAY
from engine.deployment.findings import Findings
from engine.deployment.vocabulary import BPMN, GATEWAYS

_BEGINNING = frozenset({"startEvent", "boundaryEvent"})


def check_flows(diagram: Diagram, findings: Findings) -> None:
    """Report dangling flows and nodes with too few or too many of them."""
    everywhere = {node.id for node in diagram.nodes()}
    for flow in diagram.flows():
        _check_end(flow, "sourceRef", flow.source, everywhere, findings)
        _check_end(flow, "targetRef", flow.target, everywhere, findings)
        if flow.condition is not None and flow.source is not None and flow.source.type not in GATEWAYS:
            findings.error(flow.element, "条件只能写在网关的出线上，请在前面加一个排他网关")
    for node in diagram.nodes():
        _check_incoming(node, findings)
        _check_outgoing(node, findings)
        _check_listed(node, findings)


def _check_end(flow: Flow, attribute: str, node: Node | None, everywhere: set[str], findings: Findings) -> None:
    if node is not None:
        return
    end = "起点" if attribute == "sourceRef" else "终点"
    id_ = (flow.element.get(attribute) or "")[:80]
    if id_ in everywhere:
        findings.error(flow.element, f"{end} {id_} 在另一层（子流程内外），连线不能穿过子流程的边框")
    else:
        findings.error(flow.element, f"{end}“{id_}”不存在，请删去这条连线重新画")


def _check_incoming(node: Node, findings: Findings) -> None:
    if node.type in _BEGINNING:
        if node.incoming:
            findings.error(node.element, "不能有进来的连线，请把连线接到别的节点")
    elif not node.incoming:
        findings.error(node.element, "没有进来的连线，请从开始事件连过来，或删去")


def _check_outgoing(node: Node, findings: Findings) -> None:
    if node.type == "endEvent":
        if node.outgoing:
            findings.error(node.element, "结束事件后面不能再有连线")
    elif not node.outgoing:
        findings.error(node.element, "后面没有连线，请连到下一步或结束事件")
    elif node.type not in GATEWAYS and len(node.outgoing) > 1:
        findings.error(node.element, f"有 {len(node.outgoing)} 条出线，不能直接分叉，请用网关")
    elif node.type == "eventBasedGateway":
        _check_event_choice(node, findings)


def _check_event_choice(node: Node, findings: Findings) -> None:
    if len(node.outgoing) < 2:
        findings.error(node.element, "事件网关后面至少要有两个捕获事件")
    for flow in node.outgoing:
        if flow.condition is not None:
            findings.error(flow.element, "事件网关的出线不能写条件")
        if flow.target is None:
            continue
        if flow.target.type not in AFTER_EVENT_BASED_GATEWAY:
            findings.error(flow.target.element, "事件网关后面只能接中间捕获事件（定时、消息、信号或条件）")
        elif len(flow.target.incoming) > 1:
            findings.error(flow.target.element, "接在事件网关后面，就不能再有别的进线")


def _check_listed(node: Node, findings: Findings) -> None:
    """bpmn:incoming and bpmn:outgoing repeat the flows; a reference to something else is a damaged file."""
    for name, flows in (("incoming", node.incoming), ("outgoing", node.outgoing)):
        ids = {flow.element.get("id") for flow in flows}
        for reference in node.element.findall(f"{{{BPMN}}}{name}"):
            id_ = (reference.text or "").strip()
            if id_ not in ids:
                findings.error(reference, f"引用的连线“{id_[:80]}”不存在或没有接在这里，请重新画这条连线")
