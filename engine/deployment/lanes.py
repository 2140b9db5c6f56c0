"""Lanes and pools: each lane names nodes that exist, each node stands in one lane, one pool holds the process.

A lane that is divided lists its nodes once more besides the lanes in it, as Camunda Modeler writes them.
"""
from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.deployment.conformity import is_executable
from engine.deployment.diagram import Diagram
from engine.deployment.findings import Findings
from engine.deployment.vocabulary import BPMN


def check_lanes(diagram: Diagram, findings: Findings) -> None:
    """Report lane references that lead nowhere or to a node that stands in another lane."""
    known = {node.id: node for node in diagram.nodes()}
    placed: dict[str, etree._Element] = {}
    for lane in _lanes(diagram.process):
        for reference in lane.iterfind(f"{{{BPMN}}}flowNodeRef"):
            id_ = (reference.text or "").strip()
            outer = placed.setdefault(id_, lane)
            if id_ not in known:
                findings.error(reference, f"泳道里的节点“{id_[:80]}”不存在，请把节点拖出泳道再拖回来")
            elif outer is not lane and outer not in lane.iterancestors():
                findings.error(known[id_].element, "同时放在两条泳道里，请只放在一条里")
            placed[id_] = lane


def _lanes(process: etree._Element) -> Iterator[etree._Element]:
    """Every lane of the process, outer ones first."""
    for lanes in process.iterfind(f"{{{BPMN}}}laneSet"):
        yield from lanes.iter(f"{{{BPMN}}}lane")


def lanes_by_node(process: etree._Element) -> dict[str, str]:
    """The innermost lane's name (or id) by the ids of the nodes that it lists."""
    return {
        (reference.text or "").strip(): lane.get("name") or lane.get("id") or ""
        for lane in _lanes(process)
        for reference in lane.iterfind(f"{{{BPMN}}}flowNodeRef")
    }


def check_pools(root: etree._Element, findings: Findings) -> None:
    """Report pools that name no process, and processes that stand in two pools. Empty pools are black boxes."""
    processes = {process.get("id"): process for process in root.iterfind(f"{{{BPMN}}}process")}
    used: set[str] = set()
    for participant in root.iterfind(f"{{{BPMN}}}collaboration/{{{BPMN}}}participant"):
        reference = participant.get("processRef")
        if not reference:
            continue
        if reference not in processes:
            findings.error(participant, f"泳池的流程“{reference[:80]}”不存在，请重新画泳池")
        elif reference in used and is_executable(processes[reference]):
            findings.error(participant, f"流程“{reference[:80]}”已经在另一个泳池里，请只留一个泳池")
        used.add(reference)
