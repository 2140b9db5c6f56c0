"""Consultations in a few lines for tests of the policy's rules: marks, steps, and the ways through what was drawn."""
from __future__ import annotations

import re
from xml.sax.saxutils import quoteattr

from lxml import etree

from consultation.policy_lint.model import build_model
from consultation.policy_lint.rules import BY_STEP, STEP_PROPERTY
from consultation.policy_lint.ways import Ways, WaysWithout
from engine.deployment.diagram import Diagram, Flow, Node, read_diagram
from engine.deployment.vocabulary import BPMN
from tests.diagrams import process, user

TOLD = BY_STEP["告知利益相关方"]
NOTICE = BY_STEP["公示告知"]
START = '<startEvent id="s"/>'
END = '<endEvent id="e"/>'


def mark(**values: str) -> str:
    """The extension elements with these camunda:properties; ``__`` in a name is a colon."""
    entries = "".join(
        f"<camunda:property name={quoteattr(name.replace('__', ':'))} value={quoteattr(value)}/>"
        for name, value in values.items()
    )
    return f"<extensionElements><camunda:properties>{entries}</camunda:properties></extensionElements>"


def step(element_id: str, word: str = TOLD.step) -> str:
    """A user task that takes a step of the policy."""
    return user(element_id, inside=mark(**{STEP_PROPERTY: word}))


def mark_flow(content: bytes, flow_id: str, **values: str) -> bytes:
    """The file with properties on one of its flows."""
    inside = re.sub(r"<(/?)(extensionElements)", r"<\1bpmn:\2", mark(**values))
    return re.sub(rf'(<bpmn:sequenceFlow id="{flow_id}"[^>]*>)', rf"\1{inside}", content.decode()).encode()


def drawn(body: str, flows: str, key: str = "p") -> Diagram:
    """The diagram of a process."""
    return diagram_of(process(body, flows, key))


def diagram_of(content: bytes) -> Diagram:
    """The diagram of a file."""
    root = etree.fromstring(content)
    found = root.find(f"{{{BPMN}}}process")
    assert found is not None
    return read_diagram(root, found)


def without(root: Diagram, *called: Diagram) -> WaysWithout:
    """The ways through ``root`` on which the stakeholders are not told."""
    return ways(root, *called).without(TOLD)


def ways(root: Diagram, *called: Diagram) -> Ways:
    """The ways through ``root``."""
    by_key = {diagram.key: diagram for diagram in (root, *called)}
    return Ways(build_model(root, lambda target: by_key.get(target[0]), 10_000))


def name_of(place: Node | Flow | None) -> str | None:
    """The id of an element."""
    return None if place is None else place.element.get("id")
