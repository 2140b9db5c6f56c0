"""What an input or output parameter stands for."""
from __future__ import annotations

from typing import Any

import feel
from engine.specs.mappings import expressions_in, resolve

SOURCE: Any = {"rows": [feel.parse("n"), "text", None], "sum": feel.parse("n + m")}


def test_texts_stand_for_themselves_and_expressions_for_their_values_at_every_depth() -> None:
    variables = {"n": feel.from_json(1), "m": feel.from_json(2)}
    value = resolve(SOURCE, lambda expression: expression.evaluate(variables).value)
    assert value == {"rows": [1, "text", None], "sum": 3}


def test_every_expression_within_is_found() -> None:
    assert [entry.text for entry in expressions_in(SOURCE)] == ["n", "n + m"]
    assert expressions_in("text") == expressions_in(None) == []
