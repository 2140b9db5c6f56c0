"""Each built-in function gives the same in the browser, or not: form-js's own FEEL is asked."""
from __future__ import annotations

from decimal import Decimal

from engine.expressions import read_expression
from engine.forms.functions import SAME, accepts
from feel import Date, Settings, to_json
from feel.builtins import REGISTRY
from tests.form_feel import ask, is_same

PLAIN = {"s": "村委会", "e": "", "n": Decimal(3), "d": Decimal("1.5"), "b": True, "z": None, "l": ["a", "b"],
         "m": [Decimal(1), Decimal(2), Decimal(2)], "o": [], "c": {"x": "a", "y": None}, "w": "😀a", "f": [True, False],
         "day": Date(2026, 11, 24)}
ALIKE = {
    "all": ["all(f)", "all(z)", "all(o)", "all(b, z)", "all(s)"], "any": ["any(f)", "any(z)", "any(o)", "any(z, b)"],
    "contains": ['contains(s, "村")', 'contains(z, "村")', "contains(s, z)", 'contains(e, "")', 'contains(n, "3")'],
    "context merge": ["context merge([c, {x: 1}])", "context merge(z)", "context merge(o)"],
    "context put": ['context put(c, "x", 1)', 'context put(z, "x", 1)', "context put(c, z, 1)"],
    "count": ["count(l)", "count(z)", "count(o)", "count(s)", "count(gone)"],
    "ends with": ['ends with(s, "会")', 'ends with(z, "会")', 'ends with(s, "")', "ends with(s, z)"],
    "flatten": ["flatten([l, [m, s]])", "flatten(z)", "flatten([z])", "flatten(o)"],
    "get entries": ["get entries(c)", "get entries(z)", "get entries({})"],
    "get value": ['get value(c, "x")', 'get value(c, "gone")', 'get value(z, "x")', "get value(c, z)"],
    "list contains": ['list contains(l, "a")', "list contains(m, 2)", 'list contains(z, "a")', "list contains(l, z)",
                      'list contains(o, "a")', "list contains([z], z)", 'list contains(s, "村委会")'],
    "lower case": ['lower case("AÉΣ")', "lower case(z)", "lower case(s)", 'lower case("İ")'],
    "meets": ["meets([1..5], [5..6])", "meets([1..5), [5..6])", "meets([1..5], z)"],
    "met by": ["met by([5..6], [1..5])", "met by(z, [1..5])"],
    "not": ["not(b)", "not(z)", "not(s)", "not(gone)", "not(n)"],
    "overlaps": ["overlaps([1..5], [5..8])", "overlaps([1..5), [5..8])", "overlaps([1..5], z)"],
    "reverse": ["reverse(l)", "reverse(z)", "reverse(o)", "reverse(s)"],
    "starts with": ['starts with(s, "村")', 'starts with(z, "村")', 'starts with(s, "")', "starts with(s, z)"],
    "string join": ['string join(l, "、")', 'string join(z, "、")', 'string join(["a", z], "、")', "string join(l)",
                    'string join(m, "、")', 'string join(o, "、")'],
    "string length": ["string length(s)", "string length(w)", "string length(z)", "string length(e)"],
    "substring after": ['substring after(s, "村")', 'substring after(s, "x")', 'substring after(z, "x")',
                        'substring after(s, "")', 'substring after(w, "😀")'],
    "substring before": ['substring before(s, "会")', 'substring before(s, "x")', 'substring before(z, "x")'],
    "upper case": ['upper case("aéß")', "upper case(z)", "upper case(s)", 'upper case("ŉ")'],
}
"""Functions in SAME: with texts, numbers, truth values, null, and lists of them."""
APART = [
    'abs(duration("-P1D"))', "after(z, 1)", "append(l)", "assert(1, true)", "before(z, 1)", "ceiling(1.11, 2)",
    "coincides([1..2], [1..2])", "concatenate(l, z)", "context([{key: 1, value: 1}])", 'date("2026-11-24")',
    'date and time("2026-11-24T10:00:00")', "day of week(day)", "day of year(day)", "decimal(1.1, 1.5)",
    "distinct values([[1], 1])", "duplicate values(m)", 'duration("P1D")', "during(1, [1..5])", "even(1.5)", "exp(1)",
    'extract("abc", "b")', "finished by([1..5], 5)", "finishes(5, [1..5])", "floor(4.35, 2)", "get or else(z, 1)",
    "includes([1..5], z)", "index of([[1]], [1])", 'insert before(l, 5, "x")', 'is(1, "a")', "is blank(e)",
    "is defined(z)", "is empty(o)", "last day of month(day)", 'list replace(l, 5, "x")', "log(2)",
    'matches("a", "[a-z-[b]]")', 'max("a", "b")', "mean([0.1, 0.2])", "median([10, 9, 1])", 'min("a", "b")',
    "mode([3, 0.1])", "modulo(0.3, 0.1)", "month of year(day)", "now()", 'number("", ",", ".")', "odd(1.5)",
    "overlaps after([5..8], [1..6])", "overlaps before([1..6], [5..8])", "partition(l, 1)", "product([0.1, 3])",
    'range("[1..2]")', "remove(l, 5)", 'replace("a", "b*", "x")', "round down(4.35, 2)", "round half up(1.005, 2)",
    "round half down(70.525, 2)", "round up(1.1, 2)", "sort([2, 1])", 'split("a|b", "|")', "sqrt(2)",
    "started by([1..5], 1)", "starts(1, [1..5])", "stddev([1, 2, 4])", "string(0.0000001)", "sublist(l, 3)",
    "substring(s, 0)", "sum([0.1, 0.2])", 'time("10:00:00")', "today()", 'trim(" a ")', "union([[1]], [1])",
    "week of year(day)", 'years and months duration(date("2026-01-01"), date("2026-12-01"))',
]
"""One expression for each other function, on which the two differ."""


def reckon(text, variables):
    try:
        return to_json(read_expression(text).evaluate(variables, Settings()).value)
    except TypeError:
        return "a value that JSON does not have"


def function_of(text):
    return text.partition("(")[0]


def test_every_function_is_proved_to_give_the_same_or_not():
    assert set(ALIKE) == SAME
    assert {function_of(text) for text in APART} == set(REGISTRY) - SAME
    same = [text for texts in ALIKE.values() for text in texts]
    data = {name: to_json(value) for name, value in PLAIN.items()}
    answers = dict(zip([*same, *APART], ask([(f"={text}", data, False) for text in [*same, *APART]]), strict=True))
    agree = {text: is_same(reckon(text, PLAIN), answer) for text, answer in answers.items()}

    assert [text for text in same if not agree[text]] == []
    assert [text for text in APART if agree[text]] == []


def test_arguments_must_be_what_a_function_asks_for():
    assert accepts("contains", ["text", None])
    assert accepts("count", ["text"])
    assert not accepts("contains", ["text"])
    assert not accepts("contains", ["number", "text"])
    assert not accepts("string join", ["day"])
    assert accepts("all", ["truth", "truth", "truth"])
    assert not accepts("not", ["truth", "truth"])
