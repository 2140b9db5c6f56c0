"""Expressions as a token sees them: what counts as true, what is missing, what comes to grief."""
from __future__ import annotations

import ast
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import engine
import feel
from engine.execution.expressions import FeelScriptEngine
from engine.execution.variables import StoredVariable, Variables
from engine.execution_errors import ExpressionFailed


def token(**variables: Any) -> Any:
    """As much of a token as an evaluation looks at."""
    rows = [StoredVariable("", name, value) for name, value in variables.items()]
    workflow = SimpleNamespace(scope_chain=[""], variables=Variables(lambda names: rows))
    workflow.top_workflow = workflow
    return SimpleNamespace(workflow=workflow, internal_data={}, task_spec=SimpleNamespace(name="element"))


@pytest.fixture
def scripts() -> FeelScriptEngine:
    return FeelScriptEngine(feel.Settings)


def test_nothing_is_imported_from_where_spiffworkflow_keeps_eval_and_exec() -> None:
    imported = {
        f"{node.module}.{name.name}"
        for path in Path(engine.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("SpiffWorkflow")
        for name in node.names
    }

    assert imported
    doors = ("TaskDataEnvironment", "Transform", "serializer", ".dmn.", ".spiff.")
    assert [name for name in imported if any(door in name for door in doors)] == []


def test_a_condition_must_be_true_or_false(scripts: FeelScriptEngine) -> None:
    def truth(text: str, **variables: Any) -> bool:
        return scripts.evaluate_condition(token(**variables), feel.parse(text), "flow")

    assert truth('outcome = "成功"', outcome="成功") is True
    assert truth('outcome = "成功"', outcome=None) is False
    for text, variables in (('outcome = "成功"', {}), ("n", {"n": "x"}), ("n", {"n": None}), ("n > 1", {"n": "x"})):
        with pytest.raises(ExpressionFailed) as failed:
            truth(text, **variables)
        assert failed.value.element_id == "flow"


def test_a_condition_names_every_variable_that_is_missing(scripts: FeelScriptEngine) -> None:
    with pytest.raises(ExpressionFailed, match="「投票数」还没有值") as failed:
        scripts.evaluate_condition(token(), feel.parse("投票数 > 3"), "flow")

    assert failed.value.details["missing"] == ["投票数"]


def test_null_with_a_warning_is_a_failure_and_a_bare_name_without_value_is_null(scripts: FeelScriptEngine) -> None:
    with pytest.raises(ExpressionFailed):
        scripts.evaluate(token(n="x"), feel.parse("n + 1"))

    assert scripts.evaluate(token(), feel.parse("n")) is None
    assert scripts.evaluate(token(n=None), feel.parse("n")) is None


def test_what_is_awaited_may_be_null(scripts: FeelScriptEngine) -> None:
    assert scripts.holds(token(), feel.parse("n > 1")) is False
    assert scripts.holds(token(n=feel.from_json(2)), feel.parse("n > 1")) is True


def test_a_limit_of_feel_is_a_failure_that_names_the_expression() -> None:
    narrow = FeelScriptEngine(lambda: feel.Settings(limits=feel.Limits(steps=10)))

    with pytest.raises(ExpressionFailed, match="算不出来"):
        narrow.evaluate(token(), feel.parse("sum(for i in 1..100 return i)"))
