"""What an instance of the engine waits for, told in the words of the token game so that the two can be compared."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.changes import waits_of
from engine.specs.activity import INSTANCE_OF
from engine.specs.variable_scopes import local_scope


@dataclass(frozen=True, order=True)
class EngineWait:
    """One thing that may happen; sorted as the token game sorts. ``index``: which event of an event-based gateway."""

    element: str
    index: int
    path: tuple[int, ...]
    kind: str
    id: str
    name: str = ""

    @property
    def token_id(self) -> str:
        """The token that waits."""
        return self.id.partition(":")[0]


def engine_waits(top: Any) -> list[EngineWait]:
    """All that somebody outside may let happen, as the engine's rows have it."""
    waits = waits_of(top)
    found = []
    for token_id in waits.tasks:
        token = top.token(token_id)
        found.append(EngineWait(token.task_spec.name, 0, path_of(top, token), "task", token_id))
    rows = [(row, "timer", "") for row in waits.timers.values()]
    rows += [(row, row["kind"], row["name"]) for row in waits.subscriptions.values()]
    for row, kind, name in rows:
        token_id, _, index = row["id"].partition(":")
        path = path_of(top, top.token(token_id))
        found.append(EngineWait(row["element_id"], int(index), path, kind, row["id"], name))
    return sorted(found)


def path_of(top: Any, token: Any) -> tuple[int, ...]:
    """The numbers of the multi-instance instances that a token is in, outermost first."""
    scope = token.workflow
    around = () if scope is top else path_of(top, top.token(scope.scope_id))
    if INSTANCE_OF not in token.internal_data:
        return around
    counter = top.variables.find([local_scope(token.id)], "loopCounter")
    return around if counter is None else (*around, int(counter[1]))
