"""What a case's decisions were reckoned from, and why they came out as they did."""
from __future__ import annotations

import marshmallow as ma

from api.schemas.shapes import anything, moment, number, page_of, word


class DecisionInput(ma.Schema):
    """A column of the table and what it was asked about."""

    label = word("决策表的列", "金额")
    expression = word("这一列的表达式", "amount")
    value = anything("当时的值", 2600)


class DecisionRule(ma.Schema):
    """A rule that applied."""

    id = word("规则的编号", "rule_3")
    row = number("决策表的第几行", 3)
    outputs = anything("这一行的结论", {"organiser": "村民委员会"}, kind="object")
    annotations = ma.fields.List(word("这一行旁边的说明", "单笔在2000元及以上"), metadata={"description": "说明"})


class Decision(ma.Schema):
    """One decision that the case has evaluated."""

    id = word("记录的编号", "3f5a…")
    sequence = number("属于办理记录的第几条", 7)
    element_id = word("流程图上的元素", "choose_organiser")
    element_name = word("元素的名称", "确定组织者", nullable=True)
    decision_key = word("决策的代码", "organiser")
    decision_name = word("决策的名称", "组织者")
    definition_id = word("决策的哪一版", "organiser:2:0a1b2c3d")
    version = number("第几版", 2)
    evaluated_at = moment("何时得出")
    hit_policy = word("决策表的命中方式；不是决策表就没有", "UNIQUE", nullable=True)
    inputs = ma.fields.List(ma.fields.Nested(DecisionInput), metadata={"description": "依据的内容"})
    rules = ma.fields.List(ma.fields.Nested(DecisionRule), metadata={"description": "适用的规则"})
    value = anything("结果", "村民委员会")
    because = word("为什么；没有适用的规则或规则旁边没有说明就是空的", "因为单笔在2000元及以上（规则3）")


DecisionPage = page_of(Decision, "DecisionPage")
