"""Whether an element of another version is still the same thing to a token that stands at it."""
from __future__ import annotations

from typing import Any

from engine.deployment.vocabulary import chinese
from engine.moves.findings import MoveFindings, named
from engine.specs.catching import Catching
from engine.specs.event_subprocesses import EventSubProcess
from engine.specs.events import EventBasedGateway
from engine.specs.loops import MultiInstance, StandardLoop
from engine.specs.triggers import Trigger

TRIGGERS = {
    "timer": "定时", "message": "消息", "signal": "信号", "conditional": "条件", "error": "错误",
    "escalation": "升级", "none": "无触发",
}  # fmt: skip


def same_kind(findings: MoveFindings, old: Any, new: Any, *, waits: bool) -> bool:
    """Whether a token at ``old`` may stand at ``new``; reports why not. ``waits``: for the element's own trigger."""
    if type(old) is not type(new) or old.element_type != new.element_type:
        was, is_now = (_kind_of(spec) for spec in (old, new))
        findings.error(old.name, f"{named(old)}原来是{was}，新版本里{named(new)}是{is_now}，不是同一类，接不上")
        return False
    if _loop_of(old) != _loop_of(new):
        was, is_now = (_loop_of(spec) for spec in (old, new))
        findings.error(old.name, f"{named(old)}原来{was}，新版本{is_now}，已经办了几份接不上")
        return False
    if waits and _has_own_trigger(old):
        before, after = old.triggers(), new.triggers()
        if before and after and before[0].kind != after[0].kind:
            findings.error(old.name, f"{named(old)}正在等{_of(before[0])}，新版本改为等{_of(after[0])}，接不上")
            return False
    return True


def trigger_changed(old: Trigger, new: Trigger) -> bool:
    """Whether an event waits for something of another kind."""
    return old.kind != new.kind


def _of(trigger: Trigger) -> str:
    return TRIGGERS.get(trigger.kind, trigger.kind)


def _kind_of(spec: Any) -> str:
    return "事件子流程" if isinstance(spec, EventSubProcess) else chinese(spec.element_type)


def _has_own_trigger(spec: Any) -> bool:
    return isinstance(spec, Catching) and not isinstance(spec, EventBasedGateway | EventSubProcess)


def _loop_of(spec: Any) -> str:
    loop = getattr(spec, "loop", None)
    if isinstance(loop, MultiInstance):
        return "一份一份依次办" if loop.sequential else "几份同时办"
    return "反复办" if isinstance(loop, StandardLoop) else "只办一次"
