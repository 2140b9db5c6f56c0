"""Request fields that are bounded and speak Chinese: texts, whole numbers, switches, choices, free JSON objects."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import marshmallow as ma

#: The largest value that every client and both databases keep exactly.
LARGEST = 2**31 - 1
_MESSAGES: dict[str, Any] = {
    "required": "这一项要填。",
    "null": "这一项不能是空值。",
    "invalid": "这一项的格式不对，请改正。",
    "type": "这一项的格式不对，请改正。",
}


class Request(ma.Schema):
    """A request's parameters or body: what it does not name is refused."""

    class Meta:
        unknown = ma.RAISE

    error_messages = {  # an instance variable of marshmallow's, given here for all requests
        "unknown": "没有这一项，请去掉。",
        "type": "这里要写一个 JSON 对象，用花括号括起来。",
        "required": "请求内容是空的，请写一个 JSON 对象。",
    }


def text(longest: int, about: str, *, example: str | None = None, required: bool = False) -> ma.fields.String:
    """A text of one to ``longest`` characters without NUL; absent is None unless required."""
    return ma.fields.String(
        required=required,
        load_default=ma.missing if required else None,
        validate=[
            ma.validate.Length(1, longest, error=f"请写 1 到 {longest} 个字。"),
            ma.validate.Regexp(r"\A[^\x00]*\Z", error="文字里有看不见的字符，请重新输入。"),
        ],
        metadata={"description": about, **({"example": example} if example is not None else {})},
        error_messages=_MESSAGES,
    )


def whole(least: int, most: int, about: str, *, default: int | None = None) -> ma.fields.Integer:
    """A whole number between two bounds, both included."""
    return ma.fields.Integer(
        load_default=default,
        validate=ma.validate.Range(least, most, error=f"请写 {least} 到 {most} 之间的整数。"),
        metadata={"description": about, "example": default if default is not None else least},
        error_messages={**_MESSAGES, "invalid": f"请写 {least} 到 {most} 之间的整数。"},
    )


def switch(about: str) -> ma.fields.Boolean:
    """true or false; absent is None."""
    return ma.fields.Boolean(
        load_default=None,
        truthy={"true"},
        falsy={"false"},
        metadata={"description": about, "example": True},
        error_messages={**_MESSAGES, "invalid": "请写 true 或 false。"},
    )


def choice(options: Sequence[str], about: str, *, default: str | None = None) -> ma.fields.String:
    """One of some words."""
    return ma.fields.String(
        load_default=default,
        validate=ma.validate.OneOf(options, error=f"请从这些里选一个：{'、'.join(options)}。"),
        metadata={"description": about, "example": default or options[0]},
        error_messages=_MESSAGES,
    )


def free_object(about: str, *, example: Mapping[str, Any], required: bool = True) -> ma.fields.Field[Any]:
    """A JSON object whose content something else checks: a form, or nothing at all for a draft."""
    return FreeObject(
        required=required,
        load_default=ma.missing if required else dict,
        metadata={"description": about, "example": dict(example), "type": "object", "additionalProperties": True},
        error_messages={**_MESSAGES, "invalid": "这里要写一个 JSON 对象，用花括号括起来。"},
    )


class FreeObject(ma.fields.Field[dict[str, Any]]):
    """Passes a JSON object on as it was sent, with its exact numbers."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.make_error("invalid")
        return value


def simple_value(longest: int, about: str, *, example: str) -> ma.fields.Field[Any]:
    """A text of one to ``longest`` characters, a number or a truth value, passed on as it was sent; absent is None."""
    return SimpleValue(
        text(longest, about),
        load_default=None,
        metadata={
            "description": about,
            "example": example,
            "type": ["string", "number", "boolean"],
            "minLength": 1,
            "maxLength": longest,
        },
        error_messages={**_MESSAGES, "invalid": "这里要写文字、数字、true 或 false。"},
    )


class SimpleValue(ma.fields.Field[Any]):
    """Passes a scalar on with its exact number; texts are looked at by a field of their own."""

    def __init__(self, texts: ma.fields.String, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._texts = texts

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str):
            return self._texts.deserialize(value, attr, data, **kwargs)
        if not isinstance(value, bool | int | Decimal):
            raise self.make_error("invalid")
        return value
