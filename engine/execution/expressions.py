"""The only script engine SpiffWorkflow can reach: FEEL over variable scopes; every other door is shut."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment
from SpiffWorkflow.task import Task

import feel
from engine.execution.variables import ScopeView
from engine.execution_errors import ExpressionFailed
from engine.specs.variable_scopes import chain_of
from feel.values import Value


class ShutEnvironment(BasePythonScriptEngineEnvironment):
    """SpiffWorkflow calls the environment past its engine in places; none of them may run Python."""

    def evaluate(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: raises ExpressionFailed."""
        raise ExpressionFailed("表达式只能用 FEEL 书写")

    def execute(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: raises ExpressionFailed."""
        raise ExpressionFailed("脚本只能用 FEEL 书写")

    def call_service(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: raises ExpressionFailed."""
        raise ExpressionFailed("流程里不能调用外部程序")


class FeelScriptEngine(PythonScriptEngine):
    """Evaluates FEEL expressions in the variable scope of a token.

    ``settings``: called once per evaluation, for the clock, the zone and the limits.
    """

    def __init__(self, settings: Callable[[], feel.Settings]) -> None:
        super().__init__(ShutEnvironment())
        self.settings = settings

    def validate(self, expression: Any) -> None:
        """Refuse: expressions are read at deployment. Raises ExpressionFailed."""
        self.environment.evaluate(expression)

    def execute(self, task: Task, script: Any, external_context: Any = None) -> NoReturn:
        """Refuse: raises ExpressionFailed."""
        raise ExpressionFailed("脚本只能用 FEEL 书写")

    def call_service(self, task: Task, **kwargs: Any) -> NoReturn:
        """Refuse: raises ExpressionFailed."""
        raise ExpressionFailed("流程里不能调用外部程序")

    def evaluate(self, task: Task, expression: Any, external_context: Any = None) -> Value:
        """The value of a FEEL expression seen from the token; raises ExpressionFailed when it comes to grief."""
        return self.evaluate_in(task.workflow, expression, task.task_spec.name, chain_of(task))

    def evaluate_in(
        self, workflow: Any, expression: Any, element_id: str, chain: Sequence[str] | None = None
    ) -> Value:
        """The value seen from a scope, or along a ``chain`` of scopes.

        Null with a warning is a failure, unless the expression is a mere name.
        """
        result = self._run(workflow, expression, element_id, chain)
        if result.value is None and result.warnings and expression.text.strip() not in expression.free_variables:
            raise self._failed(expression, element_id, result)
        return result.value

    def evaluate_condition(self, task: Task, expression: Any, flow_id: str) -> bool:
        """The truth of a gateway's condition.

        Raises ExpressionFailed naming the variable for anything but true or false, and for one that was never written:
        FEEL makes ``outcome = "协商成功"`` false without it, which would send the case the wrong way in silence.
        """
        result = self._run(task.workflow, expression, flow_id, chain_of(task))
        if not isinstance(result.value, bool) or result.missing:
            raise self._failed(expression, flow_id, result)
        return result.value

    def holds(self, task: Task, expression: Any) -> bool:
        """Whether the condition that a token awaits has come true; null is not yet."""
        return self._run(task.workflow, expression, task.task_spec.name, chain_of(task)).value is True

    def _run(
        self, workflow: Any, expression: Any, element_id: str, chain: Sequence[str] | None = None
    ) -> feel.Evaluation:
        if not isinstance(expression, feel.Expression):
            raise ExpressionFailed("表达式只能用 FEEL 书写", element_id=element_id)
        view = ScopeView(workflow.top_workflow.variables, chain or workflow.scope_chain)
        try:
            return expression.evaluate(view, self.settings())
        except feel.FeelError as error:
            raise ExpressionFailed(
                f"「{expression.text}」算不出来：{error}", element_id=element_id, expression=expression.text
            ) from error

    @staticmethod
    def _failed(expression: feel.Expression, element_id: str, result: feel.Evaluation) -> ExpressionFailed:
        if result.missing:
            cause = "、".join(f"「{name}」" for name in result.missing) + "还没有值"
        else:
            cause = "；".join(result.warnings) or "结果不是“是”或“否”"
        return ExpressionFailed(
            f"「{expression.text}」算不出来：{cause}",
            element_id=element_id,
            expression=expression.text,
            missing=list(result.missing),
        )
