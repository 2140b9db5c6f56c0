"""The policy's requirements as they are answered."""
from __future__ import annotations

import marshmallow as ma

from api.schemas.shapes import number, word


class Covering(ma.Schema):
    """An element that answers a requirement."""

    process = word("流程的代码", "topic_intake")
    process_name = word("流程的名称", "收集并确定议题")
    element = word("流程图上的元素", "deliberate_topic")
    element_name = word("元素的名称", "酝酿议题")


class CoveredRequirement(ma.Schema):
    """One sentence of the policy."""

    id = word("条款编号", "R-284")
    place = word("在文件的哪一处", "二（五）2 确定议题")
    text = word("文件原文", "村（社区）党组织或村（居）民委员会酝酿，确定协商议题")
    elements = ma.fields.List(
        ma.fields.Nested(Covering), metadata={"description": "由流程图的哪些元素落实；没有是空列表"}
    )


class CoverageReport(ma.Schema):
    """All of the policy."""

    total = number("一共多少条", 158)
    covered = number("其中多少条已经落实到流程图上", 93)
    items = ma.fields.List(ma.fields.Nested(CoveredRequirement), metadata={"description": "逐条列出"})
