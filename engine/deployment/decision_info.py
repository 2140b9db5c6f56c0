"""What lists and pages want to know of a decision without reading its file again; kept as JSON."""
from __future__ import annotations

from typing import Any

from engine.deployment.decision_vocabulary import CAMUNDA
from engine.dmn import Decision, DecisionGraph, DecisionTable
from engine.dmn.boxed import child
from engine.dmn.model import Input, Literal, Output, ServiceElement


def describe_decision(graph: DecisionGraph, decision: Decision) -> dict[str, Any]:
    """The info of one decision of a sound graph.

    ``free_variables``: what it and all that it requires read from outside; ``reads``: what it reads itself, None where
    that may be the parameters of a service; ``requires``: ids of the decisions that it
    requires directly; ``decisions``: all decisions of the file; ``table`` {hit_policy, aggregation, inputs, outputs,
    rules} for a decision table, ``expression`` for a single FEEL text, both None for boxed expressions.
    """
    model = graph.model
    return {
        "documentation": _description(decision),
        "model": {"id": model.id, "name": model.name},
        "decisions": [{"id": each.id, "name": each.name} for each in graph.decisions.values()],
        "requires": [reference.id for reference in decision.decisions],
        "free_variables": sorted(graph.free_variables(decision.id)),
        "reads": _reads(graph, decision),
        "history_time_to_live": decision.element.get(f"{{{CAMUNDA}}}historyTimeToLive"),
        "table": _table(decision.table) if decision.table else None,
        "expression": decision.logic.text.strip() if isinstance(decision.logic, Literal) else None,
    }


def _reads(graph: DecisionGraph, decision: Decision) -> list[str] | None:
    if any(isinstance(element, ServiceElement) for element in graph.model.elements.values()):
        return None
    return sorted(graph.elements[graph.model.namespace, decision.id].free)


def _description(decision: Decision) -> str | None:
    found = child(decision.element, "description")
    return "".join(map(str, found.itertext())).strip() or None if found is not None else None


def _table(table: DecisionTable) -> dict[str, Any]:
    return {
        "hit_policy": table.hit_policy,
        "aggregation": table.aggregation,
        "inputs": [_input(column) for column in table.inputs],
        "outputs": [_output(column) for column in table.outputs],
        "rule_count": len(table.rules),
        "rules": [
            {
                "id": rule.id,
                "row": rule.row,
                "inputs": [cell.text.strip() for cell in rule.inputs],
                "outputs": [cell.text.strip() for cell in rule.outputs],
                "annotations": list(rule.annotations),
            }
            for rule in table.rules
        ],
    }


def _input(column: Input) -> dict[str, Any]:
    return {"label": column.label, "expression": column.text, "type": column.type_ref, "allowed": column.allowed}


def _output(column: Output) -> dict[str, Any]:
    return {
        "label": column.label, "name": column.name, "type": column.type_ref,
        "allowed": column.allowed, "default": column.default,
    }  # fmt: skip
