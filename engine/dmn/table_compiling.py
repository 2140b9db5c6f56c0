"""Compiles decision tables cell by cell; every finding names row and column."""
from __future__ import annotations

from dataclasses import replace

from engine.dmn import model
from engine.dmn.allowed_values import check_listed
from engine.dmn.columns import InputColumn, OutputColumn, RuleRow, Table
from engine.dmn.compiler import STEP, Compiler, Place
from engine.dmn.hit_policies import AGGREGATIONS, POLICIES
from engine.dmn.shortcuts import shorten
from engine.dmn.tables import TableNode
from feel.nodes.base import Node
from feel.nodes.tests import ExpressionTest, UnaryTests

#: What an input cell may hold when it accepts everything; the Modeler leaves such cells empty.
ANYTHING = frozenset({"", "-"})
KNOWN_AGGREGATIONS = frozenset({*AGGREGATIONS, "COUNT"})


def compile_table(compiler: Compiler, table: model.DecisionTable, place: Place) -> Node:
    """The node of a decision table; its faults are problems."""
    check_shape(compiler, table, place)
    inputs = tuple(compile_input(compiler, column, place) for column in table.inputs)
    outputs = tuple(compile_output(compiler, column, place) for column in table.outputs)
    before = compiler.weight
    rules = tuple(compile_rule(compiler, rule, table, place) for rule in table.rules)
    compiler.weight = before  # the table itself accounts for its rules, one by one
    check_listed(compiler, table, place)
    return TableNode(Table(
        place.owner_id,
        place.owner,
        table.hit_policy if table.hit_policy in POLICIES else "UNIQUE",
        table.aggregation if table.hit_policy == "COLLECT" and table.aggregation in KNOWN_AGGREGATIONS else None,
        inputs,
        outputs,
        rules,
        compiler.find_type(table.type_ref, table.element, place),
    ))  # fmt: skip


def mention_subject(cell: Node | None) -> Node | None:
    """The cell, where an expression that gives true or false is the verdict: it names the value as ``?`` does."""
    if not isinstance(cell, UnaryTests):
        return cell
    tests = [replace(test, mentions_subject=True) if isinstance(test, ExpressionTest) else test for test in cell.tests]
    return replace(cell, tests=tuple(tests))


def check_shape(compiler: Compiler, table: model.DecisionTable, place: Place) -> None:
    """Report what is wrong with the table as a whole."""
    if table.hit_policy not in POLICIES:
        compiler.report(place, table.element, f"命中策略“{table.hit_policy[:40]}”不认识，请改用 UNIQUE、FIRST 等")
    if not table.rules:
        compiler.report(place, table.element, "决策表没有规则，请至少写一行")
    if not table.outputs:
        compiler.report(place, table.element, "决策表没有输出列，请加一列")
    names = [column.name for column in table.outputs]
    if len(names) > 1 and ("" in names or len(set(names)) < len(names)):
        compiler.report(place, table.element, "决策表的输出列要各有不同的名称（Name），请填写")
    check_aggregation(compiler, table, place)
    if table.hit_policy in ("PRIORITY", "OUTPUT ORDER") and not any((c.allowed or "").strip() for c in table.outputs):
        order = "按输出值的次序取结果，请给输出列写上输出值（Output values）"
        compiler.report(place, table.element, f"{table.hit_policy} {order}")
    for rule in table.rules:
        if len(rule.inputs) != len(table.inputs) or len(rule.outputs) != len(table.outputs):
            compiler.report(place.cell(rule.row, ""), rule.element, "格数和列数不同，请重新保存这张表")


def check_aggregation(compiler: Compiler, table: model.DecisionTable, place: Place) -> None:
    """COLLECT alone aggregates, and only one column."""
    if table.aggregation is None:
        return
    if table.hit_policy != "COLLECT":
        compiler.report(place, table.element, "只有 COLLECT 才能汇总，请去掉汇总方式或改成 COLLECT")
    elif table.aggregation not in KNOWN_AGGREGATIONS:
        compiler.report(place, table.element, f"汇总方式“{table.aggregation[:40]}”不认识，请用 SUM、MIN、MAX 或 COUNT")
    elif len(table.outputs) > 1:
        compiler.report(place, table.element, "汇总只能用于一个输出列，请拆成几张表")


def compile_input(compiler: Compiler, column: model.Input, place: Place) -> InputColumn:
    """A column of conditions."""
    at = place.cell(None, column.label)
    if not column.text:
        compiler.report(at, column.element, "输入列没有表达式，请填写，例如变量名 amount")
    node = compiler.read(column.text or "null", column.language, column.element, at)
    wanted = compiler.find_type(column.type_ref, column.element, at)
    allowed = None
    if column.allowed is not None and column.allowed.strip() not in ANYTHING:
        allowed = compiler.read(column.allowed, None, column.element, at, tests=True)
    cost = 1 + len(column.allowed or "") // STEP
    return InputColumn(column.label, column.text, node, wanted, allowed, column.variable, cost)


def compile_output(compiler: Compiler, column: model.Output, place: Place) -> OutputColumn:
    """A column of conclusions; its output values are a list in order of priority."""
    at = place.cell(None, column.label)
    wanted = compiler.find_type(column.type_ref, column.element, at)
    order = default = None
    if column.allowed is not None and column.allowed.strip() not in ANYTHING:
        order = compiler.read(f"[{column.allowed}]", None, column.element, at, shift=1)
    if column.default is not None and column.default.strip():
        default = compiler.read(column.default, column.default_language, column.element, at)
    return OutputColumn(column.label, column.name, wanted, order, default)


def compile_rule(compiler: Compiler, rule: model.Rule, table: model.DecisionTable, place: Place) -> RuleRow:
    """One row. Rows of the wrong length are reported elsewhere and filled up here."""
    before = compiler.weight
    tests: list[Node | None] = [None] * len(table.inputs)
    outputs: list[Node | None] = [None] * len(table.outputs)
    for at, (column, cell) in enumerate(zip(table.inputs, rule.inputs, strict=False)):
        if cell.text.strip() not in ANYTHING:
            where = place.cell(rule.row, column.label)
            if column.variable is not None:
                where = where.binding(column.variable)
            tests[at] = compiler.read(cell.text, cell.language, cell.element, where, tests=True)
            if column.variable is not None and column.variable in cell.text:
                tests[at] = mention_subject(tests[at])
    for at, (result, cell) in enumerate(zip(table.outputs, rule.outputs, strict=False)):
        if cell.text.strip():
            where = place.cell(rule.row, result.label)
            outputs[at] = compiler.read(cell.text, cell.language, cell.element, where)
    cost = compiler.cost_since(before)
    shortened = [(at, test, shorten(test)) for at, test in enumerate(tests) if test is not None]
    cells = tuple((at, test, short and short.kind, short and short.passes) for at, test, short in shortened)
    return RuleRow(rule.id, rule.row, tuple(tests), tuple(outputs), rule.annotations, cost, cells)
