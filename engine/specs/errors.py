"""BPMN errors: business errors that a diagram raises and catches, told apart from failures, which are incidents."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from SpiffWorkflow.task import Task

import feel
from engine.execution_errors import ExecutionFailed, ExpressionFailed
from feel.values import Value

MAX_CODE = 255


class BpmnError(Exception):
    """A business error on its way to whoever catches it. ``variables``: what it brings along."""

    def __init__(self, code: str, message: str | None = None, variables: Mapping[str, Value] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.variables = dict(variables or {})


class UncaughtError(ExecutionFailed):
    """No boundary event and no event subprocess catches an error: the case waits for an administrator."""

    def __init__(self, code: str, message: str | None, element_id: str) -> None:
        told = f"（{message}）" if message else ""
        super().__init__(
            f"流程抛出了错误「{code}」{told}，没有地方接住它，请在流程图里加错误边界事件或错误事件子流程",
            element_id=element_id,
            error_code=code,
        )


@dataclass
class RaisedByValue:
    """The properties errorCode and errorMessage of a script or decision: an error when a code comes out."""

    code: feel.Expression | None = None
    message: str | feel.Expression | None = None

    def check(self, my_task: Task) -> None:
        """Raise BpmnError when the code's expression, seen after the result was written, gives a text."""
        if self.code is None:
            return
        engine = my_task.workflow.script_engine
        code = engine.evaluate(my_task, self.code)
        if code is None or code == "":
            return
        if not isinstance(code, str) or len(code) > MAX_CODE:
            raise ExpressionFailed("errorCode 的结果必须是文字或空值", element_id=my_task.task_spec.name)
        raise BpmnError(code, evaluate_message(my_task, self.message))


@dataclass(frozen=True)
class ErrorRule:
    """camunda:errorEventDefinition of an external task: the error that is raised when the expression holds."""

    code: str
    message: str | None
    expression: feel.Expression


@dataclass
class ErrorRules:
    """All of an external task's, in document order."""

    rules: list[ErrorRule] = field(default_factory=list)

    def check(self, my_task: Task) -> None:
        """Raise BpmnError for the first one that holds."""
        engine = my_task.workflow.script_engine
        for rule in self.rules:
            if engine.evaluate_condition(my_task, rule.expression, my_task.task_spec.name):
                raise BpmnError(rule.code, rule.message)


def evaluate_message(my_task: Task, message: str | feel.Expression | None) -> str | None:
    """The text of an error's message, None when it has none."""
    if not isinstance(message, feel.Expression):
        return message
    value = my_task.workflow.script_engine.evaluate(my_task, message)
    return value if value is None or isinstance(value, str) else str(value)
