"""Sequence flows: both ends stand in the same scope, and every node has the flows that it may and must have."""
from __future__ import annotations

from engine.deployment.diagram import Diagram, Flow, Node, Scope
from engine.deployment.event_table import AFTER_EVENT_BASED_GATEWAY
from engine.deployment.findings import Findings
from engine.deployment.vocabulary import BPMN, GATEWAYS, local_name

_BEGINNING = frozenset({"startEvent", "boundaryEvent"})
#: What must go on: an arrow was forgotten, for nothing else would follow from it.
_GOING_ON = GATEWAYS | _BEGINNING


def check_flows(diagram: Diagram, findings: Findings) -> None:
    """Report dangling flows and nodes with too few or too many of them."""
    everywhere = {node.id for node in diagram.nodes()}
    for flow in diagram.flows():
        _check_end(flow, "sourceRef", flow.source, everywhere, findings)
        _check_end(flow, "targetRef", flow.target, everywhere, findings)
    for scope in diagram.scopes:
        _check_beginning(scope, findings)
        for node in scope.nodes:
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


def _check_beginning(scope: Scope, findings: Findings) -> None:
    """A scope without a start event begins at every node that nothing leads to (BPMN 2.0, 10.4.2)."""
    if scope.of_type("startEvent"):
        return
    beginnings = scope.beginnings()
    if not beginnings:
        findings.error(scope.element, "没有开始事件，也没有可以开始的节点，请画上开始事件")
    elif len(beginnings) > 1:
        names = "、".join((node.element.get("name") or node.id)[:40] for node in beginnings[:6])
        findings.warn(scope.element, f"没有开始事件，会从 {len(beginnings)} 个没有进线的节点（{names}）同时开始")


def _check_incoming(node: Node, findings: Findings) -> None:
    if node.is_event_subprocess:
        if node.incoming:
            findings.error(node.element, "事件子流程由里面的开始事件启动，不能有进来的连线，请删去连线")
    elif node.type in _BEGINNING or node.is_link_target:
        if node.incoming:
            findings.error(node.element, "不能有进来的连线，请把连线接到别的节点")
    elif not node.incoming and node.scope.of_type("startEvent"):
        findings.error(node.element, "没有进来的连线，走不到这里，请从前一步连过来，或删去")


def _check_outgoing(node: Node, findings: Findings) -> None:
    if node.is_event_subprocess:
        if node.outgoing:
            findings.error(node.element, "事件子流程后面不能有连线，请把后续步骤画在里面")
    elif node.type == "endEvent":
        if node.outgoing:
            findings.error(node.element, "结束事件后面不能再有连线")
    elif node.is_link_source:
        if node.outgoing:
            findings.error(node.element, "链接抛出事件跳到同名的链接捕获事件，后面不能有连线")
    elif node.type == "eventBasedGateway":
        _check_event_choice(node, findings)
    elif not node.outgoing:
        if node.type in _GOING_ON:
            findings.error(node.element, "后面没有连线，请连到下一步或结束事件")
        elif node.scope.of_type("endEvent"):
            findings.warn(node.element, "后面没有连线，走到这里就算结束；如果还有下一步，请连上")


def _check_event_choice(node: Node, findings: Findings) -> None:
    hosts = {event.element.get("attachedToRef") for event in node.scope.of_type("boundaryEvent")}
    if len(node.outgoing) < 2:
        findings.error(node.element, "事件网关后面至少要有两个捕获事件")
    for flow in node.outgoing:
        if flow.condition is not None:
            findings.error(flow.element, "事件网关的出线不能写条件")
        if flow.target is None:
            continue
        if flow.target.type not in AFTER_EVENT_BASED_GATEWAY or flow.target.is_link_target:
            findings.error(
                flow.target.element, "事件网关后面只能接中间捕获事件（定时、消息、信号或条件）和接收任务"
            )
        elif len(flow.target.incoming) > 1:
            findings.error(flow.target.element, "接在事件网关后面，就不能再有别的进线")
        elif flow.target.id in hosts:
            findings.error(flow.target.element, "接在事件网关后面的接收任务不能贴边界事件，请直接接在网关后面")
        elif any(local_name(part).endswith("LoopCharacteristics") for part in flow.target.element):
            findings.error(flow.target.element, "接在事件网关后面的接收任务不能有循环标记：网关只等一条消息，请去掉")


def _check_listed(node: Node, findings: Findings) -> None:
    """bpmn:incoming and bpmn:outgoing repeat the flows; a reference to something else is a damaged file."""
    for name, flows in (("incoming", node.incoming), ("outgoing", node.outgoing)):
        ids = {flow.element.get("id") for flow in flows}
        for reference in node.element.findall(f"{{{BPMN}}}{name}"):
            id_ = (reference.text or "").strip()
            if id_ not in ids:
                findings.error(reference, f"引用的连线“{id_[:80]}”不存在或没有接在这里，请重新画这条连线")
