"""The grammar as a whole: no text, however odd, brings down the parser."""
from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

import feel
from feel import FeelSyntaxError, LimitExceeded, parse, parse_unary_tests

WORDS = st.lists(st.sampled_from([
    "a", "b c", "1", "2.5", '"x"', "(", ")", "[", "]", "{", "}", ",", ":", ".", "..", "+", "-", "*", "/", "**", "=",
    "!=",
    "<", ">=", "and", "or", "not", "in", "between", "if", "then", "else", "for", "return", "some", "every", "satisfies",
    "function", "instance of", "list<number>", "?", "@", '"2026-01-01"', "null", "true", "date and time", "count",
    "item",
    "partial", "`q r`"]), max_size=14).map(" ".join)


def outcome(read: Callable[..., feel.Expression], text: str) -> str:
    """How reading and evaluating ends; any other error is a fault."""
    try:
        feel.to_json(read(text, ["b c"]).evaluate({"?": None}).value)
    except FeelSyntaxError as error:
        return "refused" if 1 <= error.column <= len(text) + 1 else "misplaced"
    except LimitExceeded:
        return "limited"
    return "read"


@given(WORDS)
def test_any_row_of_words_is_read_or_refused(text: str) -> None:
    assert outcome(parse, text) in ("read", "refused", "limited")
    assert outcome(parse_unary_tests, text) in ("read", "refused", "limited")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert outcome(parse, text) in ("read", "refused", "limited")
