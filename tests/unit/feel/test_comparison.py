"""Equality, order and three-valued logic."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from feel import Settings


@pytest.mark.parametrize(("text", "value"), [
    ("1 = 1.0", True), ("1 != 2", True), ('"a" = "a"', True), ("null = null", True), ("1 = null", False),
    ("null != 1", True), ("1 = true", None), ('1 = "1"', None), ("[1, [2]] = [1, [2]]", True), ("[1] = [1, 2]", False),
    ("[1, 2] = [2, 1]", False), ("{a: 1, b: 2} = {b: 2, a: 1}", True), ("{a: 1} = {a: 2}", False),
    ("{a: 1} = {b: 1}", False), ("[1..3] = [1..3]", True), ("[1..3] = [1..3)", False),
    ('@"P1Y" = @"P12M"', True), ('@"P1D" = @"PT24H"', True), ('@"P1D" = @"P1M"', None),
    ('@"10:00:00Z" = @"18:00:00+08:00"', True), ('@"10:00:00" = @"10:00:00Z"', None),
    ('@"2026-11-24T10:00:00Z" = @"2026-11-24T18:00:00@Asia/Shanghai"', True),
    ("1 < 2", True), ("2 <= 2", True), ("2 > 3", False), ('"a" < "b"', True), ("1 < null", None), ('1 < "2"', None),
    ('@"2026-01-02" > @"2026-01-01"', True), ('@"P1Y" < @"P13M"', True), ('@"PT1H" < @"P1D"', True),
    ('@"2026-11-24T00:00:00Z" < @"2026-11-24T00:00:00"', None), ("true < false", None), ("[1] < [2]", None),
    ("5 between 1 and 5", True), ("0 between 1 and 5", False), ("null between 1 and 5", None),
    ("1 < 2 = true", True), ("not(true)", False), ("not(null)", None),
])
def test_comparisons_follow_the_standard(json_of: Callable[..., Any], text: str, value: Any) -> None:
    assert json_of(text) is value


TRUTH = [("true", True), ("false", False), ("null", None)]


@pytest.mark.parametrize(("left", "one"), TRUTH)
@pytest.mark.parametrize(("right", "other"), TRUTH)
def test_logic_has_three_values(json_of: Callable[..., Any], left: str, one: Any, right: str, other: Any) -> None:
    both = False if one is False or other is False else None if one is None or other is None else True
    either = True if one is True or other is True else None if one is None or other is None else False

    assert json_of(f"{left} and {right}") is both
    assert json_of(f"{left} or {right}") is either


def test_a_decisive_side_spares_the_other(evaluate: Callable[..., Any]) -> None:
    result = evaluate("true or nowhere = 1")

    assert (result.value, result.missing) == (True, ())


def test_values_without_an_order_say_so(evaluate: Callable[..., Any]) -> None:
    assert evaluate("a > 3", a="多").warnings == ("不能比较文字和数",)
    assert evaluate("true > 3").warnings == ("是非值没有大小可比",)


def test_with_a_zone_in_the_settings_local_times_are_moments_in_it(evaluate: Callable[..., Any]) -> None:
    shanghai = Settings(zone=ZoneInfo("Asia/Shanghai"))

    assert evaluate('@"2026-11-24T08:00:00" = @"2026-11-24T00:00:00Z"', settings=shanghai).value is True
    assert evaluate('@"2026-11-24T08:00:00" < @"2026-11-24T00:00:01Z"', settings=shanghai).value is True
    difference = evaluate('@"2026-11-24T08:00:00" - @"2026-11-23T23:00:00Z"', settings=shanghai).value
    assert str(difference) == "PT1H"
    assert evaluate('@"2026-11-24T08:00:00" = @"2026-11-24T00:00:00Z"').value is None
