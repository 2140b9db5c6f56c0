"""Attacks end in a clear error or a harmless value, within 0.3 s of the processor and 50 MB, read and evaluated."""
from __future__ import annotations

import gc
import re
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal
from time import process_time
from typing import Any

import pytest

import feel
from feel import FeelSyntaxError, LimitExceeded, call, from_json, parse, parse_unary_tests, to_json

SECONDS = 0.3
MEGABYTES = 50
ATTEMPTS = 4
"""A busy machine may slow down one measurement; a runaway is slow every time."""

LETTERS = "a" * 54
BIG = f'string join(for i in 1..9000 return "{LETTERS}")'
DIGITS = 'string join(for i in 1..9999 return "12345678901234567890123456789012345678901234567890")'
MANY = "for i in 1..10000 return i"
NEST = "f: function(s, n) if n = 0 then s else f([s, s], n - 1)"
DEEP = "(for i in 1..4000 return if i = 1 then [1] else [partial[-1]])[-1]"
DOUBLE_TEXT = "".join(f", a{n + 1}: a{n} + a{n}" for n in range(60))
DOUBLE_LIST = "".join(f", a{n + 1}: concatenate(a{n}, a{n})" for n in range(60))
SHARED = "{a0: [1, 1], b0: [1, 1]" + "".join(f", a{n + 1}: [a{n}, a{n}], b{n + 1}: [b{n}, b{n}]" for n in range(55))
ENTRIES = 'context(for i in 1..9000 return {key: string(i), value: i})'

GROWING = {
    "rounds that make numbers": "for i in 1..100 return for j in 1..10000 return j * 1.5",
    "rounds that make contexts": "for i in 1..100 return for j in 1..9999 return {a: j, b: j * 2, c: j * 3}",
    "rounds that make empty contexts": "for i in 1..100 return for j in 1..10000 return {}",
    "rounds that make lists": "for i in 1..100 return for j in 1..10000 return [j]",
    "rounds that make ranges": "for i in 1..100 return for j in 1..10000 return [j..j * 2]",
    "rounds that make functions": "for i in 1..100 return for j in 1..10000 return function(x) x",
    "rounds that make moments":
        "for i in 1..100 return for j in 1..10000 return date and time(date(2026, 1, 1), time(1, 1, 1.2345))",
    "rounds that make texts": 'for i in 1..100 return for j in 1..10000 return "a" + "b"',
    "rounds that read parts of a date": '{d: @"2026-01-01", r: for i in 1..100 return for j in 1..10000 return d.year}',
    "a doubling text": '{a0: "xxxxxxxxxxxxxxxx"' + DOUBLE_TEXT + "}",
    "a text doubled by partial": '(for i in 1..200 return if i = 1 then "ab" else partial[-1] + partial[-1])[-1]',
    "a text doubled by recursion": '{f: function(s, n) if n = 0 then s else f(s + s, n - 1), r: f("ab", 90)}',
    "a text doubled by replacing":
        '(for i in 1..100 return if i = 1 then "aa" else replace(partial[-1], "a", "aa"))[-1]',
    "a doubling list": "{a0: [1]" + DOUBLE_LIST + "}",
    "a list doubled by recursion":
        "{f: function(s, n) if n = 0 then s else f(concatenate(s, s), n - 1), r: f([1], 90)}",
    "a list joined to itself": f"{{s: {MANY}, r: concatenate({', '.join(['s'] * 300)})}}",
    "lists with one more": "{s: for i in 1..9999 return i, r: for i in 1..1000 return append(s, 1)}",
    "lists cut into lists": f"{{s: {MANY}, r: for i in 1..1000 return partition(s, 1)}}",
    "lists of positions": "{s: for i in 1..10000 return 1, r: for i in 1..1000 return index of(s, 1)}",
    "lists of what was so far": "for i in 1..10000 return partial",
    "contexts as lists": f"{{s: {ENTRIES}, r: for i in 1..1000 return get entries(s)}}",
    "contexts with one more": f'{{s: {ENTRIES}, r: for i in 1..1000 return context put(s, "a", 1)}}',
    "contexts merged": f"{{s: {ENTRIES}, r: for i in 1..1000 return context merge([s, s])}}",
    "texts cut into pieces":
        '{s: string join(for i in 1..9999 return "\\U01F40Eab,"), r: for i in 1..1000 return split(s, ",")}',
    "texts found in texts":
        '{s: string join(for i in 1..9999 return "ab,"), r: for i in 1..1000 return extract(s, "ab")}',
    "long texts joined": f"{{s: {BIG}, r: string join(for i in 1..10000 return s, s)}}",
    "nothing joined by long texts": f'{{s: {BIG}, r: string join(for i in 1..10000 return "", s)}}',
    "a text that grows when it is replaced": f'replace({BIG}, "a", "{"b" * 40}")',
    "a text that repeats itself": f'replace({BIG}, "a+", "{"$0" * 10}")',
    "parts of a long text": f"{{s: {BIG}, r: for i in 1..10000 return substring(s, 2)}}",
    "pieces of a long text": f'split({BIG}, "a")',
    "shared parts as text": SHARED + ", r: string(a55)}",
    "shared entries as text": "{f: function(s, n) if n = 0 then s else f({a: s, b: s}, n - 1), r: string(f(1, 90))}",
    "shared parts flattened": SHARED + ", r: flatten(a55)}",
    "shared parts walked by a path": f"{{{NEST}, r: f([{{a: 1}}], 90).a}}",
    "a tree of calls": "{f: function(n) if n > 90 then [1] else [f(n + 1), f(n + 1)], r: f(1)}",
    "sorted long texts": f"{{s: {BIG}, r: sort(for i in 1..10000 return s + string(i))}}",
}

QUICK = re.compile("doubl|pieces|entries|replac|joined|contexts with|that make lists")
"""What is measured in every run; to watch every allocation takes a while."""

SLOW = {
    "a billion rounds": "for i in 1..1000000000 return i",
    "rounds within rounds": "for i in 1..9000, j in 1..9000 return i",
    "fifty domains without end": f"for {', '.join(f'a{i} in 1..10000' for i in range(50))}, z in [] return 1",
    "days": 'for d in @"-999999999-01-01"..@"999999999-01-01" return d',
    "a quantifier over a billion": "some i in 1..1000000000 satisfies i < 0",
    "nested quantifiers": "some a in 1..999 satisfies some b in 1..999 satisfies some c in 1..999 satisfies a+b+c<0",
    "rounds with a long body": f"every i in 1..100000 satisfies ({'i + ' * 250}i) > 0",
    "powers": "every i in 1..100000 satisfies 9.99999999999999999999 ** 6000.123456789 > 0",
    "exponentials": "every i in 1..100000 satisfies exp(1234.56789) > 0",
    "roots": "every i in 1..1000000 satisfies sqrt(1234.56789) > 0",
    "rounding at every digit": "every i in 1..1000000 satisfies decimal(1.2345678e-6000, 6003) >= 0",
    "texts of many digits": f"{{s: {DIGITS}, r: every i in 1..10000 satisfies number(s) = null}}",
    "times in zones that are none": 'for i in 1..10000 return time("10:00:00@" + upper case("a") + string(i))',
    "durations": 'every i in 1..1000000 satisfies duration("PT999999999999999999H") * 1e3 = null',
    "long texts searched": f'{{s: {BIG}, r: every i in 1..100000 satisfies contains(s, "b") = false}}',
    "long texts compared": f'{{s: {BIG}, t: s + "b", u: s + "c", r: every i in 1..100000 satisfies t != u}}',
    "long texts tested": f'{{s: {BIG}, t: s + "b", u: s + "c", r: every i in 1..100000 satisfies not(t in (u))}}',
    "long texts ordered":
        f"{{s: {BIG}, x: for i in 1..5 return s + string(i), r: every i in 1..99999 satisfies max(x) > s}}",
    "lists searched": "for i in 1..10000 return list contains(for j in 1..100 return [j], [i])",
    "lists summed": f"{{s: {MANY}, r: every i in 1..100000 satisfies sum(s) > 0}}",
    "lists turned round": f"{{s: {MANY}, r: every i in 1..100000 satisfies count(reverse(s)) = 10000}}",
    "lists made distinct": "distinct values(for i in 1..10000 return [i])",
    "a list of ranges": "{s: for i in 1..10000 return [i..i + 1], r: some i in 1..100000 satisfies -1 in s}",
    "filters within filters": f"{{x: {MANY}, r: x[x[x[item > 1][1] > 1][1] > 1]}}",
    "a hostile comparator": f"{{x: {MANY}, r: sort(x, function(a, b) count(x[item > a]) > 5)}}",
    "shared parts compared": SHARED + ", r: a55 = b55}",
    "shared parts made distinct": f"{{{NEST}, r: distinct values([f([1], 90), f([1], 90)])}}",
    "a function without end": "{f: function(n) f(n + 1), r: f(1)}",
    "functions that call each other": "{f: function(n, g) g(n, f), r: f(1, f)}",
    "a function that calls itself": "(function(f) f(f))(function(f) f(f))",
    "a function without end in a filter": "{f: function(n) [1, 2, 3][f(n + 1) > 2], r: f(1)}",
    "a slow recursion": "{f: function(n) if n < 2 then n else f(n - 1) + f(n - 2), r: f(30)}",
    "a comparator that sorts": "{f: function(a, b) sort([a, b], f) = null, r: sort([1, 2, 3], f)}",
    "patterns that are new every time": f'for i in 1..10000 return matches("a", "{"[a-z0-9]" * 100}" + string(i))',
    "groups that are new every time": f'for i in 1..10000 return matches("a", "{"(a|b|c)" * 140}" + string(i))',
    "slow patterns in a loop": f'for i in 1..1000 return matches("{"a" * 22}!", "(a|aa)+$")',
}

PATTERNS = {
    "(a+)+$": "a" * 5000 + "!", "(a|aa)+$": "a" * 5000 + "!", "(x+x+)+y": "x" * 5000, "([a-z]+)*[0-9]": "a" * 3000,
    "^(a?){500}a{500}$": "a" * 500, "(a+)\\\\1+b": "a" * 3000,
}
USES = {"matches": 'matches("{}", "{}")', "replace": 'replace("{}", "{}", "z")', "split": 'split("{}", "{}")',
        "extract": 'extract("{}", "{}")'}

BOTTOMLESS = {
    "parentheses": "(" * 10000 + "1", "balanced parentheses": "(" * 9000 + "1" + ")" * 9000, "lists": "[" * 10000,
    "contexts": "{a:" * 6000, "signs": "-" * 19000 + "1", "in": "1 in (" * 3000 + "1",
    "balanced in": "1 in (" * 70 + "1" + ")" * 70, "not": "not(" * 4000,
    "if": "if " * 6000, "else": "if true then 1 else " * 900 + "2", "for": "for i in " * 2000,
    "some": "some i in " * 1900,
    "functions": "function() " * 1800, "types": "1 instance of " + "list<" * 3000, "calls": "f(" * 9000,
    "named calls": "f(a:" * 4000, "filters": "a[" * 9000, "range ends": "[1.." * 4000, "a long path": "a" + ".a" * 9000,
    "a long sum": "1" + "+1" * 9900, "a long and": "a" + " and a" * 3300, "a chain of calls": "a" + "()" * 9900,
    "a chain of filters": "a" + "[1]" * 6000, "open strings": '"\\' * 5000, "digits": "1" * 19999,
    "comments": "/*" * 9000, "blanks in a call": "f(a" + " " * 19000 + "b)", "a name of many words": "a " * 9000,
    "a name of many signs": "a" + "-b" * 9000,
    "calls with long names": "f(" + ",".join(["a-b-c-d-e-f-g"] * 1300), "tests": "甲," * 9999,
}

HARMLESS = {
    "a tower of powers": ("10**10**10", 1e100), "a power too high": ("10**(10**10)", None),
    "a remainder of extremes": ("modulo(1e6144, 7e-6000)", None), "a product too great": ("9e6144 * 9e6144", None),
    "far from the middle": ("1e6144 + 1e-6143 > 1e6143", True),
    "a part from nowhere": ('substring("abc", 1e300)', None),
    "a part without end": ('substring("abc", 2, 1e6144)', None),
    "a part from before": ('substring("abc", -1e6144, 1)', None),
    "a list from nowhere": ("sublist([1, 2], 1, 1e300)", None),
    "before nowhere": ("insert before([1], 1e300, 2)", None), "without nothing": ("remove([1], 1e6144)", None),
    "in place of nothing": ("list replace([1], 1e6144, 1)", None), "one part of all": ("partition([1], 1e6144)", None),
    "an item from nowhere": ("[1][1e6144]", None), "digits from nowhere": ("decimal(1, 1e6144)", None),
    "a year without end": ("date(1e6000, 1, 1)", None), "a second without end": ("time(1, 1, 1e6000)", None),
    "a duration too long": ('duration("P99999999999999999999Y")', None),
    "a duration made too long": ('duration("P999999999999Y") * 1e6000', None),
    "a date after the last": ('date("999999999-12-31") + duration("P999999999D")', None),
    "a range of long texts": (f'{{s: {DIGITS}, r: range("[" + s + ".." + s + "]")}}.r', None),
    "a duplicate of long keys":
        (f"count({{s: {BIG}, e: {{key: s, value: 1}}, r: for i in 1..1000 return context([e, e])}}.r)", 1000),
    "a comparator that always says yes": ("count(sort(for i in 1..500 return i, function(a, b) true))", 500),
    "a pattern that explodes": ('matches("a", "((a{1000}){1000}){1000}")', None),
    "groups that explode": (f'matches("a", "{"(" * 400}a{{100}}{")" * 400}")', None),
    "classes within classes": (f'matches("a", "{"[a-z-" * 150}[b]{"]" * 150}")', None),
    "a path out of the zones": ('time("10:00:00@a/../../../../../etc/passwd")', None),
    "a list of any depth": (f"{DEEP} = {DEEP}", None),
}


@pytest.fixture(autouse=True, scope="module")
def _what_other_tests_left() -> Iterator[None]:
    """Not looked through again and again: in a process with thousands of tests that takes longer than the attacks."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def cost(attack: Callable[[], object]) -> float:
    """Seconds of the processor, the least of some attempts."""
    seconds: list[float] = []
    while len(seconds) < ATTEMPTS and min(seconds, default=SECONDS) >= SECONDS:
        gc.collect()
        begin = process_time()
        dig(5 * len(seconds), attack)
        seconds.append(process_time() - begin)
    return min(seconds)


def dig(frames: int, attack: Callable[[], object]) -> None:
    """Call ``attack`` from deeper in the stack: Python gets it in chunks, and a loop across a chunk's end is slow."""
    if frames:
        dig(frames - 1, attack)
    else:
        attack()


def peak(attack: Callable[[], object]) -> float:
    """The most megabytes taken at one time."""
    gc.collect()
    tracemalloc.start()
    try:
        attack()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


def limited(text: str) -> Callable[[], None]:
    """Reading and evaluating ``text``, which must be stopped by a limit."""
    def attack() -> None:
        with pytest.raises(LimitExceeded):
            parse(text).evaluate({})

    return attack


def refused(read: Callable[[str], object], text: str) -> Callable[[], None]:
    """Reading ``text``, which must be no FEEL."""
    def attack() -> None:
        with pytest.raises(FeelSyntaxError):
            read(text)

    return attack


def matching(pattern: str, use: str) -> Callable[[], None]:
    """Using ``pattern`` on its text, which may be stopped by a limit."""
    def attack() -> None:
        with suppress(LimitExceeded):
            parse(USES[use].format(PATTERNS[pattern], pattern)).evaluate({})

    return attack


@pytest.mark.parametrize("text", [*GROWING.values(), *SLOW.values()], ids=[*GROWING, *SLOW])
def test_a_runaway_ends_soon(text: str) -> None:
    assert cost(limited(text)) < SECONDS


@pytest.mark.parametrize("frames", range(0, 100, 9))
def test_a_runaway_ends_soon_however_deep_its_caller_is(frames: int) -> None:
    """Across the end of a chunk of the stack the same steps take ten times as long."""
    assert cost(lambda: dig(frames, limited(SLOW["fifty domains without end"]))) < SECONDS


@pytest.mark.parametrize("name", [
    name if QUICK.search(name) else pytest.param(name, marks=pytest.mark.full) for name in GROWING])
def test_a_value_that_grows_without_end_takes_little_memory(name: str) -> None:
    assert peak(limited(GROWING[name])) < MEGABYTES


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_that_backtracks_without_end_is_stopped(pattern: str, use: str) -> None:
    assert cost(matching(pattern, use)) < SECONDS


@pytest.mark.parametrize("read", [parse, parse_unary_tests])
@pytest.mark.parametrize("text", BOTTOMLESS.values(), ids=BOTTOMLESS)
def test_a_text_without_bottom_is_refused_at_once(text: str, read: Callable[[str], object]) -> None:
    assert cost(refused(read, text)) < SECONDS


@pytest.mark.full
@pytest.mark.parametrize("attack", [
    *map(limited, SLOW.values()), *(refused(parse, text) for text in BOTTOMLESS.values()),
    *(matching(pattern, use) for pattern in PATTERNS for use in USES)])
def test_a_slow_runaway_takes_little_memory(attack: Callable[[], None]) -> None:
    assert peak(attack) < MEGABYTES


def test_sixty_nested_memberships_are_read_within_milliseconds() -> None:
    text = "1 in (" * 59 + "1" + ")" * 59

    assert cost(lambda: parse(text)) < 0.02


@pytest.mark.parametrize(("text", "value"), HARMLESS.values(), ids=HARMLESS)
def test_what_has_no_sense_is_a_harmless_value(text: str, value: Any) -> None:
    def attack() -> None:
        try:
            assert to_json(parse(text).evaluate({}).value) == value
        except LimitExceeded:
            assert value is None

    assert cost(attack) < SECONDS
    assert peak(attack) < MEGABYTES


@pytest.mark.parametrize("text", [
    '"a".__class__', "{a: 1}.__class__.__mro__", '@"2026-01-01".to_python', "[].append", "[1].append", "sort.body",
    "sort.signatures", 'get value({}, "__class__")', 'get value({a: 1}, ["a", "__class__"])', "[1..2].operator",
    '@"2026-01-01".__init__.__globals__', "(function() 1).types", "(function() 1).body", '"a".`__class__`',
    "null.__class__", '{a: "x"}.a.format', '"{0.__class__}".format', "`__class__`", "`feel.builtins`", "__builtins__",
    "item.__class__", '[{a: 1}][__class__ = "dict"]', "[1][item.__class__ != null]", "partial.__len__", "?.__class__",
    'context put({}, "__class__", 1).__dict__', "(< 5).holds", "@\"P1D\".seconds.real", "abs.call", "true.real",
    '(1).imag', 'number("1").as_tuple', "is defined(abs.signatures)", 'is defined("a".__class__)',
])
def test_no_attribute_of_a_python_object_can_be_reached(text: str) -> None:
    assert parse(text).evaluate({"?": Decimal(1)}).value in (None, [], [None], False)


def test_a_key_called_like_an_attribute_is_a_key() -> None:
    assert parse('{__class__: 1, "__init__": 2}.__class__').evaluate({}).value == 1
    assert parse("a.__class__").evaluate({"a": {"__class__": Decimal(3)}}).value == 3


@pytest.mark.parametrize("text", ["{0.__class__} %s", "%(a)s", "${x}", "{}", "%n%n%n", "\\\\x00"])
def test_a_format_string_is_a_text_like_any_other(text: str) -> None:
    assert parse(f'"{text}"').evaluate({}).value == text.replace("\\\\", "\\")
    assert parse(f'string join(["{text}"])').evaluate({}).value == text.replace("\\\\", "\\")
    assert parse(f'number("{text}")').evaluate({}).value is None
    assert parse(f"`{text}`").evaluate({}).value is None


WAYS: dict[str, Callable[[str], object]] = {
    "as a unary test": lambda text: parse_unary_tests(f"? = ({text})").evaluate({"?": None}),
    "as one of many tests": lambda text: parse_unary_tests(f"1, not({text}), 2").evaluate({"?": Decimal(5)}),
    "as the end of a comparison": lambda text: parse_unary_tests(f"< count({text})").evaluate({"?": Decimal(5)}),
    "as a function called by Python": lambda text: call(parse(f"function() {text}").evaluate({}).value, []),
    "as a function called by name": lambda text: call(parse(f"function(a) {text}").evaluate({}).value, {"a": None}),
    "in a filter": lambda text: parse(f"[1, 2, 3][({text}) = item]").evaluate({}),
    "as the index of a filter": lambda text: parse(f"[1, 2, 3][count({text})]").evaluate({}),
    "as the list that is filtered": lambda text: parse(f"({text})[item != null]").evaluate({}),
    "in a domain": lambda text: parse(f"for x in {text} return x").evaluate({}),
    "as the end of a domain": lambda text: parse(f"for x in 1..count({text}) return x").evaluate({}),
    "in a condition": lambda text: parse(f"if ({text}) = 1 then 1 else 2").evaluate({}),
    "as an argument": lambda text: parse(f"get or else(null, {text})").evaluate({}),
    "as a named argument": lambda text: parse(f"count(list: {text})").evaluate({}),
    "in a context": lambda text: parse(f"{{a: {{b: {text}}}}}.a.b").evaluate({}),
    "in a comparator": lambda text: parse(f"sort([1, 2], function(a, b) ({text}) = a)").evaluate({}),
    "as the end of a range": lambda text: parse(f"[1..count({text})]").evaluate({}),
    "as something defined": lambda text: parse(f"is defined({text})").evaluate({}),
    "as something of a type": lambda text: parse(f"({text}) instance of list<number>").evaluate({}),
}


@pytest.mark.parametrize("attack", ["for i in 1..1000000000 return i", "for i in 1..9999, j in 1..9999 return j"])
@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_round_the_limits(way: str, attack: str) -> None:
    with pytest.raises(LimitExceeded):
        WAYS[way](attack)


def test_a_great_value_of_the_caller_is_looked_at_within_the_limits() -> None:
    rows = from_json([{"a": number, "b": "x" * 50} for number in range(10_000)])
    variables: dict[str, feel.Value] = {"rows": rows, "row": {"a": Decimal(1)}}

    def attack() -> None:
        with pytest.raises(LimitExceeded):
            parse("every x in rows satisfies every y in rows satisfies x = y or x != y").evaluate(variables)

    assert cost(attack) < SECONDS
    assert parse("sum(rows.a) / count(rows)").evaluate(variables).value == Decimal("4999.5")
    assert parse("count(rows[a > 5000])").evaluate(variables).value == 4999
