"""The drawing itself: coordinates that are numbers, and a shape for everything that is executed."""
from __future__ import annotations

import re

from lxml import etree

from engine.deployment.diagram import Diagram
from engine.deployment.findings import Findings
from engine.deployment.vocabulary import local_name

_DIAGRAM = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DRAWN_BY = {
    "http://www.omg.org/spec/DD/20100524/DC": ("x", "y", "width", "height"),
    "http://www.omg.org/spec/DD/20100524/DI": ("x", "y"),
}
#: As programs write them: very small ones with an exponent.
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,20})?(E-?\d{1,2})?", re.ASCII | re.IGNORECASE)


def check_shapes(root: etree._Element, findings: Findings) -> None:
    """Report bounds and waypoints whose coordinates are missing or no numbers (BPMN DI, clause 12)."""
    for uri, names in _DRAWN_BY.items():
        for place in root.iter(f"{{{uri}}}*"):
            if local_name(place) not in {"Bounds", "waypoint"}:
                continue
            for name in names:
                if not _NUMBER.fullmatch(place.get(name, "")):
                    drawn = next((e.get("bpmnElement") for e in place.iterancestors() if e.get("bpmnElement")), "")
                    findings.error(place, f"图形 {drawn} 的坐标 {name} 不是数字，请用 Camunda Modeler 打开后重新保存")


def check_drawn(diagram: Diagram, root: etree._Element, findings: Findings) -> None:
    """Report nodes and flows that a drawing leaves out: they would run without anybody's seeing them.

    A file without any drawing is not looked at: nothing in it is seen, which the Modeler itself tells.
    """
    if next(root.iter(f"{_DIAGRAM}BPMNPlane"), None) is None:
        return
    shapes = {shape.get("bpmnElement") for shape in root.iter(f"{_DIAGRAM}BPMNShape")}
    edges = {edge.get("bpmnElement") for edge in root.iter(f"{_DIAGRAM}BPMNEdge")}
    for node in diagram.nodes():
        if node.id not in shapes:
            findings.error(node.element, "图上没有画出来，却会执行，请在图上重新画这一步，或从文件里删去")
    for flow in diagram.flows():
        if flow.element.get("id") not in edges:
            findings.error(flow.element, "图上没有画出来，却会执行，请在图上重新画这条连线，或从文件里删去")
