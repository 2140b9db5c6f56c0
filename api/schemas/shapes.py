"""Pieces that several answers share: described fields, pages, people, the problem."""
from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.fields import Request, text, whole

PAGE_SIZE = 50
LARGEST_PAGE = 200


def shown(field: type[ma.fields.Field[Any]], about: str, example: Any, *, nullable: bool = False) -> Any:
    """A field of an answer with its meaning and an example."""
    return field(allow_none=nullable, metadata={"description": about, "example": example})


def word(about: str, example: str, *, nullable: bool = False) -> Any:
    """A text in an answer."""
    return shown(ma.fields.String, about, example, nullable=nullable)


def number(about: str, example: int, *, nullable: bool = False) -> Any:
    """A whole number in an answer."""
    return shown(ma.fields.Integer, about, example, nullable=nullable)


def flag(about: str, example: bool = True) -> Any:
    """true or false in an answer."""
    return shown(ma.fields.Boolean, about, example)


def moment(about: str, *, nullable: bool = False) -> Any:
    """A time in an answer: ISO 8601 in UTC."""
    return ma.fields.AwareDateTime(
        allow_none=nullable, metadata={"description": about, "example": "2026-11-24T02:30:00+00:00"}
    )


def anything(about: str, example: Any, *, kind: str | None = None) -> Any:
    """Any JSON value in an answer; ``kind``: the JSON type, when it is always the same."""
    return ma.fields.Raw(
        allow_none=True,
        metadata={"description": about, "example": example, **({"type": kind} if kind else {})},
    )


class PageQuery(Request):
    """How much of a list, and from where."""

    limit = whole(1, LARGEST_PAGE, "一页最多多少条", default=PAGE_SIZE)
    after = text(400, "上一页给出的 next，从那里接着读")


def page_of(schema: type[ma.Schema], name: str) -> type[ma.Schema]:
    """The schema of one page of a list."""
    return type(
        name,
        (ma.Schema,),
        {
            "items": ma.fields.List(ma.fields.Nested(schema), metadata={"description": "这一页的各条"}),
            "next": word("下一页的标记，作为参数 after 传回；末页是 null", "WyIyMDI2LTExLTI0Il0", nullable=True),
        },
    )


class Problem(ma.Schema):
    """Documentation of RFC 9457 problems; they are made in api.problems and may carry further members."""

    class Meta:
        unknown = ma.INCLUDE

    type = word("问题的种类，不会改变，程序可据此判断", "/problems/invalid-submission")
    title = word("种类的名称", "填写的内容要改")
    status = number("HTTP 状态码", 422)
    detail = word("一句话：该怎么办", "还有内容要改，请看标出的各处。")
    errors = anything("按字段列出的问题", {"plan.place": ["「协商地点」必须填写。"]}, kind="object")


class IdempotencyHeader(Request):
    """The header that makes repeating a request harmless."""

    class Meta:
        unknown = ma.EXCLUDE

    request_key = ma.fields.String(
        data_key="Idempotency-Key",
        load_default=None,
        validate=[
            ma.validate.Length(1, 200, error="请写 1 到 200 个字符。"),
            ma.validate.Regexp(r"[!-~]+\Z", error="请只用英文字母、数字和符号，不用空格，例如一个 UUID。"),
        ],
        metadata={
            "description": "您自己起的请求编号，七天内有效。同一编号重发，只办一次，回答相同。",
            "example": "5b1f6f0e-4f0e-4c7e-9a50-1c1c2c3d4e5f",
        },
    )


class IfMatchHeader(Request):
    """The header that refuses to act on something that has changed since it was read."""

    class Meta:
        unknown = ma.EXCLUDE

    if_match = ma.fields.String(
        data_key="If-Match",
        load_default=None,
        validate=ma.validate.Length(1, 40, error="请写读取待办时得到的 ETag。"),
        metadata={"description": "读取待办时得到的 ETag；待办已变时回答 412", "example": '"3"'},
    )
