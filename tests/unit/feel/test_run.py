"""One account for many evaluations: the cells of a table keep together within the limits of one."""
from __future__ import annotations

from decimal import Decimal, getcontext

import pytest

from feel import (
    DEFAULT,
    Expression,
    Function,
    LimitExceeded,
    Limits,
    Run,
    Scope,
    Settings,
    call_in,
    parse,
    parse_unary_tests,
)


@pytest.mark.parametrize(("cell", "limits"), [
    ("some i in 1..100 satisfies i < ?", Limits(steps=1500)),
    ('contains(string join(for i in 1..100 return "甲乙丙"), "丁")', Limits(characters=2000)),
    ("count(for i in 1..100 return i) = ?", Limits(items=1000)),
])
def test_the_cells_of_a_table_use_up_one_budget(cell: str, limits: Limits) -> None:
    expression = parse_unary_tests(cell)
    read: list[object] = []

    def read_cells(run: Run) -> None:
        scope = Scope({}, None, run)
        read.extend(expression.holds_in(scope, Decimal(1)) for _ in range(1000))

    with pytest.raises(LimitExceeded), Run(Settings(limits=limits)) as run:
        read_cells(run)

    assert expression.evaluate({"?": Decimal(1)}, Settings(limits=limits)).value is not True
    assert len(read) < 1000


def test_the_time_of_regular_expressions_is_one_budget_too() -> None:
    pattern = parse(f'matches("{"a" * 20}!", "(a|aa)+$")')

    def match(run: Run) -> list[object]:
        return [pattern.value_in(Scope({}, None, run)) for _ in range(10_000)]

    with pytest.raises(LimitExceeded, match="正则"), Run(Settings(limits=Limits(regex_seconds=0.05))) as run:
        match(run)


def test_warnings_and_missing_names_of_all_evaluations_are_in_one_place() -> None:
    with Run(DEFAULT) as run:
        scope = Scope({}, None, run)
        for text in ("1 / 0", "level > 1", "level > 2"):
            parse(text).value_in(scope)

    assert tuple(run.missing) == ("level",)
    assert run.warnings[:2] == ["除数不能是0", "没有变量「level」"]


def test_inside_numbers_are_feels_and_outside_pythons() -> None:
    before = getcontext().prec

    with Run(DEFAULT) as run:
        third = parse("1 / 3").value_in(Scope({}, None, run))
        with run:
            assert getcontext().prec == 34
        assert getcontext().prec == 34

    assert str(third) == "0." + "3" * 34
    assert getcontext().prec == before


def test_an_endless_recursion_of_python_functions_is_a_limit_crossed() -> None:
    def again(run: Run, arguments: object) -> None:
        again(run, arguments)

    with pytest.raises(LimitExceeded, match="层次太深"), Run(DEFAULT) as run:
        call_in(run, Function([], again), [])


def test_functions_called_in_a_run_use_its_budget() -> None:
    function = parse("function(n) every i in 1..n satisfies i > 0").evaluate({}).value

    def count(run: Run) -> list[object]:
        return [call_in(run, function, {"n": Decimal(100)}) for _ in range(20)]

    with pytest.raises(LimitExceeded, match="1000步"), Run(Settings(limits=Limits(steps=1000))) as run:
        count(run)


@pytest.mark.parametrize(("cell", "subject", "held"), [
    ("-", None, True), ('"甲", "乙"', "乙", True), ("not(> 5)", Decimal(5), True), ("? > 3", Decimal(4), True),
    ("for i in [?] return i", Decimal(4), True), ("< limit", Decimal(4), True), ("[-3..limit]", Decimal(-3), True),
    ("= limit", Decimal(9), True), ("!= limit", Decimal(9), False), ("!= limit", "a", None), ("< limit", None, None),
])
def test_a_cell_holds_of_a_subject_without_its_being_a_variable(cell: str, subject: object, held: object) -> None:
    expression: Expression = parse_unary_tests(cell)

    with Run(DEFAULT) as run:
        assert expression.holds_in(Scope({"limit": Decimal(9)}, None, run), subject) is held  # type: ignore[arg-type]  # object stands for any value


def test_only_unary_tests_hold() -> None:
    with Run(DEFAULT) as run, pytest.raises(TypeError, match="parse_unary_tests"):
        parse("1").holds_in(Scope({}, None, run), None)
