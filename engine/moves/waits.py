"""What moved tokens wait for: kept where the new version says the same, begun where it is new."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.execution.workflow import InstanceWorkflow
from engine.execution_errors import ExecutionFailed
from engine.moves.findings import MoveFindings, named
from engine.moves.pairing import Pairing, ScopePair, attached_names
from engine.specs.activity import Activity
from engine.specs.catching import Catching, correlation_key
from engine.specs.event_subprocesses import EventSubProcess
from engine.specs.events import EventBasedGateway
from engine.specs.flow import ARMED, JOB, is_live
from engine.specs.gateways import ParallelGateway
from engine.specs.triggers import ConditionalTrigger, MessageTrigger, SignalTrigger, TimerTrigger, Trigger
from engine.specs.variable_scopes import ATTACHED_TO, INSTANCE_OF


class WaitCarrier:
    """Carries over what every token of one instance waits for. ``recount``: timers that are drawn differently are
    counted anew from now; otherwise each keeps the time that people have been told.
    """

    def __init__(self, pairing: Pairing, new: InstanceWorkflow, findings: MoveFindings, *, recount: bool) -> None:
        self.pairing = pairing
        self.new = new
        self.findings = findings
        self.recount = recount

    def carry(self) -> None:
        """Settle every wait, begin the new ones, and let joins go on that have become complete."""
        self.new.conditions_changed = True
        for pair in self.pairing.scopes:
            scope = self.new if pair.scope is self.pairing.top else self.new.subprocesses[UUID(pair.scope.scope_id)]
            moved = [old for old in pair.scope.live_tokens() if old.id in pair.elements]
            for old in moved:
                self._try(pair.elements[old.id], self._settle, pair, old, scope.tasks[old.id])
            for old in moved:
                self._try(pair.elements[old.id], self._arm_new, pair, old, scope.tasks[old.id])
            self._arm_scope(pair, scope)
        for workflow in self.new.scopes():
            for gateway in workflow.spec.task_specs.values():
                while isinstance(gateway, ParallelGateway) and gateway.fire_if_complete(workflow):
                    pass

    def _try(self, spec: Any, deed: Any, *args: Any) -> None:
        try:
            deed(*args)
        except ExecutionFailed as failure:
            self.findings.error(spec.name, f"{named(spec)}：{failure.message}")

    def _settle(self, pair: ScopePair, old: Task, token: Task) -> None:
        if not isinstance(token.task_spec, Catching) or token._state != TaskState.WAITING or JOB in token.internal_data:
            return
        data, due, keys = token.internal_data, [], []
        for place, trigger in enumerate(token.task_spec.triggers()):
            was = self._place_before(pair, old, token, place)
            before = None if was is None else old.task_spec.triggers()[was]
            due.append(self._due(old, token, was, before, trigger))
            keys.append(_correlation(old, token, was, before, trigger))
            if isinstance(trigger, ConditionalTrigger) and isinstance(before, ConditionalTrigger):
                if _text(before.expression) != _text(trigger.expression):
                    data.pop("was_true", None)
            self._tell_name(token, before, trigger)
        self._tell_events_gone(pair, old, token)
        for name, values in (("due", due), ("correlation", keys)):
            data.pop(name, None)
            if any(values):
                data[name] = values

    def _place_before(self, pair: ScopePair, old: Task, token: Task, place: int) -> int | None:
        """The number that the trigger had; None when it is new or waits for something of another kind."""
        was: int | None = place
        if isinstance(token.task_spec, EventBasedGateway):
            target = token.task_spec.flows[place].target
            names = [self.pairing.new_id(pair.key, flow.target) for flow in old.task_spec.flows]
            was = names.index(target) if target in names else None
        if was is None or old.task_spec.triggers()[was].kind != token.task_spec.triggers()[place].kind:
            return None
        return was

    def _tell_events_gone(self, pair: ScopePair, old: Task, token: Task) -> None:
        if not isinstance(token.task_spec, EventBasedGateway):
            return
        kept = {flow.target for flow in token.task_spec.flows}
        for flow in old.task_spec.flows:
            if self.pairing.new_id(pair.key, flow.target) not in kept:
                gone = pair.scope.spec.task_specs[flow.target]
                self.findings.warn(gone.name, f"{named(gone)}在新版本里没有了，不再等它")

    def _due(self, old: Task, token: Task, was: int | None, before: Trigger | None, trigger: Trigger) -> str | None:
        if not isinstance(trigger, TimerTrigger):
            return None
        if was is None or not isinstance(before, TimerTrigger):
            return self.new.due_time(token, trigger)
        kept: str = old.internal_data["due"][was]
        spec = token.task_spec
        if isinstance(spec, EventBasedGateway):
            spec = pair_target(spec, token, trigger)
        if _timing(before) == _timing(trigger):
            return kept
        if not self.recount:
            if trigger.repeats and not before.repeats and trigger.rounds is not None:
                token.internal_data.setdefault("rounds_left", trigger.rounds)
            self.findings.warn(spec.name, f"{named(spec)}的定时改了，正在等的这一次仍按原来的时间 {self._shown(kept)}")
            return kept
        token.internal_data.pop("rounds_left", None)
        fresh = self.new.due_time(token, trigger)
        self.findings.warn(
            spec.name, f"{named(spec)}从现在起重新计时：原来 {self._shown(kept)}，改为 {self._shown(fresh)}"
        )
        return fresh

    def _shown(self, moment: str) -> str:
        return f"{dt.datetime.fromisoformat(moment).astimezone(self.new.clock.zone):%Y-%m-%d %H:%M}"

    def _tell_name(self, token: Task, before: Trigger | None, trigger: Trigger) -> None:
        if not isinstance(trigger, MessageTrigger | SignalTrigger) or before is None or before.name == trigger.name:
            return
        self.findings.warn(
            token.task_spec.name, f"{named(token.task_spec)}原来等“{before.name}”，现在等“{trigger.name}”"
        )

    def _arm_new(self, pair: ScopePair, old: Task, token: Task) -> None:
        """Begin to wait for boundary events that the activity did not have; one that has happened stays so."""
        spec = token.task_spec
        if not isinstance(spec, Activity) or JOB in token.internal_data or ARMED in token.internal_data:
            return
        if INSTANCE_OF in token.internal_data:
            return
        known = {self.pairing.new_id(pair.key, name) for name in attached_names(old.task_spec)}
        dropped = _dropped(pair, lambda waiting: waiting.internal_data.get(ATTACHED_TO) == str(old.id))
        again = {self.pairing.new_id(pair.key, waiting.task_spec.name) for waiting in dropped}
        for event in spec.boundary_events:
            if event.name not in known or event.name in again:
                event.arm(token)

    def _arm_scope(self, pair: ScopePair, workflow: Any) -> None:
        running = [token for token in workflow.tasks.values() if _runs_alone(token)]
        if running:
            return
        known = {self.pairing.new_id(pair.key, spec.name) for spec in pair.scope.spec.event_subprocesses()}
        again = {
            self.pairing.new_id(pair.key, waiting.task_spec.name)
            for waiting in _dropped(pair, lambda waiting: ARMED in waiting.internal_data)
        }
        for spec in pair.spec.event_subprocesses():
            if spec.name not in known or spec.name in again:
                self._try(spec, spec.arm, workflow)


def pair_target(gateway: EventBasedGateway, token: Task, trigger: Trigger) -> Any:
    """The event behind the gateway that has this trigger."""
    specs = [token.workflow.spec.task_specs[flow.target] for flow in gateway.flows]
    return next((spec for spec in specs if spec.trigger is trigger), gateway)


def _correlation(old: Task, token: Task, was: int | None, before: Trigger | None, trigger: Trigger) -> str | None:
    if not isinstance(trigger, MessageTrigger) or trigger.correlation is None:
        return None
    kept = old.internal_data.get("correlation")
    if was is not None and kept and isinstance(before, MessageTrigger):
        if _text(before.correlation) == _text(trigger.correlation):
            return str(kept[was])
    return correlation_key(token, token.workflow.script_engine.evaluate(token, trigger.correlation))


def _dropped(pair: ScopePair, wanted: Any) -> Iterator[Task]:
    """Waiting events that have no counterpart in the new version."""
    for token in pair.scope.live_tokens():
        if token.id not in pair.elements and wanted(token):
            yield token


def _runs_alone(token: Task) -> bool:
    """Whether an event subprocess is running that has taken everything else of its scope away."""
    spec = token.task_spec
    return (
        isinstance(spec, EventSubProcess)
        and is_live(token)
        and ARMED not in token.internal_data
        and spec.start_event.interrupting
    )


def _timing(trigger: TimerTrigger) -> tuple[object, ...]:
    return (trigger.kind_of_time, _text(trigger.expression), trigger.rounds, trigger.cron)


def _text(expression: Any) -> str | None:
    return None if expression is None else str(expression.text)
