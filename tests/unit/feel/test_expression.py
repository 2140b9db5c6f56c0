"""The public face: what parse and evaluate promise to those who call them."""
from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

import pytest

import feel
from feel import Date, Function, Range, parse, parse_type, parse_unary_tests


class Lookup:
    """Variables that can only be asked for one name at a time."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self.asked: list[str] = []

    def __getitem__(self, name: str) -> Any:
        self.asked.append(name)
        return self.values[name]


def test_variables_are_read_by_key_and_only_when_needed() -> None:
    lookup = Lookup({"a": Decimal(1)})

    result = parse("if a = 1 then a + 1 else b").evaluate(lookup)  # type: ignore[arg-type]  # a Mapping has more

    assert result.value == 2
    assert set(lookup.asked) == {"a"}


def test_a_missing_variable_is_null_and_named() -> None:
    result = parse('level > 1 and outcome = "协商成功"').evaluate({"done": True})

    assert result.value is False
    assert result.missing == ("level", "outcome")
    assert "没有变量「outcome」" in result.warnings


def test_a_foreign_object_as_a_variable_is_the_callers_mistake() -> None:
    with pytest.raises(TypeError, match="int is not a FEEL value"):
        parse("a + 1").evaluate({"a": 1})  # type: ignore[dict-item]  # that is the mistake


def test_an_expression_is_immutable_and_can_be_evaluated_again_and_again() -> None:
    expression = parse("[n, n + 1]")

    assert [expression.evaluate({"n": Decimal(n)}).value for n in (1, 5)] == [[1, 2], [5, 6]]
    with pytest.raises(dataclasses.FrozenInstanceError):
        expression.text = "other"  # type: ignore[misc]  # that is what is tested


@pytest.mark.parametrize(("text", "free"), [
    ("a + b.c", {"a", "b"}),
    ("for i in list return i + x", {"list", "x"}),
    ("some p in people satisfies p.age > limit", {"people", "limit"}),
    ("{a: 1, b: a + c}", {"c"}),
    ("function(x) x + y", {"y"}),
    ("count(items) > 3", {"items"}),
    ("人数[item > 下限]", {"人数", "下限"}),
    ("orders[amount > 3]", {"orders", "amount"}),
    ("date(start)", {"start"}),
    ("date > today()", {"date"}),
    ("for i in 1..3 return partial", set()),
    ("partial + 1", {"partial"}),
    ("{f: function(n) if n = 0 then 0 else f(n - 1)}", set()),
    ("a in (1, b)", {"a", "b"}),
    ("a in (? > b)", {"a", "b"}),
    ("is defined(plan.place)", {"plan"}),
])
def test_free_variables_are_known_without_running(text: str, free: set[str]) -> None:
    assert parse(text).free_variables == free


def test_names_that_stand_in_filters_only_are_uncertain() -> None:
    expression = parse("orders[amount > limit] and limit > 0")

    assert expression.uncertain_variables == {"amount"}


def test_the_value_under_test_is_no_free_variable_of_unary_tests() -> None:
    assert parse_unary_tests("? > low and ? < high").free_variables == {"low", "high"}


def test_called_names_that_are_no_built_ins_are_told() -> None:
    assert parse("sum(a) + my rate(b)", ["my rate"]).called_names == {"my rate"}


def test_a_variable_named_like_a_function_does_not_hide_the_function() -> None:
    result = parse('if count(list) = count then date("2026-01-01") else date').evaluate(
        {"count": Decimal(2), "list": [None, None], "date": "no"})

    assert result.value == Date(2026, 1, 1)


def test_a_function_value_can_be_called_from_python_by_position_and_by_name() -> None:
    function = parse("function(a, b) a - b").evaluate({}).value

    assert feel.call(function, [Decimal(5), Decimal(3)]).value == 2
    assert feel.call(function, {"b": Decimal(5), "a": Decimal(3)}).value == -2
    refused = feel.call(function, [Decimal(1)])
    assert refused.value is None
    assert refused.warnings == ("函数需要2个参数，给了1个",)


def test_a_python_function_can_be_called_from_an_expression() -> None:
    rate = Function.from_python(["amount"], lambda amount: amount * 2)

    assert parse("利率(21)", ["利率"]).evaluate({"利率": rate}).value == 42


def test_types_of_the_model_are_known_by_name() -> None:
    types = {"tScores": parse_type("list<number>")}

    assert parse("[1, 2] instance of tScores", types=types).evaluate({}).value is True
    assert parse('["a"] instance of tScores', types=types).evaluate({}).value is False
    number = parse_type("number")
    blanks = {"得票 数": number, "law.t-Form": parse_type("string"), "number of votes": number}
    for text in ("1 instance of 得票 数", '"a" instance of law.t-Form', "1 instance of number of votes",
                 "[1] instance of list<得票 数>", "(function(n: 得票 数) n)(1) = 1", "1 instance of number"):
        assert parse(text, types=blanks).evaluate({}).value is True
    unknown = parse("1 instance of tOther", types=types).evaluate({})
    assert (unknown.value, unknown.warnings) == (None, ("没有名为「tOther」的类型",))


def test_limits_of_the_text_are_the_callers_to_choose() -> None:
    with pytest.raises(feel.LimitExceeded, match="最多5字"):
        parse("1 + 1 + 1", limits=feel.Limits(text=5))


@pytest.mark.parametrize(("value", "name"), [
    (None, "null"), (True, "boolean"), (Decimal(1), "number"), ("a", "string"), ([], "list"), ({}, "context"),
    (Date(2026, 1, 1), "date"), (feel.Time(1, 2), "time"), (feel.DateTime(Date(2026, 1, 1), feel.Time(1, 2)),
     "date and time"), (feel.YearsMonthsDuration(3), "years and months duration"),
    (feel.DaysTimeDuration(Decimal(3)), "days and time duration"), (Range(Decimal(1), Decimal(2)), "range"),
    (Function.from_python([], lambda: None), "function")])
def test_every_value_has_a_kind(value: feel.Value, name: str) -> None:
    assert feel.kind(value) == name
