"""Numbers, strings and at-literals as text."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feel import parse


@pytest.mark.parametrize(("text", "value"), [
    ("0", 0), ("00.50", 0.5), (".25", 0.25), ("1.2E+3", 1200), ("1e-3", 0.001), ('""', ""),
    (r'"a\nb\t\"c\"\\"', 'a\nb\t"c"\\'),
    (r'"\u4f60\u597d"', "你好"), (r'"\U01F40E"', "🐎"), (r'"\uD83D\uDC0E"', "🐎"), (r'"\d"', r"\d"), ('"a\nb"', "a\nb"),
    ("true", True), ("null", None), ('@"2026-11-24"', "2026-11-24"), ('@"14:30:00.5+08:00"', "14:30:00.5+08:00"),
    ('@"2026-11-24T14:30:00@Asia/Shanghai"', "2026-11-24T14:30:00@Asia/Shanghai"), ('@"P3DT4H5M6.7S"', "P3DT4H5M6.7S"),
    ('@"-P1Y2M"', "-P1Y2M"), ('@"-2026-01-01"', "-2026-01-01"), ('@"12026-01-01"', "12026-01-01"),
])
def test_a_literal_is_what_it_says(json_of: Callable[..., Any], text: str, value: Any) -> None:
    assert json_of(text) == value


@pytest.mark.parametrize("text", [
    '@"2026-02-30"', '@"25:00:00"', '@"P1Y1D"', '@"P"', '@"soon"', '@"10:00:00@Mars/Base"', '@"2026-1-1"', '@"PT"',
    '@""', '@"٢٠٢٦-٠١-٠١"'])
def test_an_impossible_time_is_null_and_a_warning(evaluate: Callable[..., Any], text: str) -> None:
    result = evaluate(text)

    assert result.value is None
    assert len(result.warnings) == 1


@given(st.text().filter(lambda text: "\x00" not in text))
def test_any_text_can_be_written_as_a_literal(text: str) -> None:
    literal = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    assert parse(literal).evaluate({}).value == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=0, places=8, max_value=10**20))
def test_any_number_can_be_written_as_a_literal(number: Any) -> None:
    assert parse(format(number, "f")).evaluate({}).value == number
