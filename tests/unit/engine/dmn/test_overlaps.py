"""Doubtful tables: every warning is true, and silence where it cannot be told."""
from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import feel
from engine.dmn.graph import DecisionGraph
from engine.dmn.overlaps import MAX_GAPS, MAX_TOLD, examine_tables
from engine.dmn.problems import Problem
from engine.dmn.tables import TableNode
from feel.scope import Scope
from tests.decision_files import (
    Column,
    component,
    decision,
    graph_of,
    input_data,
    invocation,
    item,
    knowledge,
    literal,
    table,
)

AMOUNT = Column("amount", "number", label="金额")
KIND = Column("kind", "string", label="类型")
Rows = Iterable[Sequence[str]]


def remarks(inputs: Iterable[str | Column], rows: Rows, policy: str = "", outputs: Iterable[str | Column] = ("o",),
            *more: str) -> list[Problem]:  # fmt: skip
    """The warnings about one table ``d``, which must be without problems."""
    graph = graph_of(*more, decision("d", table(inputs, outputs, rows, policy), name="决策"))
    assert graph.problems == ()
    return list(examine_tables(graph))


def told(inputs: Iterable[str | Column], rows: Rows, policy: str = "", outputs: Iterable[str | Column] = ("o",),
         *more: str) -> str:  # fmt: skip
    """The warnings as people read them, one a line."""
    return "\n".join(problem.sentence() for problem in remarks(inputs, rows, policy, outputs, *more))


def test_rules_that_share_an_end_overlap_and_both_are_named_with_an_example() -> None:
    (found,) = remarks([AMOUNT], [["<= 2000", "1"], [">= 2000", "2"]])

    assert found.sentence() == (
        "决策「决策」第 2 行：和第 1 行会同时适用（例如「金额」是 2000），那时没有结果，请改得互不重叠"
    )
    assert (found.decision, found.row) == ("决策", 2)
    assert found.element is not None
    assert found.element.get("id") == "r2"


def test_an_input_between_two_rules_is_a_gap_with_an_example() -> None:
    assert told([AMOUNT], [["< 2000", "1"], ["> 2000", "2"]]) == (
        "决策「决策」：没有一行适用（例如「金额」是 2000），那时没有结果，请补上一行，或给输入列写上允许的值"
    )


@pytest.mark.parametrize(
    ("column", "rows"),
    [
        (AMOUNT, [["< 2000", "1"], [">= 2000", "2"]]),
        (AMOUNT, [["not([0..5])", "1"], ["[0..5]", "2"]]),
        (AMOUNT, [["<0,>10", "1"], ["[0..5)", "2"], ["5,(5..10]", "3"]]),
        (Column("n", "integer"), [["<= 5", "1"], [">= 6", "2"]]),
        (Column("amount", "number", values="[0..100]"), [["<= 50", "1"], ["(50..100]", "2"]]),
        (KIND, [['"a","b"', "1"], ['not("a","b")', "2"]]),
        (KIND, [['["a","b"]', "1"], ['not("a","b")', "2"]]),
        (Column("kind", "string", values='"a","b"'), [['"a"', "1"], ['"b"', "2"]]),
        (Column("day", "date"), [['< date("2026-01-01")', "1"], ['>= @"2026-01-01"', "2"]]),
        (Column("day", "date"), [['<= @"2026-01-01"', "1"], ['>= @"2026-01-02"', "2"]]),
        (Column("yes", "boolean"), [["true", "1"], ["false", "2"]]),
        (Column("yes", "boolean"), [["true", "1"], ["not(true)", "2"]]),
    ],
)
def test_complete_tables_without_overlap_are_silent(column: Column, rows: Rows) -> None:
    assert told([column], rows) == ""


@pytest.mark.parametrize(
    ("column", "rows", "example"),
    [
        (Column("day", "date"), [['<= @"2026-01-01"', "1"], ['>= @"2026-01-03"', "2"]], "2026-01-02"),
        (Column("yes", "boolean"), [["true", "1"]], "false"),
        (KIND, [['"a"', "1"]], "“其他”（表里没有写到的值）"),
        (Column("kind", "string", values='"a","b"'), [['"a"', "1"]], "“b”"),
        (Column("amount", "number", values="[0..100]"), [["<= 50", "1"], ["(50..100)", "2"]], "100"),
        (Column("n", "number"), [["<= 5", "1"], [">= 6", "2"]], "5.5"),
    ],
)
def test_gaps_are_found_for_every_kind_of_value(column: Column, rows: Rows, example: str) -> None:
    found = told([column], rows)

    assert f"是{example}）" in found.replace("是 ", "是")
    assert found.count("\n") == 0


def test_an_example_names_only_the_columns_that_matter() -> None:
    rows = [['"a"', "<5", "1"], ['"a"', ">=5", "2"], ['not("a")', "-", "3"], ['"b"', "[50..60]", "4"]]

    assert told([KIND, AMOUNT], rows).startswith(
        "决策「决策」第 4 行：和第 3 行会同时适用（例如「类型」是“b”、「金额」是 50）"
    )
    assert "不论填写什么" in told([KIND], [["-", "1"], ["-", "2"]])


def test_null_meets_what_does_not_ask() -> None:
    assert "例如「类型」是空值" in told([KIND], [["null", "1"], ["-", "2"]])
    assert "和第 1 行" not in told([AMOUNT], [["null", "1"], ["< 5", "2"], [">= 5", "3"]])


def test_a_default_output_closes_every_gap() -> None:
    assert told([AMOUNT], [["< 2000", "1"]], outputs=[Column("o", default="0")]) == ""


def test_tables_of_several_hits_are_not_asked_for_overlaps_or_gaps() -> None:
    for policy in ("COLLECT", "RULE ORDER"):
        assert told([AMOUNT], [["< 2000", "1"], ["< 3000", "2"]], policy) == ""
    assert "同时适用" not in told([AMOUNT], [["< 2000", "1"], ["< 3000", "2"]], "FIRST")


def test_any_is_warned_of_only_where_literals_differ() -> None:
    assert "会同时适用而结论不同（例如「金额」是 1）" in told([AMOUNT], [["> 0", '"甲"'], ["<= 1", '"乙"']], "ANY")
    assert told([AMOUNT], [["> 0", '"甲"'], ["<= 1", '"甲"']], "ANY") == ""
    assert told([AMOUNT], [["> 0", "1 + 1"], ["<= 1", "2"]], "ANY") == ""


def test_a_rule_behind_one_that_takes_everything_is_never_reached() -> None:
    rows = [["> 5", "1"], ["-", "2"], ["< 3", "3"], ["amount.x", "4"]]

    sentence = "前面的第 2 行已经全部包括它，永远轮不到，请删去或移到前面"
    assert [(problem.row, problem.message) for problem in remarks([AMOUNT], rows, "FIRST")] == [
        (3, sentence),
        (4, sentence),
    ]


def test_a_cell_that_no_input_fits_is_told_with_its_column() -> None:
    found = [p for p in remarks([AMOUNT], [["[5..3]", "1"], ["-", "2"]]) if p.column is not None]

    assert [(problem.row, problem.column) for problem in found] == [(1, "金额")]
    assert "永远不会成立" in found[0].message


@pytest.mark.parametrize(
    "cell", ["? > limit", "limit", "> limit", "[0..limit]", '"a" in list', "? + 1 > 2", "today()", "date(x)"]
)
def test_cells_that_are_not_literals_make_their_rules_unknown(cell: str) -> None:
    assert told([Column("x")], [[cell, "1"], [cell, "2"]]) == ""


def test_an_unknown_cell_spares_only_its_own_rule() -> None:
    found = told([AMOUNT], [["> limit", "1"], ["< 5", "2"], ["<= 5", "3"], ["> 7", "4"]])

    assert "第 3 行：和第 2 行" in found
    assert "第 1 行" not in found
    assert "没有一行" not in found


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        (Column("t", "time"), ['< time("10:00:00")', '>= time("09:00:00")']),
        (Column("x"), ['"a"', "< 5"]),
        (Column("kind", "string"), ['< "b"', '> "a"']),
        (Column("x", values="> limit"), ["< 5", "<= 5"]),
    ],
)
def test_columns_that_cannot_be_split_are_silent(column: Column, cells: list[str]) -> None:
    assert told([column], [[cell, "1"] for cell in cells]) == ""


def test_inputs_that_depend_on_each_other_are_not_chosen_each_for_itself() -> None:
    assert told(["x: number", "x: number"], [["< 5", "-", "1"], ["-", ">= 5", "2"]]) == ""
    assert told(["x: number", "x + 1: number"], [["< 5", "-", "1"], ["-", ">= 6", "2"]]) == ""
    assert told(["x.a: number", "x: context"], [["< 5", "-", "1"], [">= 5", "null", "2"]]) == ""
    assert "同时适用" in told(["x.a: number", "x.b: number"], [["< 5", "-", "1"], ["-", ">= 5", "2"]])


def test_computed_inputs_take_values_that_the_table_does_not_show() -> None:
    assert told(["count(x): number"], [["0", "1"], ["1", "2"], [">= 2", "3"]]) == ""
    assert told(["count(x): number"], [["< 1", "1"], ["> 0", "2"]]) == ""
    assert "和第 2 行" in told(["count(x): number"], [["0", "1"], [">= 1", "2"], [">= 3", "3"]])


def test_a_required_decision_gives_only_what_it_gives() -> None:
    level = decision("level", table([AMOUNT], ["level"], [["< 5", '"小"'], [">= 5", '"大"']], policy="FIRST"))
    level = level.replace('id="r', 'id="l')
    main = [["小", "-"], ["大", "-"]]

    def warnings(rows: Rows, values: str = "") -> str:
        used = table([Column("level", "string", values=values), AMOUNT], ["o"], rows)
        graph = graph_of(level, decision("d", used, ["level"], name="决策"))
        return "\n".join(problem.sentence() for problem in examine_tables(graph))

    assert warnings([[f'"{name}"', other, "1"] for name, other in main]) == ""
    assert warnings([['not("小")', "-", "1"], ['not("大")', "-", "2"]]) == ""
    assert warnings([['"大"', "-", "1"], ["-", "< 5", "2"], ['"小"', ">= 5", "3"]]) == ""
    assert "是“中”" in warnings([['"小"', "-", "1"], ['"大"', "-", "2"]], '"小","中","大"')


def test_parameters_of_a_knowledge_model_are_computed() -> None:
    body = table([Column("k", "string")], ["o"], [['"a"', "1"], ['"a"', "2"]])
    graph = graph_of(knowledge("计算", ["k"], body), decision("d", invocation("计算", k='"a"'), ["f_计算"]))

    assert [problem.sentence() for problem in examine_tables(graph)] == [
        "决策「计算」第 2 行：和第 1 行会同时适用（例如「k」是“a”），那时没有结果，请改得互不重叠"
    ]


def test_the_values_that_a_type_allows_are_all_there_are() -> None:
    kinds = item("kinds", type_ref="string", allowed='"a","b"')
    many = item("many", type_ref="string", many=True)
    parts = item("parts", component("x", "string"))
    data = input_data("kind", "kinds")

    assert told([Column("kind", "kinds")], [['"a"', "1"], ['"b"', "2"]], "", ("o",), kinds, data) == ""
    assert "是“b”" in told([Column("kind", "kinds")], [['"a"', "1"]], "", ("o",), kinds, data)
    assert told([Column("kind", "many")], [['"a"', "1"], ['"a"', "2"]], "", ("o",), many) == ""
    assert told([Column("kind", "parts")], [["-", "1"]], "", ("o",), parts) == ""


def test_what_is_told_of_one_table_is_bounded() -> None:
    found = remarks([AMOUNT, KIND], [[f"> {row}", f'"{row % 7}"', str(row)] for row in range(60)])

    assert sum("同时适用" in problem.message for problem in found) == MAX_TOLD
    assert sum("没有一行" in problem.message for problem in found) == MAX_GAPS


def test_a_decision_without_a_table_has_nothing_to_examine() -> None:
    assert examine_tables(graph_of(decision("d", literal("1")))) == ()


def big(rows: int) -> DecisionGraph:
    """A table in which every rule meets very many others."""
    cells = [[f">= {row}", f"< {row * 7 % rows}", f"[{row * 13 % rows}..{rows}]", "1"] for row in range(rows)]
    return graph_of(decision("d", table(["a: number", "b: number", "c: number"], ["o"], cells)))


def test_work_beyond_the_bound_is_left_and_said() -> None:
    graph = big(1_500)

    before = time.process_time()
    found = examine_tables(graph)

    assert time.process_time() - before < 3
    assert "没有检查" in found[-1].message
    assert "没有检查" in examine_tables(big(20), steps=10)[-1].message


def test_numbers_at_the_end_of_the_scale_do_no_harm() -> None:
    cells = ["> 9.999999999999999999999999999999999e6144", "< -9e6144", "1e-6143", "1e6000"]

    assert all("永远" not in problem.message for problem in remarks([AMOUNT], [[cell, "1"] for cell in cells]))


NUMBER_CELLS = ["-", "1", "2,3", "< 2", "<= 2", "> 1", "[1..2]", "(1..3)", "not(2)", "not(< 2)", "null", "not(null)",
                "!= 2", "[2, 3]"]  # fmt: skip
TEXT_CELLS = ["-", '"a"', '"b"', '"a","b"', 'not("a")', 'not("a","b")', "null", '["a"]']
NUMBERS = [None, *map(Decimal, ("-1", "0.5", "1", "1.5", "2", "2.5", "3", "9"))]
TEXTS = [None, "a", "b", "c"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NUMBER_CELLS), st.sampled_from(TEXT_CELLS)), min_size=1, max_size=4))
def test_random_tables_are_told_as_trying_every_input_tells(rows: list[tuple[str, str]]) -> None:
    graph = graph_of(decision("d", table(["n: number", "t: string"], ["o"], [[*cells, "1"] for cells in rows])))
    node = graph.elements["test", "d"].node
    assert isinstance(node, TableNode)
    overlapping = set()
    gap = False
    with feel.Run(feel.DEFAULT) as run:
        for inputs in product(NUMBERS, TEXTS):
            scopes = [Scope({"?": value}, None, run) for value in inputs]
            hits = [
                rule.row
                for rule in node.table.rules
                if all(
                    test is None or test.evaluate(scope) is True for test, scope in zip(rule.tests, scopes, strict=True)
                )
            ]
            overlapping |= set(combinations(hits, 2))
            gap = gap or (not hits and None not in inputs)

    found = examine_tables(graph)

    pairs = {(int(p.message.split()[1]), p.row) for p in found if "同时适用" in p.message}
    assert pairs == overlapping
    assert any("没有一行" in problem.message for problem in found) is gap
