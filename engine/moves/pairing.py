"""Which element of the new version each token of an instance goes on at, or why it cannot; nothing is changed here."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from SpiffWorkflow.task import Task

from engine.execution.workflow import InstanceWorkflow
from engine.execution_errors import UnresolvedReference
from engine.moves.findings import MoveFindings, named
from engine.moves.kinds import same_kind, trigger_changed
from engine.parsing.compiled import CompiledBundle
from engine.specs.activities import FormBinding
from engine.specs.activity import Activity
from engine.specs.event_subprocesses import EventSubProcess
from engine.specs.events import EventBasedGateway
from engine.specs.flow import ARMED, JOB
from engine.specs.gateways import JoiningGateway
from engine.specs.process import ProcessSpec
from engine.specs.subprocesses import CALLED, CallActivity
from engine.specs.variable_scopes import ATTACHED_TO

#: (process key, element id of the old version) -> element id of the new version.
Replacements = Mapping[tuple[str, str], str]


@dataclass
class ScopePair:
    """A scope of the running instance with the specification that it is to have.

    ``elements``: the new element of each token, by token id; ``changed``: what else changes in a token's own data.
    """

    scope: Any
    spec: ProcessSpec
    elements: dict[UUID, Any] = field(default_factory=dict)
    changed: dict[UUID, dict[str, Any]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The process that the scope belongs to."""
        return str(self.scope.spec.compiled.key)


class Pairing:
    """All scopes of an instance, outer ones first, paired with a bundle's. Events that wait on an activity or in a
    scope and are not in the new version are in no pair: they wait no longer.
    """

    def __init__(
        self, top: InstanceWorkflow, bundle: CompiledBundle, replacements: Replacements, findings: MoveFindings
    ) -> None:
        self.top = top
        self.bundle = bundle
        self.replacements = replacements
        self.findings = findings
        self.scopes: list[ScopePair] = []
        self._pair_scope(top, bundle.root.spec)

    def new_id(self, key: str, element_id: str) -> str:
        """What an element of the old version is called in the new one."""
        return self.replacements.get((key, element_id), element_id)

    def _pair_scope(self, scope: Any, spec: ProcessSpec) -> None:
        pair = ScopePair(scope, spec)
        self.scopes.append(pair)
        tokens = scope.live_tokens()
        for token in tokens:
            if ATTACHED_TO not in token.internal_data:
                self._pair_token(pair, token)
        for token in tokens:
            if ATTACHED_TO in token.internal_data:
                self._pair_attached(pair, token)
        for token in tokens:
            if token.id in self.top.subprocesses and token.id in pair.elements:
                inner = self._inner_spec(pair, token)
                if inner is not None:
                    self._pair_scope(self.top.subprocesses[token.id], inner)

    def _pair_token(self, pair: ScopePair, token: Task) -> None:
        old = token.task_spec
        new = pair.spec.task_specs.get(self.new_id(pair.key, old.name))
        if ARMED in token.internal_data:
            if isinstance(new, EventSubProcess) and not trigger_changed(old.trigger, new.trigger):
                pair.elements[token.id] = new
            else:
                self._tell_dropped(old, new if isinstance(new, EventSubProcess) else None)
            return
        if new is None:
            self._tell_missing(pair, old)
            return
        job = JOB in token.internal_data
        if not same_kind(self.findings, old, new, waits=not job):
            return
        if isinstance(old, JoiningGateway) and not self._pair_arrival(pair, token, new):
            return
        if isinstance(old, EventBasedGateway) and "fired" in token.internal_data:
            if not self._pair_choice(pair, token, new):
                return
        pair.elements[token.id] = new

    def _pair_attached(self, pair: ScopePair, token: Task) -> None:
        """A boundary event that waits on an activity."""
        host = pair.elements.get(UUID(token.internal_data[ATTACHED_TO]))
        if host is None:
            return
        wanted = self.new_id(pair.key, token.task_spec.name)
        new = next((event for event in host.boundary_events if event.name == wanted), None)
        if new is None or trigger_changed(token.task_spec.trigger, new.trigger):
            self._tell_dropped(token.task_spec, new)
        else:
            pair.elements[token.id] = new

    def _pair_arrival(self, pair: ScopePair, token: Task, new: Any) -> bool:
        """The sequence flow by which a token has come to a join, as the new version draws it."""
        came_by = token.internal_data.get("flow")
        if JOB in token.internal_data and token.internal_data[JOB] == "after":
            return True
        if any(flow.id == came_by for flow in new.incoming):
            return True
        old = next((flow for flow in token.task_spec.incoming if flow.id == came_by), None)
        source = None if old is None else self.new_id(pair.key, old.source)
        found = [flow for flow in new.incoming if flow.source == source]
        if len(found) != 1:
            self.findings.error(new.name, f"已经有一条分支到了汇合的网关{named(new)}，新版本里它来的那条线没有了")
            return False
        pair.changed.setdefault(token.id, {})["flow"] = found[0].id
        return True

    def _pair_choice(self, pair: ScopePair, token: Task, new: Any) -> bool:
        """Which event behind an event-based gateway has happened, where the token has still to leave it as a job."""
        target = self.new_id(pair.key, token.task_spec.flows[token.internal_data["fired"]].target)
        places = [place for place, flow in enumerate(new.flows) if flow.target == target]
        if not places:
            self.findings.error(new.name, f"事件网关{named(new)}后面已经发生的那个事件在新版本里没有了")
            return False
        pair.changed.setdefault(token.id, {})["fired"] = places[0]
        return True

    def _inner_spec(self, pair: ScopePair, host: Task) -> ProcessSpec | None:
        new = pair.elements[host.id]
        compiled = pair.spec.compiled
        if not isinstance(new, CallActivity):
            found: ProcessSpec = compiled.subprocesses[new.spec]
            return found
        key = self.top.subprocesses[host.id].spec.compiled.key
        binding = new.binding
        if new.called is not None:
            pair.changed.setdefault(host.id, {})[CALLED] = key
            binding = FormBinding(key, binding.binding, binding.version)
        if binding.key != key:
            self.findings.error(
                new.name, f"{named(new)}正在办被调用的流程“{key}”，新版本改为调用“{binding.key}”，里面的步骤接不上"
            )
            return None
        try:
            return self.bundle.called(compiled, binding).spec
        except UnresolvedReference as missing:
            self.findings.error(new.name, missing.message)
            return None

    def _tell_missing(self, pair: ScopePair, old: Any) -> None:
        wanted = self.new_id(pair.key, old.name)
        compiled = pair.spec.compiled
        if any(wanted in scope.task_specs for scope in compiled.scopes()):
            self.findings.error(old.name, f"{named(old)}正在办，新版本把它挪进或挪出了子流程，接不上")
        elif wanted != old.name:
            self.findings.error(old.name, f"{named(old)}要接到“{wanted}”上，新版本里没有这个元素")
        else:
            self.findings.error(
                old.name, f"{named(old)}正在办，新版本里没有这一步；可以写明接到新版本的哪一步上（同一类的元素）"
            )

    def _tell_dropped(self, old: Any, instead: Any) -> None:
        if instead is None:
            self.findings.warn(old.name, f"{named(old)}在新版本里没有了，不再等它")
        else:
            self.findings.warn(instead.name, f"{named(old)}等的事换了一类，照新版本重新开始等")


def attached_names(spec: Any) -> frozenset[str]:
    """The boundary events of an element."""
    return frozenset(event.name for event in spec.boundary_events) if isinstance(spec, Activity) else frozenset()
