"""Lanes and pools: each lane names nodes that exist, each node stands in one lane, one pool holds the process."""
from __future__ import annotations

from lxml import etree

from engine.deployment.conformity import is_executable
from engine.deployment.diagram import Diagram
from engine.deployment.findings import Findings
from engine.deployment.vocabulary import BPMN


def check_lanes(diagram: Diagram, findings: Findings) -> None:
    """Report lane references that lead nowhere or twice to the same node."""
    known = {node.id: node for node in diagram.nodes()}
    placed: dict[str, etree._Element] = {}
    for lane in diagram.process.iterfind(f"{{{BPMN}}}laneSet/{{{BPMN}}}lane"):
        for reference in lane.iterfind(f"{{{BPMN}}}flowNodeRef"):
            id_ = (reference.text or "").strip()
            if id_ not in known:
                findings.error(reference, f"泳道里的节点“{id_[:80]}”不存在，请把节点拖出泳道再拖回来")
            elif placed.setdefault(id_, lane) is not lane:
                findings.error(known[id_].element, "同时放在两条泳道里，请只放在一条里")


def lanes_by_node(process: etree._Element) -> dict[str, str]:
    """The lane's name (or id) by the ids of the nodes that it lists."""
    return {
        (reference.text or "").strip(): lane.get("name") or lane.get("id") or ""
        for lane in process.iterfind(f"{{{BPMN}}}laneSet/{{{BPMN}}}lane")
        for reference in lane.iterfind(f"{{{BPMN}}}flowNodeRef")
    }


def check_pools(root: etree._Element, findings: Findings) -> None:
    """Report pools that name no process, and processes that stand in two pools. Empty pools are black boxes."""
    processes = {process.get("id"): process for process in root.iterfind(f"{{{BPMN}}}process")}
    used: set[str] = set()
    for participant in root.iterfind(f"{{{BPMN}}}collaboration/{{{BPMN}}}participant"):
        reference = participant.get("processRef")
        if reference is None:
            continue
        if reference not in processes:
            findings.error(participant, f"泳池的流程“{reference[:80]}”不存在，请重新画泳池")
        elif reference in used and is_executable(processes[reference]):
            findings.error(participant, f"流程“{reference[:80]}”已经在另一个泳池里，请只留一个泳池")
        used.add(reference)
