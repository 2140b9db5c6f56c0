"""Evaluating decision tables: inputs, cells, outputs, and the record of it."""
from __future__ import annotations

from typing import Any

import pytest

import feel
from engine import dmn
from tests.decision_files import Column, Row, decide, decision, evaluate, graph_of, item, literal, table, values


def test_every_cell_of_a_row_must_hold() -> None:
    decided = table(["a", "b"], ["x"], [["> 1", '"z"', "1"], ["> 1", '"y"', "2"], ["-", "-", "3"]], "FIRST")

    assert [decide(decided, a=2, b=b).value for b in "zyx"] == [1, 2, 3]


@pytest.mark.parametrize("cell", ["", "-", " - ", "\n"])
def test_an_empty_cell_accepts_everything_null_included(cell: str) -> None:
    decided = table(["a"], ["x"], [[cell, "1"]])

    assert [decide(decided, a=a).value for a in (1, "b", None, [1])] == [1, 1, 1, 1]


def test_cells_read_other_variables_and_the_value_itself() -> None:
    decided = table(["a"], ["x"], [["> limit", "a - limit"], ["? <= limit and even(?)", '"偶"']], "FIRST")

    assert decide(decided, a=5, limit=2).value == 3
    assert decide(decided, a=2, limit=2).value == "偶"


def test_cells_see_the_value_under_the_name_that_camunda_gives_it() -> None:
    decided = table([Column("amount", variable="total")], ["x"], [["total * 2 > 10", "1"]])

    assert decide(decided, amount=6).value == 1
    assert graph_of(decision("d", decided)).free_variables("d") == {"amount"}


def test_the_name_of_a_column_is_not_seen_in_another_column() -> None:
    decided = table([Column("a", variable="total"), "b"], ["x"], [["-", "? > total", "1"]])

    assert decide(decided, a=6, b=1).missing == ("total",)


def test_a_missing_variable_is_named_and_nothing_is_concluded_from_it() -> None:
    result = decide(table(["amuont + 1", "b"], ["x"], [["> 1", "1", "1"], ["-", "-", "2"]], "FIRST"), b=1)

    assert result.missing == ("amuont",)
    assert result.failures == ()


def test_null_is_no_missing_variable_and_matches_what_asks_for_null() -> None:
    decided = table(["a"], ["x"], [[">= 2", "1"], ["null", "2"]])

    result = decide(decided, a=None)
    assert (result.value, result.missing, result.failures) == (2, (), ())


@pytest.mark.parametrize(("cell", "value", "reason"), [
    (">= 2000", "3000", "不能比较文字和数"),
    ("[1..5]", "3", "不能比较文字和数"),
    ("3000", "3000", "文字和数不能比较"),
    ('"是"', True, "是非值和文字不能比较"),
    ("true", "true", "文字和是非值不能比较（条件里用 ? 代表这一列的值）"),
    ("= 3", "3", "文字和数不能比较"),
    ("!= 3", "3", "文字和数不能比较"),
    ("not(3)", "3", "文字和数不能比较"),
    ("1, 2", "1", "文字和数不能比较"),
    ('> date("2026-01-01")', "2026-02-01", "不能比较文字和日期"),
    ('"甲"', ["甲"], "列表和文字不能比较"),
    ("? > 3", "4", "不能比较文字和数"),
    ("?.sum > 3", {"total": 4}, "这里没有「sum」"),
    ("a > 3", 4, "数和是非值不能比较（条件里用 ? 代表这一列的值）"),
])  # fmt: skip
def test_a_value_that_does_not_compare_with_a_cell_is_a_failure_and_no_silent_no(
    cell: str, value: Any, reason: str
) -> None:
    decided = table([Column("a", label="金额")], ["x"], [[cell, "1"], ["-", "2"]], "FIRST")

    result = decide(decided, a=value)
    assert (result.value, result.outputs) == (None, ())
    assert result.failures == (f"「d」第 1 行「金额」无法判断：{reason}，请核对填写的内容，或改正这一格",)


@pytest.mark.parametrize(("cell", "value"), [
    (">= limit", 5), ("limit", 5), ("[1..limit]", 5), ("null", 5), ('null, "b"', "c"),
    ('["a", 1]', "b"), ("? instance of number and ? > 3", "x"),
])  # fmt: skip
def test_a_limit_that_is_not_set_or_a_guarded_test_is_a_plain_no(cell: str, value: Any) -> None:
    result = decide(table(["a"], ["x"], [[cell, "1"], ["-", "2"]], "FIRST"), a=value, limit=None)

    assert (result.value, result.missing) == (2, ())


def test_a_cell_that_is_not_reached_is_not_judged() -> None:
    decided = table(["kind", "a"], ["x"], [['"数"', "> 1", "1"], ['"文"', '"z"', "2"]])

    assert decide(decided, kind="文", a="z").value == 2
    assert decide(decided, kind="数", a=3).value == 1


def test_a_value_of_the_wrong_type_is_told_with_both_kinds() -> None:
    result = decide(table([Column("a", "number", label="金额")], ["x"], [["-", "1"]]), a="3000")

    assert (result.value, result.outputs) == (None, ())
    assert result.failures == ("「d」的输入「金额」应当是数，给的是文字，请核对填写的内容",)


def test_a_single_item_becomes_a_list_and_back_as_the_standard_says() -> None:
    one = decide(table(["a: number"], ["x"], [["> 1", "1"]]), a=[5])
    many = decide(table(["a: tList"], ["x"], [["count(?) = 1", "1"]]), item("tList", type_ref="number", many=True), a=5)

    assert (one.value, many.value) == (1, 1)


def test_an_input_that_cannot_be_reckoned_is_a_failure_with_its_cause() -> None:
    result = decide(table([Column("item.kind", label="类别")], ["x"], [['"a"', "1"], ["-", "2"]], "FIRST"), item=None)

    assert (result.value, result.failures) == (None, ("「d」的输入「类别」算不出来：空值没有「kind」",))


def test_an_input_that_gives_null_on_purpose_is_none() -> None:
    guarded = "if item = null then null else item.kind"

    result = decide(table([guarded], ["x"], [['"a"', "1"], ["null", "2"]]), item=None)
    assert (result.value, result.failures) == (2, ())


@pytest.mark.parametrize(("values_", "given", "fits"), [
    ('"a", "b"', "b", True), ('"a", "b"', "c", False), ("[1..5]", 5, True), ("[1..5]", 6, False), ("-", "z", True),
    ("", "z", True), ("< limit", 2, True), ("< limit", 3, False), ('"a"', None, True), ("> 1", "text", False),
])  # fmt: skip
def test_input_values_say_what_is_allowed(values_: str, given: Any, fits: bool) -> None:
    result = decide(table([Column("a", values=values_, label="类别")], ["x"], [["-", "1"]]), a=given, limit=3)

    assert result.value == (1 if fits else None)
    assert result.failures == (() if fits else ("「d」的输入「类别」不在允许的值里，请核对填写的内容",))


def test_an_output_that_cannot_be_reckoned_is_a_failure_with_row_and_column() -> None:
    result = decide(table(["a"], [Column("x", label="结果")], [["1", "1"], ["-", 'a + "b"']]), a=2)

    assert result.failures == ("「d」第 2 行「结果」算不出来：数和文字之间不能做 + 运算",)
    assert (result.value, result.outputs) == (None, ())


def test_an_output_of_the_wrong_type_is_a_failure() -> None:
    result = decide(table(["a"], [Column("x", "number", label="结果")], [["-", '"b"']]), a=2)

    assert result.failures == ("「d」第 1 行「结果」算不出来：第 1 行「结果」应当是数，给的是文字",)


def test_a_failing_output_of_one_column_does_not_hide_behind_the_others() -> None:
    assert decide(table(["a"], ["x", "y"], [["-", "1", "1 + null"]]), a=2).failures


def test_the_hundredth_warning_does_not_hide_a_failure() -> None:
    noisy = "count(for i in 1..500 return number(\"?\"))"

    result = decide(table([noisy], ["x", "y"], [["-", "1", "1 + null"]]))
    assert len(result.failures) == 1
    assert len(result.warnings) <= 100


def test_the_record_tells_inputs_hits_and_annotations() -> None:
    rows = [Row(["> 1", "1", '"甲"'], "金额大于一"), Row(["> 100", "-", '"乙"'], "很大")]
    decided = table([Column("a", "number", label="金额"), "b"], ["x"], rows, "COLLECT")

    result = decide(decided, a=5, b=1)
    record = result.evaluations[0]
    assert (record.decision_id, record.decision_name, record.hit_policy) == ("d", "d", "COLLECT")
    assert record.inputs == (dmn.InputValue("金额", "a", values(a=5)["a"]), dmn.InputValue("b", "b", values(a=1)["a"]))
    assert record.hits == (dmn.Hit("r1", 1, {"x": "甲"}, ("金额大于一",)),)
    assert record.value == ["甲"]


def test_a_typed_table_gives_a_value_of_its_type_and_one_record() -> None:
    decided = table(["a"], ["x"], [["-", "a"]], type_ref="number")

    assert (decide(decided, a=1).value, len(decide(decided, a=1).evaluations)) == (1, 1)
    wrong = decide(decided, a="text")
    assert wrong.value is None
    assert wrong.outputs == ()
    assert wrong.failures == ("「d」的结果应当是数，给的是文字",)


def test_a_table_is_evaluated_by_decisions_only() -> None:
    graph = graph_of(decision("d", table(["a"], ["x"], [["-", "1"]])))
    node = graph.elements["test", "d"].node

    assert node is not None
    with feel.Run(feel.DEFAULT) as run:
        assert node.evaluate(feel.Scope({}, None, run)) is None
        assert run.warnings == ["决策表只能由决策来计算"]


def test_columns_may_be_named_like_python_attributes() -> None:
    decided = decision("d", table(["__class__"], ["__dict__"], [["1", "2"]]))
    graph = graph_of(decided, decision("e", literal("__init__")))

    assert graph.evaluate("d", values(__class__=1)).outputs == ({"__dict__": 2},)
    assert evaluate(graph, "e").missing == ("__init__",)
