"""Every built-in function, at its middle and at its edges."""
from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import feel
from feel.builtins import REGISTRY

CASES: list[tuple[str, Any]] = [
    # conversion
    ('date("2026-11-24")', "2026-11-24"), ("date(2026, 11, 24)", "2026-11-24"),
    ("date(year: 2026, month: 2, day: 30)", None),
    ('date(@"2026-11-24T10:00:00")', "2026-11-24"), ('date(from: "2026-11-24")', "2026-11-24"), ("date(null)", None),
    ('date and time("2026-11-24T10:00:00")', "2026-11-24T10:00:00"),
    ('date and time("2026-11-24")', "2026-11-24T00:00:00"),
    ('date and time(@"2026-11-24", @"10:00:00Z")', "2026-11-24T10:00:00Z"),
    ('date and time(@"2026-11-24")', "2026-11-24T00:00:00Z"),
    ('time("10:00:00")', "10:00:00"), ("time(10, 30, 0)", "10:30:00"),
    ('time(10, 30, 1.5, @"PT8H")', "10:30:01.5+08:00"),
    ("time(10, 30, 0, null)", "10:30:00"), ("time(25, 0, 0)", None), ('time(@"2026-11-24T10:00:00Z")', "10:00:00Z"),
    ('time(@"2026-11-24")', "00:00:00Z"), ('duration("P1Y")', "P1Y"), ('duration("x")', None),
    ('years and months duration(@"2025-12-24", @"2026-11-23")', "P10M"),
    ('years and months duration(@"2026-11-24", @"2025-12-25")', "-P10M"),
    ('number("1 000,5", " ", ",")', 1000.5), ('number("1.000,5", ".", ",")', 1000.5), ('number("a")', None),
    ('number("1", ",", ",")', None),
    ('number(from: "1,000", grouping separator: ",")', 1000), ("string(1.50)", "1.5"), ("string(null)", None),
    ('string("a")', "a"),
    ('string([1, "a", {b: @"P1D"}])', '[1, "a", {b: @"P1D"}]'), ("string([1..3))", "[1..3)"), ("string(true)", "true"),
    ("string(1e20)", "1" + "0" * 20),
    ('range("[1..3)")', "[1..3)"), ('range("(..3]").end', 3),
    ('range("[@\\"2026-01-01\\"..@\\"2026-02-01\\"]").end', "2026-02-01"),
    ('range("[3..1]")', None), ('range("[1+1..3]")', None), ('range("[..]")', None), ('5 in range("[1..)")', True),
    ('range("[\\"a\\"..\\"c\\"]").start', "a"),
    ('range("[date(\\"2026-01-01\\")..date(\\"2026-02-01\\")]").start', "2026-01-01"),
    # boolean and any
    ("not(true)", False), ("not(1)", None), ("is(1, 1)", True), ('is(1, "1")', False),
    ('is(@"10:00:00Z", @"18:00:00+08:00")', False),
    ("is(null, null)", True), ("is defined(x)", True), ("is defined(nowhere)", False), ("is defined(ctx.a)", True),
    ("is defined(ctx.b)", False),
    ("is defined(ctx.n)", True), ("is defined(1 + 1)", True), ("get or else(nowhere, 3)", 3), ("get or else(x, 3)", 5),
    ("assert(5, 5 > 3)", 5), ('assert(5, 5 < 3, "小了")', None),
    # strings
    ('substring("foobar", 3)', "obar"), ('substring("foobar", 3, 3)', "oba"), ('substring("foobar", -2, 1)', "a"),
    ('substring("🐎王", 2)', "王"),
    ('substring("abc", 0)', None), ('substring("abc", 4)', None), ('substring("abc", 1, 0)', None),
    ('string length("🐎王")', 2),
    ('upper case("aB")', "AB"), ('lower case("aB")', "ab"), ('substring before("foobar", "bar")', "foo"),
    ('substring before("a", "x")', ""),
    ('substring after("foobar", "ob")', "ar"), ('substring after("a", "x")', ""), ('substring after("a", "")', "a"),
    ('contains("foobar", "ob")', True),
    ('starts with("foobar", "fo")', True), ('ends with("foobar", "r")', True), ('matches("foobar", "^fo*b")', True),
    ('matches("村V11", "村V\\\\d{2}")', True),
    ('matches("FOO", "foo", "i")', True), ('matches("a\\nb", "a.b")', False), ('matches("a\\nb", "a.b", "s")', True),
    ('matches("a\\nb", "^b", "m")', True),
    ('matches("a b", "a\\\\ b", "x")', None), ('matches("ab", "a b", "x")', True), ('matches("a.b", "a.b", "q")', True),
    ('matches("axb", "a.b", "q")', False),
    ('matches("a", "(")', None), ('matches("a", "[b-a]")', None), ('matches("a", "a**")', None),
    ('matches("a", "(?i)A")', None), ('matches("a", "a", "z")', None),
    ('matches("abab", "(ab)\\\\1")', True), ('matches("a", "\\\\1(a)")', None), ('matches("x", "[a-z-[aeiou]]")', True),
    ('matches("e", "[a-z-[aeiou]]")', False),
    ('matches("王", "\\\\p{L}")', True), ('matches("王", "\\\\p{IsBasicLatin}")', False),
    ('matches("a", "\\\\p{Nope}")', None), ('matches("_a1", "^\\\\i\\\\c*$")', True),
    ('matches("a]", "a\\\\]")', True), ('matches("a-", "[a\\\\-]{2}")', True), ('matches("a", "a{2")', None),
    ('replace("abc", "b", "[$0]")', "a[b]c"), ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
    ('replace("a", "a", "$")', None), ('replace("a", "a", "$x")', None), ('replace("a", "a", "\\\\x")', None),
    ('replace("a", "a", "\\\\$")', "$"), ('replace("a", "x*", "b")', None), ('replace("a.b", ".", "-", "q")', "a-b"),
    ('replace("aa", "(a)", "$12")', "a2a2"),
    ('split("甲；乙；丙", "；")', ["甲", "乙", "丙"]), ('split("a1b22c", "\\\\d+")', ["a", "b", "c"]),
    ('split("", ",")', [""]),
    ('split("abc", "")', ["abc"]),
    ('string join(["a", null, "b"], "、")', "a、b"), ('string join(["a", "b"])', "ab"), ('string join([1])', None),
    ("string join([])", ""),
    ('trim("  a ")', "a"), ('is blank("  ")', True), ('is blank("a")', False), ('extract("a1b22", "\\\\d+")', ["1",
    "22"]),
    # lists
    ("count([1, null])", 2), ("count(5)", 1), ("list contains([1, null], null)", True),
    ("list contains([1], 2)", False), ("sublist([1, 2, 3], 2)", [2, 3]),
    ("sublist([1, 2, 3], -2, 1)", [2]), ("sublist([1], 3)", None), ("sublist([1, 2], 1, 5)", None),
    ("append([1], 2, [3])", [1, 2, [3]]), ("append(null, 1)", None),
    ("concatenate([1], [2, 3])", [1, 2, 3]), ("insert before([1, 3], 2, 2)", [1, 2, 3]),
    ("insert before([1], 5, 2)", None), ("remove([1, 2], 1)", [2]),
    ("reverse([1, 2])", [2, 1]), ("index of([1, 2, 1], 1)", [1, 3]), ("index of([null], null)", [1]),
    ("distinct values([1, 1.0, true, [1], [1], null, null])", [1, True, [1], None]),
    ("union([1, 2], [2, 3])", [1, 2, 3]), ("duplicate values([1, 2, 1, 1])", [1]),
    ("flatten([1, [2, [3]], []])", [1, 2, 3]), ("list replace([1, 2], 2, 5)", [1, 5]),
    ("list replace([1, 5, 9], function(item, new) item < new, 6)", [6, 6, 9]),
    ("list replace([1], function(item, new) 3, 6)", None),
    ('sort(["b", "a"])', ["a", "b"]), ("sort([2, 1, 3], function(x, y) x > y)", [3, 2, 1]), ('sort([1, "a"])', None),
    ("is empty([])", True), ("is empty([null])", False),
    ("partition([1, 2, 3], 2)", [[1, 2], [3]]), ("partition([1], 0)", None),
    # statistics
    ("min([3, 1, 2])", 1), ('min("b", "a")', "a"), ("min([])", None), ("min(1, null)", None), ("max(1, 5, 2)", 5),
    ('max([@"2026-01-01", @"2026-02-01"])', "2026-02-01"),
    ("sum([1, 2, 3])", 6), ("sum(0.1, 0.2)", 0.3), ("sum([])", None), ('sum([@"P1D", @"PT12H"])', "P1DT12H"),
    ('sum([1, "a"])', None), ("product([2, 3])", 6),
    ("mean(1, 2, 6)", 3), ("median(3, 1, 2)", 2), ("median([1, 2, 3, 4])", 2.5), ("median([])", None),
    ("stddev(2, 4, 7, 5)", "2.081665999466132735282297706979931"),
    ("stddev([1])", None), ("mode([6, 3, 9, 6, 6])", [6]), ("mode([2, 1, 2, 1])", [1, 2]), ("mode([])", []),
    ("all([true, true])", True), ("all([true, null])", None),
    ("all([null, false])", False), ("all([])", True), ("any([false, true])", True), ("any([false, null])", None),
    ("any([])", False), ("all(true, false)", False),
    # numbers
    ("decimal(1/3, 2)", 0.33), ("decimal(2.5, 0)", 2), ("decimal(1250, -2)", 1200), ("floor(-1.5)", -2),
    ("floor(1.56, 1)", 1.5), ("ceiling(1.2)", 2), ("ceiling(-1.56, 1)", -1.5),
    ("round up(5.5, 0)", 6), ("round up(-1.121, 2)", -1.13), ("round down(5.5, 0)", 5), ("round half up(5.5, 0)", 6),
    ("round half up(-5.5, 0)", -6), ("round half down(5.5, 0)", 5),
    ("round half down(5.51, 0)", 6), ("round up(1, 9999)", None), ("abs(-3)", 3), ('abs(@"-P1D")', "P1D"),
    ('abs(@"-P1Y")', "P1Y"), ("modulo(10, 4)", 2), ("modulo(-10, 3)", 2), ("modulo(10, -3)", -2),
    ("modulo(10.1, 4.5)", 1.1), ("modulo(1, 0)", None),
    ("modulo(1e6144, 7e-6000)", None), ("sqrt(16)", 4), ("sqrt(-1)", None), ("log(1)", 0),
    ("log(0)", None), ("exp(0)", 1), ("exp(1e9)", None),
    ("odd(5)", True), ("odd(4)", False), ("even(2)", True), ("even(1e40)", True), ("odd(1.5)", None),
    # contexts
    ('get value({a: 1}, "a")', 1), ('get value({a: 1}, "b")', None), ('get value({a: {b: 2}}, ["a", "b"])', 2),
    ("get value({a: 1}, [])", None),
    ("get entries({a: 1})", [{"key": "a", "value": 1}]), ('context([{key: "a", value: 1}])', {"a": 1}),
    ('context([{key: "a", value: 1}, {key: "a", value: 2}])', None),
    ("context([{a: 1}])", None), ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
    ('context put({a: {b: 1}}, ["a", "c"], 2)', {"a": {"b": 1, "c": 2}}),
    ('context put({a: 1}, ["a", "c"], 2)', None), ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
    ("context merge([1])", None),
    # moments: the settings say 2026-11-24 18:30 UTC
    ("now()", "2026-11-24T18:30:00Z"), ("today()", "2026-11-24"), ('day of year(@"2026-12-31")', 365),
    ('day of week(@"2026-11-24")', "Tuesday"),
    ('month of year(@"2026-11-24")', "November"), ('week of year(@"2027-01-01")', 53),
    ('week of year(@"2026-01-01T10:00:00")', 1), ('last day of month(@"2024-02-10")', "2024-02-29"),
    # ranges
    ("before(1, 10)", True), ("before([1..5), [5..8])", True), ("before([1..5], [5..8])", False),
    ("before(1, [2..3])", True), ("after([5..8], 4)", True),
    ("meets([1..5], [5..10])", True), ("meets([1..5), [5..10])", False), ("met by([5..10], [1..5])", True),
    ("overlaps([1..5], [3..8])", True), ("overlaps([1..5), [5..8])", False),
    ("overlaps before([1..5], [3..8])", True), ("overlaps before([3..8], [1..5])", False),
    ("overlaps after([3..8], [1..5])", True), ("finishes(10, [1..10])", True),
    ("finishes([5..10], [1..10])", True), ("finishes([5..10), [1..10])", False), ("finished by([1..10], 10)", True),
    ("includes([1..10], 5)", True), ("includes([1..10), 10)", False),
    ("includes([1..10], [2..3])", True), ("during(5, [1..10])", True), ("during([1..10], (1..10))", False),
    ("starts(1, [1..5])", True), ("starts([1..3], [1..5])", True),
    ("started by([1..5], 1)", True), ("coincides(5, 5)", True), ("coincides([1..5], [1..5))", False),
    ("before(1, null)", None), ("meets(1, 2)", None),
    ("before(point1: 1, point2: 2)", True), ("before(point: 1, range: [2..3])", True),
    ("before(range: [2..3], point: 5)", True), ("after(range: [2..3], point: 1)", True),
    ("meets(range1: [1..2], range2: [2..3])", True), ("during(point: 2, range: [1..3])", True),
    ("starts(point: 1, range: [1..2])", True), ("started by(range: [1..2], point: 1)", True),
    ("finishes(point: 2, range: [1..2])", True), ("finished by(range: [1..2], point: 2)", True),
    ("coincides(point1: 1, point2: 1)", True), ("overlaps(point1: [1..2], point2: [1..2])", None),
    ("before(range1: [1..2], range2: [3..4])", True), ("includes(range: [1..10], point: 5)", True),
    ("before([1..2], (< 5))", None),
]


@pytest.mark.parametrize(("text", "value"), CASES, ids=[text for text, _ in CASES])
def test_a_built_in_gives_what_the_standard_says(json_of: Callable[..., Any], text: str, value: Any) -> None:
    result = json_of(text, x=5, ctx={"a": 1, "n": None})

    assert result == value
    assert type(result) is type(value)


def test_every_built_in_has_a_case() -> None:
    texts = [text for text, _ in CASES]

    assert [name for name in REGISTRY if not any(text.startswith(f"{name}(") for text in texts)] == []


#: The parameters by the names that DMN 1.5 (tables 73 to 85), or Camunda's documentation for its own, gives them.
NAMED: dict[str, list[str]] = {
    "date": ['from: "2026-11-24"', "year: 2026, month: 11, day: 24"],
    "date and time": ['from: "2026-11-24T10:00:00"', 'date: @"2026-11-24", time: @"10:00:00"'],
    "time": ['from: "10:00:00"', 'hour: 10, minute: 0, second: 0, offset: @"PT8H"', "hour: 10, minute: 0, second: 0"],
    "number": ['from: "1 000,5", grouping separator: " ", decimal separator: ","'], "string": ["from: 1"],
    "duration": ['from: "P1D"'], "years and months duration": ['from: @"2025-01-01", to: @"2026-01-01"'],
    "range": ['from: "[1..2]"'], "not": ["negand: true"], "is": ["value1: 1, value2: 1"], "is defined": ["value: 1"],
    "get or else": ["value: null, default: 1"], "assert": ['value: 1, condition: true, cause: "x"'],
    "substring": ['string: "abc", start position: 2, length: 1', 'start position: 2, string: "abc"'],
    "string length": ['string: "a"'], "upper case": ['string: "a"'], "lower case": ['string: "A"'],
    "substring before": ['string: "ab", match: "b"'], "substring after": ['string: "ab", match: "a"'],
    "contains": ['string: "ab", match: "b"'], "starts with": ['string: "ab", match: "a"'],
    "ends with": ['string: "ab", match: "b"'], "matches": ['input: "ab", pattern: "A", flags: "i"'],
    "replace": ['input: "ab", pattern: "A", replacement: "c", flags: "i"'], "split": ['string: "a,b", delimiter: ","'],
    "string join": ['list: ["a", "b"], delimiter: ","', 'list: ["a"]'], "trim": ['string: " a"'],
    "is blank": ['string: ""'], "extract": ['string: "a1", pattern: "[0-9]"'], "count": ["list: [1]"],
    "list contains": ["list: [1], element: 1"], "sublist": ["list: [1, 2], start position: 1, length: 1"],
    "append": ["list: [1], item: [2, 3]"], "concatenate": ["list: [[1], [2]]"],
    "insert before": ["list: [1], position: 1, newItem: 2"], "remove": ["list: [1], position: 1"],
    "reverse": ["list: [1, 2]"], "index of": ["list: [1], match: 1"], "distinct values": ["list: [1, 1]"],
    "union": ["list: [[1], [1, 2]]"], "duplicate values": ["list: [1, 1]"], "flatten": ["list: [[1]]"],
    "list replace": ["list: [1], position: 1, newItem: 2",
                     "list: [1], match: function(item, newItem) true, newItem: 2"],
    "sort": ["list: [2, 1], precedes: function(x, y) x < y"], "is empty": ["list: []"],
    "partition": ["list: [1, 2], size: 1"], "min": ["list: [1, 2]"], "max": ["list: [1, 2]"], "sum": ["list: [1, 2]"],
    "product": ["list: [1, 2]"], "mean": ["list: [1, 2]"], "median": ["list: [1, 2]"], "stddev": ["list: [1, 2]"],
    "mode": ["list: [1, 2]"], "all": ["list: [true]"], "any": ["list: [true]"], "decimal": ["n: 1.25, scale: 1"],
    "floor": ["n: 1.5", "n: 1.25, scale: 1"], "ceiling": ["n: 1.5", "n: 1.25, scale: 1"],
    "round up": ["n: 1.25, scale: 1"], "round down": ["n: 1.25, scale: 1"], "round half up": ["n: 1.25, scale: 1"],
    "round half down": ["n: 1.25, scale: 1"], "abs": ["n: -1"], "modulo": ["dividend: 5, divisor: 3"],
    "sqrt": ["number: 4"], "log": ["number: 1"], "exp": ["number: 1"], "odd": ["number: 1"], "even": ["number: 1"],
    "get value": ['m: {a: 1}, key: "a"', 'context: {a: {b: 1}}, keys: ["a", "b"]'], "get entries": ["m: {a: 1}"],
    "context": ['entries: [{key: "a", value: 1}]'], "context merge": ["contexts: [{a: 1}, {b: 2}]"],
    "context put": ['context: {}, key: "a", value: 1', 'context: {a: {}}, keys: ["a", "b"], value: 1'], "now": [""],
    "today": [""], "day of year": ['date: @"2026-11-24"'], "day of week": ['date: @"2026-11-24"'],
    "month of year": ['date: @"2026-11-24"'], "week of year": ['date: @"2026-11-24"'],
    "last day of month": ['date: @"2026-11-24"'],
    "before": ["point1: 1, point2: 2", "point: 1, range: [2..3]", "range: [2..3], point: 4",
               "range1: [1..2], range2: [3..4]"],
    "after": ["point1: 2, point2: 1", "point: 4, range: [2..3]", "range: [2..3], point: 1",
              "range1: [3..4], range2: [1..2]"],
    "meets": ["range1: [1..2], range2: [2..3]"], "met by": ["range1: [2..3], range2: [1..2]"],
    "overlaps": ["range1: [1..3], range2: [2..4]"], "overlaps before": ["range1: [1..3], range2: [2..4]"],
    "overlaps after": ["range1: [2..4], range2: [1..3]"],
    "finishes": ["point: 3, range: [1..3]", "range1: [2..3], range2: [1..3]"],
    "finished by": ["range: [1..3], point: 3", "range1: [1..3], range2: [2..3]"],
    "includes": ["range: [1..3], point: 2", "range1: [1..3], range2: [2..3]"],
    "during": ["point: 2, range: [1..3]", "range1: [2..3], range2: [1..3]"],
    "starts": ["point: 1, range: [1..3]", "range1: [1..2], range2: [1..3]"],
    "started by": ["range: [1..3], point: 1", "range1: [1..3], range2: [1..2]"],
    "coincides": ["point1: 1, point2: 1", "range1: [1..2], range2: [1..2]"],
}
PLAIN = re.compile(r"(?:^|(?<=, ))[a-z][A-Za-z0-9 ]*: ")


@pytest.mark.parametrize("name", REGISTRY)
def test_a_call_by_the_standards_names_is_the_call_by_position(json_of: Callable[..., Any], name: str) -> None:
    for arguments in NAMED[name]:
        result = json_of(f"{name}({arguments})")

        assert result is not None
        if not re.match("start position|list: \\[\\[|entries", arguments) and "item: [" not in arguments:
            assert json_of(f"{name}({PLAIN.sub('', arguments)})") == result


def test_a_call_by_other_names_gives_null(evaluate: Callable[..., Any]) -> None:
    for name, ways in NAMED.items():
        for arguments in filter(None, ways):
            first, _, rest = arguments.partition(": ")
            result = evaluate(f"{name}({first}x: {rest})")

            assert result.value is None, name
            assert result.warnings


@pytest.mark.parametrize(("text", "warning"), [
    ("count()", "count()：参数的个数不对"), ("upper case(1)", "upper case()：参数「string」的类型不对"),
    ("abs(null)", "abs()：参数「n」是空值"),
    ("abs(x: 1)", "abs()：没有这样命名的参数"), ("substring(string: \"a\")", "substring()：缺少参数「start position」"),
    ("abs(n: 1, n: 2)", "参数的名称重复了"), ('number("一")', "number()：「一」不是数"),
])
def test_a_call_that_does_not_fit_says_why(evaluate: Callable[..., Any], text: str, warning: str) -> None:
    result = evaluate(text)

    assert result.value is None
    assert result.warnings == (warning,)


def test_the_readme_names_every_built_in() -> None:
    readme = (Path(__file__).parents[4] / "feel" / "README.md").read_text(encoding="utf-8")

    assert [name for name in REGISTRY if f"`{name}`" not in readme] == []


@pytest.mark.parametrize("text", [
    "get or else(nowhere, 3)", "get or else(nowhere.at, 3)", "get or else(value: nowhere, default: 3)",
    "get or else(default: 3, value: nowhere)", "get or else(1 / 0, 3)",
])
def test_what_a_default_stands_in_for_is_not_missed(text: str) -> None:
    result = feel.parse(text).evaluate({})

    assert (result.value, result.missing, result.warnings) == (Decimal(3), (), ())


def test_a_default_that_is_not_there_is_missed() -> None:
    assert feel.parse("get or else(null, nowhere)").evaluate({}).missing == ("nowhere",)
