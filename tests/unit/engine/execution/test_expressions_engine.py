"""SpiffWorkflow reaches FEEL and nothing else: every door to Python's eval and exec is shut."""
from __future__ import annotations

import ast
import inspect
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment

import engine
import feel
from engine.execution.expressions import FeelScriptEngine, ShutEnvironment
from engine.execution.variables import StoredVariable, Variables
from engine.execution_errors import ExpressionFailed

PYTHON = "__import__('os').getcwd()"


def public_methods(class_: type) -> list[str]:
    return sorted(name for name, _ in inspect.getmembers(class_, inspect.isfunction) if not name.startswith("_"))


def token(**variables: Any) -> Any:
    """As much of a token as an evaluation looks at."""
    rows = [StoredVariable("", name, value) for name, value in variables.items()]
    workflow = SimpleNamespace(scope_chain=[""], variables=Variables(lambda names: rows))
    workflow.top_workflow = workflow
    return SimpleNamespace(workflow=workflow, task_spec=SimpleNamespace(name="element"))


@pytest.fixture
def scripts() -> FeelScriptEngine:
    return FeelScriptEngine(feel.Settings)


@pytest.mark.parametrize("method", ["evaluate", "execute", "call_service"])
def test_the_environment_refuses_whatever_it_is_asked(method: str) -> None:
    for arguments in ((), ("1",), ("1", {}), ("1", {}, {})):
        with pytest.raises(ExpressionFailed):
            getattr(ShutEnvironment(), method)(*arguments, external_context=None)


def test_no_method_of_the_environment_is_left_open() -> None:
    """A version of SpiffWorkflow that adds a door is noticed here: only cloning data and saving state are harmless."""
    offered = public_methods(BasePythonScriptEngineEnvironment)
    shut = [name for name in offered if name in vars(ShutEnvironment)]

    assert shut == ["call_service", "evaluate", "execute"]
    assert set(offered) - set(shut) <= {"clone_data", "finish_task", "generate_task_data"}


def test_every_method_of_the_script_engine_that_runs_something_is_ours() -> None:
    ours = set(vars(FeelScriptEngine))
    tell_errors = {"create_task_exec_exception", "get_error_line_number_and_content"}

    assert set(public_methods(PythonScriptEngine)) - ours == tell_errors


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


def test_its_environment_is_the_shut_one(scripts: FeelScriptEngine) -> None:
    assert type(scripts.environment) is ShutEnvironment


@pytest.mark.parametrize("expression", [PYTHON, "1 + 1", 1, None, True, object()])
def test_only_parsed_feel_is_evaluated(scripts: FeelScriptEngine, expression: Any) -> None:
    for ask in (
        lambda: scripts.evaluate(token(), expression),
        lambda: scripts.evaluate_condition(token(), expression, "flow"),
        lambda: scripts.holds(token().workflow, expression, "event"),
        lambda: scripts.validate(expression),
    ):
        with pytest.raises(ExpressionFailed):
            ask()


def test_scripts_and_services_are_refused(scripts: FeelScriptEngine) -> None:
    with pytest.raises(ExpressionFailed):
        scripts.execute(token(), PYTHON)
    with pytest.raises(ExpressionFailed):
        scripts.call_service(token(), operation_name="x")


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
    assert scripts.holds(token().workflow, feel.parse("n > 1"), "event") is False
    assert scripts.holds(token(n=feel.from_json(2)).workflow, feel.parse("n > 1"), "event") is True


def test_a_limit_of_feel_is_a_failure_that_names_the_expression() -> None:
    narrow = FeelScriptEngine(lambda: feel.Settings(limits=feel.Limits(steps=10)))

    with pytest.raises(ExpressionFailed, match="算不出来"):
        narrow.evaluate(token(), feel.parse("sum(for i in 1..100 return i)"))
