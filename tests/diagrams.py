"""Small diagrams written in a few lines: elements by name, flows as arrows, each a complete Camunda 7 file."""
from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import pairwise

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
 xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="defs" targetNamespace="http://example.org"
 modeler:executionPlatform="Camunda Platform" modeler:executionPlatformVersion="7.24.0">
"""


def process(body: str, flows: str = "", key: str = "p", extra: str = "", attributes: str = "") -> bytes:
    """A file with one process. ``body``: XML with tags like ``<userTask …/>``; ``flows``: see ``arrows``."""
    inside = _prefix(body) + arrows(flows)
    return (
        f'{HEAD}<bpmn:process id="{key}" name="流程{key}" isExecutable="true" camunda:historyTimeToLive="P30D"'
        f" {attributes}>{inside}</bpmn:process>{_prefix(extra)}</bpmn:definitions>"
    ).encode()


def arrows(text: str) -> str:
    """``a -> b -> c`` makes two flows; ``a -> b : =x > 1`` one with a condition. One chain a line."""
    flows = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        chain, _, condition = line.partition(" : ")
        nodes = [node.strip() for node in chain.split("->")]
        for source, target in pairwise(nodes):
            inner = ""
            if condition:
                escaped = condition.strip().replace("&", "&amp;").replace("<", "&lt;")
                inner = (
                    '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
                    f"{escaped}</bpmn:conditionExpression>"
                )
            flows.append(
                f'<bpmn:sequenceFlow id="{source}__{target}" sourceRef="{source}" targetRef="{target}">'
                f"{inner}</bpmn:sequenceFlow>"
            )
    return "".join(flows)


def user(element_id: str, form: str | None = None, groups: str = "village_committee", inside: str = "") -> str:
    """A user task for a candidate group."""
    reference = f' camunda:formRef="{form}" camunda:formRefBinding="latest"' if form else ""
    attributes = f'id="{element_id}" name="{element_id}" camunda:candidateGroups="{groups}"{reference}'
    return f"<userTask {attributes}>{inside}</userTask>"


def script(element_id: str, variable: str, expression: str) -> str:
    """A FEEL script task."""
    escaped = expression.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<scriptTask id="{element_id}" name="{element_id}" scriptFormat="feel" camunda:resultVariable="{variable}">'
        f"<script>{escaped}</script></scriptTask>"
    )


def form(form_id: str, *fields: Mapping[str, object]) -> bytes:
    """A Camunda Form with these components."""
    schema = {
        "type": "default",
        "id": form_id,
        "schemaVersion": 19,
        "executionPlatform": "Camunda Platform",
        "executionPlatformVersion": "7.24.0",
        "components": [{"id": f"Field_{place}", **field} for place, field in enumerate(fields)],
    }
    return json.dumps(schema, ensure_ascii=False).encode()


def text(key: str, **more: object) -> dict[str, object]:
    """A text field of at most 200 characters."""
    validate = {"maxLength": 200, **more.pop("validate", {})}  # type: ignore[dict-item]
    return {"type": "textfield", "key": key, "label": key, "validate": validate, **more}


def number(key: str, **more: object) -> dict[str, object]:
    """A number field from 0 to a million."""
    return {"type": "number", "key": key, "label": key, "validate": {"min": 0, "max": 1000000}, **more}


def _prefix(body: str) -> str:
    return re.sub(r"<(/?)(?!/|camunda:|bpmn:)(\w)", r"<\1bpmn:\2", body)
