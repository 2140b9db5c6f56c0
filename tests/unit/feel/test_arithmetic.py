"""Arithmetic on numbers, texts, dates and durations."""
from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feel import parse

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6)


@pytest.mark.parametrize(("text", "value"), [
    ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("10 - 4 - 3", 3), ("2 ** 3 ** 2", 64), ("-2 ** 2", 4), ("7 / 2", 3.5),
    ("0.1 + 0.2", 0.3), (".5 + 1", 1.5), ("1.5e3", 1500), ("--3", 3), ("- (1 + 2)", -3), ("2 * -3", -6),
    ('"a" + "b"', "ab"), ("10 ** 10 ** 10", 1e100),
    ('date("2026-02-28") + duration("P1D")', "2026-03-01"), ('@"2024-02-29" + @"P1Y"', "2025-02-28"),
    ('@"2026-01-31" + @"P1M"', "2026-02-28"), ('@"2026-03-31" - @"P1M"', "2026-02-28"),
    ('@"P1D" + @"2026-12-31"', "2027-01-01"), ('@"2026-03-01" - @"2026-02-01"', "P28D"),
    ('@"2026-11-24T23:30:00" + @"PT45M"', "2026-11-25T00:15:00"), ('@"23:30:00" + @"PT45M"', "00:15:00"),
    ('@"00:10:00Z" - @"PT20M"', "23:50:00Z"), ('@"10:00:00" - @"09:30:00"', "PT30M"),
    ('@"2026-11-24T10:00:00+08:00" - @"2026-11-24T02:00:00Z"', "PT0S"), ('@"P1Y" + @"P6M"', "P1Y6M"),
    ('@"2026-03-29T01:30:00@Europe/Paris" + @"PT1H"', "2026-03-29T03:30:00@Europe/Paris"),
    ('@"2026-03-29T03:30:00@Europe/Paris" - @"PT1H"', "2026-03-29T01:30:00@Europe/Paris"),
    ('@"2026-10-25T01:30:00@Europe/Paris" + @"PT3H"', "2026-10-25T03:30:00@Europe/Paris"),
    ('@"2026-06-01T23:30:00@Asia/Shanghai" + @"PT1H"', "2026-06-02T00:30:00@Asia/Shanghai"),
    ('@"99999-03-29T01:30:00@Europe/Paris" - @"P1D"', "99999-03-28T01:30:00@Europe/Paris"),
    ('@"-0044-03-15T01:30:00@Europe/Paris" + @"PT1H"', "-0044-03-15T02:30:00@Europe/Paris"),
    ('@"P1D" - @"PT36H"', "-PT12H"), ('@"P7D" * 2', "P14D"), ('1.5 * @"P1Y"', "P1Y6M"), ('@"P1Y" / 5', "P2M"),
    ('@"P1D" / @"PT6H"', 4), ('@"P1Y" / @"P3M"', 4), ('@"PT1M" / 8', "PT7.5S"), ('-@"P1D"', "-P1D"),
    ('-@"P1M"', "-P1M"),
])
def test_arithmetic_gives_its_value(json_of: Callable[..., Any], text: str, value: Any) -> None:
    assert json_of(text) == value


def test_numbers_have_34_digits() -> None:
    assert str(parse("1 / 3").evaluate({}).value) == "0." + "3" * 34
    assert parse("0.1 + 0.2 = 0.3").evaluate({}).value is True
    assert parse("9999999999999999999999999999999999 + 1 = 1e34").evaluate({}).value is True


@pytest.mark.parametrize(("text", "warning"), [
    ("1 / 0", "除数不能是0"), ("0 / 0", "除数不能是0"), ("1 + null", "数和空值之间不能做 + 运算"),
    ('1 + "1"', "数和文字之间不能做 + 运算"), ("10 ** (10 ** 10)", "** 运算的结果超出了数的范围"),
    ("9e6144 * 10", "* 运算的结果超出了数的范围"), ('"a" - "b"', "文字和文字之间不能做 - 运算"),
    ('@"10:00:00" - @"10:00:00Z"', "带时区的时间和不带时区的时间不能相减"), ('-"a"', "文字没有负值"),
    ('@"P1D" / 0', "除数不能是0"), ('@"P1D" + @"P1M"', "日时时长和年月时长之间不能做 + 运算"),
    ('@"999999999-12-31" + @"P1D"', "没有 1000000000-01-01 这一天"), ("[1] + [2]", "列表和列表之间不能做 + 运算"),
])
def test_without_a_result_it_is_null_and_a_warning(evaluate: Callable[..., Any], text: str, warning: str) -> None:
    result = evaluate(text)

    assert result.value is None
    assert result.warnings == (warning,)


@given(NUMBERS, NUMBERS)
def test_addition_and_subtraction_undo_each_other(left: Decimal, right: Decimal) -> None:
    assert parse("a + b - b = a and a * b = b * a").evaluate({"a": left, "b": right}).value is True
