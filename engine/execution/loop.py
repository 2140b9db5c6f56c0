"""The loop that runs ready tokens, awaited conditions, inclusive joins and finished scopes until everything waits."""
from __future__ import annotations

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.execution.propagation import propagate_error
from engine.execution.waiting import catching
from engine.execution.workflow import InstanceWorkflow
from engine.execution_errors import LimitReached
from engine.specs.errors import BpmnError
from engine.specs.event_subprocesses import EventSubProcess
from engine.specs.events import EndEvent
from engine.specs.flow import JOB, holds_scope_open
from engine.specs.gateways import InclusiveGateway
from engine.specs.triggers import ConditionalTrigger


def run(top: InstanceWorkflow) -> None:
    """Move every token to its next wait.

    Raises ExecutionFailed, LimitReached for a diagram that runs away; the workflow is then to be thrown away.
    """
    while True:
        _run_queue(top)
        if _fire_condition(top) or _fire_inclusive_join(top):
            continue
        _close_to_events(top)
        if not _finish_scope(top):
            break
    if not top.is_held():
        top.give_up_waiting()
        top.completed = True


def _run_queue(top: InstanceWorkflow) -> None:
    while top.queue:
        token = top.queue.popleft()
        if token._state != TaskState.READY:
            continue
        top.steps += 1
        if top.steps > top.limits.steps:
            raise LimitReached("流程在一步里转了太多圈，请检查流程图里没有等待的循环", element_id=token.task_spec.name)
        if top.steps % 100 == 0:
            top.fold_all()
            top.check_tokens(token)
        run_token(token)


def run_token(token: Task) -> None:
    """Run one ready token. A business error goes to its catcher, which takes away what it interrupts."""
    spec = token.task_spec
    try:
        done = spec.perform(token)
    except BpmnError as error:
        if isinstance(spec, EndEvent):
            token.complete()
        propagate_error(token.workflow.top_workflow, token, error)
        return
    if token._state != TaskState.READY:  # what it threw has taken it away; thrown it has all the same
        token.workflow.top_workflow.trace.leave(str(token.id), spec.name, "completed")
    elif done:
        token.complete()
    else:
        token._set_state(TaskState.STARTED)


def _fire_condition(top: InstanceWorkflow) -> bool:
    if not top.conditions_changed:
        return False
    top.conditions_changed = False
    for scope in top.scopes():
        for token, index in catching(scope):
            trigger = token.task_spec.triggers()[index]
            if not isinstance(trigger, ConditionalTrigger):
                continue
            holds = top.script_engine.holds(token, trigger.expression)
            if not holds:
                token.internal_data.pop("was_true", None)
            elif not token.internal_data.get("was_true"):
                top.conditions_changed = True
                token.task_spec.fire(token, index)
                return True
    return False


def _fire_inclusive_join(top: InstanceWorkflow) -> bool:
    for scope in top.scopes():
        waiting = {
            token.task_spec.name: token.task_spec
            for token in scope.tasks.values()
            if token._state == TaskState.WAITING and isinstance(token.task_spec, InclusiveGateway)
        }
        if not waiting:
            continue
        gateways = sorted(waiting.values(), key=lambda spec: spec.document_order)
        if any(gateway.fire_if_enabled(scope) for gateway in gateways):
            return True
        holding = [token for token in scope.live_tokens() if holds_scope_open(token)]
        only_joins = all(isinstance(token.task_spec, InclusiveGateway) and JOB not in token.internal_data
                         for token in holding)  # fmt: skip
        if only_joins and gateways[0].fire_if_enabled(scope, forced=True):
            return True
    return False


def _close_to_events(top: InstanceWorkflow) -> None:
    """A scope in which nothing runs but event subprocesses is completing: no further one begins (clause 13.5.4)."""
    for scope in top.scopes():
        held = [token for token in scope.tasks.values() if holds_scope_open(token)]
        if held and all(isinstance(token.task_spec, EventSubProcess) for token in held):
            scope.give_up_waiting()


def _finish_scope(top: InstanceWorkflow) -> bool:
    for host_id, scope in reversed(list(top.subprocesses.items())):
        if not scope.is_held():
            host = top.token(host_id)
            host.task_spec.finish(host)
            return True
    return False
