"""The private names of SpiffWorkflow that the engine stands on: a version that changes them fails here, by name."""
from __future__ import annotations

import ast
import importlib.metadata
import inspect
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.task_parsers import SubprocessParser
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.camunda.parser.CamundaParser import CamundaParser
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

ENGINE = Path(__file__).parents[4] / "engine"


class Spec:
    """A task spec that notes how SpiffWorkflow calls it."""

    name = bpmn_id = "n"
    file = None

    def __init__(self) -> None:
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_arguments: self.calls.append(name) or True


def plain_workflow() -> Any:
    return SimpleNamespace(tasks={}, spec=SimpleNamespace(name="w"), _task_completed_notify=lambda _task: None)


def test_the_version_is_the_one_these_tests_were_written_for() -> None:
    assert importlib.metadata.version("SpiffWorkflow") == "3.2.0"


def test_a_task_registers_itself_with_its_workflow_and_its_parent() -> None:
    workflow = plain_workflow()
    root = Task(workflow, Spec(), state=TaskState.COMPLETED)
    token_id = uuid4()
    token = Task(workflow, Spec(), root, state=TaskState.WAITING, id=token_id)

    assert workflow.tasks == {root.id: root, token_id: token}
    assert root._children == [token_id]
    assert token._parent == root.id
    assert (token._state, token.internal_data) == (TaskState.WAITING, {})


def test_a_state_can_be_forced_backwards() -> None:
    token = Task(plain_workflow(), Spec(), state=TaskState.READY)
    token._set_state(TaskState.WAITING)

    assert token._state == TaskState.WAITING


def test_running_ready_and_cancelling_call_our_hooks_in_this_order() -> None:
    spec = Spec()
    token = Task(plain_workflow(), spec, state=TaskState.FUTURE)
    token._ready()
    assert (spec.calls, token._state) == (["_on_ready"], TaskState.READY)
    token.run()
    assert (spec.calls, token._state) == (["_on_ready", "_run", "_on_complete"], TaskState.COMPLETED)

    other = Task(plain_workflow(), spec := Spec(), state=TaskState.WAITING)
    other.cancel()
    assert (spec.calls, other._state) == (["_on_cancel"], TaskState.CANCELLED)


def test_cancelling_a_finished_token_calls_nothing() -> None:
    token = Task(plain_workflow(), spec := Spec(), state=TaskState.COMPLETED)
    token.cancel()

    assert (spec.calls, token._state) == ([], TaskState.COMPLETED)


def test_states_are_bits() -> None:
    states = [TaskState.WAITING, TaskState.READY, TaskState.STARTED, TaskState.COMPLETED, TaskState.CANCELLED]

    assert len(set(states)) == 5
    assert all(state & (state - 1) == 0 for state in states)


@pytest.mark.parametrize(
    ("class_", "names"),
    [
        (Task, "_ready _set_state run cancel complete _drop_children"),
        (TaskSpec, "_update _update_hook _on_ready _on_ready_hook _run _run_hook _on_complete _on_complete_hook "
                   "_on_cancel _predict test"),
        (BpmnTaskSpec, "_update_hook"),
        (SubWorkflowTask, "_update_hook _on_cancel"),
        (BpmnWorkflow, "_task_completed_notify _task_removed_notify create_subprocess"),
        (BpmnSubWorkflow, "_task_completed_notify"),
        (ProcessParser, "get_spec create_spec parse_node get_name"),
        (SubprocessParser, "get_subprocess_spec"),
        (CamundaParser, "add_bpmn_xml get_spec"),
    ],
)  # fmt: skip
def test_what_the_engine_overrides_or_calls_is_there(class_: type, names: str) -> None:
    assert [name for name in names.split() if not callable(getattr(class_, name, None))] == []


def test_constructors_take_what_we_give_them() -> None:
    assert list(inspect.signature(Task).parameters) == ["workflow", "task_spec", "parent", "state", "id"]
    assert list(inspect.signature(BpmnSubWorkflow).parameters)[:3] == ["spec", "parent_task_id", "top_workflow"]
    assert list(inspect.signature(BpmnWorkflow).parameters)[:3] == ["spec", "subprocess_specs", "script_engine"]


def test_every_private_name_that_the_engine_uses_on_others_is_known_here() -> None:
    """Names with one underscore, used on something other than self or cls."""
    known = {
        "_set_state", "_ready", "_state", "_children", "_update", "_wf_spec", "_on_cancel", "_on_complete",
        "_on_complete_hook", "_on_ready_hook", "_run_hook", "_predict", "_update_hook",
    }  # fmt: skip
    used = {
        node.attr
        for folder in ("execution", "specs", "parsing")
        for path in (ENGINE / folder).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__")
        if not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"))
        if not (isinstance(node.value, ast.Call))
    }
    assert used - known == set()
