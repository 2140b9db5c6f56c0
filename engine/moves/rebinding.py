"""Puts the tokens of an instance on the elements of the new version, with what each of them carries."""
from __future__ import annotations

from copy import deepcopy
from typing import Any

from SpiffWorkflow.task import Task

from engine.execution.scopes import SubWorkflow
from engine.execution.workflow import InstanceWorkflow
from engine.moves.pairing import Pairing, ScopePair
from engine.specs.subprocesses import CALLED, CallActivity


def rebind(pairing: Pairing, new: InstanceWorkflow) -> None:
    """Fill the empty workflow ``new``, of the pairing's bundle. Ids stay, so that variables, tasks, timers and
    activities go on belonging to their tokens.
    """
    for pair in pairing.scopes:
        scope = new if pair.scope is pairing.top else _open(new, pair)
        scope.plant_root()
        for token in pair.scope.live_tokens():
            if token.id in pair.elements:
                _put(scope, token, pair)


def _open(new: InstanceWorkflow, pair: ScopePair) -> SubWorkflow:
    host = new.token(pair.scope.scope_id)
    scope = SubWorkflow(pair.spec, host.id, new, deserializing=True)
    new.adopt(scope, host)
    return scope


def _put(scope: Any, old: Task, pair: ScopePair) -> None:
    spec = pair.elements[old.id]
    token = Task(scope, spec, scope.task_tree, state=old._state, id=old.id)
    token.internal_data = {**deepcopy(old.internal_data), **pair.changed.get(old.id, {})}
    if isinstance(spec, CallActivity) and spec.called is None:
        token.internal_data.pop(CALLED, None)
