"""Writes small DMN files for tests: definitions around decisions, tables from rows of texts."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, NamedTuple

from lxml import etree

import feel
from engine import dmn
from engine.dmn.graph import DecisionGraph

NAMESPACES = {
    "1.1": "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "1.2": "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "1.3": "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "1.4": "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "1.5": "https://www.omg.org/spec/DMN/20230324/MODEL/",
}


class Column(NamedTuple):
    """An input column (``text``: its expression) or an output column (``text``: its name)."""

    text: str
    type: str = ""
    values: str = ""
    default: str = ""
    label: str = ""
    variable: str = ""


class Row(NamedTuple):
    """Cells from left to right, and what is noted beside them."""

    cells: Sequence[str]
    why: str = ""


def file(*content: str, version: str = "1.3", namespace: str = "test", attributes: str = "") -> str:
    """A file of definitions; ``content``: decisions and the like."""
    return (
        f'<definitions xmlns="{NAMESPACES[version]}" xmlns:camunda="http://camunda.org/schema/1.0/dmn" '
        f'id="file" name="测试" namespace="{namespace}" {attributes}>{"".join(content)}</definitions>'
    )


def root_of(*content: str, **options: Any) -> etree._Element:
    """The root of ``file``."""
    return etree.fromstring(file(*content, **options))


def graph_of(*content: str, **options: Any) -> DecisionGraph:
    """The compiled graph of ``file``."""
    return dmn.compile_graph(dmn.read_model(root_of(*content, **options)))


def problems_of(*content: str, **options: Any) -> list[str]:
    """What compiling ``file`` finds, as sentences."""
    return [problem.sentence() for problem in graph_of(*content, **options).problems]


def tag(element: str, content: str = "", /, **attributes: str) -> str:
    """An element; attributes that are empty are left out, ``type_ref`` is written typeRef."""
    given = "".join(
        f' {"".join([word if at == 0 else word.title() for at, word in enumerate(key.strip("_").split("_"))])}'
        f'="{escape(value)}"'
        for key, value in attributes.items()
        if value
    )
    return f"<{element}{given}>{content}</{element}>"


def text(element: str, written: str, /, **attributes: str) -> str:
    """An element with a text."""
    return tag(element, tag("text", escape(written, quote=False)), **attributes)


def literal(written: str, type_ref: str = "", language: str = "") -> str:
    """A literal expression."""
    return text("literalExpression", written, type_ref=type_ref, expression_language=language)


def variable(name: str, type_ref: str = "") -> str:
    """The variable of an element or of a context's entry."""
    return tag("variable", name=name, type_ref=type_ref)


def decision(identifier: str, logic: str, requires: Iterable[str] = (), *, name: str = "", of: str = "",
             type_ref: str = "") -> str:  # fmt: skip
    """A decision. ``requires``: ids; one that begins with ``in_`` is input data, with ``f_`` knowledge.

    ``of``: the name of its variable.
    """
    seen_as = of or (name or identifier if type_ref else "")
    written = variable(seen_as, type_ref) if seen_as else ""
    return tag("decision", written + requirements(requires) + logic, id=identifier, name=name or identifier)


def requirements(identifiers: Iterable[str]) -> str:
    """Arrows from the elements with these ids."""
    return "".join(map(_requirement, identifiers))


def _requirement(identifier: str) -> str:
    href = identifier if "#" in identifier else f"#{identifier}"
    local = href.rpartition("#")[2]
    if local.startswith("f_"):
        return tag("knowledgeRequirement", tag("requiredKnowledge", href=href))
    kind = "requiredInput" if local.startswith("in_") else "requiredDecision"
    return tag("informationRequirement", tag(kind, href=href))


def input_data(name: str, type_ref: str = "") -> str:
    """Input data whose id is the name behind ``in_``."""
    return tag("inputData", variable(name, type_ref), id=f"in_{name}", name=name)


def function(parameters: Iterable[str], body: str, element: str = "functionDefinition", **attributes: str) -> str:
    """A function; a parameter is written ``name`` or ``name: type``."""
    written = ""
    for parameter in parameters:
        name, _, type_ref = parameter.partition(": ")
        written += tag("formalParameter", name=name, type_ref=type_ref)
    return tag(element, written + body, **attributes)


def knowledge(name: str, parameters: Iterable[str], body: str, requires: Iterable[str] = (), *, type_ref: str = "",
              **attributes: str) -> str:  # fmt: skip
    """A business knowledge model whose id is the name behind ``f_``."""
    logic = function(parameters, body, "encapsulatedLogic", **attributes)
    content = variable(name, type_ref) + logic + requirements(requires)
    return tag("businessKnowledgeModel", content, id=f"f_{name}", name=name)


def context(*entries: tuple[str, str] | str) -> str:
    """A boxed context of (name, boxed expression); a bare expression is the result."""
    written = ""
    for entry in entries:
        if isinstance(entry, str):
            written += tag("contextEntry", entry)
        else:
            name, _, type_ref = entry[0].partition(": ")
            written += tag("contextEntry", variable(name, type_ref) + entry[1])
    return tag("context", written)


def invocation(callee: str, **arguments: str) -> str:
    """A boxed invocation; arguments are FEEL texts."""
    bindings = (tag("binding", tag("parameter", name=name) + literal(value)) for name, value in arguments.items())
    return tag("invocation", literal(callee) + "".join(bindings))


def item(name: str, *components: str, type_ref: str = "", allowed: str = "", many: bool = False,
         element: str = "itemDefinition") -> str:  # fmt: skip
    """A type: of components, or with ``type_ref``."""
    content = tag("typeRef", type_ref) if type_ref else ""
    content += text("allowedValues", allowed) if allowed else ""
    return tag(element, content + "".join(components), name=name, is_collection="true" if many else "")


def component(name: str, type_ref: str = "", *components: str, allowed: str = "", many: bool = False) -> str:
    """A part of a type."""
    return item(name, *components, type_ref=type_ref, allowed=allowed, many=many, element="itemComponent")


def table(inputs: Iterable[str | Column], outputs: Iterable[str | Column], rows: Iterable[Sequence[str] | Row],
          policy: str = "", aggregation: str = "", type_ref: str = "") -> str:  # fmt: skip
    """A decision table; a column is ``name``, ``name: type`` or a Column; ids of rules are r1, r2 …"""
    given, concluded = [_column(column) for column in inputs], [_column(column) for column in outputs]
    written = "".join(map(_input, given)) + "".join(map(_output, concluded))
    for number, row in enumerate(rows, start=1):
        cells, why = row if isinstance(row, Row) else (row, "")
        rule = tag("description", escape(why)) if why else ""
        rule += "".join(
            text("inputEntry" if at < len(given) else "outputEntry", cell) for at, cell in enumerate(cells)
        )
        written += tag("rule", rule, id=f"r{number}")
    return tag("decisionTable", written, hit_policy=policy, aggregation=aggregation, type_ref=type_ref)


def _column(written: str | Column) -> Column:
    return written if isinstance(written, Column) else Column(*written.split(": "))


def _input(column: Column) -> str:
    content = text("inputExpression", column.text, type_ref=column.type)
    content += text("inputValues", column.values) if column.values else ""
    written = tag("input", content, label=column.label)
    return written.replace("<input", f'<input camunda:inputVariable="{column.variable}"', 1) if (
        column.variable) else written


def _output(column: Column) -> str:
    content = text("outputValues", column.values) if column.values else ""
    content += text("defaultOutputEntry", column.default) if column.default else ""
    return tag("output", content, name=column.text, type_ref=column.type, label=column.label)


def values(**variables: Any) -> dict[str, feel.Value]:
    """Variables from plain JSON."""
    return {name: feel.from_json(value) for name, value in variables.items()}


def evaluate(graph: DecisionGraph, identifier: str = "d", /, **variables: Any) -> dmn.DecisionResult:
    """The result of a decision for variables of plain JSON."""
    return graph.evaluate(identifier, values(**variables))


def decide(logic: str, *content: str, requires: Iterable[str] = (), **variables: Any) -> dmn.DecisionResult:
    """The result of a decision ``d`` of this logic, for variables of plain JSON; ``content``: what stands beside it."""
    return evaluate(graph_of(*content, decision("d", logic, requires)), **variables)
