"""What a construct's diagrams hold: elements, attributes, events at their places, markers, hosts, extensions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from lxml import etree

from engine.deployment.event_table import NONE, interrupts
from engine.deployment.vocabulary import BPMN, CAMUNDA, is_bpmn, local_name, namespace, scope_kind
from tests.acceptance.constructs.dressing import dress
from tests.acceptance.constructs.table import CONSTRUCTS

#: A kind of feature, then what it is.
Feature = tuple[str, ...]
#: They show nothing unless something refers to them.
DECLARED = frozenset({"message", "signal", "error", "escalation"})
INTERRUPTING, BESIDE, PLAIN = "打断", "不打断", ""


@cache
def shown_by() -> dict[Feature, list[str]]:
    """Each feature with the names of the constructs that show it, those first that show little else."""
    found = defaultdict(list)
    every = {construct.name: set(features(place)) for place, construct in enumerate(CONSTRUCTS)}
    for name, held in sorted(every.items(), key=lambda entry: len(entry[1])):
        for feature in held:
            found[feature].append(name)
    return dict(found)


def features(place: int) -> Iterator[Feature]:
    """All that the construct at this place of the table shows, as it is deployed."""
    for name, content in dress(CONSTRUCTS[place], 0).files.items():
        if name.endswith(".bpmn"):
            root = etree.fromstring(content)
            used = set(root.xpath("//@*[not(name() = 'id')]"))
            for element in root.iter(f"{{{BPMN}}}*", f"{{{CAMUNDA}}}*"):
                if local_name(element) not in DECLARED or element.get("id") in used:
                    yield from _of_element(element)


def _of_element(element: etree._Element) -> Iterator[Feature]:
    name = local_name(element)
    kind = "element" if namespace(element) == BPMN else "extension"
    yield kind, name
    for qualified in element.attrib:
        attribute = etree.QName(str(qualified))
        yield f"{kind} attribute", name, ("camunda:" if attribute.namespace == CAMUNDA else "") + attribute.localname
    if kind == "extension" and name == "property":
        yield "property", element.get("name", "")
    if name == "boundaryEvent":
        root = element.getroottree()
        (host,) = root.xpath("//*[@id=$id]", id=element.get("attachedToRef"))
        yield "host", local_name(host)
    if name.endswith("LoopCharacteristics"):
        yield "marker", local_name(_parent(element)), marker_of(element)
    if name.endswith("Event"):
        yield from _of_event(element)


def marker_of(element: etree._Element) -> str:
    """The kind of a loop marker."""
    if local_name(element) == "standardLoopCharacteristics":
        return "循环"
    return "顺序多实例" if element.get("isSequential") == "true" else "并行多实例"


def _of_event(element: etree._Element) -> Iterator[Feature]:
    event = local_name(element)
    scope = scope_kind(_parent(element)) if event == "startEvent" else ""
    mode = (INTERRUPTING if interrupts(element) else BESIDE) if has_modes(event, scope) else PLAIN
    definitions = [inner for inner in element if is_bpmn(inner) and local_name(inner).endswith("EventDefinition")]
    for reference in element.findall(f"{{{BPMN}}}eventDefinitionRef"):
        definitions += element.getroottree().xpath("//*[@id=$id]", id=reference.text)
    for definition in definitions:
        yield "event", event, scope, mode, local_name(definition)
        for time in definition:
            if local_name(time) in ("timeDate", "timeDuration", "timeCycle"):
                yield "time", event, scope, mode, kind_of_time(local_name(time), time.text or "")
    if not definitions:
        yield "event", event, scope, mode, NONE


def has_modes(event: str, scope: str) -> bool:
    """Whether such an event interrupts or not."""
    return event == "boundaryEvent" or scope == "eventSubProcess"


def kind_of_time(name: str, text: str) -> str:
    """How a timer says its time."""
    if name == "timeCycle":
        return "周期" if text.startswith("R") else "cron"
    return {"timeDate": "日期", "timeDuration": "时长"}[name]


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None
    return parent
