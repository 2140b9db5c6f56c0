"""Reads boxed expressions and decision tables, whatever DMN namespace they are written in."""
from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from engine.dmn import model
from engine.dmn.model import Boxed

CAMUNDA = "{http://camunda.org/schema/1.0/dmn}"


def local(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return etree.QName(element).localname


def elements_in(element: etree._Element | None) -> Iterator[etree._Element]:
    """The child elements, without comments and the like."""
    return iter(()) if element is None else element.iterchildren("*")


def children(element: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """The children with one of these local names, in order."""
    return (child for child in elements_in(element) if local(child) in names)


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of this local name."""
    return next(children(element, name), None)


def text_of(element: etree._Element | None) -> str | None:
    """What stands in the element's ``text``; None without the element or its text."""
    found = child(element, "text")
    return None if found is None else "".join(map(str, found.itertext()))


def boxed_in(element: etree._Element | None) -> Boxed | None:
    """The first boxed expression among the element's children."""
    for candidate in elements_in(element):
        reader = READERS.get(local(candidate))
        if reader is not None:
            return reader(candidate)
    return None


def all_boxed(element: etree._Element) -> tuple[Boxed, ...]:
    """Every boxed expression among the element's children."""
    return tuple(READERS[local(each)](each) for each in elements_in(element) if local(each) in READERS)


def read_literal(element: etree._Element) -> model.Literal:
    """A literalExpression."""
    return model.Literal(
        element, text_of(element) or "", element.get("typeRef"), element.get("expressionLanguage")
    )


def read_context(element: etree._Element) -> model.Context:
    """A context; an entry without variable is its result, one whose variable has no name is called "" here."""
    entries = []
    for entry in children(element, "contextEntry"):
        variable = child(entry, "variable")
        name = variable.get("name", "") if variable is not None else None
        type_ref = variable.get("typeRef") if variable is not None else None
        entries.append(model.Entry(name, type_ref, boxed_in(entry)))
    return model.Context(element, tuple(entries), element.get("typeRef"))


def read_invocation(element: etree._Element) -> model.Invocation:
    """An invocation: the function, then a binding for each argument."""
    bindings = []
    for binding in children(element, "binding"):
        parameter = child(binding, "parameter")
        bindings.append((parameter.get("name", "") if parameter is not None else "", boxed_in(binding)))
    return model.Invocation(element, boxed_in(element), tuple(bindings), element.get("typeRef"))


def read_function(element: etree._Element) -> model.FunctionDefinition:
    """A functionDefinition or encapsulatedLogic."""
    parameters = tuple(
        model.Parameter(parameter.get("name", ""), parameter.get("typeRef"))
        for parameter in children(element, "formalParameter")
    )
    kind = element.get("kind") or "FEEL"
    return model.FunctionDefinition(element, parameters, boxed_in(element), kind, element.get("typeRef"))


def read_list(element: etree._Element) -> model.ListOfBoxed:
    """A list."""
    return model.ListOfBoxed(element, all_boxed(element), element.get("typeRef"))


def read_relation(element: etree._Element) -> model.Relation:
    """A relation."""
    columns = tuple(column.get("name", "") for column in children(element, "column"))
    rows = tuple(all_boxed(row) for row in children(element, "row"))
    return model.Relation(element, columns, rows, element.get("typeRef"))


def read_conditional(element: etree._Element) -> model.Conditional:
    """A conditional."""
    parts = [boxed_in(child(element, name)) for name in ("if", "then", "else")]
    return model.Conditional(element, parts[0], parts[1], parts[2], element.get("typeRef"))


def read_filter(element: etree._Element) -> model.Filter:
    """A filter."""
    source, match = boxed_in(child(element, "in")), boxed_in(child(element, "match"))
    return model.Filter(element, source, match, element.get("typeRef"))


def read_iterator(element: etree._Element) -> model.Iterator:
    """A for, some or every."""
    kind = local(element)
    body = boxed_in(child(element, "return" if kind == "for" else "satisfies"))
    variable = element.get("iteratorVariable") or ""
    return model.Iterator(element, kind, variable, boxed_in(child(element, "in")), body, element.get("typeRef"))


def read_table(element: etree._Element) -> model.DecisionTable:
    """A decisionTable."""
    inputs = tuple(_read_input(column) for column in children(element, "input"))
    outputs = tuple(_read_output(column) for column in children(element, "output"))
    rules = tuple(_read_rule(rule, row) for row, rule in enumerate(children(element, "rule"), start=1))
    hit_policy = (element.get("hitPolicy") or "UNIQUE").upper().replace("_", " ")
    return model.DecisionTable(
        element, hit_policy, element.get("aggregation") or None, inputs, outputs, rules, element.get("typeRef")
    )


def _read_input(element: etree._Element) -> model.Input:
    expression = child(element, "inputExpression")
    text = (text_of(expression) or "").strip()
    return model.Input(
        element=element,
        label=element.get("label") or text,
        text=text,
        type_ref=expression.get("typeRef") if expression is not None else None,
        language=expression.get("expressionLanguage") if expression is not None else None,
        allowed=text_of(child(element, "inputValues")),
        variable=element.get(f"{CAMUNDA}inputVariable"),
    )


def _read_output(element: etree._Element) -> model.Output:
    default = child(element, "defaultOutputEntry")
    name = element.get("name") or ""
    return model.Output(
        element=element,
        label=element.get("label") or name,
        name=name or element.get("label") or "",
        type_ref=element.get("typeRef"),
        allowed=text_of(child(element, "outputValues")),
        default=text_of(default),
        default_language=default.get("expressionLanguage") if default is not None else None,
    )


def _read_rule(element: etree._Element, row: int) -> model.Rule:
    def cells(name: str) -> tuple[model.Cell, ...]:
        return tuple(
            model.Cell(cell, text_of(cell) or "", cell.get("expressionLanguage")) for cell in children(element, name)
        )

    description = child(element, "description")
    written = ["".join(map(str, description.itertext()))] if description is not None else []
    written += [text_of(entry) or "" for entry in children(element, "annotationEntry")]
    annotations = tuple(text.strip() for text in written if text.strip())
    return model.Rule(element, element.get("id") or "", row, cells("inputEntry"), cells("outputEntry"), annotations)


READERS: dict[str, Callable[[etree._Element], Boxed]] = {
    "literalExpression": read_literal,
    "context": read_context,
    "invocation": read_invocation,
    "functionDefinition": read_function,
    "list": read_list,
    "relation": read_relation,
    "conditional": read_conditional,
    "filter": read_filter,
    "for": read_iterator,
    "some": read_iterator,
    "every": read_iterator,
    "decisionTable": read_table,
}
