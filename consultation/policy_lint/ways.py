"""Looks for ways on which a step is missing, and for the element at which such a way leaves the others."""
from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Set
from functools import cached_property

from consultation.policy_lint.deduction import Clause, Deduction
from consultation.policy_lint.marks import leads_out, skipped, step_of
from consultation.policy_lint.model import Model, places_of
from consultation.policy_lint.rules import RULES, Rule
from consultation.policy_lint.runs import ENDS, REACHED, arrivals, completions, done, entered
from engine.deployment.diagram import Flow, Node, Scope


class Ways:
    """The ways through one process with all it calls."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.steps: dict[str, list[Node]] = {rule.key: [] for rule in RULES}
        self._skips: dict[str, list[Flow]] = {rule.key: [] for rule in RULES}
        self._outs: list[Node | Flow] = []
        for diagram in model.diagrams:
            for place in places_of(diagram):
                self._note(place)
        self._deduction = Deduction([*completions(model), *arrivals(model)])
        self._goal = (ENDS, model.root.scopes[0])

    def _note(self, place: Node | Flow) -> None:
        if leads_out(place):
            self._outs.append(place)
        if isinstance(place, Node) and (rule := step_of(place)) is not None:
            self.steps[rule.key].append(place)
        if isinstance(place, Flow) and (rule := skipped(place)) is not None:
            self._skips[rule.key].append(place)

    @cached_property
    def can_end(self) -> bool:
        """Whether there is any way to an end at which a result is used."""
        return self._goal in self._deduction.derive(frozenset(map(done, self._outs)))

    def without(self, rule: Rule) -> WaysWithout:
        """The ways on which the step is not taken."""
        allowed: set[Hashable] = set() if rule.every_end else set(map(done, self._outs))
        allowed |= set(map(done, self._skips[rule.key]))
        blocked = allowed | set(map(done, self.steps[rule.key]))
        if rule.alongside:
            blocked |= set(map(entered, self.steps[rule.key]))
        return WaysWithout(self._deduction, self._goal, allowed, blocked)


class WaysWithout:
    """The ways through a process on which one step is not taken."""

    def __init__(
        self, deduction: Deduction, goal: tuple[str, Scope], allowed: Set[Hashable], blocked: Set[Hashable]
    ) -> None:
        self._deduction = deduction
        self._goal = goal
        self._allowed = allowed
        self._blocked = blocked
        self._found = deduction.derive(blocked)

    @property
    def lead_to_an_end(self) -> bool:
        """Whether a case can run to its end on them."""
        return self._goal in self._found

    def lead_to(self, node: Node) -> bool:
        """Whether a case can come to the element on them."""
        return (REACHED, node) in self._found

    def parting(self) -> Node | Flow | None:
        """The element at which they leave the ways on which the step is taken; None where they never meet.

        Only for ways that lead to an end.
        """
        others = self._deduction.derive(self._allowed)
        last = None
        for fact, clause in self._path():
            if any(self._is_cut(other, others) for other in self._deduction.by_head[fact] if other is not clause):
                last = _place(clause) or last
        return last

    def _path(self) -> Iterator[tuple[Hashable, Clause]]:
        """One way to the end, from its beginning on."""
        waiting: list[Hashable] = [self._goal]
        seen: set[Hashable] = set()
        while waiting:
            fact = waiting.pop()
            if fact not in seen:
                seen.add(fact)
                yield fact, self._found[fact]
                waiting.extend(reversed(self._found[fact].body))

    def _is_cut(self, clause: Clause, others: Mapping[Hashable, Clause]) -> bool:
        """Whether one could go on by this clause if the step were no obstacle."""
        possible = self._allowed.isdisjoint(clause.guards) and all(fact in others for fact in clause.body)
        open_ = self._blocked.isdisjoint(clause.guards) and all(fact in self._found for fact in clause.body)
        return possible and not open_


def _place(clause: Clause) -> Node | Flow | None:
    """What a choice was made for: a flow, a boundary event, an event subprocess, one of several starts."""
    for fact in clause.body:
        place = fact[1] if isinstance(fact, tuple) else None
        if isinstance(place, Scope):
            place = place.owner
        if isinstance(place, (Node, Flow)):
            return place
    return None
