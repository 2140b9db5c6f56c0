"""Values as text: what string() writes can be read again."""
from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from feel import Date, DateTime, DaysTimeDuration, Range, Time, YearsMonthsDuration, from_json, parse
from feel.limits import Limits
from feel.text import write

NUMBERS = st.integers(-(10**15), 10**15).map(from_json) | st.floats(-1e15, 1e15).map(from_json)
DATES = st.dates().map(Date.from_python)
TEMPORALS = (DATES | st.times().map(Time.from_python)
             | st.datetimes(timezones=st.sampled_from([None, datetime.UTC])).map(DateTime.from_python)
             | st.timedeltas().map(DaysTimeDuration.from_python) | st.integers(-999, 999).map(YearsMonthsDuration))
RANGES = st.builds(Range, DATES, DATES, st.booleans(), st.booleans())
LEAVES = st.none() | st.booleans() | NUMBERS | st.text() | TEMPORALS | RANGES
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=12)


@given(st.lists(VALUES, max_size=4))
def test_any_value_in_a_list_is_written_as_text_that_reads_back_as_the_same(value: Any) -> None:
    assert parse(write(value, Limits())).evaluate({}).value == value


def test_texts_stand_bare_alone_and_quoted_within(json_of: Callable[..., Any]) -> None:
    assert json_of('string("a \\"b\\"")') == 'a "b"'
    assert json_of('string(["a \\"b\\""])') == '["a \\"b\\""]'


def test_numbers_are_written_plainly_unless_they_are_far_from_one(json_of: Callable[..., Any]) -> None:
    assert [json_of(f"string({text})") for text in ("1.50", "-0.0", "1e3", "1e-7", "1e50")] == [
        "1.5", "0", "1000", "0.0000001", "1E+50"]


def test_a_key_of_other_number_characters_is_quoted(json_of: Callable[..., Any]) -> None:
    """``¼`` is a word character to Python and none to FEEL."""
    assert json_of('string({"¼": 1, "结果": 2})') == '{"¼": 1, 结果: 2}'


def test_a_key_called_like_a_constant_never_stands_for_it(json_of: Callable[..., Any]) -> None:
    """An entry ``"false"`` once made every later false in the context read that entry."""
    assert json_of('{"false": 1, "x": false}') == {"false": 1, "x": False}
