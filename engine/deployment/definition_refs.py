"""Event definitions that stand beside the processes and are referred to by events, resolved as if written inside."""
from __future__ import annotations

from lxml import etree

from engine.deployment.event_table import DEFINITIONS, definitions_here
from engine.deployment.findings import Findings
from engine.deployment.vocabulary import BPMN, chinese, is_bpmn, local_name, scope_kind

#: Every reference looks through all of them.
MAX_SHARED = 50
_TAGS = tuple(f"{{{BPMN}}}{name}" for name in sorted(DEFINITIONS))


def read_definitions(event: etree._Element) -> list[etree._Element]:
    """The event's definitions in document order, those that it refers to in the place of the reference.

    A reference that leads nowhere stands for itself.
    """
    found = []
    for inner in event:
        if is_bpmn(inner, "eventDefinitionRef"):
            target = _shared(event, (inner.text or "").strip())
            found.append(inner if target is None else target)
        elif is_bpmn(inner) and local_name(inner).endswith("EventDefinition"):
            found.append(inner)
    return found


def check_definition_refs(root: etree._Element, findings: Findings) -> None:
    """Report references to definitions that are not there or of a kind that the event cannot carry."""
    shared = list(root.iterchildren(*_TAGS))
    if len(shared) > MAX_SHARED:
        findings.error(shared[0], f"单独写的事件定义超过 {MAX_SHARED} 个，请写在事件里面")
        return
    named = {definition.get("id"): definition for definition in shared}
    for reference in root.iter(f"{{{BPMN}}}eventDefinitionRef"):
        event = reference.getparent()
        scope = event.getparent() if event is not None else None
        if event is None or scope is None:
            continue
        allowed = definitions_here(local_name(event), scope_kind(scope)) or frozenset()
        id_ = (reference.text or "").strip()
        if id_ not in named:
            findings.error(event, f"引用的事件定义“{id_[:80]}”不存在，请直接在事件上选类型")
        elif local_name(named[id_]) not in allowed:
            what = chinese(local_name(named[id_]))
            findings.error(event, f"引用的{what}不能用在{chinese(local_name(event))}上，请直接在事件上选类型")


def _shared(event: etree._Element, id_: str) -> etree._Element | None:
    root = event.getroottree().getroot()
    for count, definition in enumerate(root.iterchildren(*_TAGS)):
        if count == MAX_SHARED:
            break
        if definition.get("id") == id_:
            return definition
    return None
