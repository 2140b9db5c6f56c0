"""An administrator gives a variable of a running instance another value, with a reason that the history keeps."""
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import feel
from engine.actors import Actor
from engine.changes import Changes
from engine.errors import Conflict, InvalidRequest, NotFound
from engine.execution.variables import ROOT_SCOPE
from engine.history import Event
from engine.process_engine import ProcessEngine
from engine.reasons import read_reason
from engine.step import Action, Step, take_step
from feel.values import Value

#: What ``written_by`` says, where otherwise an element stands.
BY = "correction"
_NAME = re.compile(r"[^\W\d]\w{0,159}")
ABSENT = object()


class ValueMoved(Conflict):
    """这个变量刚刚有了变化，没有改动。请看过现在的值再改。"""

    type = "value-moved"


@dataclass(frozen=True, slots=True)
class Correction:
    """``value``: of FEEL. ``expected``: what it is taken to be now, not looked at if not given.

    ``scope``: the root's, or one that GET …/variables names.
    """

    name: str
    value: Value
    reason: str
    scope: str = ROOT_SCOPE
    expected: Any = ABSENT


def correct_variable(engine: ProcessEngine, actor: Actor, instance_id: str, correction: Correction) -> None:
    """Write the value; conditions that wait for it are looked at in the same step, unless the instance is suspended.

    At the root a variable may be new. Raises NotFound for the instance, and for a name that another scope does not
    have; Conflict when the instance has ended, ValueMoved, InvalidRequest without a reason or for a name that no
    diagram could use, ExecutionFailed when a condition cannot be evaluated any more (nothing is written).
    """
    if not _NAME.fullmatch(correction.name):
        raise InvalidRequest("变量名只能用文字、字母、数字和下划线，不能以数字开头。")
    take_step(engine, instance_id, _Correcting(actor, correction, read_reason(correction.reason)))


class _Correcting(Action[bool]):
    on_suspended = True

    def __init__(self, actor: Actor, correction: Correction, reason: str) -> None:
        self.actor = actor
        self.correction = correction
        self.reason = reason

    def apply(self, step: Step) -> None:
        asked, variables = self.correction, step.workflow.variables
        found = variables.find([asked.scope], asked.name)
        if found is None and asked.scope != ROOT_SCOPE:
            raise NotFound("这个范围里没有这个变量。")
        value = None if found is None else found[1]
        before = feel.to_json(value)
        if asked.expected is not ABSENT and (asked.expected != value or feel.kind(asked.expected) != feel.kind(value)):
            raise ValueMoved(now=before)
        variables.declare(asked.scope, asked.name, asked.value, BY)
        step.workflow.conditions_changed = step.status == "active"
        told = {"name": asked.name, "scope": asked.scope, "existed": found is not None, "before": before,
                "after": feel.to_json(asked.value), "reason": self.reason}  # fmt: skip
        step.events.append(Event("variable_corrected", self.actor, data=told))

    def result(self, step: Step, changes: Changes) -> bool:
        return True
