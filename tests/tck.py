"""Reads and runs the official DMN test kit, given the folder that holds its compliance-level folders."""
from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

import feel
from engine import dmn
from engine.dmn.graph import DecisionGraph
from feel.temporal.literal import parse_temporal

NAMESPACE = "{http://www.omg.org/spec/DMN/20160719/testcase}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
MISSING = object()


@dataclass(frozen=True)
class Case:
    """One expected result of one test case."""

    name: str
    model: Path
    inputs: dict[str, Any]
    node: str
    kind: str
    service: str | None
    expected: Any
    error: bool


def list_cases(folder: Path) -> Iterator[Case]:
    """Every expected result below ``folder``, in the order of the files."""
    for path in sorted(folder.rglob("*-test-*.xml")):
        root = etree.parse(path).getroot()
        model = path.parent / (root.findtext(f"{NAMESPACE}modelName") or "").strip()
        for case in root.iterfind(f"{NAMESPACE}testCase"):
            inputs = {each.get("name"): read_value(each) for each in case.iterfind(f"{NAMESPACE}inputNode")}
            for node in case.iterfind(f"{NAMESPACE}resultNode"):
                name = f"{path.parent.parent.name}/{path.stem}/{case.get('id')}/{node.get('name')}"
                expected = node.find(f"{NAMESPACE}expected")
                yield Case(
                    name, model, inputs, node.get("name") or "", case.get("type") or node.get("type") or "decision",
                    case.get("invocableName"), None if expected is None else read_value(expected),
                    node.get("errorResult") == "true",
                )  # fmt: skip


def read_value(element: Any) -> Any:
    """The FEEL value that a test file writes: a value, a list, or components of a context."""
    if element.get(f"{XSI}nil") == "true":
        return None
    lists = element.find(f"{NAMESPACE}list")
    if lists is not None:
        return None if lists.get(f"{XSI}nil") == "true" else [
            read_value(item) for item in lists.iterfind(f"{NAMESPACE}item")
        ]
    components = element.findall(f"{NAMESPACE}component")
    if components:
        return {each.get("name"): read_value(each) for each in components}
    value = element.find(f"{NAMESPACE}value")
    if value is None or value.get(f"{XSI}nil") == "true":
        return None
    return read_scalar((value.get(f"{XSI}type") or "xsd:string").rpartition(":")[2], value.text or "")


def read_scalar(kind: str, text: str) -> Any:
    """A value by its XML Schema type."""
    if kind == "string":
        return text
    text = text.strip()
    if kind == "boolean":
        return text == "true"
    if kind in ("decimal", "double", "integer", "int", "long", "float"):
        return Decimal(text)
    if kind == "date":
        return feel.Date.parse(text)
    if kind == "time":
        return feel.Time.parse(text)
    if kind == "dateTime":
        return feel.DateTime.parse(text)
    return parse_temporal(text)


def load(path: Path) -> DecisionGraph:
    """The graph of a model with the other models of its folder."""
    others = [
        dmn.read_model(etree.parse(other).getroot()) for other in sorted(path.parent.glob("*.dmn")) if other != path
    ]
    return dmn.compile_graph(dmn.read_model(etree.parse(path).getroot()), others)


def run(case: Case, graph: DecisionGraph) -> Any:
    """What our implementation gives; None stands for null and for every error."""
    if case.kind == "decisionService":
        element = find(graph, case.service or case.node)
        value = graph.call_service(element.id, case.inputs)
        return value.get(case.node) if isinstance(value, dict) and case.node in value else value
    return graph.evaluate(find(graph, case.node).id, case.inputs).value


def find(graph: DecisionGraph, name: str) -> Any:
    """The element of the model with this name."""
    found = [each for each in graph.model.elements.values() if name in (each.name, each.variable, each.id)]
    decisions = [each for each in found if isinstance(each, dmn.Decision)]
    return (decisions or found)[0]


def same(expected: Any, got: Any) -> bool:
    """Equality of the test kit: numbers at 1e-8 relative, everything else as FEEL's equality of one kind."""
    if isinstance(expected, Decimal) and isinstance(got, Decimal):
        return math.isclose(expected, got, rel_tol=1e-8, abs_tol=1e-12)
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(same, expected, got))
    if isinstance(expected, dict) and isinstance(got, dict):
        return expected.keys() == got.keys() and all(same(value, got[key]) for key, value in expected.items())
    if type(expected) is not type(got):
        return False
    return expected == got or str(expected) == str(got)
