"""if, for, some, every, functions and instance of."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize(("text", "value"), [
    ("for i in [1, 2] return i * 2", [2, 4]), ("for i in 1..3 return i", [1, 2, 3]),
    ("for i in 3..1 return i", [3, 2, 1]),
    ("for i in [1..3) return i", [1, 2]), ("for i in 1..2, j in 1..i return [i, j]", [[1, 1], [2, 1], [2, 2]]),
    ("for i in 1..5 return if i = 1 then 1 else partial[-1] * i", [1, 2, 6, 24, 120]), ("for i in 5 return i", [5]),
    ("for i in [] return i", []), ('for d in @"2026-01-30"..@"2026-02-01" return d.day', [30, 31, 1]),
    ("for i in 1..2 return for j in 1..2 return i * j", [[1, 2], [2, 4]]), ("for i in -1..1 return i", [-1, 0, 1]),
    ("some i in [1, 2] satisfies i > 1", True), ("some i in [] satisfies true", False),
    ("every i in [] satisfies false", True),
    ("every i in [1, 2] satisfies i > 0", True), ("some i in [1, null] satisfies i > 1", None),
    ("every i in [1, null] satisfies i > 0", None), ("some x in [1, 2], y in [2, 3] satisfies x = y", True),
    ("some i in [null, 2] satisfies i > 1", True), ('if 1 > 0 then "y" else "n"', "y"),
    ('if null then "y" else "n"', "n"),
    ('if "a" then 1 else 2', 2), ("if true then if false then 1 else 2 else 3", 2), ("1 + if true then 1 else 2", 2),
    ("(function(x, y) x + y)(1, 2)", 3), ("{n: 1, f: function(x) x + n, r: f(2)}.r", 3),
    ("{f: function(x: number) x, r: f([5])}.r", 5), ('{f: function(x: number) x, r: f("a")}.r', None),
    ("{f: function(l: list<number>) count(l), r: f(5)}.r", 1), ("{f: function(a, b) a - b, r: f(b: 1, a: 3)}.r", 2),
    ("{f: function(n) if n < 2 then n else f(n - 1) + f(n - 2), r: f(12)}.r", 144), ("[1..3](2)", True),
    ("sort([3, 1, 2], function(a, b) a > b)", [3, 2, 1]),
    ('{f: function() external {java: {class: "x"}}, r: f()}.r', None),
    ("for i in [1, 2, 3][item > 1] return i", [2, 3]),
    ('(function(d: date and time) d)(@"2026-01-01")', "2026-01-01T00:00:00Z"),
    ("(function(d: date and time) d)(5)", None),
])
def test_iterations_and_functions(json_of: Callable[..., Any], text: str, value: Any) -> None:
    assert json_of(text) == value


@pytest.mark.parametrize(("text", "value"), [
    ("1 instance of number", True), ('"a" instance of string', True), ("null instance of string", False),
    ("null instance of Null", True),
    ("1 instance of Any", True), ("null instance of Any", False), ("[1] instance of list<number>", True),
    ("[1, null] instance of list<number>", True),
    ('[1, "a"] instance of list<number>', False), ("{a: 1} instance of context<a: number>", True),
    ("{a: 1, b: 2} instance of context<a: number>", True), ("{b: 2} instance of context<a: number>", False),
    ('@"P1D" instance of days and time duration', True), ('@"P1D" instance of years and months duration', False),
    ("[1..2] instance of range<number>", True), ("[1..2] instance of range<string>", False),
    ("(function(x) x) instance of function", True),
    ("(function(x: number) x) instance of function<number> -> number", True),
    ("(function(x) x) instance of function<number, number> -> Any", False),
    ("(function(r: context<a: number>) 1) instance of function<context<a: number, b: string>> -> Any", True),
    ("(function(r: context<a: number, b: string>) 1) instance of function<context<a: number>> -> Any", False),
    ("(function(r: context<a: number>) 1) instance of function<context<a: string>> -> Any", False),
    ("(function(r: range<number>) 1) instance of function<range<number>> -> Any", True),
    ("(function(r: range<number>) 1) instance of function<range<string>> -> Any", False),
    ("(function(f: function<number> -> Any) 1) instance of function<function<number> -> number> -> Any", True),
    ("(function(f: function<number> -> number) 1) instance of function<function<string> -> number> -> Any", False),
    ("(function(l: list) 1) instance of function<list<number>> -> Any", True),
    ('@"2026-01-01" instance of date', True), ('@"2026-01-01" instance of date and time', False),
    ("1 + 1 instance of number", None),
    ("(1 + 1) instance of number", True), ("true instance of boolean", True), ("abs instance of function", True),
])
def test_instance_of(json_of: Callable[..., Any], text: str, value: Any) -> None:
    assert json_of(text) == value


def test_a_condition_that_is_neither_true_nor_false_is_told(evaluate: Callable[..., Any]) -> None:
    assert evaluate("if null then 1 else 2").warnings == ("if 的条件是空值，按否处理",)
    assert evaluate("for i in null return i").warnings == ("空值不能逐项处理",)
    assert evaluate("f(1)").warnings == ("没有变量「f」", "空值不能当作函数使用")
