"""Membership and the cells of decision tables."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize(("text", "value"), [
    ("1 in [1, 2]", True), ("3 in [1, 2]", False), ("3 in [1..5]", True), ("1 in (1..5)", False), ("5 in (1..5]", True),
    ("1 in ]1..5[", False), ("5 in [1..5[", False), ("3 in (1, > 2)", True), ("3 in (1, 2)", False), ("3 in < 5", True),
    ("3 in (< 5)", True), ("3 in != 3", False), ("3 in (= 3)", True), ("[1] in [[1], [2]]", True), ("1 in 1", True),
    ("null in [1, null]", True), ("null in [1..2]", None), ('"b" in ["a".."c"]', True), ("1 in ([1..3], 7)", True),
    ("2 in ([1..3])", True), ("5 in (3) + 2", True), ('1 in "a"', None), ("1 in [[1..3]]", True),
    ('@"2026-05-01" in [@"2026-01-01"..@"2026-12-31"]', True), ("5 in > 3 and true", True),
    ("(3 in [1..5]) = true", True),
    ("[1..5[ = [1..5)", True), ("[1..5[.end included", False), ("[1..l[2]]", "[1..4]"), ("]1..l[1][", "(1..3)"),
    ("(1..3).start included", False), ("(< 5).end", 5), ("(>= 5).start included", True), ("1 in (a, b)", False),
    ("5 in (? > 3)", True), ("5 in (? > 7, < 6)", True), ("5 in (? > 3 and ? < 4)", False),
    ("[5, 1][item in (? > 3)]", [5]),
])
def test_membership(json_of: Callable[..., Any], text: str, value: Any) -> None:
    assert json_of(text, {"l": [3, 4]}, a=2, b=3) == value


@pytest.mark.parametrize(("text", "value", "expected"), [
    ("-", 5, True), ("5", 5, True), ("5", 6, False), ("< 5", 4, True), ("[1..5]", 5, True), ("(1..5)", 5, False),
    ("1, 2, 3", 2, True), ("not(1, 2)", 3, True), ("not(1, 2)", 2, False), ("not(null)", None, False),
    ("null", None, True),
    ("> limit", 5, True), ("? > 3 and ? < 10", 5, True), ("? > 3 and ? < 10", 50, False), ("contains(?, \"村\")",
    "王村", True),
    ("? in [1..3]", 2, True), ('"协商成功", "协商未果"', "协商未果", True), ("list", 2, True), ("[1, 2]", 2, True),
    ("< 5", None, None),
    ("not(contains(?, \"村\"))", "王村", False), ("not(? > 3) and ? > 0", 2, True), ("not(flag), 7", 7, True),
    ("true", True, True), ("true", False, False), ("limit + 1", 4, True), ("count(?) > 1", [1, 2], True), ("< 5",
    "a", None),
    ("not(< 5)", "a", None), ("1, < 0", "x", None), (" - ", None, True), ("not([1..3], 5)", 4, True),
])
def test_unary_tests(verdict: Callable[..., Any], text: str, value: Any, expected: Any) -> None:
    assert verdict(text, value, limit=3, list=[1, 2], flag=True) is expected
