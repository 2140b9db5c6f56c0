"""From submitted JSON to FEEL values, field by field."""
from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.forms.conversion import convert, is_unchanged
from engine.forms.errors import Unfit
from engine.forms.model import Field
from feel import Date, DateTime, Time, kind, to_json

NUMBER = Field("n", "n", "number", "金额")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4), max_leaves=10)
FIELDS = [Field("f", "f", kind_, "字段", subtype=subtype) for kind_, subtype in [
    ("textfield", ""), ("textarea", ""), ("number", ""), ("checkbox", ""), ("radio", ""), ("select", ""),
    ("checklist", ""), ("taglist", ""), ("datetime", "date"), ("datetime", "time"), ("datetime", "datetime")]]


@pytest.mark.parametrize(("submitted", "value"), [
    (3, "3"), (0.1, "0.1"), (1e22, "1E+22"), ("12.50", "12.50"), (-0.0, "0.0"), (" 7 ", "7"), ("9" * 34, "9" * 34),
])
def test_a_number_keeps_the_digits_that_were_sent(submitted, value):
    assert str(convert(NUMBER, submitted)) == str(Decimal(value))


@pytest.mark.parametrize("submitted", [
    True, "NaN", "Infinity", float("nan"), float("inf"), 10**40, 1e300, "1e999", "1" * 35, "0." + "1" * 35, "１２",
    "1,000", "0x10", "", [], {}, "1_000", "9" * 5000, Decimal("sNaN"),
])
def test_what_is_no_number_of_34_digits_is_refused(submitted):
    with pytest.raises(Unfit, match="「金额」"):
        convert(NUMBER, submitted)


@pytest.mark.parametrize(("subtype", "submitted", "value"), [
    ("date", "2028-02-29", Date(2028, 2, 29)), ("time", "14:30", Time(14, 30)),
    ("time", "14:30:05+08:00", Time(14, 30, Decimal(5), 28800)), ("time", "06:30Z", Time(6, 30, Decimal(0), 0)),
    ("datetime", "2026-11-24T14:30", DateTime(Date(2026, 11, 24), Time(14, 30))),
    ("datetime", "2026-11-24T14:30+08:00", DateTime(Date(2026, 11, 24), Time(14, 30, Decimal(0), 28800))),
])
def test_a_moment_becomes_the_feel_value_of_its_kind(subtype, submitted, value):
    assert convert(Field("d", "d", "datetime", "日期", subtype=subtype), submitted) == value


@pytest.mark.parametrize(("subtype", "submitted"), [
    ("date", "2027-02-29"), ("date", "2026-13-01"), ("date", "2026-11-24T10:00"), ("date", "20261124"),
    ("date", 20261124),
    ("date", "0000-01-01"), ("date", "-0001-01-01"), ("date", "2026-11-24\n"), ("time", "24:30"), ("time", "9:00"),
    ("time", "12:60"), ("time", "2026-11-24T10:00"), ("datetime", "2026-11-31T10:00"), ("datetime", "2026-11-24"),
    ("datetime", "2026-11-24 10:00"), ("datetime", "2026-11-24T10:00@Asia/Shanghai"), ("time", None), ("time", {}),
])
def test_a_moment_that_never_is_is_refused(subtype, submitted):
    with pytest.raises(Unfit, match="不是真实的"):
        convert(Field("d", "d", "datetime", "日期", subtype=subtype), submitted)


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "a\x1bb"])
def test_text_that_no_database_stores_is_refused(text):
    with pytest.raises(Unfit, match="不能保存的字符"):
        convert(Field("t", "t", "textarea", "说明"), text)


@settings(max_examples=300)
@given(st.sampled_from(FIELDS), JSON)
def test_any_json_becomes_a_feel_value_or_a_sentence(field, submitted):
    sentence, value = "", None
    try:
        value = convert(field, submitted)
    except Unfit as error:
        sentence = str(error)

    assert sentence.startswith("「字段」") if sentence else is_unchanged(field, value, to_json(value))
    assert kind(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-10**15, max_value=10**15))
def test_a_number_that_was_prefilled_comes_back_unchanged(number):
    assert is_unchanged(NUMBER, number, to_json(number))
