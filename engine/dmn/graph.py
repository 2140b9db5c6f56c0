"""A model ready to be evaluated: its decisions by id, what they read, and what is wrong with them."""
from __future__ import annotations

from collections.abc import Mapping, Sequence

import feel
from engine.dmn.account import Account
from engine.dmn.elements import Compiled, Key
from engine.dmn.hit_policies import SINGLE
from engine.dmn.model import Decision, Model
from engine.dmn.problems import Problem
from engine.dmn.results import DecisionResult
from engine.dmn.session import Session
from engine.dmn.tables import TableNode
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
            if not isinstance(compiled.element, Decision):
                continue  # a knowledge model or service sees its arguments only
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
        with account:
            value = Session(self.model, self.elements, variables, account).value(key)
        return DecisionResult(
            value,
            () if account.failures else self._outputs(key, value, account),
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
        with account:
            session = Session(self.model, self.elements, arguments, account)
            return session.call_service((self.model.namespace, service_id), arguments)

    def _outputs(self, key: Key, value: Value, account: Account) -> tuple[dict[str, Value], ...]:
        """The result as named outputs: of a table those of each rule that counts, else the decision's variable."""
        compiled = self.elements[key]
        if not isinstance(compiled.node, TableNode):
            return ({compiled.element.variable: value},)
        table, record = compiled.node.table, account.evaluations[-1]
        if not table.outputs:
            return ()
        if record.by_default:
            concluded = value[0] if isinstance(value, list) and value else value
            return (concluded if len(table.outputs) > 1 and isinstance(concluded, dict) else
                    {table.outputs[0].name: concluded},)  # fmt: skip
        if table.aggregation is not None:
            return () if value is None else ({table.outputs[0].name: value},)
        outputs = tuple(hit.outputs for hit in record.hits)
        return outputs[:1] if table.hit_policy in SINGLE else outputs
