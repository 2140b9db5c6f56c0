"""Files and inputs made to cost much: each ends with a value or a limit, soon, and with no other error."""
from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import feel
from engine import dmn
from tests.decision_files import (
    Column,
    component,
    context,
    decide,
    decision,
    evaluate,
    graph_of,
    input_data,
    item,
    knowledge,
    literal,
    problems_of,
    table,
    tag,
)

#: Processor time; the aim is 0.3 s on a machine of its own.
SECONDS = 1.5
LONG = "[" + ",".join(["+".join(["i"] * 280)] * 30) + "]"
MANY = {"list": [1] * 10_000}


@contextmanager
def soon(seconds: float = SECONDS) -> Iterator[None]:
    """The block takes little processor time."""
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds


def calls(body: str, parameter: str = "i", argument: str = "i") -> dmn.DecisionResult:
    """A knowledge model invoked ten thousand times."""
    called = knowledge("f", [parameter], body)
    loop = literal(f"for i in 1..10000 return f({argument})")
    return decide(loop, called, item("tList", type_ref="number", many=True), item("tPart", component("a", "tList")),
                  requires=["f_f"], **MANY)  # fmt: skip


WIDE = table(["i"] * 50, ["x"], [[">= 0"] * 49 + ["< 0", str(at)] for at in range(300)])


@pytest.mark.parametrize(("body", "parameter", "argument"), [
    (literal(LONG), "i", "i"),
    (WIDE, "i", "i"),
    (table(["i"], ["x"], [[str(at), "1"] for at in range(1_000)]), "i", "i"),
    (table(["i"], [Column("x", values=",".join(f'"{at}"' for at in range(1_000)))], [["-", '"y" + "z"']] * 50,
           "OUTPUT ORDER"), "i", "i"),
    (table(["i"], ["x"], [["-", "list"]] * 100, "ANY").replace("list", "for j in 1..100 return j"), "i", "i"),
    (literal("1"), "i: tList", "list"),
    (literal("1"), "i: tPart", "{a: list}"),
    (context(*((f"e{at}", literal("i + 1")) for at in range(500))), "i", "i"),
    (tag("list", literal("i") * 1_000), "i", "i"),
    (tag("relation", "".join(tag("column", name=f"c{at}") for at in range(50)) + tag("row", literal("i") * 50) * 20),
     "i", "i"),
    (tag("conditional", "".join(tag(part, literal(LONG)) for part in ("if", "then", "else"))), "i", "i"),
])  # fmt: skip
def test_a_knowledge_model_called_ten_thousand_times_reaches_a_limit(body: str, parameter: str, argument: str) -> None:
    with soon(), pytest.raises(feel.LimitExceeded):
        calls(body, parameter, argument)


def test_loops_and_filters_around_long_expressions_reach_a_limit() -> None:
    numbers = tag("in", literal("list"))
    for logic in (
        tag("for", numbers + tag("return", literal(LONG)), iterator_variable="i"),
        tag("some", numbers + tag("satisfies", literal(f"count({LONG}) = 0")), iterator_variable="i"),
        tag("filter", numbers + tag("match", literal(f"count([{'+'.join(['item'] * 280)}, 1]) = 0"))),
    ):
        with soon(), pytest.raises(feel.LimitExceeded):
            decide(logic, **MANY)


def test_a_thousand_rules_with_loops_reach_a_limit() -> None:
    rows = [["some x in list satisfies x = ?", "1"] for _ in range(1_000)]

    with soon(), pytest.raises(feel.LimitExceeded):
        decide(table(["a"], ["x"], rows), a=2, **MANY)


def test_allowed_values_of_a_long_list_are_counted() -> None:
    allowed = ",".join(str(at) for at in range(2, 3_000)) + ",1"
    many = item("tMany", type_ref="tOne", many=True)

    with soon(), pytest.raises(feel.LimitExceeded):
        decide(literal("a"), item("tOne", type_ref="number", allowed=f"{allowed}"), many, input_data("a", "tMany"),
               requires=["in_a"], a=[1] * 10_000)  # fmt: skip


def test_a_list_that_contains_itself_many_times_over_does_not_outlast_its_type() -> None:
    tree: list[Any] = []
    for _ in range(40):
        tree = [tree, tree]

    types = item("tTree", type_ref="tOther", many=True), item("tOther", type_ref="tTree", many=True)
    graph = graph_of(*types, input_data("a", "tTree"), decision("d", literal("a"), ["in_a"]))

    with soon(), pytest.raises(feel.LimitExceeded):
        graph.evaluate("d", {"a": tree})


@pytest.mark.parametrize("body", ["f(x + 1)", "[f(x), f(x)]", "{a: f(x)}.a", "if f(x) = 1 then 1 else 2"])
def test_recursion_without_end_is_a_limit(body: str) -> None:
    recursive = context(("f", tag("functionDefinition", tag("formalParameter", name="x") + literal(body))),
                        literal("f(1)"))  # fmt: skip

    with soon(), pytest.raises(feel.LimitExceeded):
        decide(recursive)


def test_boxed_recursion_through_deep_boxes_is_a_limit() -> None:
    deep = "<list>" * 80 + literal("f(x)") + "</list>" * 80
    recursive = context(("f", tag("functionDefinition", tag("formalParameter", name="x") + deep)), literal("f(1)"))

    with soon(), pytest.raises(feel.LimitExceeded):
        decide(recursive)


def test_services_that_call_services_are_counted() -> None:
    services = "".join(
        tag("decisionService", tag("outputDecision", href=f"#s{at}"), id=f"f_s{at}", name=f"t{at}")
        + decision(f"s{at}", literal(f"[t{at - 1}(), t{at - 1}(), t{at - 1}()]" if at else "1"),
                   [f"f_s{at - 1}"] if at else [])
        for at in range(20)
    )

    with soon(), pytest.raises(feel.LimitExceeded):
        evaluate(graph_of(services), "s19")


def test_twenty_thousand_cells_compile_and_decide_soon() -> None:
    rows = [[f"{at}"] * 18 + ["-", "1"] for at in range(500)]
    with soon(3):
        graph = graph_of(decision("d", table(["a"] * 18 + ["b"], ["x"], rows)))
    with soon(0.3):
        assert evaluate(graph, a=400, b=1).value == 1


def test_a_hundred_warnings_a_rule_stay_small() -> None:
    rows = [[f'for x in list return x + "{at}"', "1"] for at in range(100)]
    tracemalloc.start()

    with soon(), pytest.raises(feel.LimitExceeded):
        decide(table(["a"], ["x"], rows), a=1, **MANY)
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("names", [
    [f"甲 {at}" for at in range(2_000)],
    ["甲 " * 200 + str(at) for at in range(1_000)],
    ["a - b", "in", "not", "x.y", "'", "-", "*", "item", "partial", "?", "if then"],
])  # fmt: skip
def test_hostile_names_of_parts_cost_little(names: list[str]) -> None:
    with soon(4):
        problems = problems_of(
            item("t", *(component(name) for name in names)),
            decision("d", table(["甲 1 * 甲 2"] * 10, ["x"], [["> 甲 1 + 甲 2"] * 10 + ["1"]] * 200)),
        )  # fmt: skip

    assert all(isinstance(problem, str) for problem in problems)


@pytest.mark.parametrize("name", [
    "__class__", "a+b", "x" * 10_000, "${x}", "'; DROP TABLE", "null", "?", "a\nb", "{0.__class__}", "%s", "\u202e",
])  # fmt: skip
def test_names_are_only_names(name: str) -> None:
    decided = table([Column("a", label=name)], [Column(name), Column("y")], [["-", "1", "2"]])

    result = evaluate(graph_of(decision("e", decided, name=name), decision("d", literal("1"), ["e"])), "e", a=1)
    assert list(result.outputs[0].values()) == [1, 2]
    assert result.evaluations[0].as_json()["name"] == " ".join(name.split("\n"))


def test_a_thousand_entries_that_see_each_other_are_read_soon() -> None:
    entries = [(f"e{at}", literal(f"e{at - 1} + 1" if at else "1")) for at in range(3_000)]

    with soon(4):
        problems_of(decision("d", context(*entries)))


def test_a_thousand_arrows_are_read_soon() -> None:
    inputs = [f"数 {at}" for at in range(1_500)]

    with soon(4):
        problems_of(*map(input_data, inputs), *(decision(f"d{at}", literal("数 1 + 数 2"),
                    [f"in_{name}" for name in inputs[:10]]) for at in range(500)),
                    decision("d", table(["数 1"], ["x"], [["> 数 2", "1"]] * 500),
                             [f"in_{name}" for name in inputs]))  # fmt: skip
