"""Clause by clause of FEEL as DMN 1.5 defines it (10.3.1 and 10.3.2); the built-ins are tested beside their modules."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from feel import FeelSyntaxError, parse

CLAUSES: dict[str, dict[str, Any]] = {
    "names: blanks, operators, keywords and other alphabets": {
        "{list: [1], r: list[1]}.r": 1, "{date: 1, r: date}.r": 1, '{string: "a", r: string}.r': "a",
        "{number: 1, r: number + 1}.r": 2, "{item: 3, r: item}.r": 3, "{function name: 3, r: function name}.r": 3,
        "{if x: 3, r: if x}.r": 3, "{for each: 3, r: for each}.r": 3, "{not ok: 3, r: not ok}.r": 3,
        "{in between: 3, r: in between}.r": 3, "{true x: 3, r: true x}.r": 3, "{every one: 3, r: every one}.r": 3,
        "{a.b: 3, r: a.b}.r": 3, "{a/b: 3, r: a/b}.r": 3, "{a'b: 3, r: a'b}.r": 3, "{_a1: 3, r: _a1}.r": 3,
        "{a1b: 3}.a1b": 3, "{a 1: 3}.a 1": 3, "{a: {b c: 3}}.a.b c": 3, "[{a b: 3}].a b": [3],
        "{x: {a b: 3}, r: x.a b + 1}.r": 4, "{x: [{a b: 3}], r: x[a b = 3].a b}.r": [3], "{a+b: 1, a: 5, r: a+b}.r": 1,
        "{x: [{a b: 3}], r: x[item.a b = 3].a b}.r": [3], "{应到 人数: 3, r: 应到 人数 * 2}.r": 6,
        "{été: 1, r: été}.r": 1,
    },
    "literals and their escapes": {
        r'"\u0041\u4f60"': "A你", r'"\U01F40E"': "🐎", r'"\t\n\r\"\\"': '\t\n\r"\\', '"a\'b"': "a'b", "1.5e1": 15,
        ".5": 0.5,
        "-.5": -0.5, "1E5": 100000, "007": 7, "true": True, "false": False, "null": None, '"🐎" + "王"': "🐎王",
        '@"2020-01-01" instance of date': True, '@"10:00:00@Europe/Paris" instance of time': True,
        '@"P1Y" instance of years and months duration': True, '@"P1D" instance of days and time duration': True,
        '@"2020-01-01T10:00:00" instance of date and time': True, '@"-0044-03-15".year': -44,
        '@"12026-01-01".year': 12026,
    },
    "comments and blanks": {
        "1 /* a */ + /* b\n */ 1": 2, "1 + // c\n 1": 2, "// a\n1": 1, "1\n+\n1": 2, "[1,\t2]": [1, 2],
        "1\u3000+\u00a01": 2,
    },
    "arithmetic": {
        "10 - 5 - 2": 3, "2 ** 3 ** 2": 64, "-2 ** 2": 4, "2 ** -1": 0.5, "4 ** 0.5": 2, "-(10)": -10, "1 - -1": 2,
        "--1": 1,
        "(1 + 2) * 3": 9, "1 + 2 * 3": 7, "8 / 2 / 2": 2, '"a" + null': None, "null + null": None, "[1] + [2]": None,
        "0.1 + 0.2 = 0.3": True, "1 / 3 = 0.3333333333333333333333333333333333": True, "true + 1": None,
        '@"2020-01-01" - @"P1D"': "2019-12-31", '@"P1D" - @"2020-01-01"': None, '@"2020-01-01" + @"2020-01-01"': None,
        '@"2020-01-31T10:00:00Z" + @"P1M"': "2020-02-29T10:00:00Z", '@"10:00:00" + @"P1D"': "10:00:00",
        '@"10:00:00" + @"P1M"': None, '@"P1Y" * @"P1Y"': None, '@"P1D" / @"P1Y"': None, '@"P1Y" / 0': None,
        '@"2020-01-01T00:00:00Z" - @"2020-01-01"': "PT0S", '@"2020-01-01" - @"2019-12-31T12:00:00Z"': "PT12H",
        'date("2026-02-28") + duration("P1D")': "2026-03-01",
    },
    "comparison": {
        "1 = 1.0": True, "null = false": False, '"a" < "B"': False, '@"P1Y" = @"P365D"': None, '@"P0D" = @"P0Y"': None,
        "[] = []": True, "{} = {}": True, "[1, null] = [1, null]": True, "1 != null": True, "null != null": False,
        "null < 1": None, "true > false": None, '@"2020-01-01" < @"2020-01-01T10:00:00"': None,
        '@"2020-01-01" = @"2020-01-01T00:00:00"': None, "1 between 0 and 2": True, "5 between 10 and 1": False,
        '@"2020-01-01" between @"2019-01-01" and @"2021-01-01"': True, "null between 1 and 2": None,
        "1 between null and 2": None, "1 between 2 and null": None, "1 between 0 and 2 and true": True,
    },
    "in": {
        "1 in [1..2]": True, "1 in (1, 2)": True, "1 in [2, 3]": False, "1 in [[1, 2], [3]]": False,
        "[1, 2] in [[1, 2], [3]]": True, "1 in ([1..5], 7)": True, '"a" in "a"': True, "null in null": True,
        "1 in []": False, "{a: 1} in [{a: 1}]": True, "1 in > 0": True, "1 in (> 0, < -1)": True, "1 in = 1": True,
        "1 in != 1": False, "[1, 2, 3] in [1, 2, 3]": True, "2 in [[1..3]]": True, "5 in (? > 3)": True,
    },
    "ranges and their ends": {
        "5 in [1..10[": True, "10 in [1..10[": False, "1 in ]1..10]": False, "5 in (1..10)": True,
        "5 in ]1..10[": True,
        "[1..2].start": 1, "(1..2).start included": False, "[1..2).end included": False, "[1..2] = [1..2]": True,
        "(> 5).start": 5, "(> 5).end": None, "(> 5).start included": False, "(< 5).start included": False,
        "(<= 5).end included": True, "(>= 5).start included": True, "6 in (> 5)": True, "[1 + 1..2 * 3]": "[2..6]",
        "{a: 1, r: [a..a + 1]}.r.end": 2, '"b" in ["a".."c"]': True, '[1.."a"]': None, "5 in [10..1]": False,
    },
    "logic in three values": {
        'true and "x"': None, 'false and "x"': False, 'true or "x"': True, 'false or "x"': None, '"x" and "y"': None,
        "null and true": None, "null or true": True, "1 = 1 or 1 = 2 and false": True, 'not("x")': None,
        "not(null)": None,
    },
    "if": {
        "if true then 1 else 2": 1, 'if "x" then 1 else 2': 2, "(if null then 1 else 2) + 1": 3,
        "if true then 1 else 2 + 5": 1, "if false then 1 else if false then 2 else 3": 3,
    },
    "for": {
        "for i in 1..3 return i": [1, 2, 3], "for i in 3..1 return i": [3, 2, 1], "for i in (1..3) return i": [2],
        "for i in [3..1] return i": None, "for i in 1..1 return i": [1], "for i in 1.5..3 return i": None,
        'for i in "a".."c" return i': None, "for i in null return i": None, "for i in [] return i": [],
        "for i in [[1, 2], [3]], j in i return j": [1, 2, 3], "for i in [1, 2], j in [i..3] return j": [1, 2, 3, 2, 3],
        "for i in 0..4 return if i = 0 then 1 else i * partial[-1]": [1, 1, 2, 6, 24],
        "for i in 1..3 return count(partial)": [0, 1, 2], "for i in {a: 1} return i": [{"a": 1}],
        "for i in 1..2 return for j in 1..2 return count(partial)": [[0, 1], [0, 1]],
        'for x in @"2020-01-01"..@"2020-01-03" return x.day': [1, 2, 3],
        'for x in [@"2020-01-01"..@"2020-01-03"] return x.day': [1, 2, 3],
    },
    "some and every": {
        "some x in [1, 2] satisfies x > 1": True, "every x in [] satisfies x > 1": True,
        "some x in null satisfies x": None,
        "every x in [true, null] satisfies x": None, "every x in [false, null] satisfies x": False,
        "some x in [true, null] satisfies x": True, "some x in 1..3 satisfies x = 2": True,
        "some x in [1..3] satisfies x = 2": True, "some x in 5 satisfies x = 5": True,
        "every x in [1, 2], y in [3, 4] satisfies x < y": True,
    },
    "filters": {
        "[1, 2, 3][2]": 2, "[1, 2, 3][0]": None, "[1, 2, 3][-3]": 1, "[1, 2, 3][4]": None,
        "[1, 2, 3][item >= 2]": [2, 3], "[{a: 1}, {a: 2}][a = 1]": [{"a": 1}], "[{a: 1}, {b: 2}][a = 1]": [{"a": 1}],
        "[1, null, 3][item != null]": [1, 3], "[1, 2, 3][true]": [1, 2, 3], "[1, 2, 3][false]": [],
        "[1, 2, 3][null]": [], '[1, 2, 3]["a"]': [], "true[0]": None, "true[1]": True, "true[true]": [True],
        "null[1]": None, "[[1], [2]][1]": [1], "[{item: 1}, {item: 2}][item = 1]": [{"item": 1}],
        "[1, 2, 3][1.5]": None, "[1, 2, 3][count([1, 2])]": 2, '"abc"[1]': "abc", "{a: 1}[1]": {"a": 1},
        "{a: 1}[a = 1]": [{"a": 1}], "[[1, 2, 3][item > 1]][1][1]": 2,
    },
    "paths": {
        "[{a: 1}, {b: 2}].a": [1, None], "{a: 1}.b": None, "null.a": None, '"x".a': None, "[].a": [],
        "{a: {b: 1}}.a.b": 1, "[[{a: 1}], [{a: 2}]].a": [[1], [2]], '@"2020-01-01".year': 2020,
        '@"2020-01-01".month': 1, '@"2020-01-01".day': 1, '@"2020-01-05".weekday': 7, '@"2020-01-01".hour': None,
        '@"2020-01-01T10:20:30".hour': 10, '@"10:20:30".minute': 20, '@"10:20:30".second': 30,
        '@"10:00:00Z".time offset': "PT0S", '@"10:00:00@Europe/Paris".timezone': "Europe/Paris",
        '@"10:00:00+01:00".timezone': None, '@"2020-06-01T10:00:00@Europe/Paris".time offset': "PT2H",
        '@"P1Y2M".years': 1, '@"P1Y2M".months': 2, '@"P1Y2M".days': None, '@"P1DT2H3M4S".days': 1,
        '@"P1DT2H3M4S".hours': 2, '@"P1DT2H3M4S".minutes': 3, '@"P1DT2H3M4S".seconds': 4, '@"-P1DT2H".days': -1,
    },
    "instance of, with every type": {
        "1 instance of number": True, '"a" instance of string': True, "true instance of boolean": True,
        "null instance of Any": False, "null instance of Null": True, "1 instance of Null": False,
        "[] instance of list<number>": True, '[1, "a"] instance of list<Any>': True, "[1] instance of list": True,
        '[1, "a"] instance of list<number>': False, "{a: 1} instance of context": True,
        "{a: 1} instance of context<a: string>": False, "{a: null} instance of context<a: string>": True,
        "[1..2] instance of range": True, "[1..2] instance of range<number>": True,
        '["a".."b"] instance of range<number>': False, "abs instance of function<number> -> number": True,
        "abs instance of function": True, "[[1]] instance of list<list<number>>": True,
        '@"P1Y" instance of days and time duration': False, '@"2020-01-01T10:00:00" instance of date': False,
        "(function() 1) instance of function<> -> number": True,
        "(function(a: number) a) instance of function<number> -> number": True,
        "(function(a: number) a) instance of function<string> -> number": False,
    },
    "functions": {
        "(function(a) a + 1)(1)": 2, "(function(a: string) a)(1)": None, '(function(a: string) a)("x")': "x",
        "(function(a, b) a + b)(b: 1, a: 2)": 3, "(function(a) a)()": None, "(function(a) a)(1, 2)": None,
        "(function() 1)()": 1, "{f: function(x) x * 2, r: f(f(2))}.r": 8, "(function(a b: number) a b + 1)(1)": 2,
        "sort(list: [3, 1, 2], precedes: function(x, y) x < y)": [1, 2, 3], "(function(a: number) a)([1])": 1,
        "(function(l: list<number>) l)(1)": [1], "(function(a: number) a)(null)": None,
        "(function(f: function<number> -> number) f(2))(function(x) x * 2)": 4,
        "{f: function(n) if n = 0 then 1 else n * f(n - 1), r: f(5)}.r": 120, "5(1)": None, "[1..3](2)": True,
        '(function(a) external {java: {class: "java.lang.Math", method signature: "abs(int)"}})(1)': None,
    },
    "contexts": {
        "{}": {}, "{a: 1, b: {c: a}}.b.c": 1, "{a: 1, a: 2}": None, '{"a": 1}.a': 1, '{"a b": 1}.a b': 1,
        '{"": 1}': {"": 1},
        '{"foo+bar((!!],foo": 1}': {"foo+bar((!!],foo": 1}, "{a: b, b: 1}": {"a": None, "b": 1},
        "{a: 1, f: function() a, r: f()}.r": 1, "[{a: 1, b: a + 1}].b": [2],
    },
    "Camunda's additions": {
        "`a b` = null": True, "{`a-b`: 1, r: `a-b` + 1}.r": 2, "{x: {full name: 1}}.x.`full name`": 1,
        "is defined(x)": False, "get or else(null, 1)": 1, 'trim(" a ")': "a", 'is blank(" ")': True,
        "is empty([])": True, 'last day of month(@"2024-02-01")': "2024-02-29",
    },
}


@pytest.mark.parametrize(("text", "value"), [
    pytest.param(text, value, id=f"{clause}: {text}")
    for clause, cases in CLAUSES.items() for text, value in cases.items()])
def test_an_expression_has_the_value_that_the_standard_gives_it(
        json_of: Callable[..., Any], text: str, value: Any) -> None:
    result = json_of(text)

    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize("text", [
    "5.", "1..2", "a b", "+1", "1 +", "()", "[1,]", "{a: 1,}", "{a}", "{1: 2}", "f(1,)", "f(a: 1, 2)", "f(1, b: 2)",
    "if a then b",
    "for in [1] return 1", "for i [1] return i", "some x in [1]", "every x satisfies x", "1 between 2",
    "1 instance of",
    "1 instance of list<", "function(a, ) a", "function a", "function(a: ) a", "@2020", '@"2020', "a.", "a[", "a[]",
    "[1..2",
    "(1..2", "[..2]", "1 in", "1 in (", "1 = = 2", "a ** ** b", "and", "true false", '"a', "'a'", "/* a", "`a", "a..b",
    "{a: 1} {b: 2}", "if", "then", "return", "x in not(1)in",
])
def test_what_the_grammar_does_not_have_is_refused(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        parse(text)
