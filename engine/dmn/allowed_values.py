"""Cells that a table's own lists of values rule out: such a rule never applies, or concludes what nobody expects."""
from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import feel
from engine.dmn import model
from engine.dmn.compiler import STEP, Compiler, Place
from feel.nodes.atoms import Literal
from feel.nodes.tests import ExpressionTest, OperatorTest, UnaryTests
from feel.values import Value


def check_listed(compiler: Compiler, table: model.DecisionTable, place: Place) -> None:
    """Report plain values in cells that are not among the input or output values of their column."""
    columns: list[model.Input | model.Output] = [*table.inputs, *table.outputs]
    lists = [_read(column.allowed) for column in columns]
    try:
        with feel.Run(feel.DEFAULT) as run:
            for rule in table.rules:
                cells = (*rule.inputs, *rule.outputs) if len(rule.inputs) == len(table.inputs) else ()
                for column, cell, listed in zip(columns, cells, lists, strict=False):
                    if listed is None or not cell.text.strip():
                        continue
                    run.tick(1 + (len(cell.text) + len(column.allowed or "")) // STEP)
                    if any(_rules_out(listed, value, run) for value in _plain_values(cell.text)):
                        kind = "输入值" if isinstance(column, model.Input) else "输出值"
                        message = f"不在这一列列出的{kind}里，请改正，或把它加进{kind}"
                        shown = " ".join(cell.text.split())[:60]
                        compiler.report(place.cell(rule.row, column.label), cell.element, f"{shown} {message}")
    except feel.LimitExceeded:
        return


def _read(allowed: str | None) -> UnaryTests | None:
    """The listed values, None when there are none, or they depend on variables."""
    try:
        listed = feel.parse_unary_tests(allowed or "-")
    except feel.FeelError:
        return None
    fixed = isinstance(listed.node, UnaryTests) and not listed.free_variables
    return listed.node if fixed and (allowed or "").strip() not in ("", "-") else None  # type: ignore[return-value]


def _plain_values(text: str) -> Iterator[Value]:
    """The values that a cell names, such as "a" and "b" in ``"a", "b"`` or ``not("a", "b")``."""
    if not text.lstrip().startswith(('"', "not", *"-0123456789", "true", "false", "=", "!")):
        return
    try:
        cell = feel.parse_unary_tests(text).node
    except feel.FeelError:
        return
    for test in cell.tests if isinstance(cell, UnaryTests) else ():
        if isinstance(test, ExpressionTest) and isinstance(test.expression, Literal):
            yield test.expression.value
        elif isinstance(test, OperatorTest) and test.operator in ("=", "!=") and isinstance(test.operand, Literal):
            yield test.operand.value


def _rules_out(listed: UnaryTests, value: Value, run: feel.Run) -> bool:
    if not isinstance(value, str | bool | Decimal):
        return False
    return listed.holds(feel.Scope({"?": value}, None, run), value) is False
