"""One process instance in memory: its scopes, its variables, and what happens in the step that is being taken."""
from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task

from engine.execution import decisions, timing
from engine.execution.expressions import FeelScriptEngine
from engine.execution.moments import StepClock
from engine.execution.scopes import ScopeTokens, SubWorkflow
from engine.execution.trace import Trace, Visit
from engine.execution.variables import ROOT_SCOPE, Variables
from engine.execution_errors import LimitReached, UnresolvedReference
from engine.parsing.compiled import CompiledBundle
from engine.specs.activities import Scope
from engine.specs.flow import TokenFlow
from engine.specs.gateways import JoiningGateway
from engine.specs.process import ProcessSpec
from engine.specs.triggers import TimerTrigger

STAGE = "stage"


@dataclass(frozen=True)
class ExecutionLimits:
    """Bounds of one step: elements run, depth of scopes, live tokens, and all its decisions together.

    ``decisions``: evaluations, required ones included; ``decision_steps``: as feel.Limits counts them;
    ``record_bytes``: of what is recorded of them.
    """

    steps: int = 10_000
    depth: int = 20
    tokens: int = 2_000
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
        self.queue: deque[Task] = deque()
        self.conditions_changed = False
        self.steps = 0
        self.scope_id = ROOT_SCOPE
        self.scope_chain = [ROOT_SCOPE]
        super().__init__(bundle.root.spec, {}, script_engine, deserializing=True)

    def start(self, start_event: str) -> None:
        """Put the first token on a start event of the process."""
        self.plant_root()
        self.spec.start.start(self.task_tree, start_event)

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

    def create_subprocess(self, my_task: Task, spec_name: str) -> SubWorkflow:
        """Open the scope of a subprocess or call activity with its first token on the none start event."""
        spec: Scope = my_task.task_spec
        target = self.scope_spec(my_task)
        scope = SubWorkflow(target, my_task.id, self, deserializing=True)
        if scope.depth > self.limits.depth:
            raise LimitReached("调用和子流程套得太深，请检查流程图是否互相调用", element_id=spec.name)
        self.adopt(scope, my_task)
        scope.plant_root()
        start = target.none_start()
        if start is None:
            raise UnresolvedReference(f"流程「{target.name}」没有普通开始事件，不能被调用", element_id=spec.name)
        target.start.start(scope.task_tree, start.name)
        return scope

    def scope_spec(self, my_task: Task) -> ProcessSpec:
        """The specification behind a subprocess or call activity, as this case's deployment binds it."""
        spec: Scope = my_task.task_spec
        compiled = my_task.workflow.spec.compiled
        if spec.own_root:
            return self.bundle.called(compiled, spec.binding).spec
        found: ProcessSpec = compiled.subprocesses[spec.spec]
        return found

    def adopt(self, scope: SubWorkflow, my_task: Task) -> None:
        """Register a scope, new or restored, with its variable chain."""
        scope.scope_id = str(my_task.id)
        outer = [] if my_task.task_spec.own_root else my_task.workflow.scope_chain
        scope.scope_chain = [scope.scope_id, *outer]
        self.subprocesses[my_task.id] = scope

    def forget_subprocess(self, my_task: Task) -> None:
        """Close a scope: its tokens and variables are gone."""
        scope = self.subprocesses.pop(my_task.id)
        self.variables.forget(scope.scope_id)

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
        if "attached_to" not in my_task.internal_data and not isinstance(my_task.task_spec, JoiningGateway):
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
            element_type=spec.element_type,
            name=spec.bpmn_name,
            stage=stage,
        )

    def _reach_stage(self, my_task: Task) -> str | None:
        spec: TokenFlow = my_task.task_spec
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
