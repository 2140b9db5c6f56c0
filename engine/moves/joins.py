"""Joins before and after a move: one that could never fire again, and one that is no longer there."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from engine.moves.findings import MoveFindings, named
from engine.moves.pairing import Pairing, ScopePair
from engine.specs.flow import JOB, holds_scope_open
from engine.specs.gateways import JoiningGateway, ParallelGateway
from engine.specs.process import ProcessSpec


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a token stands: its element, and at a join the flow by which it has come."""

    element: str
    arrived_by: str | None


def check_joins(pairing: Pairing, findings: MoveFindings) -> None:
    """Report joins that wait for a branch that no token can come by any more, and branches that join no longer."""
    for pair in pairing.scopes:
        before, after = _places(pair, moved=False), _places(pair, moved=True)
        _check_starving(pairing, pair, before, after, findings)
        _check_lost(pairing, pair, before, after, findings)


def _places(pair: ScopePair, *, moved: bool) -> list[_Place]:
    found = []
    for token in pair.scope.live_tokens():
        if not holds_scope_open(token) or token.id not in pair.elements:
            continue
        spec = pair.elements[token.id] if moved else token.task_spec
        data = token.internal_data | (pair.changed.get(token.id, {}) if moved else {})
        waits = isinstance(spec, JoiningGateway) and data.get(JOB) != "after"
        found.append(_Place(spec.name, data.get("flow") if waits else None))
    return found


def _check_starving(
    pairing: Pairing, pair: ScopePair, before: list[_Place], after: list[_Place], findings: MoveFindings
) -> None:
    for join in pair.spec.task_specs.values():
        if not isinstance(join, ParallelGateway) or len(join.incoming) < 2:
            continue
        reached = _reached(pair.spec, join.name, after)
        missing = [flow for flow in join.incoming if flow.id not in reached]
        if not missing or len(missing) == len(join.incoming):
            continue
        old = _old_of(pairing, pair, join.name)
        if isinstance(old, ParallelGateway) and _starves(pair.scope.spec, old, before):
            continue  # it stood still before, too
        sources = "、".join(named(pair.spec.task_specs[flow.source]) for flow in missing)
        findings.error(
            join.name,
            f"汇合的网关{named(join)}永远等不齐：没有分支能再从{sources}走到它，这件协商已经过了分开的地方",
        )


def _starves(spec: ProcessSpec, join: Any, places: Iterable[_Place]) -> bool:
    reached = _reached(spec, join.name, places)
    return any(flow.id in reached for flow in join.incoming) and any(flow.id not in reached for flow in join.incoming)


def _reached(spec: ProcessSpec, join: str, places: Iterable[_Place]) -> set[str]:
    found: set[str] = set()
    for place in places:
        if place.element == join and place.arrived_by is not None:
            found.add(place.arrived_by)
        else:
            found |= spec.flows_reached(place.element, join)
    return found


def _check_lost(
    pairing: Pairing, pair: ScopePair, before: list[_Place], after: list[_Place], findings: MoveFindings
) -> None:
    for old in pair.scope.spec.task_specs.values():
        if not isinstance(old, JoiningGateway) or len(old.incoming) < 2:
            continue
        new = pair.spec.task_specs.get(pairing.new_id(pair.key, old.name))
        if type(new) is type(old) and len(new.incoming) > 1:
            continue
        coming = _coming(pair.scope.spec, old, before)
        if coming > 1 and (new is None or _coming(pair.spec, new, after) > 1):
            findings.warn(old.name, f"几条分支原来在网关{named(old)}汇合，新版本里不再汇合，后面的步骤可能各办一遍")


def _coming(spec: ProcessSpec, join: Any, places: Iterable[_Place]) -> int:
    flows = {flow.id for flow in join.incoming}
    return sum(bool(_reached(spec, join.name, [place]) & flows) for place in places)


def _old_of(pairing: Pairing, pair: ScopePair, new_id: str) -> Any:
    return next(
        (spec for name, spec in pair.scope.spec.task_specs.items() if pairing.new_id(pair.key, name) == new_id), None
    )
