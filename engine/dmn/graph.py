"""A model ready to be evaluated: its decisions by id, what they read, and what is wrong with them."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import localcontext

import feel
from engine.dmn.account import Account
from engine.dmn.elements import Compiled, Key
from engine.dmn.model import Decision, Model
from engine.dmn.problems import Problem
from engine.dmn.results import DecisionResult
from engine.dmn.session import Session
from engine.dmn.tables import TableNode
from feel.decimal128 import CONTEXT
from feel.values import Value


class DecisionGraph:
    """A compiled model; immutable, to be shared and kept."""

    def __init__(self, model: Model, elements: Mapping[Key, Compiled], problems: Sequence[Problem]) -> None:
        self.model = model
        self.elements = elements
        self.problems = tuple(problems)
        self.decisions: Mapping[str, Decision] = {
            element.id: element for element in model.elements.values() if isinstance(element, Decision)
        }

    def free_variables(self, decision_id: str) -> frozenset[str]:
        """The names that the decision and all that it requires read from outside. Raises KeyError."""
        found: set[str] = set()
        waiting = [(self.model.namespace, self.decisions[decision_id].id)]
        seen = set(waiting)
        while waiting:
            compiled = self.elements[waiting.pop()]
            found |= compiled.free
            fresh = {key for key, _ in compiled.requirements} - seen
            seen |= fresh
            waiting.extend(fresh)
        return frozenset(found)

    def evaluate(
        self, decision_id: str, variables: Mapping[str, Value], settings: feel.Settings = feel.DEFAULT
    ) -> DecisionResult:
        """Evaluate a decision with ``variables``, which are read by key only (KeyError: not there).

        All expressions together stay within the limits of ``settings``. Raises KeyError for an unknown decision,
        feel.LimitExceeded, and TypeError for a variable that is no FEEL value.
        """
        key = (self.model.namespace, self.decisions[decision_id].id)
        account = Account(settings)
        with localcontext(CONTEXT):
            try:
                value = Session(self.model, self.elements, variables, account).value(key)
            except RecursionError:
                raise feel.LimitExceeded("决策的计算层次太深，请改得简单一些。") from None
        return DecisionResult(
            value,
            self._outputs(key, value, account),
            tuple(account.failures),
            tuple(account.missing),
            tuple(account.warnings),
            tuple(account.evaluations),
            settings.limits.steps - account.steps,
        )

    def call_service(
        self, service_id: str, arguments: Mapping[str, Value], settings: feel.Settings = feel.DEFAULT
    ) -> Value:
        """The value of a decision service for arguments by parameter name. Raises KeyError, feel.LimitExceeded."""
        account = Account(settings)
        with localcontext(CONTEXT):
            session = Session(self.model, self.elements, arguments, account)
            return session.call_service((self.model.namespace, service_id), arguments)

    def _outputs(self, key: Key, value: Value, account: Account) -> tuple[dict[str, Value], ...]:
        compiled = self.elements[key]
        if not isinstance(compiled.node, TableNode):
            return ({compiled.element.variable: value},)
        table = compiled.node.table
        if account.failures or value is None:
            return ()
        if table.aggregation is None and isinstance(value, list) and table.hit_policy in LISTING:
            return tuple(item if len(table.outputs) > 1 else {table.outputs[0].name: item} for item in value)
        return (value,) if len(table.outputs) > 1 and isinstance(value, dict) else ({table.outputs[0].name: value},)


#: The hit policies whose value is a list of results.
LISTING = frozenset({"COLLECT", "RULE ORDER", "OUTPUT ORDER"})
