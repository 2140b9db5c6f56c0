"""Typed variables of Camunda's dialect, both ways."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from api.engine_rest.variables import MOST_VARIABLES, MalformedVariables, read_typed, typed_value, typed_values
from api.json_text import MAX_DIGITS, ExactJson, read_json
from feel import Date, DateTime, Time, Value, parse_duration
from tests.feel_values import NUMBERS, TEXTS


def over_the_wire(value: Value) -> Value:
    from flask import Flask

    text = ExactJson(Flask(__name__)).dumps(typed_values({"x": value}))
    return read_typed(read_json(text.encode()))["x"]


@pytest.mark.parametrize(
    ("value", "type_", "shown"),
    [
        (None, "Null", None),
        (True, "Boolean", True),
        ("协商", "String", "协商"),
        (Decimal(3), "Integer", 3),
        (Decimal("3.00"), "Integer", 3),
        (Decimal(2**31), "Long", 2**31),
        (Decimal("86000.10"), "Double", Decimal("86000.10")),
        (["a", Decimal("0.1"), {"b": None}], "Json", '["a",0.1,{"b":null}]'),
        ({"day": Date.parse("2026-11-22"), "span": parse_duration("P3D")}, "Json", '{"day":"2026-11-22","span":"P3D"}'),
        (DateTime.parse("2026-11-22T20:00:00+08:00"), "Date", "2026-11-22T20:00:00.000+0800"),
        (Date.parse("2026-11-22"), "String", "2026-11-22"),
    ],
)
def test_each_kind_of_value_has_a_type_that_clients_know(value: Value, type_: str, shown: Any) -> None:
    written = typed_value(value)

    assert written["type"] == type_
    assert written["value"] == shown


@pytest.mark.parametrize(
    "value",
    [
        None, False, "", [Decimal("0.1"), "x", {"a": [Decimal(12345678901234567890)]}], {},
        Date.parse("2026-11-22"), Time.parse("12:30:00"), parse_duration("P3D"), parse_duration("P1Y2M"),
        DateTime.parse("2026-11-22T20:00:00"), DateTime.parse("2026-11-22T20:00:00.25+08:00"),
    ],
)  # fmt: skip
def test_a_value_that_a_client_sends_back_is_the_same_value(value: Value) -> None:
    assert over_the_wire(value) == value


@given(NUMBERS.filter(lambda number: abs(number.adjusted()) < MAX_DIGITS))
def test_numbers_keep_every_digit_on_the_way(number: Decimal) -> None:
    assert over_the_wire(number) == number


@given(TEXTS.filter(lambda text: "\0" not in text))
def test_texts_stay_texts(text: str) -> None:
    assert over_the_wire(text) == text


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ({"value": 3}, Decimal(3)),
        ({"value": "a", "type": None}, "a"),
        ({"value": {"a": 1}}, {"a": Decimal(1)}),
        ({"value": "3", "type": "Integer"}, Decimal(3)),
        ({"value": True, "type": "boolean"}, True),
        ({"value": "True", "type": "Boolean"}, True),
        ({"value": None, "type": "Integer"}, None),
        ({"type": "Null"}, None),
        ({"value": '{"a": 0.1}', "type": "Json", "valueInfo": None}, {"a": Decimal("0.1")}),
        ({"value": [1], "type": "Object", "valueInfo": {"serializationDataFormat": "application/json"}}, [Decimal(1)]),
        ({"value": "2026-11-22", "type": "String", "valueInfo": {"feel": "time"}}, "2026-11-22"),
    ],
)
def test_what_real_clients_send_is_understood(entry: Any, value: Value) -> None:
    assert read_typed({"x": entry}) == {"x": value}


def test_no_variables_at_all_are_none() -> None:
    assert read_typed(None) == {}
    assert read_typed({}) == {}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (3, '"type": "Integer"'),
        ({"Value": 3}, '"type": "Integer"'),
        ({"value": 3, "type": "File"}, "File"),
        ({"value": 3, "type": 7}, "type"),
        ({"value": 2**31, "type": "Integer"}, "整数"),
        ({"value": Decimal("0.5"), "type": "Long"}, "整数"),
        ({"value": "drei", "type": "Double"}, "数字"),
        ({"value": True, "type": "Integer"}, "数字"),
        ({"value": "ja", "type": "Boolean"}, "true"),
        ({"value": 3, "type": "String"}, "文字"),
        ({"value": "2026-11-22", "type": "Date"}, "时区"),
        ({"value": "{", "type": "Json"}, "JSON"),
        ({"value": "x", "type": "Object", "valueInfo": {"serializationDataFormat": "application/xml"}}, "格式"),
        ({"value": 1, "type": "Null"}, "Null"),
        ({"value": Decimal("1e7000")}, "存不下"),
    ],
)
def test_what_cannot_be_understood_is_told_by_the_variables_name(entry: Any, said: str) -> None:
    with pytest.raises(MalformedVariables) as raised:
        read_typed({"days": entry})

    assert "days" in raised.value.message
    assert said in raised.value.message


def test_all_wrong_variables_are_told_at_once() -> None:
    with pytest.raises(MalformedVariables) as raised:
        read_typed({"a": 1, "b": {"value": 1}, "c": 2})

    assert raised.value.details["errors"].keys() == {"a", "c"}


@pytest.mark.parametrize("given", [[], "x", 3, {"": {"value": 1}}, {str(n): {} for n in range(MOST_VARIABLES + 1)}])
def test_a_map_of_bounded_size_is_asked_for(given: Any) -> None:
    with pytest.raises(MalformedVariables):
        read_typed(given)
