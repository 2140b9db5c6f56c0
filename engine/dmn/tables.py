"""Decision tables as parts of an expression: which rules match, and the record of it (DMN 1.5, clause 8)."""
from __future__ import annotations

from dataclasses import dataclass

from engine.dmn.account import Account
from engine.dmn.columns import InputColumn, RuleRow, Table
from engine.dmn.doubts import find_doubt
from engine.dmn.hit_policies import combine, without_hits
from engine.dmn.results import DecisionEvaluation, Hit, InputValue
from engine.dmn.types import coerce
from feel.nodes.base import Node
from feel.scope import Scope
from feel.values import Value


@dataclass(frozen=True, slots=True)
class TableNode(Node):
    """A decision table that evaluates itself."""

    table: Table

    def evaluate(self, scope: Scope) -> Value:
        account = scope.run
        if not isinstance(account, Account):
            scope.run.fail("决策表只能由决策来计算")
            return None
        values = [self._input(column, scope, account) for column in self.table.inputs]
        hits: list[Hit] | None = None
        value: Value = None
        by_default = False
        if None not in values:
            hits = self._hits([entry.value for entry in values if entry], scope, account)
        if hits:
            value, hits = combine(self.table, hits, scope, account)
        elif hits is not None:
            value, by_default = without_hits(self.table, scope, account)
        mark = account.mark()
        value = coerce(account, value, self.table.type, f"「{self.table.owner_name}」的结果")
        misfit = account.cause_since(mark)
        if misfit is not None:
            account.refuse(misfit)
        account.record(DecisionEvaluation(
            self.table.owner_id, self.table.owner_name, value, self.table.hit_policy,
            tuple(entry for entry in values if entry), tuple(hits or ()), by_default,
        ))  # fmt: skip
        return value

    def _input(self, column: InputColumn, scope: Scope, account: Account) -> InputValue | None:
        """The value that cells of ``column`` test; None when it cannot be told or is not allowed, which is refused."""
        what = f"「{self.table.owner_name}」的输入「{column.label}」"
        mark = account.mark()
        value = column.expression.evaluate(scope)
        fitting = coerce(account, value, column.type, what)
        if fitting is None:
            cause = account.cause_since(mark)
            if cause is not None:
                told = f"{what}算不出来：{cause}" if value is None else f"{cause}，请核对填写的内容"
                account.refuse(told)
                return None
        elif column.allowed is not None:
            account.tick(column.cost)
            if column.allowed.evaluate(subject_scope(column, fitting, scope)) is not True:
                account.refuse(f"{what}不在允许的值里，请核对填写的内容")
                return None
        return InputValue(column.label, column.text, fitting)

    def _hits(self, values: list[Value], scope: Scope, account: Account) -> list[Hit] | None:
        """The rules that match; None when that cannot be told of one, which is refused."""
        scopes = [subject_scope(column, value, scope) for column, value in zip(self.table.inputs, values, strict=True)]
        hits = []
        for rule in self.table.rules:
            account.tick(rule.cost)
            failing = failing_test(rule, values, scopes)
            if failing is None:
                hits.append(Hit(rule.id, rule.row, self._outputs(rule, scope, account), rule.annotations))
                if self.table.hit_policy == "FIRST":
                    break
            elif failing[1] is None and self._doubts(rule, failing[0], scopes, account):
                return None
        return hits

    def _outputs(self, rule: RuleRow, scope: Scope, account: Account) -> dict[str, Value]:
        where = f"第 {rule.row} 行"
        account.made_context(len(rule.outputs))
        return {
            column.name: self.table.conclude(column, cell, where, scope, account)
            for column, cell in zip(self.table.outputs, rule.outputs, strict=True)
        }

    def _doubts(self, rule: RuleRow, at: int, scopes: list[Scope], account: Account) -> bool:
        """Whether the verdict of the rule's cell ``at``, which is null, leaves the decision in doubt."""
        test, subject = rule.tests[at], scopes[at].values["?"]
        if test is None or subject is None:
            return False
        account.tick(rule.cost)
        doubt = find_doubt(test, scopes[at], subject, account)
        if doubt is None:
            return False
        where = f"「{self.table.owner_name}」第 {rule.row} 行「{self.table.inputs[at].label}」"
        account.refuse(f"{where}无法判断：{doubt}，请核对填写的内容，或改正这一格")
        return True


def failing_test(rule: RuleRow, values: list[Value], scopes: list[Scope]) -> tuple[int, Value] | None:
    """The first cell that does not hold for its column's value, and its verdict; None when all hold."""
    for at, test, kind, passes in rule.cells:
        value = values[at]
        if passes is not None and type(value) is kind:
            if passes(value):
                continue
            return at, False
        verdict = test.evaluate(scopes[at])
        if verdict is not True:
            return at, verdict
    return None


def subject_scope(column: InputColumn, value: Value, scope: Scope) -> Scope:
    """The scope in which a cell tests ``value``."""
    return Scope({"?": value} if column.variable is None else {"?": value, column.variable: value}, scope, scope.run)
