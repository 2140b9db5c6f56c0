"""Decision tables as parts of an expression: which rules match, and the record of it (DMN 1.5, clause 8)."""
from __future__ import annotations

from dataclasses import dataclass

from engine.dmn.account import Account
from engine.dmn.columns import InputColumn, RuleRow, Table
from engine.dmn.hit_policies import combine
from engine.dmn.results import DecisionEvaluation, Hit, InputValue
from engine.dmn.types import coerce
from feel.nodes.base import Node
from feel.run import Run
from feel.scope import Scope
from feel.values import Value


@dataclass(frozen=True, slots=True)
class TableNode(Node):
    """A decision table that evaluates itself."""

    table: Table

    def evaluate(self, scope: Scope) -> Value:
        account = scope.run
        if not isinstance(account, Account):
            raise TypeError("a decision table is evaluated within a decision")
        entries = [self._input(column, scope, account) for column in self.table.inputs]
        hits: list[Hit] = []
        value: Value = None
        if self._accept(entries, scope, account):
            hits = self._hits([entry.value for entry in entries], scope, account)
            value, hits = combine(self.table, hits, scope, account)
        account.record(DecisionEvaluation(
            self.table.owner_id, self.table.owner_name, value, self.table.hit_policy, tuple(entries), tuple(hits)
        ))  # fmt: skip
        return value

    def _input(self, column: InputColumn, scope: Scope, account: Account) -> InputValue:
        mark = account.mark()
        value = column.expression.evaluate(scope)
        if value is None and column.text not in account.missing and account.mark()[0] > mark[0]:
            account.refuse(f"「{self.table.owner_name}」的输入「{column.label}」算不出来：{account.warnings[-1]}")
        fitting = coerce(account, value, column.type, f"输入「{column.label}」")
        if fitting is None and value is not None:
            account.refuse(f"「{self.table.owner_name}」的输入「{column.label}」不是规定的类型，请核对填写的内容")
        return InputValue(column.label, column.text, fitting)

    def _accept(self, entries: list[InputValue], scope: Scope, account: Account) -> bool:
        for column, entry in zip(self.table.inputs, entries, strict=True):
            if column.allowed is None or entry.value is None:
                continue
            if column.allowed.evaluate(subject_scope(column, entry.value, scope)) is not True:
                account.refuse(f"「{self.table.owner_name}」的输入「{column.label}」不在允许的值里，请核对填写的内容")
                return False
        return True

    def _hits(self, values: list[Value], scope: Scope, account: Account) -> list[Hit]:
        scopes = [subject_scope(column, value, scope) for column, value in zip(self.table.inputs, values, strict=True)]
        hits = []
        for rule in self.table.rules:
            account.tick()
            if matches(rule, scopes):
                hits.append(Hit(rule.id, rule.row, self._outputs(rule, scope, account), rule.annotations))
                if self.table.hit_policy == "FIRST":
                    break
        return hits

    def _outputs(self, rule: RuleRow, scope: Scope, account: Account) -> dict[str, Value]:
        outputs: dict[str, Value] = {}
        for column, cell in zip(self.table.outputs, rule.outputs, strict=True):
            mark = account.mark()
            value = None if cell is None else cell.evaluate(scope)
            value = coerce(account, value, column.type, f"第{rule.row}行「{column.label}」")
            if value is None and account.mark()[0] > mark[0]:
                where = f"「{self.table.owner_name}」第 {rule.row} 行「{column.label}」"
                account.refuse(f"{where}算不出来：{account.warnings[-1]}")
            outputs[column.name] = value
        return outputs


def matches(rule: RuleRow, scopes: list[Scope]) -> bool:
    """Whether every cell of the rule holds for its column's value."""
    for test, inner in zip(rule.tests, scopes, strict=True):
        if test is not None and test.evaluate(inner) is not True:
            return False
    return True


def subject_scope(column: InputColumn, value: Value, scope: Scope) -> Scope:
    """The scope in which a cell tests ``value``."""
    run: Run = scope.run
    return Scope({"?": value} if column.variable is None else {"?": value, column.variable: value}, scope, run)
