"""Business rule tasks: a decision is evaluated, its results become one variable (Camunda 7's mapDecisionResult)."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from SpiffWorkflow.task import Task

from engine.execution_errors import ExecutionFailed
from engine.specs.activities import FormBinding
from engine.specs.activity import Activity
from engine.specs.errors import RaisedByValue
from engine.specs.variable_scopes import write
from feel.values import Value

RESULT_LIST = "resultList"
Outputs = Sequence[Mapping[str, Value]]


class BusinessRuleTask(Activity):
    """bpmn:businessRuleTask with a decision; ``reason_variable`` takes the text that says why it came out so."""

    element_type = "businessRuleTask"

    def __init__(self, wf_spec: Any, name: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.decision = FormBinding("")
        self.mapping = RESULT_LIST
        self.result_variable = ""
        self.reason_variable: str | None = None
        self.raises = RaisedByValue()

    def _run_hook(self, my_task: Task) -> bool:
        decided = my_task.workflow.top_workflow.decide(my_task)
        try:
            value = map_results(self.mapping, decided.outputs)
        except UnfitResults as unfit:
            raise ExecutionFailed(
                f"决策「{decided.name}」{unfit}", element_id=self.name, decision=self.decision.key
            ) from None
        write(my_task, self.result_variable, value)
        if self.reason_variable is not None:
            write(my_task, self.reason_variable, decided.reason)
        self.raises.check(my_task)
        return True


class UnfitResults(ValueError):
    """The results have not the shape that the mapping asks for; the text goes on after the decision's name."""


def map_results(mapping: str, results: Outputs) -> Value:
    """The value of the result variable. ``results``: a context of named outputs for each result of the decision.

    ``singleEntry`` the only output of the only result, ``singleResult`` the only result, both null without a result;
    ``collectEntries`` the only output of each, ``resultList`` all results. Raises UnfitResults.
    """
    return MAPPINGS[mapping](results)


def _single_entry(results: Outputs) -> Value:
    result = _only(results, "singleEntry")
    return _entry(result, "singleEntry", "singleResult") if result else None


def _single_result(results: Outputs) -> Value:
    result = _only(results, "singleResult")
    return dict(result) if result is not None else None


def _collect_entries(results: Outputs) -> Value:
    return [_entry(result, "collectEntries", RESULT_LIST) for result in results]


def _result_list(results: Outputs) -> Value:
    return [dict(result) for result in results]


def _only(results: Outputs, mapping: str) -> Mapping[str, Value] | None:
    if len(results) > 1:
        raise UnfitResults(
            f"得出 {len(results)} 个结果，{mapping} 只能有一个，请流程管理员改正决策表，"
            "或把结果映射（Map decision result）改成 collectEntries 或 resultList"
        )
    return results[0] if results else None


def _entry(result: Mapping[str, Value], mapping: str, instead: str) -> Value:
    if len(result) > 1:
        names = "、".join(f"「{name}」" for name in list(result)[:10])
        raise UnfitResults(
            f"的结果有 {len(result)} 项输出（{names}），{mapping} 只能有一项，"
            f"请流程管理员把结果映射（Map decision result）改成 {instead}"
        )
    return next(iter(result.values()), None)


MAPPINGS: Mapping[str, Callable[[Outputs], Value]] = {
    "singleEntry": _single_entry,
    "singleResult": _single_result,
    "collectEntries": _collect_entries,
    RESULT_LIST: _result_list,
}
