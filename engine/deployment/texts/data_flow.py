"""Where the variables of a process come from, as its diagram says; kept as JSON beside the definition.

A source is {"feel": text}, {"text": text}, {"list": [source]}, {"map": {name: source}}, {"items": source} for one of
its items, {"variable": name}, {"decision": reference, "mapping": name} or {"anything": true}. What a call takes back is
worked out in the called process.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from engine.deployment.diagram import Diagram, Node, camunda, camunda_extensions, child, properties
from engine.deployment.property_names import (
    PAYLOAD_FORM_PROPERTY,
    PAYLOAD_VARIABLE_PROPERTY,
    REASON_VARIABLE_PROPERTY,
    STAGE_PROPERTY,
)
from engine.deployment.references import Reference, decision_of, form_of
from engine.deployment.vocabulary import CAMUNDA, local_name

Source = dict[str, Any]
ANYTHING: Source = {"anything": True}
#: What each entry of ``describe_data_flow`` begins as.
EMPTY = ("writes", "forms", "gives", "takes", "throws", "catches", "stages")
_COUNTERS = ("nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances", "loopCounter")
_THROWING = frozenset({"intermediateThrowEvent", "endEvent", "sendTask"})
_DEEPEST = 8


def describe_data_flow(diagram: Diagram) -> dict[str, Any]:
    """Everything that writes variables.

    ``writes``: [name, source]; ``forms``: {key, binding, version, variable}; ``gives`` and ``takes``: {called, values,
    all} of call activities, ``called`` None for a process that is known only later; ``throws`` and ``catches``: {kind,
    name, …} of messages and signals with payload; ``stages``: sources of the case's stage; ``open``: work outside the
    system may write anything.
    """
    found: dict[str, Any] = {name: [] for name in EMPTY} | {"open": False}
    for node in diagram.nodes():
        _read_node(node, diagram, found)
        for definition in definitions_of(node):
            _read_definition(node, definition, diagram, found)
    return found


def source_of(text: str | None) -> Source:
    """The source that a text stands for: an expression, or the text itself."""
    text = text or ""
    return {"feel": text} if text.lstrip().startswith(("=", "${", "#{")) else {"text": text}


def definitions_of(node: Node) -> Iterator[etree._Element]:
    """The event definitions of a node, those it refers to included."""
    for definition in node.definitions:
        if local_name(definition) != "eventDefinitionRef":
            yield definition
            continue
        wanted = (definition.text or "").strip().rpartition(":")[2]
        yield from (entry for entry in node.element.getroottree().getroot() if entry.get("id") == wanted)


def parameters_of(element: etree._Element, direction: str) -> Iterator[tuple[str, etree._Element]]:
    """The camunda:inputParameter or camunda:outputParameter entries (``direction``: input, output) by name."""
    for listed in camunda_extensions(element, "inputOutput"):
        for entry in listed.findall(f"{{{CAMUNDA}}}{direction}Parameter"):
            yield entry.get("name") or "", entry


def _read_node(node: Node, diagram: Diagram, found: dict[str, Any]) -> None:
    element, writes = node.element, found["writes"]
    given = properties(element)
    for name in ("resultVariable", "initiator"):
        variable = camunda(element, name)
        if variable and node.type != "businessRuleTask":
            writes.append([variable, _script(element) if node.type == "scriptTask" else ANYTHING])
    if node.type in {"userTask", "startEvent"} and (form := form_of(element)):
        found["forms"].append(_bound(form) | {"variable": None})
    elif node.type == "businessRuleTask":
        _read_decision(element, given, writes)
    elif node.type == "callActivity":
        _read_call(element, found)
    elif camunda(element, "type") == "external":
        found["open"] = True
    if node.type in {"receiveTask", "sendTask"} and element.get("messageRef"):
        _read_message(node, element.get("messageRef"), diagram, found)
    for direction in ("input", "output"):
        writes += [[name, _parameter(entry, 0)] for name, entry in parameters_of(element, direction)]
    if given.get(STAGE_PROPERTY):
        found["stages"].append(source_of(given[STAGE_PROPERTY]))
    _read_loop(element, given, writes)


def _script(element: etree._Element) -> Source:
    script = child(element, "script")
    return {"feel": script.text or ""} if script is not None else ANYTHING


def _read_decision(element: etree._Element, given: dict[str, str], writes: list[Any]) -> None:
    variable, decision = camunda(element, "resultVariable"), decision_of(element)
    if variable:
        mapping = camunda(element, "mapDecisionResult") or "resultList"
        source = {"decision": _bound(decision), "mapping": mapping} if decision else ANYTHING
        writes.append([variable, source])
    if given.get(REASON_VARIABLE_PROPERTY):
        writes.append([given[REASON_VARIABLE_PROPERTY], ANYTHING])


def _read_call(element: etree._Element, found: dict[str, Any]) -> None:
    called = (element.get("calledElement") or "").strip()
    known = None if not called or called.startswith(("=", "${", "#{")) else called
    for direction, target in (("in", "gives"), ("out", "takes")):
        entries = [entry for entry in camunda_extensions(element, direction) if entry.get("businessKey") is None]
        found[target].append({"called": known} | _mapped(entries))


def _mapped(entries: list[etree._Element]) -> dict[str, Any]:
    values = [
        [entry.get("target") or "", {"feel": entry.get("source") or entry.get("sourceExpression") or ""}]
        for entry in entries
        if entry.get("variables") is None
    ]
    return {"values": values, "all": any(entry.get("variables") is not None for entry in entries)}


def _read_loop(element: etree._Element, given: dict[str, str], writes: list[Any]) -> None:
    loop = child(element, "multiInstanceLoopCharacteristics")
    if loop is None:
        return
    writes += [[name, {"feel": "0"}] for name in _COUNTERS]
    variable, collection = camunda(loop, "elementVariable"), camunda(loop, "collection")
    if variable:
        writes.append([variable, {"items": {"feel": collection}} if collection else ANYTHING])
    if given.get("outputCollection"):
        writes.append([given["outputCollection"], {"list": [{"feel": given.get("outputElement") or "null"}]}])


def _read_definition(node: Node, definition: etree._Element, diagram: Diagram, found: dict[str, Any]) -> None:
    kind = local_name(definition).removesuffix("EventDefinition")
    for name in ("errorCodeVariable", "errorMessageVariable", "escalationCodeVariable"):
        variable = camunda(definition, name)
        if variable:
            found["writes"].append([variable, ANYTHING])
    if camunda(definition, "type") == "external":
        found["open"] = True
    if kind == "message":
        _read_message(node, definition.get("messageRef"), diagram, found)
    elif kind == "signal":
        signal = {"kind": kind, "name": _name_of(diagram.signals, definition.get("signalRef"))}
        if node.type in _THROWING:
            found["throws"].append(signal | _mapped(camunda_extensions(definition, "in")))
        else:
            found["catches"].append(signal | {"variable": None})


def _read_message(node: Node, reference: str | None, diagram: Diagram, found: dict[str, Any]) -> None:
    """A message that is caught brings what its form takes, without a form what its sender maps."""
    name = _name_of(diagram.messages, reference)
    given = properties(node.element)
    variable = given.get(PAYLOAD_VARIABLE_PROPERTY)
    if node.type in _THROWING:
        values = [[target, {"variable": target}] for target, _entry in parameters_of(node.element, "input")]
        found["throws"].append({"kind": "message", "name": name, "values": values, "all": False})
    elif given.get(PAYLOAD_FORM_PROPERTY):
        form = _bound(Reference(node.element, "form", given[PAYLOAD_FORM_PROPERTY].strip()))
        found["forms"].append(form | {"variable": variable})
    else:
        found["catches"].append({"kind": "message", "name": name, "variable": variable})


def _name_of(declared: Mapping[str, etree._Element], reference: str | None) -> str | None:
    entry = declared.get(reference or "")
    return entry.get("name") if entry is not None else None


def _parameter(entry: etree._Element, depth: int) -> Source:
    """What an input or output parameter, a list's value or a map's entry holds."""
    parts = list(entry.iterchildren("*"))
    if not parts:
        return source_of(entry.text)
    part = parts[0]
    name = local_name(part)
    if depth == _DEEPEST or len(parts) > 1 or name not in {"script", "list", "map"}:
        return ANYTHING
    if name == "script":
        return {"feel": part.text or ""}
    inner = [_parameter_item(item, depth + 1) for item in part.iterchildren("*")]
    if name == "list":
        return {"list": inner}
    return {"map": {item.get("key") or "": source for item, source in zip(part.iterchildren("*"), inner, strict=True)}}


def _parameter_item(item: etree._Element, depth: int) -> Source:
    """A camunda:value or entry; a list within a list stands there itself."""
    if local_name(item) == "script":
        return {"feel": item.text or ""}
    return _parameter(item, depth) if local_name(item) in {"value", "entry"} else ANYTHING


def _bound(reference: Reference) -> dict[str, Any]:
    return {"key": reference.key, "binding": reference.binding, "version": reference.version}
