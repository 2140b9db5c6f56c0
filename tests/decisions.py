"""Small decision tables written in a few lines: columns by name, rules as texts, each a complete DMN file."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
 xmlns:camunda="http://camunda.org/schema/1.0/dmn" xmlns:modeler="http://camunda.org/schema/modeler/1.0"
 id="drd" name="drd" namespace="http://camunda.org/schema/1.0/dmn"
 modeler:executionPlatform="Camunda Platform" modeler:executionPlatformVersion="7.24.0">
"""


def decisions(*parts: str) -> bytes:
    """A file with these decisions."""
    return (HEAD + "".join(parts) + "</definitions>").encode()


def table(
    decision_id: str,
    inputs: Mapping[str, str],
    outputs: Mapping[str, str],
    rules: Sequence[Sequence[str]],
    policy: str = "UNIQUE",
    requires: Sequence[str] = (),
    tag: str | None = None,
) -> str:
    """A decision with a table.

    ``inputs``: expression to type; ``outputs``: name to type; ``rules``: cells from left to right, then perhaps an
    annotation; ``requires``: ids of decisions; ``tag``: its version tag. The rules have the ids <decision>_1, _2, …
    """
    columns = "".join(
        f'<input id="{decision_id}_in{place}" label={quoteattr(expression)}>'
        f'<inputExpression id="{decision_id}_e{place}" typeRef="{type_}"><text>{escape(expression)}</text>'
        "</inputExpression></input>"
        for place, (expression, type_) in enumerate(inputs.items())
    )
    columns += "".join(
        f'<output id="{decision_id}_out{place}" label="{name}" name="{name}" typeRef="{type_}"/>'
        for place, (name, type_) in enumerate(outputs.items())
    )
    rows = "".join(
        _rule(f"{decision_id}_{row}", cells, len(inputs), len(outputs)) for row, cells in enumerate(rules, 1)
    )
    policy, _, aggregation = policy.partition("+")
    aggregated = f' aggregation="{aggregation}"' if aggregation else ""
    inner = (
        f'<decisionTable id="{decision_id}_table" hitPolicy="{policy}"{aggregated}>{columns}'
        f'<annotation name="说明"/>{rows}</decisionTable>'
    )
    return decision(decision_id, inner, requires, tag)


def literal(decision_id: str, text: str, requires: Sequence[str] = ()) -> str:
    """A decision with one expression."""
    return decision(decision_id, f"<literalExpression><text>{escape(text)}</text></literalExpression>", requires)


def decision(decision_id: str, inner: str, requires: Sequence[str] = (), tag: str | None = None) -> str:
    """A decision with this logic, named after its id."""
    required = "".join(
        f'<informationRequirement id="{decision_id}_{other}"><requiredDecision href="#{other}"/>'
        "</informationRequirement>"
        for other in requires
    )
    tagged = f' camunda:versionTag="{tag}"' if tag else ""
    variable = f'<variable id="{decision_id}_variable" name="{decision_id}"/>'
    return f'<decision id="{decision_id}" name="决策{decision_id}"{tagged}>{variable}{required}{inner}</decision>'


def _rule(rule_id: str, cells: Sequence[str], inputs: int, outputs: int) -> str:
    tests, entries, annotations = cells[:inputs], cells[inputs : inputs + outputs], cells[inputs + outputs :]
    inner = [f"<inputEntry><text>{escape(text)}</text></inputEntry>" for text in tests]
    inner += [f"<outputEntry><text>{escape(text)}</text></outputEntry>" for text in entries]
    inner += [f"<annotationEntry><text>{escape(text)}</text></annotationEntry>" for text in annotations]
    return f'<rule id="{rule_id}">{"".join(inner)}</rule>'
