"""Whatever is done with whatever values: the result is a value or a limit, never another error."""
from __future__ import annotations

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from feel import FeelSyntaxError, LimitExceeded, parse, parse_unary_tests, to_json
from feel.builtins import REGISTRY

VALUES = [
    "null", "true", "0", "-1", "3.7", "1e6144", "-1e6144", "1e-6176", "9" * 34, "1e18", "1e19", '""', '"aXb"', '"🐎"',
    '"2026-01-01"', '"10:00:00"', '"P1D"', '"[a-z]+"', '"("', '"$1"', '"i"', "[]", "[1, 2, 3]", '["a"]', "[null]",
    "[[1]]", "{}", "{a: 1}", '{key: "a", value: 1}', '@"2026-01-01"', '@"999999999-12-31"', '@"-999999999-01-01"',
    '@"10:00:00Z"', '@"10:00:00"', '@"23:59:59.999999999"', '@"2026-01-01T00:00:00"', '@"999999999-12-31T23:59:59Z"',
    '@"-999999999-01-01T00:00:00@Asia/Shanghai"', '@"2026-03-29T02:30:00@Europe/Paris"',
    '@"9999-12-31T23:59:59@America/New_York"', '@"0001-01-01T00:00:00@Asia/Tokyo"', '@"-P1Y2M"', '@"P999999999999Y"',
    '@"P999999999999999DT23H"', '@"PT0.000000000000000001S"', "[1..3]", '("a".."c")', "(> 5)", "(!= 5)", "[null..3]",
    "(function(x) x)", "(function(x, y) x < y)", "abs", "x", "missing",
]
FORMS = [
    *(f"({{}} {sign} {{}})" for sign in ("+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or", "in")),
    "(for i in {} return {})", "(some i in {} satisfies {})", "({})[{}]", "({} between {} and 5)", "[{}, {}]",
    "(if {} then {} else 1)", "{{a: {}, b: {}}}", "(-({}))", "({}).year", "({}).time offset", "({}).start", "({}).a",
    "(({}) instance of list<number>)", "({})({})", "(for i in {}..{} return i)", "[{}..{}]", "({} in (> {}))",
    "(function(d: date and time) d)({})",
]


def combine(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Built-ins with any arguments, and every form, of expressions from ``inner``."""
    calls = st.tuples(st.sampled_from(sorted(REGISTRY)), st.lists(inner, max_size=4)).map(
        lambda call: f"{call[0]}({', '.join(call[1])})")
    forms = st.tuples(st.sampled_from(FORMS), inner, inner).map(lambda parts: parts[0].format(*parts[1:]))
    return calls | forms


EXPRESSIONS = st.recursive(st.sampled_from(VALUES), combine, max_leaves=8)


@given(EXPRESSIONS)
def test_any_expression_gives_a_value_or_crosses_a_limit(text: str) -> None:
    with suppress(LimitExceeded):
        to_json(parse(text).evaluate({"x": None}).value)


@given(EXPRESSIONS, st.sampled_from(VALUES[:-1]))
def test_any_cell_holds_or_does_not_or_cannot_tell(text: str, subject: str) -> None:
    with suppress(LimitExceeded, FeelSyntaxError):
        cell = parse_unary_tests(text)
        variables = {"x": None, "?": parse(subject).evaluate({"x": None}).value}

        assert cell.evaluate(variables).value in (True, False, None)
