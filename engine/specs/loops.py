"""Standard loops and multi-instance activities (BPMN 2.0, 13.3.6 and 13.3.7; the counters as in Camunda 7)."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

import feel
from engine.execution_errors import ExpressionFailed, LimitReached
from engine.specs.activity import ENOUGH
from engine.specs.variable_scopes import declare_local, evaluate_outside, local_scope, write_outside
from feel.values import Value

LOOP_COUNTER = "loopCounter"
INSTANCES = "nrOfInstances"
ACTIVE = "nrOfActiveInstances"
COMPLETED = "nrOfCompletedInstances"
#: Variables of a body that no expression can name.
ITEMS = "#items"
RESULT = "#result"


def pass_by(body: Task) -> None:
    """Let the queue complete a body that has nothing to wait for: a chain of such bodies is no recursion."""
    body._set_state(TaskState.READY)
    body.workflow.top_workflow.enqueue(body)


@dataclass
class StandardLoop:
    """Done again and again, one after the other, while the condition holds."""

    condition: feel.Expression | None = None
    maximum: int | None = None
    test_before: bool = False
    async_before: bool = False
    async_after: bool = False
    pauses: tuple[dt.timedelta, ...] = ()
    body_type = "loopBody"

    def open(self, spec: Any, body: Task) -> None:
        """Begin the first round, unless the condition is asked before and does not hold."""
        declare_local(body, LOOP_COUNTER, Decimal(0))
        if self.maximum == 0 or (self.test_before and not self._holds(body)):
            pass_by(body)
        else:
            spec.start_inner(body, {})

    def collect(self, body: Task, inner: Task) -> None:
        """Count the round and ask whether it was the last."""
        rounds = _counter(body, LOOP_COUNTER) + 1
        declare_local(body, LOOP_COUNTER, Decimal(rounds))
        if (self.maximum is not None and rounds >= self.maximum) or not self._holds(inner):
            inner.internal_data[ENOUGH] = True

    def go_on(self, spec: Any, body: Task, inner: Task) -> None:
        """Begin the next round, or complete."""
        if inner.internal_data.get(ENOUGH):
            body.complete()
        else:
            spec.start_inner(body, {})

    def keeps_results(self) -> bool:
        """A round writes as the activity would without the loop."""
        return False

    def _holds(self, token: Task) -> bool:
        if self.condition is None:
            return True
        return bool(token.workflow.script_engine.evaluate_condition(token, self.condition, token.task_spec.name))


@dataclass
class MultiInstance:
    """Done once for each item of a collection, or so many times; all at once or one after the other.

    ``output_collection`` takes, in the order of the instances, what ``output_element`` gives in each.
    """

    sequential: bool = False
    cardinality: feel.Expression | None = None
    collection: feel.Expression | None = None
    element_variable: str | None = None
    completion: feel.Expression | None = None
    output_collection: str | None = None
    output_element: feel.Expression | None = None
    async_before: bool = False
    async_after: bool = False
    pauses: tuple[dt.timedelta, ...] = ()
    body_type = "multiInstanceBody"

    def open(self, spec: Any, body: Task) -> None:
        """Settle how many there are and begin them, or the first."""
        items = self._items(body)
        count = len(items)
        limit = body.workflow.top_workflow.limits.instances
        if count > limit:
            raise LimitReached(f"多实例一次要办 {count} 份，最多 {limit} 份，请检查集合或次数", element_id=spec.name)
        active = min(count, 1) if self.sequential else count
        for name, value in ((INSTANCES, count), (ACTIVE, active), (COMPLETED, 0)):
            declare_local(body, name, Decimal(value))
        if self.sequential and self.element_variable:
            declare_local(body, ITEMS, items)
        if count == 0:
            self._collect_results(body)
            pass_by(body)
        body.workflow.top_workflow.check_tokens(body, active)
        for index in range(active):
            spec.start_inner(body, self._variables(index, items))

    def collect(self, body: Task, inner: Task) -> None:
        """Count the instance, keep its result, and ask whether that is enough."""
        completed, active = _counter(body, COMPLETED) + 1, _counter(body, ACTIVE) - 1
        declare_local(body, COMPLETED, Decimal(completed))
        if self.output_element is not None:
            value = inner.workflow.script_engine.evaluate(inner, self.output_element)
            declare_local(body, f"{RESULT}{_counter(inner, LOOP_COUNTER)}", value)
        if self.sequential and completed < _counter(body, INSTANCES):
            active += 1
        declare_local(body, ACTIVE, Decimal(active))
        engine = inner.workflow.script_engine
        if self.completion is not None and engine.evaluate_condition(inner, self.completion, inner.task_spec.name):
            inner.internal_data[ENOUGH] = True

    def go_on(self, spec: Any, body: Task, inner: Task) -> None:
        """Complete when it is enough or nothing is left, with the others taken away; otherwise begin the next."""
        others = spec.inner_tokens(body)
        done, count = _counter(body, COMPLETED), _counter(body, INSTANCES)
        if inner.internal_data.get(ENOUGH):
            for other in others:
                other.cancel()
        elif self.sequential and done < count:
            spec.start_inner(body, self._variables(done, _local(body, ITEMS)))
            return
        elif others:
            return
        self._collect_results(body)
        body.complete()

    def keeps_results(self) -> bool:
        """Whether what an instance writes is collected from it."""
        return self.output_collection is not None

    def _items(self, body: Task) -> list[Value]:
        element_id = body.task_spec.name
        if self.collection is not None:
            items = evaluate_outside(body, self.collection)
            if not isinstance(items, list):
                raise ExpressionFailed(f"多实例的集合「{self.collection.text}」不是列表", element_id=element_id)
            return items
        cardinality = cast("feel.Expression", self.cardinality)  # deployment has seen to it
        count = evaluate_outside(body, cardinality)
        if isinstance(count, bool) or not isinstance(count, Decimal) or count < 0 or count != count.to_integral_value():
            raise ExpressionFailed(
                f"多实例的次数「{cardinality.text}」不是 0 或正整数", element_id=element_id
            )
        limit = body.workflow.top_workflow.limits.instances
        return [None] * int(min(count, limit + 1))

    def _variables(self, index: int, items: Any) -> dict[str, Value]:
        variables: dict[str, Value] = {LOOP_COUNTER: Decimal(index)}
        if self.element_variable:
            variables[self.element_variable] = items[index]
        return variables

    def _collect_results(self, body: Task) -> None:
        if self.output_collection is None:
            return
        names = [f"{RESULT}{index}" for index in range(_counter(body, INSTANCES))]
        variables = body.workflow.top_workflow.variables
        variables.ensure(names)
        scope = [local_scope(body.id)]
        found = [variables.find(scope, name) for name in names]
        write_outside(body, self.output_collection, [entry[1] if entry else None for entry in found])


def _local(token: Task, name: str) -> Value:
    found = token.workflow.top_workflow.variables.find([local_scope(token.id)], name)
    return found[1] if found else None


def _counter(token: Task, name: str) -> int:
    value = _local(token, name)
    return int(value) if isinstance(value, Decimal) else 0
