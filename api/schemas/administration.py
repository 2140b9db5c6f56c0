"""Stepping into a running case: stopping it, going on, other values, another version."""
from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.fields import Request, text, whole
from api.schemas.shapes import anything, flag, moment, number, page_of, word

MOVE_EXAMPLE: dict[str, Any] = {
    "version": 2,
    "elements": [{"from": "publish", "to": "publish_notice"}],
    "reason": "公示的天数改了",
}
PLACE_EXAMPLE: dict[str, Any] = {
    "activity": "b7c1d2e3-7b5e-4a53-9b8c-0e6b8f5f7a11",
    "target": "hold_meeting",
    "reason": "会没有开成，经镇政府同意重开",
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


class Place(Request):
    """Where a case is to go on from, instead of where it stands."""

    activity = text(36, "停着的那一步，见 GET /cases/{number}/activities 里 active 的 id", required=True,
                    example="b7c1d2e3-7b5e-4a53-9b8c-0e6b8f5f7a11")  # fmt: skip
    target = text(255, "同一个流程（子流程）里的元素，从它前面接着办", example="hold_meeting", required=True)


class PlaceNow(Place):
    """Where, and why."""

    reason = Reason().fields["reason"]


class Placement(ma.Schema):
    """What placing it there would do."""

    possible = flag("能不能挪")
    findings = ma.fields.List(ma.fields.Nested(MoveFinding), metadata={"description": "为什么不能"})
    opened = ma.fields.List(ma.fields.String(), metadata={"description": "会打开的待办", "example": ["hold_meeting"]})
    closed = ma.fields.List(ma.fields.String(), metadata={"description": "会取消的待办", "example": ["publish"]})
    timers = ma.fields.List(ma.fields.Nested(Timer), metadata={"description": "会开始的定时"})
    ends = flag("会不会办结", example=False)


class Chosen(Move):
    """Which running cases, and where to."""

    process = text(255, "流程的代码", example="consultation", required=True)
    versions = ma.fields.List(
        whole(1, 1_000_000, "第几版"), load_default=list, validate=ma.validate.Length(0, 100, error="最多写 100 个。"),
        metadata={"description": "只要这几版的；不写是各版", "example": [1]},
    )  # fmt: skip
    numbers = ma.fields.List(
        text(32, "协商编号"), load_default=list, validate=ma.validate.Length(0, 10_000, error="最多写 10000 个。"),
        metadata={"description": "只要这几件；不写是所有在办的", "example": ["2026-0203-009"]},
    )  # fmt: skip


class ChosenNow(Chosen):
    """Which, where to, and why."""

    reason = Reason().fields["reason"]


class Said(ma.Schema):
    """Something that is said of several cases."""

    text = word("一句话", "「公示」在新版本里没有了")
    cases = ma.fields.List(ma.fields.String(), metadata={"description": "哪几件", "example": ["2026-0203-009"]})


class OutlookShown(ma.Schema):
    """What a batch would come to."""

    chosen = number("选中了多少件", 40)
    tried = number("试了其中多少件", 40)
    possible = number("多少件能改", 38)
    there = number("多少件已经是这个版本", 0)
    refused = ma.fields.List(ma.fields.Nested(Said), metadata={"description": "不能改的原因"})
    warned = ma.fields.List(ma.fields.Nested(Said), metadata={"description": "会不一样的地方"})


class Batch(ma.Schema):
    """A batch and how far it is."""

    id = word("这一批的编号", "0b9f4e1c-2f43-4c2c-9f8e-5a1d1f6b7c22")
    reason = word("为什么", "公示的天数改了")
    created_at = moment("何时开始")
    by = word("谁", "孟管理员", nullable=True)
    reverts = word("退回的是哪一批", "5d1f0b9f-2f43-4c2c-9f8e-5a1d1f6b7c22", nullable=True)
    pending = number("还没有改的", 2)
    moved = number("已经改了的", 36)
    refused = number("不能改的", 2)
    cancelled = number("取消了的", 0)


class BatchItem(ma.Schema):
    """One case of a batch."""

    number = word("协商编号", "2026-0203-009")
    status = word("pending 还没有改，moved 已改，refused 不能改，cancelled 已取消", "moved")
    findings = ma.fields.List(ma.fields.Nested(MoveFinding), metadata={"description": "有哪些不一样，为什么不能"})


BatchReport = page_of(BatchItem, "BatchReport")
Batches = page_of(Batch, "Batches")
