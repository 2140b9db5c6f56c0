"""Evaluating the decision of a business rule task: in the token's scope, within the step's limits, with a record."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from SpiffWorkflow.task import Task

import feel
from engine.dmn import DecisionEvaluation, DecisionResult
from engine.execution.trace import Evaluated
from engine.execution.variables import ScopeView
from engine.execution_errors import ExecutionFailed, LimitReached, UnresolvedReference
from engine.parsing.compiled import BoundDecision
from engine.specs.activities import FormBinding
from engine.specs.variable_scopes import chain_of
from feel.values import Value

#: How many sentences about one failed decision an incident tells.
MAX_TOLD = 5


@dataclass(frozen=True, slots=True)
class Decided:
    """What a business rule task goes on with: the decision's name, its results, and why in the owner's words."""

    name: str
    outputs: tuple[dict[str, Value], ...]
    reason: str


def decide(top: Any, my_task: Task) -> Decided:
    """Evaluate the decision of the token's task. ``top``: the InstanceWorkflow, whose trace keeps the records.

    Raises UnresolvedReference, LimitReached, and ExecutionFailed naming the decision and what is wrong.
    """
    spec = my_task.task_spec
    bound = top.bundle.decision(my_task.workflow.spec.compiled, spec.decision)
    if bound is None:
        raise UnresolvedReference(f"找不到决策{_described(spec.decision)}", element_id=spec.name)
    result = _evaluate(top, my_task, bound)
    asked = [entry for entry in result.evaluations if entry.decision_id == bound.key]
    if not asked:
        raise _too_much(spec.name)
    for entry in result.evaluations:
        _keep(top, my_task, bound, entry)
    _check_limits(top, result, spec.name)
    reasons = [entry.because for entry in asked if entry.because]
    return Decided(bound.name, result.outputs, reasons[-1] if reasons else "")


def _described(binding: FormBinding) -> str:
    """The decision as a reference means it, for a sentence."""
    if binding.binding == "version":
        return f"「{binding.key}」的第 {binding.version} 版"
    if binding.binding == "versionTag":
        return f"「{binding.key}」标签是“{binding.version_tag}”的版本"
    return f"「{binding.key}」"


def _evaluate(top: Any, my_task: Task, bound: BoundDecision) -> DecisionResult:
    view = ScopeView(top.variables, chain_of(my_task))
    try:
        if bound.graph.problems:
            raise _failed(my_task, bound, [problem.sentence() for problem in bound.graph.problems])
        result = bound.graph.evaluate(bound.key, view, top.script_engine.settings())
    except feel.FeelError as error:
        raise _failed(my_task, bound, [str(error)]) from error
    if result.missing or result.failures:
        raise _failed(my_task, bound, list(_causes(result)), list(result.missing))
    return result


def _causes(result: DecisionResult) -> Iterator[str]:
    if result.missing:
        yield "、".join(f"「{name}」" for name in result.missing) + "还没有值"
    yield from result.failures


def _failed(
    my_task: Task, bound: BoundDecision, causes: list[str], missing: list[str] | None = None
) -> ExecutionFailed:
    return ExecutionFailed(
        f"决策「{bound.name}」算不出来：" + "；".join(causes[:MAX_TOLD]),
        element_id=my_task.task_spec.name,
        decision=bound.key,
        definition=bound.definition_id,
        missing=missing or [],
    )


def _keep(top: Any, my_task: Task, bound: BoundDecision, entry: DecisionEvaluation) -> None:
    """Note one evaluation in the trace as it will be stored."""
    try:
        record = orjson.dumps(entry.as_json())
    except feel.LimitExceeded as error:
        raise _failed(my_task, bound, [f"「{entry.decision_name}」的记录太大：{error}"]) from error
    top.trace.decisions.append(
        Evaluated(
            visit_id=str(my_task.id),
            element_id=my_task.task_spec.name,
            definition_id=bound.definitions.get(entry.decision_id, bound.definition_id),
            decision_key=entry.decision_id,
            decision_name=entry.decision_name,
            rules=tuple(hit.rule_id for hit in entry.hits),
            record=record,
        )
    )
    top.trace.record_bytes += len(record)


def _check_limits(top: Any, result: DecisionResult, element_id: str) -> None:
    trace, limits = top.trace, top.limits
    trace.decision_steps += result.steps
    if (
        len(trace.decisions) > limits.decisions
        or trace.record_bytes > limits.record_bytes
        or trace.decision_steps > limits.decision_steps
    ):
        raise _too_much(element_id)


def _too_much(element_id: str) -> LimitReached:
    return LimitReached(
        "流程在一步里算的决策太多，请检查流程图里没有等待的循环，或把决策改得简单一些", element_id=element_id
    )
