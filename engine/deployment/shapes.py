"""The drawing itself: coordinates that are numbers, so that every page can show the diagram."""
from __future__ import annotations

import re

from lxml import etree

from engine.deployment.findings import Findings
from engine.deployment.vocabulary import local_name

_DRAWN_BY = {
    "http://www.omg.org/spec/DD/20100524/DC": ("x", "y", "width", "height"),
    "http://www.omg.org/spec/DD/20100524/DI": ("x", "y"),
}
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,20})?", re.ASCII)


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
