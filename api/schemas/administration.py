"""Stepping into a running case: stopping it, going on, other values, another version."""
from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.fields import Request, text, whole
from api.schemas.shapes import anything, flag, moment, number, word

MOVE_EXAMPLE: dict[str, Any] = {
    "version": 2,
    "elements": [{"from": "publish", "to": "publish_notice"}],
    "reason": "公示的天数改了",
}
CORRECTION_EXAMPLE: dict[str, Any] = {
    "name": "households", "value": 12, "expected": 21, "reason": "户数录反了，经村委会核对",
}  # fmt: skip


class Reason(Request):
    """Why."""

    reason = text(500, "为什么，办理记录里会留下", example="等上级批复", required=True)


class Correct(Request):
    """Another value for a variable."""

    name = text(160, "变量的名字，见 GET /cases/{number}/variables", example="households", required=True)
    scope = text(36, "变量所在的范围（scope_id）；不写是整件协商的")
    value = anything("新的值：文字、数字、true、false、null、列表或对象", 12)
    expression = text(2000, "新的值，写成 FEEL，例如日期；和 value 只写一个", example='date("2026-12-01")')
    expected = anything("您以为它现在是什么；不是就不改，回答 409。可以不写", 21)
    reason = Reason().fields["reason"]


class Replaced(Request):
    """An element that is called otherwise in the new version."""

    source = text(255, "现在的版本里的元素", example="publish", required=True)
    target = text(255, "新版本里的元素", example="publish_notice", required=True)
    process = text(255, "哪个流程的元素；不写是这件协商自己的流程", example="consultation")

    class Meta:
        unknown = ma.RAISE


Replaced._declared_fields["source"].data_key = "from"
Replaced._declared_fields["target"].data_key = "to"


class Move(Request):
    """Where a case is to go on."""

    version = whole(1, 1_000_000, "改到流程的第几版；和 deployment 都不写是最新的")
    deployment = whole(1, 1_000_000_000, "改到第几次部署时的样子；和 version 只写一个")
    elements = ma.fields.List(
        ma.fields.Nested(Replaced),
        load_default=list,
        validate=ma.validate.Length(0, 200, error="最多写 200 个。"),
        metadata={"description": "改了代码的元素", "example": MOVE_EXAMPLE["elements"]},
    )
    recount = ma.fields.Boolean(
        load_default=False, truthy={True}, falsy={False},
        metadata={"description": "改了写法的定时从现在重新算；否则仍按原来的时间", "example": False},
    )  # fmt: skip


class MoveNow(Move):
    """Where, and why."""

    reason = Reason().fields["reason"]


class MoveFinding(ma.Schema):
    """What is said of a move."""

    severity = word("error 不能改，warning 会不一样", "warning")
    element_id = word("流程图上的元素", "publish_notice", nullable=True)
    text = word("一句话", "「公示」的期限写法改了，已经在办的这一件仍按原来的期限")


class Version(ma.Schema):
    """A version of a process."""

    definition = word("流程的编号", "consultation:2:0a1b2c3d")
    deployment = number("第几次部署", 2)


class Timer(ma.Schema):
    """A timer that would be there."""

    element_id = word("流程图上的元素", "notice_over")
    due_at = moment("何时到期")


class Preview(ma.Schema):
    """What a move would do."""

    source = ma.fields.Nested(Version, data_key="from", metadata={"description": "现在的版本"})
    target = ma.fields.Nested(Version, data_key="to", metadata={"description": "要改到的版本"})
    possible = flag("能不能改")
    findings = ma.fields.List(ma.fields.Nested(MoveFinding), metadata={"description": "会怎样，为什么不能"})
    opened = ma.fields.List(ma.fields.String(), metadata={"description": "会打开的待办", "example": ["publish_notice"]})
    closed = ma.fields.List(ma.fields.String(), metadata={"description": "会取消的待办", "example": []})
    timers = ma.fields.List(ma.fields.Nested(Timer), metadata={"description": "会开始的定时"})
    ends = flag("会不会办结", example=False)


class Moved(ma.Schema):
    """What a move has done."""

    number = word("协商编号", "2026-0203-009")
    source = ma.fields.Nested(Version, data_key="from", metadata={"description": "原来的版本"})
    target = ma.fields.Nested(Version, data_key="to", metadata={"description": "现在的版本"})
    findings = ma.fields.List(ma.fields.Nested(MoveFinding), metadata={"description": "有哪些不一样"})
