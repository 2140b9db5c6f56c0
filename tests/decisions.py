"""Whole files of decisions as they are deployed: tables in a few lines, with ids that are one of a kind."""
from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.decision_files import file, requirements, tag, text, variable
from tests.decision_files import literal as expression

PLATFORM = (
    'xmlns:modeler="http://camunda.org/schema/modeler/1.0" modeler:executionPlatform="Camunda Platform" '
    'modeler:executionPlatformVersion="7.24.0"'
)


def decisions(*parts: str) -> bytes:
    """A file with these decisions."""
    return file(*parts, attributes=PLATFORM).encode()


def table(
    decision_id: str,
    inputs: Mapping[str, str],
    outputs: Mapping[str, str],
    rules: Sequence[Sequence[str]],
    policy: str = "UNIQUE",
    requires: Sequence[str] = (),
    version_tag: str | None = None,
) -> str:
    """A decision with a table.

    ``inputs``: expression to type; ``outputs``: name to type; ``rules``: cells from left to right, then perhaps an
    annotation; ``policy``: perhaps with its aggregation, as ``COLLECT+SUM``; ``requires``: ids of decisions. The rules
    have the ids <decision>_1, _2, …
    """
    written = "".join(
        tag("input", text("inputExpression", asked, type_ref=type_ref), label=asked)
        for asked, type_ref in inputs.items()
    )
    written += "".join(
        tag("output", label=name, name=name, type_ref=type_ref) for name, type_ref in outputs.items()
    )
    written += tag("annotation", name="说明")
    written += "".join(
        tag("rule", _cells(cells, len(inputs), len(outputs)), id=f"{decision_id}_{row}")
        for row, cells in enumerate(rules, start=1)
    )
    policy, _, aggregation = policy.partition("+")
    logic = tag("decisionTable", written, hit_policy=policy, aggregation=aggregation)
    return decision(decision_id, logic, requires, version_tag)


def literal(decision_id: str, written: str, requires: Sequence[str] = ()) -> str:
    """A decision with one expression."""
    return decision(decision_id, expression(written), requires)


def decision(decision_id: str, logic: str, requires: Sequence[str] = (), version_tag: str | None = None) -> str:
    """A decision with this logic, named after its id."""
    content = variable(decision_id) + requirements(requires) + logic
    made = tag("decision", content, id=decision_id, name=f"决策{decision_id}")
    return made.replace("<decision", f'<decision camunda:versionTag="{version_tag}"', 1) if version_tag else made


def _cells(cells: Sequence[str], inputs: int, outputs: int) -> str:
    kinds = ["inputEntry"] * inputs + ["outputEntry"] * outputs
    kinds += ["annotationEntry"] * (len(cells) - len(kinds))
    return "".join(text(kind, cell) for kind, cell in zip(kinds, cells, strict=True))
