"""Names with blanks, operators, Chinese characters and keywords in them."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from feel import FeelSyntaxError, parse


@pytest.mark.parametrize(("text", "value"), [
    ("应到 人数 * 2", 18), ("应到人数 + 1", 4), ("应到   人数", 9), ("profit and loss + 1", 8), ("a-b", 100),
    ("a - b", 100),
    ("loan/income", 5), ("a+b", 8), ("first name", "张"), ("person.first name", "李"), ("Address Line 1", "路"),
    ("b.c.d", 4), ("b.in", 6), ("b.date and time", 7), ("`a-b` + 1", 101), ("b.`full name`", "王"), ("if", 11),
    ("🐎 + 1", 3), ("être", 1), ("time offset", 12), ("x1 + x 1", 15), ("if applicable", 13),
    ("for 第 几 in [1, 2] return 第 几 * 2", [2, 4]), ("{full name: 1, r: full name + 1}.r", 2),
    ("{full name: 1}.full name", 1), ('{"a b": 1}.a b', 1), ("function(a b, c) a b", None),
    ("{f: function(a b: number) a b * 2, r: f(4)}.r", 8), ("{f: function(a b) a b * 2, r: f(a b: 4)}.r", 8),
    ("some 户 主 in [1] satisfies 户 主 = 1", True),
])
def test_names_are_found_by_their_longest_match(json_of: Callable[..., Any], text: str, value: Any) -> None:
    variables = {
        "应到 人数": 9, "应到人数": 3, "profit and loss": 7, "profit": 1, "loss": 2, "a-b": 100, "a": 1, "a+b": 8,
        "loan/income": 5, "first name": "张", "person": {"first name": "李"}, "Address Line 1": "路", "if": 11,
        "🐎": 2, "être": 1, "b": {"c": {"d": 4}, "in": 6, "date and time": 7, "full name": "王"},
        "time offset": 12, "x1": 10, "x 1": 5, "if applicable": 13}

    result = json_of(text, variables)

    assert result == ("function" if value is None else value)


def test_without_the_long_name_the_signs_are_operators(json_of: Callable[..., Any]) -> None:
    assert json_of("a-b", a=5, b=3) == 2
    assert json_of("profit and loss", profit=True, loss=False) is False


@pytest.mark.parametrize("text", ["and", "then + 1", "1a", "a b", "`a", "$x", "a.1"])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        parse(text)


def test_names_bound_inside_are_known_inside_only() -> None:
    with pytest.raises(FeelSyntaxError):
        parse("(for 第 几 in [1] return 第 几) = 第 几")


def test_comments_and_blanks_of_every_kind_separate(json_of: Callable[..., Any]) -> None:
    assert json_of("1 /* 一 */ +\u3000// 二\n\u00a0 2") == 3
