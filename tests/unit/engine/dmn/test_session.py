"""Evaluating requirement graphs: once each, required first, seeing what is required and no more (DMN 1.5, 10.4)."""
from __future__ import annotations

from typing import Any

import pytest

import feel
from tests.decision_files import (
    Column,
    Row,
    context,
    decide,
    decision,
    evaluate,
    function,
    graph_of,
    input_data,
    invocation,
    knowledge,
    literal,
    table,
    tag,
    values,
)


def service(identifier: str, **references: str) -> str:
    """A decision service; ``output``, ``inner``, ``decisions`` and ``data`` list ids divided by blanks."""
    kinds = {"output": "outputDecision", "inner": "encapsulatedDecision", "decisions": "inputDecision",
             "data": "inputData"}  # fmt: skip
    content = "".join(
        tag(kinds[kind], href=f"#{each}") for kind, listed in references.items() for each in listed.split()
    )
    return tag("decisionService", tag("variable", name=identifier) + content, id=f"f_{identifier}", name=identifier)


def test_a_diamond_is_evaluated_once_with_required_decisions_first() -> None:
    graph = graph_of(
        decision("d", literal("b + c"), ["b", "c"]), decision("b", literal("a + 1"), ["a"]),
        decision("c", literal("a + 2"), ["a"]), decision("a", table(["n"], ["x"], [["-", "n"]])),
    )  # fmt: skip

    result = evaluate(graph, n=1)
    assert result.value == 5
    assert [record.decision_id for record in result.evaluations] == ["a", "b", "c", "d"]


def test_a_decision_sees_what_it_requires_and_no_other_decision() -> None:
    graph = graph_of(decision("a", literal("1")), decision("b", literal("a"), ["a"]), decision("d", literal("a + b"),
                     ["b"]))  # fmt: skip

    assert evaluate(graph).missing == ("a",)


def test_a_required_decision_hides_a_variable_of_its_name() -> None:
    assert evaluate(graph_of(decision("a", literal("1")), decision("d", literal("a"), ["a"])), a=9).value == 1


def test_variables_are_seen_without_input_data_as_in_camunda() -> None:
    assert decide(literal("a + 1"), a=1).value == 2


def test_input_data_that_nobody_reads_is_not_missed() -> None:
    graph = graph_of(input_data("金额（元）"), decision("d", table(["amount"], ["x"], [["-", "amount"]]),
                     ["in_金额（元）"]))  # fmt: skip

    result = evaluate(graph, amount=3)
    assert (result.value, result.missing, result.failures) == (3, (), ())
    assert graph.free_variables("d") == {"amount"}


def test_input_data_that_is_read_and_not_given_is_missing() -> None:
    graph = graph_of(input_data("合同 金额", "number"), decision("d", literal("合同 金额 + 1"), ["in_合同 金额"]))

    assert evaluate(graph).missing == ("合同 金额",)
    assert graph.evaluate("d", values(**{"合同 金额": 1})).value == 2
    assert graph.free_variables("d") == {"合同 金额"}


def test_input_data_hidden_by_a_loop_variable_is_not_read() -> None:
    loop = tag("for", tag("in", literal("[1]")) + tag("return", literal("i")), iterator_variable="i")
    graph = graph_of(input_data("i"), decision("d", loop, ["in_i"]))

    assert graph.free_variables("d") == frozenset()


@pytest.mark.parametrize("column", ["season", "x"])
def test_the_output_column_of_a_required_table_is_seen_as_camunda_shows_it(column: str) -> None:
    season = decision("season_id", table(["t"], [column], [["> 20", '"夏"'], ["-", '"冬"']], "FIRST"), name="Season")
    dish = decision("d", table([column], ["dish"], [['"夏"', '"凉面"'], ['"冬"', '"火锅"']]), ["season_id"])
    graph = graph_of(season, dish)

    assert graph.problems == ()
    assert [evaluate(graph, t=t).value for t in (30, 0)] == ["凉面", "火锅"]
    assert graph.free_variables("d") == {"t"}


def test_columns_of_tables_with_several_outputs_or_hits_are_seen_one_by_one() -> None:
    many = decision("m", table(["-1"], ["p", "q"], [["-", "1", "2"], ["-", "3", "4"]], "COLLECT"))
    one = decision("o", table(["-1"], ["r", "s"], [["-", "5", "6"]]))

    assert evaluate(graph_of(many, one, decision("d", literal("[p, q, r, s]"), ["m", "o"]))).value == [
        [1, 3], [2, 4], 5, 6,
    ]  # fmt: skip


def test_a_column_of_two_required_tables_is_nobodys_and_a_declared_name_goes_first() -> None:
    first, second = (decision(each, table(["1"], ["x"], [["-", f'"{each}"']])) for each in ("a", "b"))
    both = graph_of(first, second, decision("d", literal("x"), ["a", "b"]))
    declared = graph_of(first, input_data("x"), decision("d", literal("x"), ["a", "in_x"]))

    assert evaluate(both).missing == ("x",)
    assert evaluate(declared, x="given").value == "given"


def test_a_knowledge_model_sees_its_parameters_and_knowledge_and_no_variable() -> None:
    graph = graph_of(
        knowledge("twice", ["x"], literal("x * 2")),
        knowledge("f", ["x"], literal("twice(x) + rate"), ["f_twice"]),
        decision("d", literal("f(1)"), ["f_f"]),
    )  # fmt: skip

    assert evaluate(graph, rate=1).missing == ("rate",)
    assert decide(literal("f(a)"), knowledge("f", ["x"], literal("x")), requires=["f_f"], a=3).value == 3


def test_the_table_of_a_knowledge_model_is_recorded_each_time_before_the_decision() -> None:
    size = knowledge("大小", ["n"], table(["n"], ["x"], [Row(["> 1", '"大"'], "大于一"), ["-", '"小"']], "FIRST"))

    result = decide(literal("[大小(1), 大小(2)]"), size, requires=["f_大小"])
    assert result.value == ["小", "大"]
    assert [(record.decision_id, record.decision_name, record.because) for record in result.evaluations] == [
        ("f_大小", "大小", ""), ("f_大小", "大小", "因为大于一（规则1）"), ("d", "d", ""),
    ]  # fmt: skip


def test_a_failing_rule_of_a_knowledge_model_fails_the_decision() -> None:
    size = knowledge("f", ["n"], table(["n"], ["x"], [["> 1", "1"], ["> 2", "2"]]))

    assert decide(literal("f(5)"), size, requires=["f_f"]).failures[0].startswith("「f」只许一条规则适用（UNIQUE）")


def test_the_failure_of_a_required_decision_is_told_first() -> None:
    graph = graph_of(decision("a", literal('1 + "x"')), decision("d", literal("a + 1"), ["a"]))

    assert evaluate(graph).failures == (
        "决策「a」算不出来：数和文字之间不能做 + 运算", "决策「d」算不出来：空值和数之间不能做 + 运算",
    )  # fmt: skip


def test_a_null_that_was_meant_is_no_failure() -> None:
    result = decide(literal("if a > 1 then a else null"), a=1)

    assert (result.value, result.failures, result.outputs) == (None, (), ({"d": None},))


def test_a_missing_variable_is_cause_enough() -> None:
    result = decide(literal("amuont + 1"))

    assert (result.missing, result.failures) == (("amuont",), ())


def test_a_decision_service_is_a_function_of_its_data_and_then_its_decisions() -> None:
    graph = graph_of(
        input_data("n", "number"), decision("b", literal("100")), decision("inner", literal("n * b"), ["in_n", "b"]),
        decision("out", literal("inner + 1"), ["inner"]),
        service("scale", output="out", inner="inner", data="in_n", decisions="b"),
        decision("d", literal("scale(2, 10)"), ["f_scale"]),
        decision("e", invocation("scale", b="5", n="2"), ["f_scale"]),
    )  # fmt: skip

    assert graph.problems == ()
    assert [evaluate(graph, each).value for each in ("d", "e", "out")] == [21, 11, None]
    assert graph.free_variables("d") == frozenset()
    assert graph.call_service("f_scale", values(n=1, b=1)) == 2


def test_a_decision_service_of_several_outputs_gives_a_context_and_sees_no_variable() -> None:
    graph = graph_of(
        decision("p", literal("1")), decision("q", literal("secret")), service("s", output="p q"),
        decision("d", literal("s()"), ["f_s"]),
    )  # fmt: skip

    result = evaluate(graph, secret=3)
    assert result.value == {"p": 1, "q": None}
    assert result.missing == ("secret",)


@pytest.mark.parametrize(("arguments", "expected"), [({"n": "text"}, None), ({}, None), ({"n": 2}, 4)])
def test_arguments_of_a_service_are_checked(arguments: dict[str, Any], expected: Any) -> None:
    graph = graph_of(input_data("n", "number"), decision("out", literal("n * 2"), ["in_n"]),
                     service("s", output="out", data="in_n"))  # fmt: skip

    assert graph.call_service("f_s", values(**arguments)) == expected


def test_calling_what_is_no_service_is_a_key_error() -> None:
    graph = graph_of(decision("d", literal("1")))

    for identifier in ("d", "nothing"):
        with pytest.raises(KeyError):
            graph.call_service(identifier, {})


def test_a_function_that_leaves_a_decision_can_be_called_by_another() -> None:
    graph = graph_of(decision("make", function(["x"], literal("x + 1"))), decision("d", literal("make(1)"), ["make"]))

    assert evaluate(graph).value == 2
    assert isinstance(evaluate(graph, "make").value, feel.Function)
    assert evaluate(graph, "make").evaluations[0].as_json()["value"] == "function"


def test_all_decisions_have_one_clock() -> None:
    graph = graph_of(decision("a", literal("now()")), decision("d", literal("a = now()"), ["a"]))

    assert evaluate(graph).value is True


def test_defaults_are_told_as_the_reason() -> None:
    result = decide(table(["a"], [Column("x", default="9")], [Row(["1", "2"], "一")]), a=5)

    assert [record.because for record in result.evaluations] == ["因为没有规则适用，取默认值"]


def test_entries_of_a_context_that_is_a_decision_are_read_by_their_path() -> None:
    parameters = decision("参数", context(("起点 金额", literal("2000"))))
    graph = graph_of(parameters, decision("d", literal("a >= 参数.起点 金额"), ["参数"]))

    assert graph.problems == ()
    assert evaluate(graph, a=2000).value is True
