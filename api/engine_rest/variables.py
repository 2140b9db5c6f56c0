"""Variables in Camunda's dialect, ``{"value": …, "type": …}``, and the FEEL values they stand for."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import orjson

from api.engine_rest.dates import read_date, write_date
from api.json_text import read_json
from engine.errors import InvalidRequest, ProductError
from feel import DateTime, FeelError, Value, from_json, kind, to_json
from feel.temporal.literal import parse_temporal

#: The key of ``valueInfo`` that keeps the FEEL type of what the dialect has no type for.
FEEL = "feel"
LONGEST_NAME = 160
MOST_VARIABLES = 500
_WHOLE = {"short": 2**15, "integer": 2**31, "long": 2**63}
_JSON_FORMAT = "application/json"


class MalformedVariables(InvalidRequest):
    """变量的写法不对，请写成 {"名称": {"value": 值, "type": "类型"}}。"""

    status = 400


class _Unfit(Exception):
    """The rest of a sentence that begins with the variable's name."""


def typed_value(value: Value) -> dict[str, Any]:
    """The variable as clients read it.

    Numbers keep every digit; lists and contexts are JSON texts; dates without time, times, durations and local
    moments are texts whose ``valueInfo`` tells the FEEL type, so that ``read_typed`` gives the same value back.
    """
    if value is None:
        return _typed(None, "Null")
    if isinstance(value, bool):
        return _typed(value, "Boolean")
    if isinstance(value, str):
        return _typed(value, "String")
    if isinstance(value, Decimal):
        return _typed_number(value)
    if isinstance(value, list | dict):
        return _typed(orjson.dumps(value, default=_exact, option=orjson.OPT_PASSTHROUGH_DATACLASS).decode(), "Json")
    if isinstance(value, DateTime) and value.offset() is not None:
        try:
            return _typed(write_date(value.to_python()), "Date")
        except (ValueError, OverflowError):  # years that the dialect cannot write
            pass
    return _typed(to_json(value), "String", {FEEL: kind(value)})


def typed_values(values: Mapping[str, Value]) -> dict[str, dict[str, Any]]:
    """``typed_value`` of each."""
    return {name: typed_value(value) for name, value in values.items()}


def read_typed(given: Any) -> dict[str, Value]:
    """The FEEL values of a map of typed variables; None is none.

    Types are recognised in any case, and a missing one is that of the JSON value. Raises MalformedVariables with one
    sentence for each that is wrong.
    """
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise MalformedVariables()
    if len(given) > MOST_VARIABLES:
        raise MalformedVariables(f"一次最多写 {MOST_VARIABLES} 个变量。")
    values: dict[str, Value] = {}
    wrong: dict[str, str] = {}
    for name, entry in given.items():
        try:
            values[name] = _read(name, entry)
        except _Unfit as unfit:
            wrong[name[:60]] = f"变量「{name[:60]}」{unfit}。"
    if wrong:
        raise MalformedVariables("\n".join(wrong.values()), errors=wrong)
    return values


def _typed(value: Any, type_: str, info: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": type_, "value": value, "valueInfo": info or {}}


def _exact(value: Value) -> Any:
    return orjson.Fragment(str(value).lower().encode()) if isinstance(value, Decimal) else to_json(value)


def _typed_number(number: Decimal) -> dict[str, Any]:
    if number == number.to_integral_value() and abs(number) < _WHOLE["long"]:
        return _typed(int(number), "Integer" if abs(number) < _WHOLE["integer"] else "Long")
    return _typed(number, "Double")


def _read(name: str, entry: Any) -> Value:
    if not 0 < len(name) <= LONGEST_NAME:
        raise _Unfit(f"的名称要有 1 到 {LONGEST_NAME} 个字符")
    if not isinstance(entry, dict) or not entry.keys() <= {"value", "type", "valueInfo", "local"}:
        raise _Unfit('要写成 {"value": 值, "type": "类型"}，例如 {"value": 3, "type": "Integer"}')
    value, type_, info = entry.get("value"), entry.get("type"), entry.get("valueInfo") or {}
    if not (type_ is None or isinstance(type_, str)) or not isinstance(info, dict):
        raise _Unfit("的 type 要写文字，valueInfo 要写对象")
    reader = _read_plain if type_ is None else _READERS.get(type_.lower())
    if reader is None:
        known = "String、Boolean、Integer、Long、Double、Date 或 Json"
        raise _Unfit(f"的类型「{(type_ or '')[:40]}」这里不用，请改用 {known}")
    return None if value is None else reader(value, info)


def _read_plain(value: Any, _info: Mapping[str, Any]) -> Value:
    try:
        return from_json(value)
    except FeelError as error:
        raise _Unfit(f"的值存不下：{error}") from error


def _read_text(value: Any, info: Mapping[str, Any]) -> Value:
    if not isinstance(value, str):
        raise _Unfit("的值要写文字")
    if info.get(FEEL) is None:
        return value
    try:
        temporal: Value = parse_temporal(value)
    except FeelError:
        return value
    return temporal if kind(temporal) == info[FEEL] else value


def _read_flag(value: Any, _info: Mapping[str, Any]) -> Value:
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise _Unfit("的值要写 true 或 false")
    return value


def _whole(limit: int) -> Callable[[Any, Mapping[str, Any]], Value]:
    def read(value: Any, info: Mapping[str, Any]) -> Value:
        number = _read_number(value, info)
        if not isinstance(number, Decimal) or number != number.to_integral_value() or not -limit <= number < limit:
            raise _Unfit(f"的值要写 {-limit} 到 {limit - 1} 之间的整数")
        return number

    return read


def _read_number(value: Any, info: Mapping[str, Any]) -> Value:
    if isinstance(value, str):
        try:
            value = read_json(value.encode())
        except (ProductError, UnicodeError):
            value = None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _Unfit("的值要写数字")
    return _read_plain(value, info)


def _read_moment(value: Any, _info: Mapping[str, Any]) -> Value:
    try:
        return DateTime.from_python(read_date(value))
    except (TypeError, ValueError) as error:
        raise _Unfit("的值要写带时区的时间，例如 2026-11-22T20:00:00.000+0800") from error


def _read_structure(value: Any, info: Mapping[str, Any]) -> Value:
    given = info.get("serializationDataFormat")
    if given not in (None, _JSON_FORMAT):
        raise _Unfit(f"只能用 {_JSON_FORMAT} 的格式")
    if isinstance(value, str):
        try:
            value = read_json(value.encode())
        except (ProductError, UnicodeError) as error:
            raise _Unfit("的值不是正确的 JSON") from error
    return _read_plain(value, info)


def _read_nothing(_value: Any, _info: Mapping[str, Any]) -> Value:
    raise _Unfit("的类型是 Null，值就不能写")


_READERS: Mapping[str, Callable[[Any, Mapping[str, Any]], Value]] = {
    "null": _read_nothing,
    "string": _read_text,
    "boolean": _read_flag,
    "double": _read_number,
    "number": _read_number,
    "date": _read_moment,
    "json": _read_structure,
    "object": _read_structure,
    **{name: _whole(limit) for name, limit in _WHOLE.items()},
}
