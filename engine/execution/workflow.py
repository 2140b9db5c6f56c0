"""One process instance in memory: its scopes, its variables, and what happens in the step that is being taken."""
from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task

from engine.execution import decisions, timing
from engine.execution.expressions import FeelScriptEngine
from engine.execution.moments import StepClock
from engine.execution.propagation import propagate_error, propagate_escalation
from engine.execution.scopes import ScopeTokens, SubWorkflow
from engine.execution.signals import catch_signal
from engine.execution.trace import Thrown, Trace, Visit
from engine.execution.variables import ROOT_SCOPE, Variables
from engine.execution_errors import LimitReached, UnresolvedReference
from engine.groups import ResolvedGroup
from engine.parsing.compiled import CompiledBundle
from engine.specs.activity import Activity
from engine.specs.errors import BpmnError
from engine.specs.flow import TokenFlow, has_visit
from engine.specs.gateways import JoiningGateway
from engine.specs.process import ProcessSpec
from engine.specs.subprocesses import CallActivity, Scope
from engine.specs.triggers import TimerTrigger
from engine.specs.variable_scopes import chain_of, write_chain_of
from feel.values import Value

STAGE = "stage"


@dataclass(frozen=True)
class ExecutionLimits:
    """Bounds of one step: elements run, depth of scopes, live tokens, and all its decisions together.

    ``instances``: of one multi-instance activity; ``decisions``: evaluations, required ones included;
    ``decision_steps``: as feel.Limits counts them; ``record_bytes``: of what is recorded of them.
    """

    steps: int = 10_000
    depth: int = 20
    tokens: int = 5_000
    instances: int = 1_000
    decisions: int = 2_000
    decision_steps: int = 1_000_000
    record_bytes: int = 5_000_000


class InstanceWorkflow(ScopeTokens, BpmnWorkflow):
    """The top scope of an instance. ``bundle``: the compiled processes that the case's deployment number binds."""

    def __init__(
        self,
        bundle: CompiledBundle,
        script_engine: FeelScriptEngine,
        variables: Variables,
        clock: StepClock,
        limits: ExecutionLimits | None = None,
    ) -> None:
        self.bundle = bundle
        self.variables = variables
        self.clock = clock
        self.limits = limits or ExecutionLimits()
        self.trace = Trace()
        self.resolved_groups: dict[str, ResolvedGroup] = {}
        self.queue: deque[Task] = deque()
        self.conditions_changed = False
        self.steps = 0
        self.scope_id = ROOT_SCOPE
        self.scope_chain = self.write_chain = [ROOT_SCOPE]
        super().__init__(bundle.root.spec, {}, script_engine, deserializing=True)

    def start(self, start_event: str | None) -> None:
        """Begin at a start event of the process; None for a process without any, where nothing leads to."""
        self.plant_root()
        self.begin(self.spec.first_elements() if start_event is None else [start_event])

    def scopes(self) -> Iterator[Any]:
        """The top scope, then every open subprocess, outer ones first."""
        yield self
        yield from list(self.subprocesses.values())

    def token(self, token_id: UUID | str) -> Task:
        """The live token with this id in whatever scope; raises KeyError."""
        key = token_id if isinstance(token_id, UUID) else UUID(token_id)
        for scope in self.scopes():
            if key in scope.tasks:
                return scope.tasks[key]
        raise KeyError(str(key))

    def fold_all(self) -> None:
        """Drop finished tokens in every scope."""
        for scope in self.scopes():
            scope.fold()

    def check_tokens(self, my_task: Task, more: int = 0) -> None:
        """Raise LimitReached when more tokens live, or are about to with ``more``, than a case may have at once."""
        if more + sum(len(scope.live_tokens()) for scope in self.scopes()) > self.limits.tokens:
            raise LimitReached("流程里同时走的分支太多，请检查流程图", element_id=my_task.task_spec.name)

    def open_scope(self, my_task: Task) -> SubWorkflow:
        """Open the scope of a subprocess or call activity, still without a token. Raises LimitReached."""
        scope = SubWorkflow(self.scope_spec(my_task), my_task.id, self, deserializing=True)
        if scope.depth > self.limits.depth:
            raise LimitReached("调用和子流程套得太深，请检查流程图是否互相调用", element_id=my_task.task_spec.name)
        self.adopt(scope, my_task)
        scope.plant_root()
        return scope

    def begin_scope(self, scope: SubWorkflow, start_event: str | None) -> None:
        """Put the first tokens of a scope that has its variables. Raises UnresolvedReference."""
        first = scope.spec.first_elements() if start_event is None else [start_event]
        if not first:
            raise UnresolvedReference(
                f"流程「{scope.spec.name}」没有普通开始事件，不能被调用", element_id=scope.parent_task.task_spec.name
            )
        scope.begin(first)

    def scope_spec(self, my_task: Task) -> ProcessSpec:
        """The specification behind a subprocess or call activity, as this case's deployment binds it."""
        spec: Scope = my_task.task_spec
        compiled = my_task.workflow.spec.compiled
        if isinstance(spec, CallActivity):
            try:
                return self.bundle.called(compiled, spec.binding_of(my_task)).spec
            except UnresolvedReference as missing:
                raise UnresolvedReference(missing.message, element_id=spec.name) from missing
        found: ProcessSpec = compiled.subprocesses[spec.spec]
        return found

    def adopt(self, scope: SubWorkflow, my_task: Task) -> None:
        """Register a scope, new or restored, with its variable chain."""
        scope.scope_id = str(my_task.id)
        own_root = my_task.task_spec.own_root
        scope.scope_chain = [scope.scope_id, *([] if own_root else chain_of(my_task))]
        scope.write_chain = [scope.scope_id, *([] if own_root else write_chain_of(my_task))]
        self.subprocesses[my_task.id] = scope

    def forget_subprocess(self, my_task: Task) -> None:
        """Close a scope: its tokens and variables are gone."""
        scope = self.subprocesses.pop(my_task.id)
        self.variables.forget(scope.scope_id)

    def write(self, chain: Sequence[str], name: str, value: Value, by: str) -> None:
        """Write where the name is declared in ``chain``, otherwise to its last scope. ``by``: element id."""
        self.variables.write(chain, name, value, by)
        self.conditions_changed = True

    def declare(self, scope: str, name: str, value: Value, by: str) -> None:
        """Write in exactly this scope. ``by``: element id."""
        self.variables.declare(scope, name, value, by)
        self.conditions_changed = True

    def throw_message(
        self, my_task: Task, name: str, payload: dict[str, Value], *,
        business_key: str | None, correlation: str | None, organisation: str | None,
    ) -> None:  # fmt: skip
        """Leave a message with the step, to be delivered after its commit."""
        element_id = my_task.task_spec.name
        thrown = Thrown(str(uuid4()), "message", name, payload, business_key, correlation, organisation, element_id)
        self.trace.thrown.append(thrown)

    def throw_signal(self, my_task: Task, name: str, payload: dict[str, Value]) -> None:
        """Fire who waits for the signal in this instance, and leave it with the step for all others."""
        element_id = my_task.task_spec.name
        self.trace.thrown.append(Thrown(str(uuid4()), "signal", name, payload, None, None, None, element_id))
        catch_signal(self, name, payload)

    def throw_escalation(self, my_task: Task, code: str) -> None:
        """Fire the nearest catcher of an escalation, if there is one; it may take the thrower away."""
        propagate_escalation(my_task, code)

    def throw_error(
        self, my_task: Task, code: str, message: str | None = None, variables: Mapping[str, Value] | None = None
    ) -> None:
        """Raise a business error at a token that waits. Raises UncaughtError."""
        propagate_error(self, my_task, BpmnError(code, message, variables))

    def enqueue(self, my_task: Task) -> None:
        """A token is ready for the engine to run."""
        self.queue.append(my_task)

    def entered(self, my_task: Task) -> None:
        """A token has come to an element: note the visit, and the stage that the element stands for."""
        spec: TokenFlow = my_task.task_spec
        if not isinstance(spec, JoiningGateway):
            self.trace.enter(self._visit(my_task, self._reach_stage(my_task)))

    def completed_token(self, my_task: Task) -> None:
        """A token is about to leave its element."""
        if isinstance(my_task.task_spec, JoiningGateway):
            self.trace.enter(self._visit(my_task, None))
        self.trace.leave(str(my_task.id), my_task.task_spec.name, "completed")

    def cancelled_token(self, my_task: Task) -> None:
        """A token has been taken away; joins and armed boundary events were never visits."""
        if has_visit(my_task) and not isinstance(my_task.task_spec, JoiningGateway):
            self.trace.leave(str(my_task.id), my_task.task_spec.name, "cancelled")

    def due_time(self, my_task: Task, trigger: TimerTrigger) -> str:
        """When a timer that is armed now will fire, as ISO text in UTC."""
        return timing.due_time(self.clock, my_task, trigger).isoformat()

    def decide(self, my_task: Task) -> decisions.Decided:
        """Evaluate the decision of a business rule task; raises ExecutionFailed. The trace keeps the records."""
        return decisions.decide(self, my_task)

    def _visit(self, my_task: Task, stage: str | None) -> Visit:
        spec = my_task.task_spec
        workflow = my_task.workflow
        return Visit(
            id=str(my_task.id),
            scope_id=workflow.scope_id,
            definition_id=workflow.spec.compiled.definition_id,
            element_id=spec.name,
            element_type=spec.visit_type(my_task),
            name=spec.bpmn_name,
            stage=stage,
        )

    def _reach_stage(self, my_task: Task) -> str | None:
        spec: TokenFlow = my_task.task_spec
        if spec.stage_expression is not None and isinstance(spec, Activity) and spec.is_body(my_task):
            return None  # it may be about an item, which only the instances have
        if spec.stage_expression is not None:
            value = self.script_engine.evaluate(my_task, spec.stage_expression)
            return value if isinstance(value, str) else None
        stage = spec.properties.get(STAGE)
        if stage is not None:
            found = self.variables.find([ROOT_SCOPE], STAGE)
            if found is None or found[1] != stage:
                self.variables.declare(ROOT_SCOPE, STAGE, stage, spec.name)
                self.conditions_changed = True
        return stage
