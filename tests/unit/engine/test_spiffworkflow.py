"""What we rely on inside SpiffWorkflow, its private names included, and the doors to Python that must stay shut."""
from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.camunda.parser.CamundaParser import CamundaParser
from SpiffWorkflow.camunda.parser.task_spec import CamundaTaskParser
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

import feel
from engine.execution.expressions import FeelScriptEngine, ShutEnvironment
from engine.execution_errors import ExpressionFailed
from engine.specs.activities import Activity
from engine.specs.flow import TokenFlow
from engine.specs.process import ProcessSpec

ENGINE = Path(__file__).parents[3] / "engine"
#: Private names of a SpiffWorkflow task that the engine reads or calls.
TASK_NAMES = {"_state", "_set_state", "_ready", "_children"}
#: Private methods of a specification that SpiffWorkflow calls and we override or call.
SPEC_NAMES = {
    "_predict", "_update", "_update_hook", "_on_ready_hook", "_run_hook", "_on_complete", "_on_complete_hook",
    "_on_cancel", "_wf_spec",
}  # fmt: skip
#: Public methods of the script engine that write messages and run nothing.
HARMLESS = {"create_task_exec_exception", "get_error_line_number_and_content"}
TEXTS = ("1 + 1", "__import__('os').getcwd()", "=1 + 1")


def public_functions(cls: type) -> dict[str, Any]:
    return {
        name: member
        for name, member in inspect.getmembers(cls, inspect.isfunction)
        if not name.startswith("_") and isinstance(member, FunctionType)
    }


def script_engine() -> FeelScriptEngine:
    return FeelScriptEngine(feel.Settings)


@pytest.mark.parametrize("name", sorted(public_functions(BasePythonScriptEngineEnvironment)))
@pytest.mark.parametrize("text", TEXTS)
def test_every_door_of_the_environment_is_shut(name: str, text: str) -> None:
    with pytest.raises(ExpressionFailed):
        getattr(ShutEnvironment(), name)(text, {})


def test_every_method_of_the_script_engine_is_ours_or_runs_nothing() -> None:
    """A new method of SpiffWorkflow's engine shows here before anything can be run through it."""
    inherited = {
        name
        for name in public_functions(PythonScriptEngine)
        if getattr(FeelScriptEngine, name) is getattr(PythonScriptEngine, name)
    }
    assert inherited == HARMLESS
    assert type(script_engine().environment) is ShutEnvironment


@pytest.mark.parametrize("text", TEXTS)
def test_the_script_engine_refuses_text_whatever_the_method(text: str) -> None:
    engine = script_engine()
    workflow = type("Scope", (), {"scope_chain": [""]})
    token: Any = type(
        "Token", (), {"task_spec": type("Spec", (), {"name": "a"}), "workflow": workflow, "internal_data": {}}
    )
    calls = [
        lambda: engine.validate(text),
        lambda: engine.execute(token, text),
        lambda: engine.call_service(token, operation=text),
        lambda: engine.evaluate(token, text),
        lambda: engine.evaluate_in(None, text, "a"),
        lambda: engine.holds(token, text),
        lambda: engine.evaluate_condition(token, text, "f"),
    ]
    for call in calls:
        with pytest.raises(ExpressionFailed):
            call()


def test_states_have_the_numbers_under_which_they_are_stored() -> None:
    """Stored states hold these numbers (engine.execution.state); another numbering would misread every case."""
    stored = {name: int(getattr(TaskState, name)) for name in ("WAITING", "READY", "STARTED")}
    assert stored == {"WAITING": 8, "READY": 16, "STARTED": 32}
    ended = [int(getattr(TaskState, name)) for name in ("COMPLETED", "CANCELLED", "FUTURE")]
    assert not any(state & (8 | 16 | 32) for state in ended)


def test_a_task_is_made_registered_and_found_as_we_make_it() -> None:
    spec = ProcessSpec("p")
    workflow = type("Workflow", (), {"tasks": {}, "_task_completed_notify": None})()
    root = Task(workflow, spec.start, state=TaskState.COMPLETED)
    token = Task(workflow, spec.start, root, state=TaskState.FUTURE, id=None)

    assert workflow.tasks == {root.id: root, token.id: token}
    assert root._children == [token.id]
    assert (token._state, token.internal_data, token.data) == (TaskState.FUTURE, {}, {})
    assert set(dir(token)) >= TASK_NAMES
    assert [*inspect.signature(Task).parameters] == ["workflow", "task_spec", "parent", "state", "id"]


@pytest.mark.parametrize("name", sorted(SPEC_NAMES - {"_wf_spec"}))
def test_a_specification_has_the_hooks_that_we_override(name: str) -> None:
    theirs, ours = getattr(BpmnTaskSpec, name), getattr(TokenFlow, name)
    assert ours is not theirs
    taken = [*inspect.signature(theirs).parameters.values()]
    accepts_any = any(p.kind is p.VAR_POSITIONAL for p in inspect.signature(ours).parameters.values())
    assert accepts_any or len(inspect.signature(ours).parameters) == len(taken)


@pytest.mark.parametrize(
    ("cls", "names"),
    [
        (Task, {"run", "cancel", "parent", "children"}),
        (BpmnWorkflow, {"script_engine", "top_workflow", "depth", "_task_completed_notify", "_task_removed_notify"}),
        (BpmnSubWorkflow, {"script_engine", "parent_workflow", "_task_completed_notify", "_task_removed_notify"}),
        (SubWorkflowTask, {"_on_cancel", "_update_hook"}),
        (ProcessParser, {"create_spec", "add_tasks", "parse_node", "get_node_by_id", "get_name"}),
        (CamundaParser, {"add_bpmn_xml", "get_spec", "PROCESS_PARSER_CLASS", "OVERRIDE_PARSER_CLASSES"}),
        (CamundaTaskParser, {"parse_node", "create_task", "bpmn_id"}),
    ],
)
def test_the_classes_that_we_extend_have_the_members_that_we_use(cls: type, names: set[str]) -> None:
    assert names - set(dir(cls)) == set()


def test_running_a_token_calls_our_hooks_in_the_order_that_we_count_on() -> None:
    calls: list[str] = []

    class Recorded(TokenFlow):
        def _run_hook(self, my_task: Any) -> bool:
            calls.append("run")
            return True

        def _on_complete(self, my_task: Any) -> None:
            calls.append("complete")

        def _on_ready_hook(self, my_task: Any) -> None:
            calls.append("ready")

        def _on_cancel(self, my_task: Any) -> None:
            calls.append("cancel")

    workflow: Any = type("Workflow", (), {"tasks": {}, "_task_completed_notify": lambda *_: None,
                                          "spec": ProcessSpec("p"), "completed": False})()  # fmt: skip
    spec = Recorded(ProcessSpec("p"), "a")
    token = Task(workflow, spec, state=TaskState.FUTURE)
    token._ready()
    assert (token._state, calls) == (TaskState.READY, ["ready"])
    token.run()
    assert (token._state, calls) == (TaskState.COMPLETED, ["ready", "run", "complete"])
    other = Task(workflow, spec, state=TaskState.WAITING)
    other.cancel()
    assert (other._state, calls[-1]) == (TaskState.CANCELLED, "cancel")
    other.cancel()
    assert calls.count("cancel") == 1


def private_names_taken(path: Path) -> set[str]:
    """Private attributes of whatever is not the object itself, in a module that imports SpiffWorkflow."""
    text = path.read_text(encoding="utf-8")
    return {
        node.attr
        for node in ast.walk(ast.parse(text))
        if "SpiffWorkflow" in text
        and isinstance(node, ast.Attribute)
        and re.match("_[^_]", node.attr)
        and not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls", "etree"))
    }


def test_every_private_name_that_the_engine_takes_from_others_is_listed_here() -> None:
    found = {name for path in ENGINE.rglob("*.py") for name in private_names_taken(path)}
    assert found - set(vars(Activity)) <= TASK_NAMES | SPEC_NAMES
    assert found >= TASK_NAMES
