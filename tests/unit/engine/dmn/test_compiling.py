"""Boxed expressions, alone and in each other (DMN 1.5, clause 10.2), and what is wrong with them."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import feel
from tests.decision_files import (
    context,
    decide,
    decision,
    evaluate,
    function,
    graph_of,
    invocation,
    knowledge,
    literal,
    problems_of,
    table,
    tag,
)

ORDERS = [{"sum": 1, "kind": "a"}, {"sum": 5, "kind": "b"}, {"sum": 9, "kind": "a"}]


def each(kind: str, name: str, source: str, body: str) -> str:
    """A boxed for, some or every."""
    inner = tag("return" if kind == "for" else "satisfies", body)
    return tag(kind, tag("in", source) + inner, iterator_variable=name)


def sift(source: str, condition: str) -> str:
    return tag("filter", tag("in", source) + tag("match", condition))


def choose(condition: str, consequence: str, alternative: str) -> str:
    return tag("conditional", tag("if", condition) + tag("then", consequence) + tag("else", alternative))


def value(logic: str, **variables: Any) -> Any:
    """The value as JSON, of a decision that succeeds."""
    result = decide(logic, **variables)
    assert (result.failures, result.missing) == ((), ())
    return feel.to_json(result.value)


def test_a_literal_expression_gives_its_value_under_the_decisions_name() -> None:
    result = decide(literal("a + 1"), a=1)

    assert (result.value, result.outputs) == (2, ({"d": Decimal(2)},))
    assert [(each.decision_id, each.hit_policy, each.hits) for each in result.evaluations] == [("d", None, ())]


def test_a_context_gives_its_entries_each_seeing_those_before_it() -> None:
    assert value(context(("a", literal("1")), ("b", literal("a + 1")), ("甲 乙", literal("b + 1")))) == {
        "a": 1, "b": 2, "甲 乙": 3,
    }  # fmt: skip


def test_a_context_with_a_result_gives_that_alone() -> None:
    assert value(context(("a b", literal("1")), literal("a b + 1"))) == 2


def test_an_entry_does_not_see_those_behind_it() -> None:
    assert decide(context(("a", literal("b")), ("b", literal("1")))).missing == ("b",)


def test_an_entry_hides_a_variable_of_the_same_name_from_then_on() -> None:
    assert value(context(("b", literal("a + 1")), ("a", literal("10")), literal("a + b")), a=1) == 12


def test_an_entry_of_the_wrong_type_is_null_and_said() -> None:
    result = decide(context(("a: number", literal('"x"')), literal("a")))

    assert (result.value, result.failures) == (None, ("决策「d」算不出来：「a」应当是数，给的是文字",))


def test_a_function_in_a_context_may_call_itself() -> None:
    factorial = function(["n: number"], literal("if n < 2 then 1 else n * f(n - 1)"))

    assert value(context(("f", factorial), literal("f(20)"))) == 2432902008176640000


def test_a_function_sees_what_stood_around_it() -> None:
    assert value(context(("rate", literal("2")), ("f", function(["x"], literal("x * rate * a"))), literal("f(3)")),
                 a=5) == 30  # fmt: skip


@pytest.mark.parametrize(("entries", "message"), [
    ([("a", literal("1")), ("a", literal("2"))], "上下文里“a”写了两次，请改掉一个"),
    ([literal("1"), ("a", literal("2"))], "上下文的结果要放在最后一行，请移到最后"),
    ([("", literal("1"))], "上下文有一项没有名称，请填写"),
    ([("a", "")], "这里没有内容，请填写"),
    ([("a", literal(" "))], "表达式是空的，请填写"),
])  # fmt: skip
def test_what_is_wrong_with_a_context_is_a_problem(entries: list[tuple[str, str] | str], message: str) -> None:
    written = context(*entries).replace("<variable>", '<variable name="">')

    assert problems_of(decision("d", written)) == [f"决策「d」：{message}"]


def test_an_invocation_passes_arguments_by_name() -> None:
    minus = knowledge("minus", ["x", "y"], literal("x - y"))
    graph = graph_of(minus, decision("d", invocation("minus", y="1", x="a"), ["f_minus"]))

    assert graph.problems == ()
    assert evaluate(graph, a=5).value == 4


def test_an_invocation_without_arguments_and_one_of_a_built_in() -> None:
    three = knowledge("three", [], literal("3"))

    assert evaluate(graph_of(three, decision("d", invocation("three"), ["f_three"]))).value == 3
    assert value(invocation("abs", n="-2")) == 2


@pytest.mark.parametrize("arguments", [{"x": "1"}, {"x": "1", "z": "2"}, {"x": "1", "y": "2", "z": "3"}, {}])
def test_an_invocation_with_wrong_names_is_a_failure(arguments: dict[str, str]) -> None:
    minus = knowledge("minus", ["x", "y"], literal("x - y"))

    result = evaluate(graph_of(minus, decision("d", invocation("minus", **arguments), ["f_minus"])))
    assert result.value is None
    assert len(result.failures) == 1


def test_an_invocation_of_what_is_no_function_is_a_failure() -> None:
    assert decide(invocation("a", x="1"), a=1).failures == ("决策「d」算不出来：数不能当作函数使用",)


def test_arguments_are_coerced_to_the_types_of_parameters() -> None:
    count = knowledge("size", ["x: list"], literal("count(x)"))

    assert decide(literal("size(5)"), count, requires=["f_size"]).value == 1
    wrong = decide(literal('half("x")'), knowledge("half", ["x: number"], literal("x / 2")), requires=["f_half"])
    assert wrong.failures == ("决策「d」算不出来：参数的类型不对",)


@pytest.mark.parametrize("kind", ["Java", "PMML"])
def test_functions_of_other_languages_are_problems_and_give_null(kind: str) -> None:
    graph = graph_of(knowledge("f", ["x"], context(), kind=kind), decision("d", literal("f(1)"), ["f_f"]))

    assert [problem.sentence() for problem in graph.problems] == [
        f"决策「f」：不能调用用 {kind} 写的函数，请改用 FEEL",
    ]
    assert evaluate(graph).failures == ("决策「d」算不出来：不支持用其他语言写的函数",)


@pytest.mark.parametrize("type_ref", ["number", "tCall"])
def test_a_typed_function_checks_its_result_whichever_way_the_type_is_written(type_ref: str) -> None:
    call_type = tag("itemDefinition", tag("functionItem", tag("parameters", name="x"), output_type_ref="number"),
                    name="tCall")  # fmt: skip
    for wanted in ({"type_ref": type_ref}, {}):
        body = function(["x"], literal("x"), **wanted)
        typed = body if wanted else body.replace("<functionDefinition", f'<functionDefinition typeRef="{type_ref}"')
        graph = graph_of(call_type, decision("d", context(("f", typed), literal("f(a)"))))

        assert evaluate(graph, a=1).value == 1
        assert evaluate(graph, a="x").failures == ("决策「d」算不出来：函数「d」应当是数，给的是文字",)


def test_a_list_and_a_relation_give_lists() -> None:
    row = tag("row", literal("a") + literal('"x"')) + tag("row", literal("a + 1") + literal("null"))
    relation = tag("relation", tag("column", name="数 量") + tag("column", name="b") + row)

    assert value(tag("list", literal("1") + tag("list", literal("2")))) == [1, [2]]
    assert value(tag("list")) == []
    assert value(relation, a=1) == [{"数 量": 1, "b": "x"}, {"数 量": 2, "b": None}]
    assert value(context(("r", relation), literal("r.数 量")), a=1) == [1, 2]


def test_a_relation_with_a_row_of_the_wrong_length_is_a_problem() -> None:
    relation = tag("relation", tag("column", name="a") + tag("column", name="b") + tag("row", literal("1")))

    assert problems_of(decision("d", relation)) == ["决策「d」：关系表有一行的格数和列数不同，请补齐"]


@pytest.mark.parametrize(("condition", "expected"), [
    ("true", "then"), ("false", "else"), ("null", "else"), ("a > 1", "then"),
])  # fmt: skip
def test_a_conditional_takes_one_branch_and_leaves_the_other_alone(condition: str, expected: str) -> None:
    assert value(choose(literal(condition), literal('"then"'), literal('"else"')), a=2) == expected
    assert value(choose(literal("true"), literal("1"), literal("missing"))) == 1


def test_a_conditional_on_what_is_neither_true_nor_false_is_a_failure() -> None:
    result = decide(choose(literal('"x"'), literal("1"), literal("2")))

    assert result.failures == ("决策「d」算不出来：条件不是是非值",)


@pytest.mark.parametrize("missing", ["if", "then", "else"])
def test_a_part_that_is_missing_is_a_problem(missing: str) -> None:
    parts = {name: tag(name, literal("true")) for name in ("if", "then", "else") if name != missing}

    logic = tag("conditional", "".join(parts.values()))
    assert problems_of(decision("d", logic)) == ["决策「d」：这里没有内容，请填写"]


@pytest.mark.parametrize(("condition", "expected"), [
    ("item.sum > 3", [ORDERS[1], ORDERS[2]]), ("sum > 3 and kind = \"a\"", [ORDERS[2]]), ("1", ORDERS[0]),
    ("-1", ORDERS[2]), ("false", []), ("sum > limit", [ORDERS[2]]),
])  # fmt: skip
def test_a_filter_sees_the_item_and_its_entries(condition: str, expected: Any) -> None:
    assert value(sift(literal("orders"), literal(condition)), orders=ORDERS, limit=8) == expected


def test_for_some_and_every() -> None:
    assert value(each("for", "一项", literal("orders"), literal("一项.sum * 2")), orders=ORDERS) == [2, 10, 18]
    assert value(each("some", "o", literal("orders"), literal("o.sum > 8")), orders=ORDERS) is True
    assert value(each("every", "o", literal("orders"), literal("o.sum > 8")), orders=ORDERS) is False
    assert value(each("every", "o", literal("[]"), literal("o.sum > 8"))) is True


def test_the_results_so_far_are_partial_and_no_variable_from_outside() -> None:
    running = each("for", "i", literal("[1, 2, 3, 4]"), literal("if count(partial) = 0 then i else partial[-1] + i"))
    inner = each("for", "i", literal("[1, 2]"), each("some", "j", literal("[1]"), literal("count(partial) = j")))

    assert value(running) == [1, 3, 6, 10]
    assert value(inner) == [False, True]
    assert graph_of(decision("d", running)).free_variables("d") == frozenset()


def test_a_loop_without_variable_or_over_null_is_said() -> None:
    assert problems_of(decision("d", each("for", "", literal("[1]"), literal("1")))) == [
        "决策「d」：循环没有写变量名，请填写"
    ]
    assert decide(each("for", "i", literal("null"), literal("i"))).failures == ("决策「d」算不出来：空值不能逐项处理",)


def test_boxed_expressions_stand_in_each_other() -> None:
    cheap = table(["o.sum"], ["x"], [["< 5", '"小"'], [">= 5", '"大"']])
    named = each("for", "o", sift(literal("orders"), literal('kind = "a"')), context(("size", cheap)))
    chosen = choose(literal("count(named) = 2"), invocation("reverse", list="named.size"), literal("[]"))

    assert value(context(("named", named), chosen), orders=ORDERS) == ["大", "小"]


def test_a_table_inside_another_expression_is_recorded_before_the_decision() -> None:
    result = decide(context(("x", table(["a"], ["y"], [["-", "1"]])), literal("x + 1")), a=1)

    assert [(record.decision_id, record.hit_policy, record.value) for record in result.evaluations] == [
        ("d", "UNIQUE", 1), ("d", None, 2),
    ]  # fmt: skip
    assert result.outputs == ({"d": 2},)


def test_names_with_blanks_and_operators_are_read_where_they_are_in_scope() -> None:
    assert value(context(("甲 - 乙", literal("3")), ("a+b", literal("4")), literal("甲 - 乙 * a+b"))) == 12


def test_a_component_named_like_a_function_leaves_the_function_alone() -> None:
    parts = tag("itemDefinition", tag("itemComponent", tag("typeRef", "number"), name="count"), name="t")

    assert decide(literal("count([1, 2]) + a.count"), parts, a={"count": 3}).value == 5
