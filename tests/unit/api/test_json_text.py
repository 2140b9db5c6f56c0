"""Reading JSON bodies: exact numbers, and nothing that would hurt."""
from __future__ import annotations

import time
from decimal import Decimal

import pytest
from flask import Flask

from api.json_text import MAX_DEPTH, ExactJson, MalformedJson, read_json


def test_fractions_keep_every_digit_that_was_written() -> None:
    assert read_json(b'{"amount": 86000.10}') == {"amount": Decimal("86000.10")}
    assert str(read_json(b"0.1")) == "0.1"


def test_whole_numbers_stay_whole_however_large() -> None:
    assert read_json(b"123456789012345678901234567890") == 123456789012345678901234567890
    assert isinstance(read_json(b"12"), int)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "JSON"),
        (b"{", "第 1 行"),
        (b'{"a": 1,}', "第 1 行"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "-Infinity"),
        (b'{"a": 1, "a": 2}', "“a”写了两次"),
        (b'\xff\xfe{"a": 1}', "UTF-8"),
        (b"1" * 500, "数字太长"),
        (b"1e999999999", "数字太长"),
        (b"[" * 100_000, "层数太多"),
        (b"[" * (MAX_DEPTH + 2) + b"]" * (MAX_DEPTH + 2), "层数太多"),
        (b'{"a": 1} {"b": 2}', "第 1 行"),
        (b'["\\u0000"]', "看不见的字符"),
        (b'{"\\u0000": 1}', "看不见的字符"),
        (b'["\\ud800"]', "看不见的字符"),
    ],
)
def test_what_is_not_one_sound_json_text_is_refused_with_a_sentence(raw: bytes, said: str) -> None:
    with pytest.raises(MalformedJson) as refused:
        read_json(raw)

    assert said in refused.value.message
    assert refused.value.status == 400


def test_the_deepest_allowed_text_is_read() -> None:
    assert read_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH) is not None


def test_characters_beyond_the_basic_plane_are_read() -> None:
    assert read_json(b'"\\ud83d\\ude00"') == "\U0001f600"


def test_a_decimal_is_written_as_the_number_that_it_is() -> None:
    provider = ExactJson(Flask("any"))

    text = provider.dumps({"b": Decimal("0.10"), "a": [Decimal("1E+3"), provider.loads("1180591620717411303424")]})

    assert text == '{"b":0.10,"a":[1e+3,1180591620717411303424]}'
    assert provider.loads(text)["b"] == Decimal("0.10")


def test_a_repeated_key_is_found_in_one_pass() -> None:
    """It was once counted key by key, so that one body of this size kept the server busy for minutes."""
    keys = ",".join(f'"k{number}":1' for number in range(80_000))
    begun = time.process_time()

    with pytest.raises(MalformedJson, match="k79999"):
        read_json(f'{{{keys},"k79999":1}}'.encode())

    assert time.process_time() - begun < 5
