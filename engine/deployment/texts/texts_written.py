"""Every FEEL text of a diagram, wherever it stands, with the process whose variables it reads."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.deployment.diagram import Diagram
from engine.deployment.vocabulary import CAMUNDA, is_bpmn, local_name, namespace

#: BPMN elements whose text is a condition or another expression.
_CONDITIONS = frozenset({"conditionExpression", "condition", "loopCondition", "completionCondition"})
_EXPRESSIONS = frozenset({"script", "loopCardinality", "timeDate", "timeDuration", "timeCycle"})
#: camunda: elements whose text may be an expression.
_CAMUNDA_TEXTS = frozenset({"inputParameter", "outputParameter", "value", "entry", "script"})


@dataclass(frozen=True, slots=True)
class Expression:
    """``what``: what people call it; ``condition``: a case's way depends on it; ``process``: None when not known."""

    element: etree._Element
    text: str
    what: str
    process: str | None
    condition: bool = False


def expressions_of(diagram: Diagram) -> Iterator[Expression]:
    """In document order; texts that are no expressions are left out."""
    for element in diagram.process.iter("{*}*"):
        name, text = local_name(element), element.text or ""
        if is_bpmn(element, *_CONDITIONS):
            yield Expression(element, text, "条件", diagram.key, condition=True)
        elif is_bpmn(element, *_EXPRESSIONS):
            yield Expression(element, text, "脚本" if name == "script" else "表达式", diagram.key)
        elif namespace(element) == CAMUNDA:
            yield from _in_extension(element, name, text, diagram.key)
        for attribute, value in element.attrib.items():
            if str(attribute).startswith(f"{{{CAMUNDA}}}") and is_dynamic(str(value)):
                yield Expression(element, str(value), "表达式", diagram.key)


def _in_extension(element: etree._Element, name: str, text: str, key: str) -> Iterator[Expression]:
    if name == "script" or (name in _CAMUNDA_TEXTS and is_dynamic(text)):
        yield Expression(element, text, "表达式", key)
    elif name in {"in", "out"} and element.get("sourceExpression"):
        process: str | None = key
        if name == "out":
            called = _caller(element)
            process = None if is_dynamic(called) else called
        yield Expression(element, element.get("sourceExpression") or "", "表达式", process)
    elif name == "property" and (is_dynamic(element.get("value")) or element.get("name") == "outputElement"):
        yield Expression(element, element.get("value") or "", "表达式", key)
    elif name == "errorEventDefinition" and element.get("expression"):
        yield Expression(element, element.get("expression") or "", "条件", key, condition=True)


def is_dynamic(text: str | None) -> bool:
    """Whether a text is an expression and not itself."""
    return (text or "").lstrip().startswith(("=", "${", "#{"))


def _caller(element: etree._Element) -> str:
    """The process that is called where a mapping stands."""
    around = next((outer for outer in element.iterancestors() if is_bpmn(outer, "callActivity")), None)
    return (around.get("calledElement") or "").strip() if around is not None else ""
