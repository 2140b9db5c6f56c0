"""Reads a JSON body as hostile input: exact numbers, no repeated keys, bounded depth and size of numbers."""
from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NoReturn

import orjson
from flask.json.provider import JSONProvider

from engine.errors import InvalidRequest

MAX_DEPTH = 50
MAX_DIGITS = 400
#: Larger whole numbers become Decimal, as exact; our own JSON writer knows 64 bits only.
_LARGEST_WHOLE = 2**63
#: NUL and halves of surrogate pairs: JSON can write them, databases and UTF-8 cannot.
_ODD = re.compile("[\x00\ud800-\udfff]")


class MalformedJson(InvalidRequest):
    """请求内容不是正确的 JSON，请检查引号、逗号和括号。"""

    status = 400
    type = "malformed-json"


def read_json(raw: bytes) -> Any:
    """The value of a JSON text in UTF-8; numbers with a fraction or exponent become Decimal, whole ones int or,
    beyond 64 bits, Decimal.

    Raises MalformedJson for anything else than one JSON text, for a key that stands twice in one object, for more
    than 50 levels, for numbers of more than 400 digits, and for text that no database keeps.
    """
    try:
        value = json.loads(
            raw.decode("utf-8"),
            parse_float=_fraction,
            parse_int=_whole,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise MalformedJson(
            f"请求内容不是正确的 JSON，请检查第 {error.lineno} 行第 {error.colno} 个字符附近的引号、逗号和括号。",
            line=error.lineno,
            column=error.colno,
        ) from error
    except UnicodeDecodeError as error:
        raise MalformedJson("请求内容不是 UTF-8 编码，请另存为 UTF-8 后再发。") from error
    except RecursionError as error:
        raise _too_deep() from error
    _refuse_depth_and_odd_text(value)
    return value


def _whole(text: str) -> int | Decimal:
    if len(text) > MAX_DIGITS:
        raise MalformedJson(f"数字太长，请不要超过 {MAX_DIGITS} 位。")
    value = int(text)
    return value if abs(value) < _LARGEST_WHOLE else Decimal(text)


def _fraction(text: str) -> Decimal:
    value = Decimal(text) if len(text) <= MAX_DIGITS else None
    if value is None or abs(value.adjusted()) > MAX_DIGITS:
        raise MalformedJson(f"数字太长，请不要超过 {MAX_DIGITS} 位。")
    return value


def _refuse_constant(text: str) -> NoReturn:
    raise MalformedJson(f"JSON 里没有 {text} 这样的数字，请改正。")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        repeated = Counter(key for key, _ in pairs).most_common(1)[0][0]  # one pass: a body may have 90,000 keys
        raise MalformedJson(f"“{repeated[:60]}”写了两次，请只留一个。")
    return found


def _refuse_depth_and_odd_text(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        if any(isinstance(item, str) and _ODD.search(item) for item in level):
            raise MalformedJson("文字里有看不见的字符，请删去后重新输入。")
        level = [child for item in level for child in _children(item)]
        if not level:
            return
    raise _too_deep()


def _children(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.keys()
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _too_deep() -> MalformedJson:
    return MalformedJson(f"JSON 的层数太多，请不要超过 {MAX_DEPTH} 层。")


class ExactJson(JSONProvider):
    """Flask's JSON with exact decimals: a Decimal is written as the number that it is."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """The JSON text; ``indent`` is understood, keys keep their order."""
        option = orjson.OPT_INDENT_2 if kwargs.get("indent") else 0
        return orjson.dumps(obj, default=_written, option=option).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Read like every request body."""
        return read_json(s if isinstance(s, bytes) else s.encode())


def _written(value: Any) -> Any:
    if isinstance(value, Decimal) and value.is_finite():
        return orjson.Fragment(str(value).lower().encode())
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form here")
