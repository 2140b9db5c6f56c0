"""When a script's or worker's result is a business error."""
from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

import feel
from engine.execution.expressions import FeelScriptEngine
from engine.execution.variables import StoredVariable, Variables
from engine.execution_errors import ExpressionFailed
from engine.specs.errors import BpmnError, ErrorRule, ErrorRules, RaisedByValue, UncaughtError


def token(**variables: Any) -> Any:
    rows = [StoredVariable("", name, value) for name, value in variables.items()]
    workflow = SimpleNamespace(scope_chain=[""], variables=Variables(lambda _names: rows))
    workflow.top_workflow, workflow.script_engine = workflow, FeelScriptEngine(feel.Settings)
    return SimpleNamespace(workflow=workflow, internal_data={}, task_spec=SimpleNamespace(name="element"))


@pytest.mark.parametrize("code", [None, ""])
def test_no_code_is_no_error(code: Any) -> None:
    RaisedByValue(feel.parse("code")).check(token(code=code))
    RaisedByValue().check(token())


def test_a_code_is_raised_with_its_message() -> None:
    with pytest.raises(BpmnError) as raised:
        RaisedByValue(feel.parse("code"), feel.parse('"因为" + why')).check(token(code="broken", why="坏了"))
    assert (raised.value.code, raised.value.message) == ("broken", "因为坏了")


@pytest.mark.parametrize("code", [True, feel.from_json(3), "x" * 256])
def test_what_cannot_be_a_code_is_a_failure(code: Any) -> None:
    with pytest.raises(ExpressionFailed, match="errorCode"):
        RaisedByValue(feel.parse("code")).check(token(code=code))


def test_the_first_rule_that_holds_decides() -> None:
    rules = ErrorRules([ErrorRule("a", None, feel.parse("n > 5")), ErrorRule("b", "乙", feel.parse("n > 1")),
                        ErrorRule("c", None, feel.parse("true"))])  # fmt: skip
    with pytest.raises(BpmnError) as raised:
        rules.check(token(n=feel.from_json(3)))
    assert (raised.value.code, raised.value.message) == ("b", "乙")


def test_an_error_that_nobody_catches_says_what_to_draw() -> None:
    error = UncaughtError("broken", "坏了", "x")
    assert "「broken」（坏了）" in error.message
    assert "错误边界事件" in error.message
    assert error.element_id == "x"
