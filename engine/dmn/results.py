"""What evaluating a decision gives: the value, and a record of how each decision on the way came about."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import feel
from feel.values import Value


@dataclass(frozen=True, slots=True)
class InputValue:
    """A column's expression and what it gave."""

    label: str
    expression: str
    value: Value


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that matched. ``row`` counts from 1; ``outputs`` by output name; ``annotations`` as written."""

    rule_id: str
    row: int
    outputs: dict[str, Value]
    annotations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionEvaluation:
    """One decision that was evaluated. ``hit_policy`` None: its logic is no table.

    ``by_default``: no rule matched, and the default outputs are the value.
    """

    decision_id: str
    decision_name: str
    value: Value
    hit_policy: str | None = None
    inputs: tuple[InputValue, ...] = ()
    hits: tuple[Hit, ...] = ()
    by_default: bool = False

    @property
    def because(self) -> str:
        """Why, in the owner's words: 因为……（规则3）; "" when no rule matched or nothing is written beside it."""
        if self.by_default:
            return "因为没有规则适用，取默认值"
        reasons = [f"{_phrase(hit.annotations)}（规则{hit.row}）" for hit in self.hits if hit.annotations]
        return "因为" + "；".join(reasons) if reasons else ""

    def as_json(self) -> dict[str, Any]:
        """For pages, the history and the shell. Raises LimitExceeded for values too large."""
        return {
            "decision": self.decision_id,
            "name": self.decision_name,
            "hit_policy": self.hit_policy,
            "inputs": [
                {"label": entry.label, "expression": entry.expression, "value": feel.to_json(entry.value)}
                for entry in self.inputs
            ],
            "rules": [
                {
                    "id": hit.rule_id,
                    "row": hit.row,
                    "outputs": {name: feel.to_json(value) for name, value in hit.outputs.items()},
                    "annotations": list(hit.annotations),
                }
                for hit in self.hits
            ],
            "value": feel.to_json(self.value),
            "because": self.because,
        }


def _phrase(annotations: tuple[str, ...]) -> str:
    """What is written beside a rule as part of a sentence."""
    return "，".join(text.removeprefix("因为").rstrip(" 。；，;,.") for text in annotations)


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """``outputs``: a context of named outputs per result, as mapDecisionResult takes them (Camunda 7).

    ``failures``: Chinese sentences about what went wrong, empty when all went well; ``missing``: variables that were
    read and not there; ``evaluations``: required decisions first, the asked one last; ``steps``: what it took,
    as feel.Limits counts them.
    """

    value: Value
    outputs: tuple[dict[str, Value], ...]
    failures: tuple[str, ...]
    missing: tuple[str, ...]
    warnings: tuple[str, ...]
    evaluations: tuple[DecisionEvaluation, ...]
    steps: int = 0
