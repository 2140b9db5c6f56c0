"""JSON to FEEL and back: nothing is lost, nothing foreign gets in."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feel import Date, DaysTimeDuration, LimitExceeded, Range, Undefined, from_json, parse, to_json

LEAVES = (st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()
          | st.floats(allow_nan=False, allow_infinity=False))
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5), max_leaves=20)


@given(JSON)
def test_json_survives_the_way_through_feel(value: Any) -> None:
    assert to_json(from_json(value)) == value


def test_numbers_are_exactly_what_was_written() -> None:
    assert from_json(0.1) == Decimal("0.1")
    assert from_json(12345678901234567890) == Decimal("12345678901234567890")


@pytest.mark.parametrize(("value", "exported"), [
    (Decimal("2.50"), 2.5), (Decimal("100"), 100), (Decimal("1E+2"), 100), (Decimal(2**53 + 1), "9007199254740993"),
    (Decimal("1e100"), 1e100),
    (Decimal("0.3333333333333333333333333333333333"), "0.3333333333333333333333333333333333"),
    (Decimal("-0"), 0), (Date(2026, 11, 24), "2026-11-24"), (DaysTimeDuration(Decimal(90)), "PT1M30S"),
    (Range(Decimal(1), Decimal(3), True, False), "[1..3)"), (Range(None, "b", False, True, "<="), '(null.."b"]')])
def test_numbers_and_times_become_json_that_says_the_same(value: Any, exported: Any) -> None:
    result = to_json(value)

    assert result == exported
    assert type(result) is type(exported)


@pytest.mark.parametrize("value", [
    float("inf"), float("nan"), pytest.param(10**7000, id="an int of 7000 digits"), Decimal("NaN"), Decimal("1e9999")])
def test_numbers_beyond_decimal128_are_refused(value: Any) -> None:
    with pytest.raises(Undefined):
        from_json(value)


@pytest.mark.parametrize("value", [object(), {1: 2}, [b"x"], (1, 2), {"a": {1}}])
def test_foreign_objects_are_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        from_json(value)


def test_a_value_made_of_shared_parts_is_not_written_out_without_end() -> None:
    doubling = "{a0: [1, 1]" + "".join(f", a{n + 1}: [a{n}, a{n}]" for n in range(40)) + "}.a40"

    with pytest.raises(LimitExceeded):
        to_json(parse(doubling).evaluate({}).value)


def test_depth_is_bounded_on_the_way_in() -> None:
    deep: Any = 1
    for _ in range(500):
        deep = [deep]

    with pytest.raises(LimitExceeded):
        from_json(deep)
