"""The hit policies of DMN 1.5, clause 8.2.10, one by one."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import feel
from engine import dmn
from tests.decision_files import Column, decide, table

#: r1, r2 and r3 match what is at least 1, 2 and 3.
ROWS = [[">= 1", '"低"'], [">= 2", '"中"'], [">= 3", '"高"']]
LISTED = Column("x", values='"高", "中", "低"')


def run(policy: str, a: int, output: Column | str = "x", aggregation: str = "") -> dmn.DecisionResult:
    """The table of ROWS."""
    return decide(table(["a"], [output], ROWS, policy, aggregation), a=a)


def hit_rows(result: dmn.DecisionResult) -> list[int]:
    return [hit.row for hit in result.evaluations[-1].hits]


def test_unique_takes_the_one_rule() -> None:
    result = run("UNIQUE", 1)

    assert (result.value, result.outputs, hit_rows(result)) == ("低", ({"x": "低"},), [1])
    assert result.failures == ()


def test_no_hit_policy_means_unique() -> None:
    assert run("", 2).evaluations[-1].hit_policy == "UNIQUE"


def test_unique_with_two_hits_fails_and_names_both() -> None:
    result = run("UNIQUE", 3)

    assert (result.value, result.outputs) == (None, ())
    assert result.failures == (
        "「d」只许一条规则适用（UNIQUE），第 1 条规则（r1）和第 2 条规则（r2）却同时适用，请流程管理员改正决策表",
    )
    assert hit_rows(result) == [1, 2, 3]


def test_two_hits_of_unique_fail_even_when_they_conclude_the_same() -> None:
    assert decide(table(["a"], ["x"], [["1", "1"], ["-", "1"]]), a=1).failures


def test_any_takes_what_all_conclude() -> None:
    result = decide(table(["a"], ["x", "y"], [["1", "1.0", '"b"'], ["-", "1", '"b"']], "ANY"), a=1)

    assert result.value == {"x": Decimal(1), "y": "b"}
    assert result.outputs == ({"x": Decimal("1"), "y": "b"},)
    assert hit_rows(result) == [1, 2]


@pytest.mark.parametrize(("one", "other"), [
    ("1", "2"), ("1", "true"), ('"1"', "1"), ("1", ""), ("[1, 2]", "[2, 1]"), ("{a: 1}", "{a: 2}"),
])  # fmt: skip
def test_any_fails_when_rules_disagree_and_names_both(one: str, other: str) -> None:
    result = decide(table(["a"], ["x"], [["1", one], ["2", "9"], ["-", other]], "ANY"), a=1)

    assert result.value is None
    assert result.failures == (
        "「d」适用的规则结论应当相同（ANY），第 1 条规则（r1）和第 3 条规则（r3）却不同，请流程管理员改正决策表",
    )


@pytest.mark.parametrize("same", ["", "null", "[1, [2]]", "{a: 1, b: 2}", 'date("2026-01-01")', "[1..2]"])
def test_any_agrees_on_equal_values_of_every_kind(same: str) -> None:
    assert decide(table(["a"], ["x"], [["1", same], ["-", same]], "ANY"), a=1).failures == ()


def test_first_takes_the_first_and_looks_no_further() -> None:
    result = decide(table(["a"], ["x"], [["2", "2"], [">= 1", "1"], ["-", '1 + "no number"']], "FIRST"), a=1)

    assert (result.value, result.failures, hit_rows(result)) == (1, (), [2])


def test_priority_takes_the_output_that_is_listed_first() -> None:
    result = run("PRIORITY", 3, LISTED)

    assert (result.value, result.outputs, hit_rows(result)) == ("高", ({"x": "高"},), [3])


def test_priority_compares_column_by_column() -> None:
    columns = [Column("x", values='"a", "b"'), Column("y", values="1, 2, 3")]
    rows = [["-", '"b"', "1"], ["-", '"a"', "3"], ["-", '"a"', "2"]]

    result = decide(table(["a"], columns, rows, "PRIORITY"), a=1)
    assert result.value == {"x": "a", "y": Decimal(2)}


def test_columns_without_values_do_not_count_for_the_order() -> None:
    columns = ["note", Column("x", values='"a", "b"')]
    rows = [["-", '"z"', '"b"'], ["-", '"y"', '"a"'], ["-", '"x"', '"a"']]

    result = decide(table(["a"], columns, rows, "OUTPUT ORDER"), a=1)
    assert result.value == [{"note": "y", "x": "a"}, {"note": "x", "x": "a"}, {"note": "z", "x": "b"}]


def test_outputs_that_are_not_listed_come_last_in_the_order_of_the_table() -> None:
    rows = [["-", '"? " + "1"'], ["-", '"低" + ""'], ["-", '"? " + "2"'], ["-", '"高"']]

    assert decide(table(["a"], [LISTED], rows, "OUTPUT ORDER"), a=1).value == ["高", "低", "? 1", "? 2"]


def test_true_is_not_the_number_one_when_outputs_are_ordered() -> None:
    rows = [["-", "1 + 0"], ["-", "true"]]

    assert decide(table(["a"], [Column("x", values="true, 1")], rows, "PRIORITY"), a=1).value is True


def test_rule_order_takes_all_in_the_order_of_the_table() -> None:
    result = run("RULE ORDER", 3)

    assert result.value == ["低", "中", "高"]
    assert result.outputs == ({"x": "低"}, {"x": "中"}, {"x": "高"})


def test_output_order_takes_all_best_first() -> None:
    result = run("OUTPUT ORDER", 2, LISTED)

    assert (result.value, hit_rows(result)) == (["中", "低"], [2, 1])
    assert result.outputs == ({"x": "中"}, {"x": "低"})


def test_several_outputs_are_contexts_in_the_list() -> None:
    result = decide(table(["a"], ["x", "y"], [["1", "1", "2"], ["-", "3", ""]], "COLLECT"), a=1)

    assert result.value == [{"x": 1, "y": 2}, {"x": 3, "y": None}]
    assert list(result.outputs) == result.value


@pytest.mark.parametrize(("aggregation", "expected"), [
    ("SUM", Decimal("0.3")), ("MIN", Decimal("0.1")), ("MAX", Decimal("0.2")), ("COUNT", Decimal(2)),
])  # fmt: skip
def test_collect_aggregates_exactly(aggregation: str, expected: Decimal) -> None:
    result = decide(table(["a"], ["x"], [["1", "0.1"], ["-", "0.2"]], "COLLECT", aggregation), a=1)

    assert (result.value, result.outputs) == (expected, ({"x": expected},))
    assert hit_rows(result) == [1, 2]


@pytest.mark.parametrize(("aggregation", "low", "high"), [
    ("MIN", 'date("2026-01-01")', 'date("2026-02-01")'), ("MAX", '"b"', '"a"'), ("SUM", 'duration("P1D")',
    'duration("P1D")'),
])  # fmt: skip
def test_collect_aggregates_whatever_the_function_can(aggregation: str, low: str, high: str) -> None:
    result = decide(table(["a"], ["x"], [["1", high], ["-", low]], "COLLECT", aggregation), a=1)

    wanted = feel.parse(f"{aggregation.lower()}([{low}, {high}])").evaluate({}).value
    assert result.value == wanted


@pytest.mark.parametrize("aggregation", ["SUM", "MIN", "MAX"])
@pytest.mark.parametrize("cell", ['"text"', ""])
def test_what_cannot_be_aggregated_fails_with_a_sentence(aggregation: str, cell: str) -> None:
    result = decide(table(["a"], ["x"], [["1", "1"], ["-", cell]], "COLLECT", aggregation), a=1)

    assert (result.value, result.outputs) == (None, ())
    assert result.failures[0].startswith(f"「d」的结果不能汇总（{aggregation}）：")


@pytest.mark.parametrize(("policy", "aggregation", "expected"), [
    ("UNIQUE", "", None), ("ANY", "", None), ("FIRST", "", None), ("PRIORITY", "", None), ("RULE ORDER", "", []),
    ("OUTPUT ORDER", "", []), ("COLLECT", "", []), ("COLLECT", "SUM", None), ("COLLECT", "MIN", None),
    ("COLLECT", "MAX", None), ("COLLECT", "COUNT", Decimal(0)),
])  # fmt: skip
def test_no_hit_gives_nothing_and_is_no_failure(policy: str, aggregation: str, expected: Any) -> None:
    result = run(policy, 0, LISTED, aggregation)

    assert result.value == expected
    assert result.failures == ()
    assert result.evaluations[-1].because == ""
    assert result.outputs == (({"x": Decimal(0)},) if aggregation == "COUNT" else ())


@pytest.mark.parametrize(("policy", "aggregation", "expected"), [
    ("UNIQUE", "", "默认"), ("ANY", "", "默认"), ("FIRST", "", "默认"), ("PRIORITY", "", "默认"),
    ("RULE ORDER", "", ["默认"]), ("OUTPUT ORDER", "", ["默认"]), ("COLLECT", "", ["默认"]),
    ("COLLECT", "MIN", "默认"), ("COLLECT", "COUNT", "默认"),
])  # fmt: skip
def test_no_hit_takes_the_default_with_every_policy(policy: str, aggregation: str, expected: Any) -> None:
    output = Column("x", values='"高", "中", "低", "默认"', default='"默认"')

    result = run(policy, 0, output, aggregation)
    assert (result.value, result.outputs) == (expected, ({"x": "默认"},))
    assert result.evaluations[-1].because == "因为没有规则适用，取默认值"


def test_a_hit_leaves_the_default_alone() -> None:
    assert run("UNIQUE", 1, Column("x", default='"默认"')).value == "低"


def test_defaults_of_several_columns_make_one_result_with_null_where_there_is_none() -> None:
    columns = [Column("x", default="a + 1"), Column("y"), Column("z", default='"c"')]

    result = decide(table(["a"], columns, [["1", "1", "2", "3"]]), a=5)
    assert result.value == {"x": Decimal(6), "y": None, "z": "c"}
    assert result.outputs == (result.value,)


def test_a_default_that_cannot_be_reckoned_is_a_failure() -> None:
    columns = [Column("x", default="1"), Column("y", default='1 + "a"', label="第二列")]

    result = decide(table(["a"], columns, [["1", "1", "2"]]), a=5)
    assert result.outputs == ()
    assert result.failures == ("「d」默认值「第二列」算不出来：数和文字之间不能做 + 运算",)


def test_a_rule_that_concludes_null_is_a_result_of_its_own() -> None:
    result = decide(table(["a"], [Column("x", default="1")], [["-", ""]]), a=5)

    assert (result.value, result.outputs, result.failures) == (None, ({"x": None},), ())


@given(st.data())
def test_random_tables_decide_as_a_plain_loop_would(data: st.DataObject) -> None:
    policy = data.draw(st.sampled_from(["UNIQUE", "ANY", "FIRST", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT"]))
    cells = st.sampled_from([("-", lambda _: True), ("", lambda _: True), *CELLS])
    conclusions = st.sampled_from(["甲", "乙", "丙"])
    rows = data.draw(st.lists(st.tuples(cells, cells, conclusions), min_size=1, max_size=6))
    inputs = data.draw(st.tuples(st.integers(0, 6), st.integers(0, 6)))
    columns = [Column("x", values='"丙", "甲", "乙"')]

    result = decide(
        table(["a", "b"], columns, [[one[0], two[0], f'"{said}"'] for one, two, said in rows], policy),
        a=inputs[0], b=inputs[1],
    )  # fmt: skip

    hits = [at for at, (one, two, _) in enumerate(rows) if one[1](inputs[0]) and two[1](inputs[1])]
    said = [rows[at][2] for at in hits]
    ordered = sorted(said, key="丙甲乙".index)
    failed = (policy == "UNIQUE" and len(said) > 1) or (policy == "ANY" and len(set(said)) > 1)
    many = {"RULE ORDER": said, "COLLECT": said, "OUTPUT ORDER": ordered}
    single = None if failed or not said else ordered[0] if policy == "PRIORITY" else said[0]
    assert result.value == many.get(policy, single)
    assert bool(result.failures) is failed


CELLS: list[tuple[str, Any]] = [
    (text, test)
    for n in range(7)
    for text, test in (
        (f"{n}", lambda value, n=n: value == n),
        (f"< {n}", lambda value, n=n: value < n),
        (f">= {n}", lambda value, n=n: value >= n),
        (f"[{n}..{n + 2})", lambda value, n=n: n <= value < n + 2),
        (f"]{n}..{n + 2}]", lambda value, n=n: n < value <= n + 2),
        (f"not({n}, > {n + 2})", lambda value, n=n: not (value == n or value > n + 2)),
        (f"{n}, {n + 2}", lambda value, n=n: value in (n, n + 2)),
        (f"? * 2 = {n}", lambda value, n=n: value * 2 == n),
    )
]
