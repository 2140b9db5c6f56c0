"""What is wrong with a decision table as a whole."""
from __future__ import annotations

import pytest

from tests.decision_files import Column, decision, evaluate, graph_of, literal, problems_of, table

ONE = [["1", "1"]]


@pytest.mark.parametrize(("logic", "problem"), [
    (table(["a"], ["x"], []), "决策「d」：决策表没有规则，请至少写一行"),
    (table(["a"], [], [["1"]]), "决策「d」：决策表没有输出列，请加一列"),
    (table(["a"], [], [["1"]], "COLLECT", "COUNT"), "决策「d」：决策表没有输出列，请加一列"),
    (table([""], ["x"], ONE), "决策「d」「」列：输入列没有表达式，请填写，例如变量名 amount"),
    (table(["a"], ["x"], ONE, "BEST"), "决策「d」：命中策略“BEST”不认识，请改用 UNIQUE、FIRST 等"),
    (table(["a"], ["x"], ONE, "COLLECT", "AVG"), "决策「d」：汇总方式“AVG”不认识，请用 SUM、MIN、MAX 或 COUNT"),
    (table(["a"], ["x"], ONE, "FIRST", "SUM"), "决策「d」：只有 COLLECT 才能汇总，请去掉汇总方式或改成 COLLECT"),
    (table(["a"], ["x", "y"], [["1", "1", "2"]], "COLLECT", "SUM"), "决策「d」：汇总只能用于一个输出列，请拆成几张表"),
    (table(["a"], ["x"], ONE, "PRIORITY"),
     "决策「d」：PRIORITY 按输出值的次序取结果，请给输出列写上输出值（Output values）"),
    (table(["a"], ["x", "x"], [["1", "1", "2"]]), "决策「d」：决策表的输出列要各有不同的名称（Name），请填写"),
    (table(["a"], ["x", ""], [["1", "1", "2"]]), "决策「d」：决策表的输出列要各有不同的名称（Name），请填写"),
    (table(["a", "b"], ["x"], ONE), "决策「d」第 1 行「」列：格数和列数不同，请重新保存这张表"),
])  # fmt: skip
def test_a_fault_is_a_problem_and_evaluating_does_no_harm(logic: str, problem: str) -> None:
    graph = graph_of(decision("d", logic))

    assert [each.sentence() for each in graph.problems][:1] == [problem]
    for a in (1, None, "text"):
        assert isinstance(evaluate(graph, a=a, b=1).outputs, tuple)


def test_a_column_without_name_is_called_by_its_label() -> None:
    decided = table(["a"], [Column("", label="结果"), Column("y")], [["1", "1", "2"]])

    assert evaluate(graph_of(decision("d", decided)), a=1).value == {"结果": 1, "y": 2}


def test_a_single_column_needs_no_name() -> None:
    result = evaluate(graph_of(decision("d", table(["a"], [""], ONE))), a=1)

    assert (result.value, result.outputs) == (1, ({"": 1},))


def test_a_table_without_inputs_applies_always() -> None:
    assert evaluate(graph_of(decision("d", table([], ["x"], [["7"]])))).value == 7


def test_a_column_without_label_is_called_by_its_expression() -> None:
    graph = graph_of(decision("d", table(["amount + 1"], ["x"], [["> ", "1"]])))

    assert graph.problems[0].column == "amount + 1"


def test_every_fault_of_a_table_is_told() -> None:
    rows = [["> ", "1"], ["1", "+"], ["${x}", '"a'], ["-", "1"]]

    assert len(problems_of(decision("d", table(["a"], ["x"], rows)), decision("e", literal("")))) == 5
