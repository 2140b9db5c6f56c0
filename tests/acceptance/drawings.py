"""The county's diagrams as graphs, and which of their flows a case has taken."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from composition import PROCESSES

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


@dataclass(frozen=True)
class Flow:
    """A sequence flow of a diagram."""

    id: str
    source: str
    target: str


@dataclass
class Drawing:
    """A diagram: the kind of each flow node, and the flows."""

    key: str
    nodes: dict[str, str] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)


def _read(key: str, root: etree._Element) -> Drawing:
    drawing = Drawing(key)
    for flow in root.iter(f"{BPMN}sequenceFlow"):
        drawing.flows.append(Flow(str(flow.get("id")), str(flow.get("sourceRef")), str(flow.get("targetRef"))))
    ends = {flow.source for flow in drawing.flows} | {flow.target for flow in drawing.flows}
    for element in root.iter(f"{BPMN}*"):
        if element.get("id") in ends:
            drawing.nodes[str(element.get("id"))] = str(element.tag).removeprefix(BPMN)
    return drawing


DRAWINGS = {path.stem: _read(path.stem, etree.parse(path).getroot()) for path in sorted(PROCESSES.glob("*.bpmn"))}


def visited(visits: Iterable[Mapping[str, Any]]) -> set[tuple[str, str]]:
    """Process and element of each visit."""
    return {(process_of(visit), visit["element_id"]) for visit in visits}


def process_of(visit: Mapping[str, Any]) -> str:
    """The process whose diagram a visit belongs to."""
    return str(visit["definition_id"]).split(":")[0]


def flows_taken(visits: list[dict[str, Any]]) -> set[str]:
    """The flows that a case has taken, read from the order of its visits (all in one list, first to last)."""
    taken = set()
    for place, visit in enumerate(visits):
        drawing = DRAWINGS[process_of(visit)]
        later = [other["element_id"] for other in visits[place + 1 :] if process_of(other) == drawing.key]
        flows = [flow for flow in drawing.flows if flow.source == visit["element_id"]]
        if visit["status"] != "completed":
            continue
        if drawing.nodes[visit["element_id"]] == "exclusiveGateway":
            # A choice is made at once: the first of its targets that is visited after it is the one chosen.
            chosen = next((target for target in later if target in {flow.target for flow in flows}), None)
            taken |= {flow.id for flow in flows if flow.target == chosen}
        else:
            until = later.index(visit["element_id"]) if visit["element_id"] in later else len(later)
            taken |= {flow.id for flow in flows if flow.target in later[:until]}
    return taken
