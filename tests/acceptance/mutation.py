"""Takes an element out of a diagram, as somebody would who thinks that it is not needed; the rest stays deployable."""
from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
FLOW_NODES = [
    BPMN + name
    for name in ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "task",
                 "userTask", "manualTask", "scriptTask", "businessRuleTask", "callActivity", "subProcess",
                 "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway")
]  # fmt: skip
BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"


def without(content: bytes, element_id: str) -> bytes:
    """The diagram without one flow node.

    What led to the node leads to the target of its default or first flow. A start, boundary or end event goes with
    the flows that touch it. What cannot be reached any more or leads nowhere goes too, and so does everything drawn
    of it.
    """
    drawn = etree.fromstring(content)
    outgoing = [str(flow.get("id")) for flow in _flows(drawn) if flow.get("sourceRef") == element_id]
    default = _by_id(drawn, element_id).get("default")
    # A process must still be able to end: where the default flow only leads back, another one is followed.
    for chosen in sorted(outgoing, key=lambda flow: flow != default) or [""]:
        root = etree.fromstring(content)
        _take_out(root, _by_id(root, element_id), chosen)
        if next(root.iter(f"{BPMN}endEvent"), None) is not None:
            return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    raise ValueError(f"nothing is left without {element_id}")


def _take_out(root: etree._Element, node: etree._Element, chosen: str) -> None:
    incoming = [flow for flow in _flows(root) if flow.get("targetRef") == node.get("id")]
    outgoing = [flow for flow in _flows(root) if flow.get("sourceRef") == node.get("id")]
    if outgoing and node.tag not in (f"{BPMN}startEvent", f"{BPMN}boundaryEvent"):
        for flow in incoming:
            flow.set("targetRef", str(_by_id(root, chosen).get("targetRef")))
        incoming = []
    _drop([node, *outgoing, *incoming])
    _prune(root)
    _tidy(root)


def _by_id(root: etree._Element, element_id: str) -> etree._Element:
    return next(element for element in root.iter(f"{BPMN}*") if element.get("id") == element_id)


def _flows(root: etree._Element) -> list[etree._Element]:
    return list(root.iter(f"{BPMN}sequenceFlow"))


def _drop(elements: Iterable[etree._Element]) -> None:
    for element in elements:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def _prune(root: etree._Element) -> None:
    """Drop what no start event leads to and what leads nowhere, in every scope, until nothing is left to drop."""
    while True:
        flows = _flows(root)
        nodes = {str(element.get("id")) for element in root.iter(*FLOW_NODES)}
        attached = list(root.iter(f"{BPMN}boundaryEvent"))
        reached = {str(event.get("id")) for event in root.iter(f"{BPMN}startEvent")}
        grown = True
        while grown:
            found = {str(flow.get("targetRef")) for flow in flows if flow.get("sourceRef") in reached}
            found |= {str(event.get("id")) for event in attached if event.get("attachedToRef") in reached}
            grown = not found <= reached
            reached |= found
        ends = {str(event.get("id")) for event in root.iter(f"{BPMN}endEvent")}
        led_on = {str(flow.get("sourceRef")) for flow in flows}
        kept = reached & (led_on | ends)
        lost = [element for element in root.iter(f"{BPMN}*") if element.get("id") in nodes - kept]
        lost += [flow for flow in flows if not {flow.get("sourceRef"), flow.get("targetRef")} <= kept]
        if not lost:
            return
        _drop(lost)


def _tidy(root: etree._Element) -> None:
    """Bring references and shapes into line with the elements that are left."""
    left = {element.get("id") for element in root.iter(f"{BPMN}*")}
    flows = _flows(root)
    for element in root.iter(f"{BPMN}*"):
        kept = [flow for flow in flows if flow.get("sourceRef") == element.get("id")]
        if "default" in element.attrib and (element.get("default") not in left or len(kept) == 1):
            del element.attrib["default"]
    for listed, end in ((f"{BPMN}incoming", "targetRef"), (f"{BPMN}outgoing", "sourceRef")):
        for reference in list(root.iter(listed)):
            owner = reference.getparent()
            ends = {(flow.get("id"), flow.get(end)) for flow in flows}
            if owner is None or (reference.text, owner.get("id")) not in ends:
                _drop([reference])
    _drop([element for element in root.iter(f"{BPMN}flowNodeRef") if element.text not in left])
    _drop([line for line in root.iter(f"{BPMN}association")
                 if not {line.get("sourceRef"), line.get("targetRef")} <= left])  # fmt: skip
    left = {element.get("id") for element in root.iter(f"{BPMN}*")}
    _drop([shape for shape in root.iter(f"{BPMNDI}BPMNShape", f"{BPMNDI}BPMNEdge")
                 if shape.get("bpmnElement") not in left])  # fmt: skip
