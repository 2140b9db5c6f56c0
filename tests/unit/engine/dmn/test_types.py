"""Item definitions and coercion (DMN 1.5, clauses 7.3.2 and 10.3.2.9.4)."""
from __future__ import annotations

from typing import Any

import pytest

import feel
from tests.decision_files import (
    component,
    decision,
    evaluate,
    graph_of,
    input_data,
    item,
    literal,
    problems_of,
    tag,
)

PERSON = item("tPerson", component("name", "string"), component("age", "number", allowed="[0..150]"),
              component("roles", "tRole", many=True))  # fmt: skip
ROLE = item("tRole", type_ref="string", allowed='"书记", "主任"')
ANN = {"name": "安", "age": 30, "roles": ["书记"]}


def check(wanted: str, given: Any, *types: str) -> tuple[Any, tuple[str, ...]]:
    """What a decision sees of input data ``a`` of a type, and the failures."""
    graph = graph_of(*types, input_data("a", wanted), decision("d", literal("a"), ["in_a"]))
    assert graph.problems == ()
    result = evaluate(graph, a=given)
    return feel.to_json(result.value), result.failures


@pytest.mark.parametrize(("wanted", "given", "seen"), [
    ("number", 1, 1), ("number", [1], 1), ("number", None, None), ("string", ["a"], "a"), ("tNumbers", [1, 2], [1, 2]),
    ("tNumbers", 1, [1]), ("tNumbers", [1, None], [1, None]), ("tNumbers", [], []), ("list", [1, "a"], [1, "a"]),
    ("list", 1, [1]), ("context", {"a": 1}, {"a": 1}), ("Any", [1], [1]), ("tAlias", 1, 1), ("tAlias", [1], 1),
    ("tPerson", ANN, ANN), ("tPerson", [ANN], ANN), ("tPerson", ANN | {"more": 1}, ANN | {"more": 1}),
    ("tPerson", ANN | {"age": None}, ANN | {"age": None}), ("tRole", "主任", "主任"),
])  # fmt: skip
def test_a_value_that_fits_is_taken_as_its_type_has_it(wanted: str, given: Any, seen: Any) -> None:
    types = (PERSON, ROLE, item("tNumbers", type_ref="number", many=True), item("tAlias", type_ref="tSum"),
             item("tSum", type_ref="number"))  # fmt: skip

    assert check(wanted, given, *types) == (seen, ())


@pytest.mark.parametrize(("wanted", "given", "reason"), [
    ("number", "1", "应当是数，给的是文字"),
    ("number", [1, 2], "应当是数，给的是列表"),
    ("string", 1, "应当是文字，给的是数"),
    ("boolean", "true", "应当是是非值，给的是文字"),
    ("date", "2026-01-01", "应当是日期，给的是文字"),
    ("tPerson", {"name": "安"}, "应当是“tPerson”类型的值，给的是上下文"),
    ("tPerson", ANN | {"age": "30"}, "应当是“tPerson”类型的值，给的是上下文"),
    ("tPerson", ANN | {"age": 151}, "的值不在允许的值里"),
    ("tPerson", ANN | {"roles": ["书记", "村民"]}, "的值不在允许的值里"),
    ("tRole", "村民", "的值不在允许的值里"),
    ("tPeople", [ANN, 1], "应当是“tPeople”类型的值，给的是列表"),
    ("tPeople", [ANN, ANN | {"age": -1}], "的值不在允许的值里"),
    ("tScore", 7, "的值不在允许的值里"),
])  # fmt: skip
def test_a_value_that_does_not_fit_is_a_failure_that_says_why(wanted: str, given: Any, reason: str) -> None:
    types = (
        PERSON, ROLE, item("tPeople", type_ref="tPerson", many=True), item("tScore", type_ref="tBase", allowed="> 0"),
        item("tBase", type_ref="number", allowed="< 5"),
    )  # fmt: skip

    assert check(wanted, given, *types) == (None, (f"输入「a」{reason}，请核对填写的内容",))


def test_a_type_may_contain_itself() -> None:
    tree = item("tTree", component("value", "number"), component("children", "tTree", many=True))
    leaf = {"value": 1, "children": []}

    assert check("tTree", {"value": 0, "children": [leaf, leaf]}, tree)[1] == ()
    assert check("tTree", {"value": 0, "children": [leaf, {"value": "x", "children": []}]}, tree)[1] != ()


@pytest.mark.parametrize("types", [
    [item("tA", type_ref="tA")],
    [item("tA", type_ref="tB"), item("tB", type_ref="tA")],
    [item("tA", type_ref="tB", many=True), item("tB", type_ref="tC"), item("tC", type_ref="tA")],
])  # fmt: skip
def test_a_type_that_is_only_itself_is_a_problem_and_harmless(types: list[str]) -> None:
    graph = graph_of(*types, input_data("a", "tA"), decision("d", literal("a"), ["in_a"]))

    assert "数据类型“tA”绕来绕去指向自己，请改正" in [problem.message for problem in graph.problems]
    assert evaluate(graph, a=1).value is not None


@pytest.mark.parametrize(("definition", "message"), [
    (item("t", type_ref="nothing"), "没有“nothing”这个数据类型，请改正或先定义它"),
    (item("t", component("p", "nothing")), "没有“nothing”这个数据类型，请改正或先定义它"),
    (item("t", type_ref="number", allowed="> > 1"), "数据类型“t”的允许值读不懂"),
    (item("t", component("p", "number", allowed="${x}")), "数据类型“p”的允许值读不懂"),
])  # fmt: skip
def test_what_is_wrong_with_a_type_is_a_problem(definition: str, message: str) -> None:
    problem, = problems_of(definition, decision("d", literal("1")))

    assert problem.startswith(message)


def test_parts_of_parts_are_checked() -> None:
    outer = item("tOuter", component("inner", "", component("n", "number", allowed="> 0")))

    assert check("tOuter", {"inner": {"n": 1}}, outer)[1] == ()
    assert check("tOuter", {"inner": {"n": 0}}, outer)[1] != ()
    assert check("tOuter", {"inner": 1}, outer)[1] != ()


def test_a_date_becomes_a_date_and_time_at_midnight_utc() -> None:
    graph = graph_of(decision("d", literal('date("2026-01-02")'), type_ref="dateTime"))

    assert feel.to_json(evaluate(graph).value) == "2026-01-02T00:00:00Z"


def test_the_result_of_a_decision_is_of_its_type() -> None:
    graph = graph_of(decision("d", literal('"text"'), name="总额", of="总额", type_ref="number"))

    result = evaluate(graph)
    assert (result.value, result.outputs) == (None, ())
    assert result.failures == ("决策「总额」的结果应当是数，给的是文字",)


def test_instance_of_knows_the_types_of_the_model() -> None:
    graph = graph_of(PERSON, ROLE, decision("d", literal("[a instance of tPerson, 1 instance of tPerson]")))

    assert evaluate(graph, a=ANN).value == [True, False]


def test_a_function_type_fits_functions_of_its_shape() -> None:
    call = tag("itemDefinition", tag("functionItem", tag("parameters", name="x", type_ref="number"),
                                     output_type_ref="number"), name="tCall")  # fmt: skip
    taken = literal("{f: function(x: number) x + 1, g: function(x: number, y: number) x, "
                    "r: [f instance of tCall, g instance of tCall]}.r")  # fmt: skip

    assert evaluate(graph_of(call, decision("d", taken))).value == [True, False]
