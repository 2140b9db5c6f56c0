"""Shortcuts say what the cells themselves would say."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import feel
from engine.dmn.shortcuts import Shortcut, shorten

NUMBERS = st.sampled_from(["0", "1", "-1", "1.50", "1.5", "2E+3", "0.1", "-0"])
TEXTS = st.sampled_from(['"a"', '"b"', '""', '"甲"', '"a\\n"'])
SPAN = st.builds("{}{}..{}{}".format, st.sampled_from("[]("), NUMBERS, NUMBERS, st.sampled_from("]["))
NUMBER_TESTS = st.one_of(
    NUMBERS, SPAN, st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), NUMBERS)
)
PLAIN = st.lists(NUMBER_TESTS, min_size=1, max_size=3) | st.lists(TEXTS, min_size=1, max_size=3)
CELLS = st.builds("{}".format, PLAIN.map(", ".join)) | PLAIN.map(lambda tests: f"not({', '.join(tests)})")
VALUES = st.sampled_from([Decimal("1.5"), Decimal("0"), Decimal("-1"), Decimal("2000"), Decimal("0.10"), "a", "", "甲"])


def shortcut(cell: str) -> Shortcut | None:
    return shorten(feel.parse_unary_tests(cell).node)


@given(CELLS, VALUES)
def test_a_shortcut_agrees_with_its_cell(cell: str, value: Any) -> None:
    try:
        parsed = feel.parse_unary_tests(cell)
    except feel.FeelSyntaxError:
        return
    short = shorten(parsed.node)

    if short is not None and type(value) is short.kind:
        assert short.passes(value) is parsed.evaluate({"?": value}).value


@pytest.mark.parametrize(("cell", "kind"), [
    ("> 1", Decimal), ("[1..2)", Decimal), ("1, 2, > 5", Decimal), ("not(1)", Decimal), ('"a"', str), ('not("a", "b")',
    str), ("true", bool), ("!= -1", Decimal),
])  # fmt: skip
def test_most_cells_have_one(cell: str, kind: type) -> None:
    short = shortcut(cell)

    assert short is not None
    assert short.kind is kind


@pytest.mark.parametrize("cell", [
    "-", "null", "> x", "x", "? > 1", '1, "a"', '< "a"', '["a".."b"]', 'date("2026-01-01")', '["a", "b"]', "[1..x]",
    "not(true, 1)", "upper case(?) = \"A\"",
])  # fmt: skip
def test_others_have_none(cell: str) -> None:
    assert shortcut(cell) is None


def test_a_bool_is_no_number_to_a_shortcut() -> None:
    short = shortcut("1")

    assert short is not None
    assert bool is not short.kind
