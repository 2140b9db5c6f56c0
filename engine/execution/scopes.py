"""The tokens of one scope on SpiffWorkflow's tree: flat under a root, with a chain of variable scopes."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.specs.flow import holds_scope_open, is_live
from feel.values import Value


class ScopeTokens:
    """What the top workflow and every subprocess share."""

    scope_id: str
    scope_chain: list[str]
    write_chain: list[str]

    def plant_root(self: Any) -> None:
        """Create the root, under which every token of the scope hangs."""
        self.task_tree = Task(self, self.spec.start, state=TaskState.COMPLETED)

    def begin(self: Any, elements: Sequence[str]) -> None:
        """Let the event subprocesses wait, and put the first tokens on ``elements``."""
        for spec in self.spec.event_subprocesses():
            spec.arm(self)
        self.spec.start.start(self.task_tree, elements)

    def is_held(self: Any) -> bool:
        """Whether anything still runs in this scope; events that only may happen do not count."""
        return any(holds_scope_open(token) for token in self.tasks.values())

    def give_up_waiting(self: Any) -> None:
        """Nothing happens in the scope any more: its event subprocesses wait no longer."""
        for token in self.live_tokens():
            if not holds_scope_open(token):
                token.cancel()

    def _task_completed_notify(self, task: Task) -> None:
        """SpiffWorkflow updates the whole tree here; our joins and scopes are looked at by the loop."""

    def _task_removed_notify(self, task: Task) -> None:
        """Nobody listens."""

    def live_tokens(self: Any) -> list[Task]:
        """Tokens that stand somewhere in this scope."""
        return [token for token in self.tasks.values() if is_live(token)]

    def write_variable(self: Any, name: str, value: Value, by: str) -> None:
        """Write where declared, otherwise where undeclared names of this scope go. ``by``: element id."""
        self.top_workflow.write(self.write_chain, name, value, by)

    def declare_variable(self: Any, name: str, value: Value, by: str) -> None:
        """Write in exactly this scope."""
        self.top_workflow.declare(self.scope_id, name, value, by)

    def visible_variables(self: Any) -> dict[str, Value]:
        """All variables seen from here."""
        seen: dict[str, Value] = self.top_workflow.variables.visible(self.scope_chain)
        return seen

    def fold(self: Any) -> None:
        """Drop every token that has finished; what may be needed later has been recorded (design.md 3)."""
        root = self.task_tree
        self.tasks = {token.id: token for token in self.tasks.values() if token is root or is_live(token)}
        root._children = [token_id for token_id in self.tasks if token_id != root.id]


class SubWorkflow(ScopeTokens, BpmnSubWorkflow):
    """The tokens of an embedded subprocess or of a called process."""
