"""Whatever FEEL can compute is stored and read back as the same value and type."""
from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

import feel
from engine import codec
from tests.feel_values import VALUES, shape


@given(VALUES)
def test_every_value_comes_back_the_same_with_types_and_exponents(value: Any) -> None:
    assert shape(codec.decode(codec.encode(value))) == shape(value)


@pytest.mark.parametrize(
    "text",
    [
        'duration("P1D") / 7',
        'time("10:00:00") + duration("PT1S") / 3',
        'date and time("2026-01-01T00:00:00@Asia/Shanghai") + duration("PT1S") / 7',
        'duration("P20000000000D") / 7',
        'date and time("12026-11-24T10:00:00+08:05:43")',
        'date("-0044-03-15")',
        "1.500",
        "1E-6175",
        "(1..2.50]",
        '{"a b": [null, true, [@"P1M"]]}',
    ],
)
def test_what_arithmetic_and_literals_yield_comes_back(text: str) -> None:
    """A seventh of a day has more decimals than a duration's text may have: stored as text it could not be read."""
    value = feel.parse(text).evaluate({}).value

    assert value is not None
    assert shape(codec.decode(codec.encode(value))) == shape(value)


@pytest.mark.parametrize("text", ["function(x) x", "[1, function(x) x]", "{f: sort}"])
def test_functions_are_refused(text: str) -> None:
    with pytest.raises(codec.NotStorable, match="函数"):
        codec.encode(feel.parse(text).evaluate({}).value)


def test_foreign_objects_are_refused() -> None:
    with pytest.raises(codec.NotStorable, match="float"):
        codec.encode(0.1)  # type: ignore[arg-type]


def test_a_value_too_deep_is_refused_before_it_breaks_readers() -> None:
    value: list[Any] = []
    for _ in range(codec.MAX_DEPTH + 1):
        value = [value]

    with pytest.raises(codec.NotStorable, match="太深"):
        codec.encode(value)
    assert codec.decode(codec.encode(value[0])) == value[0]


def test_a_value_that_is_small_only_in_memory_is_refused() -> None:
    """Fifty doublings share their parts in memory and would fill every disk when written out."""
    value: list[Any] = ["x"]
    for _ in range(50):
        value = [value, value]

    with pytest.raises(codec.NotStorable, match="太多"):
        codec.encode(value)
    with pytest.raises(codec.NotStorable, match="太多"):
        codec.encode(["长" * 1000] * 50_000)
