"""Where a token may be placed so that every join still gets its tokens: what cannot be proved safe is refused."""
from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.task import Task

from engine.moves.findings import MoveFindings, named
from engine.specs.activity import Activity
from engine.specs.event_subprocesses import EventSubProcess
from engine.specs.events import CatchEvent, EventBasedGateway, Throwing
from engine.specs.flow import TokenFlow, has_visit, holds_scope_open, is_live
from engine.specs.gateways import ExclusiveGateway, JoiningGateway
from engine.specs.variable_scopes import INSTANCE_OF

_PLACES = (Activity, ExclusiveGateway, EventBasedGateway, CatchEvent, Throwing, JoiningGateway)


def check_source(token: Task, findings: MoveFindings) -> None:
    """Say why the token cannot be taken from where it stands, if it cannot."""
    spec = token.task_spec
    if not is_live(token) or not has_visit(token) or isinstance(spec, JoiningGateway):
        findings.error(spec.name, f"{named(spec)}现在没有停着可以挪走的。")
    elif INSTANCE_OF in token.internal_data:
        findings.error(spec.name, f"{named(spec)}是多人分别办的其中一份，请挪整个{named(spec)}。")


def check_target(token: Task, target: str, findings: MoveFindings) -> None:
    """Say why a token that stands where ``token`` does cannot be placed in front of ``target``, if it cannot."""
    specs = token.workflow.spec.task_specs
    spec = specs.get(target)
    if not isinstance(spec, _PLACES) or isinstance(spec, EventSubProcess):
        findings.error(target, f"“{target}”不是同一个流程（子流程）里可以放的地方。"
                       "可以放在任务、子流程、网关、中间事件和结束事件。")  # fmt: skip
    elif isinstance(spec, JoiningGateway) and len(spec.incoming) > 1:
        findings.error(target, f"{named(spec)}要等几路一起到，不能直接放在它前面，请放在它后面的一步。")
    elif any(isinstance(specs[flow.source], EventBasedGateway) for flow in spec.incoming):
        findings.error(target, f"{named(spec)}是几个事件里先到的那个，请放在它们前面的网关上。")
    else:
        _check_joins(token, spec, findings)


def _check_joins(token: Task, spec: TokenFlow, findings: MoveFindings) -> None:
    others = [other for other in token.workflow.live_tokens() if holds_scope_open(other) and not _is_of(other, token)]
    for join in joins_of(token.workflow.spec.task_specs):
        there = flows_into(join, spec)
        if others and there != flows_into(join, token.task_spec):
            findings.error(spec.name, f"同时还有别的分支在办，从{named(token.task_spec)}挪到{named(spec)}，"
                           f"{named(join)}就等不齐或多等一路。请挪到同一条分支里的一步。")  # fmt: skip
        elif not others and there and there != {flow.id for flow in join.incoming}:
            findings.error(spec.name, f"{named(spec)}只是{named(join)}要等的几路里的一路，别的几路没有人办，"
                           "会一直等下去。请放在分开之前或合并之后。")  # fmt: skip


def _is_of(other: Task, token: Task) -> bool:
    return other is token or other.internal_data.get(INSTANCE_OF) == str(token.id)


def joins_of(specs: Any) -> Iterator[JoiningGateway]:
    """The gateways of a scope at which several flows are waited for."""
    return (spec for spec in specs.values() if isinstance(spec, JoiningGateway) and len(spec.incoming) > 1)


def flows_into(join: JoiningGateway, start: TokenFlow) -> set[str]:
    """The ids of the join's flows that a token at ``start`` may come by, without having been through the join."""
    specs = start._wf_spec.task_specs
    seen, waiting = {start.name}, deque([start])
    while waiting:
        for name in _next(waiting.popleft()):
            if name != join.name and name not in seen:
                seen.add(name)
                waiting.append(specs[name])
    return {flow.id for flow in join.incoming if flow.source in seen}


def _next(spec: TokenFlow) -> Iterator[str]:
    yield from (flow.target for flow in spec.flows)
    if isinstance(spec, Activity):
        yield from (event.name for event in spec.boundary_events)
