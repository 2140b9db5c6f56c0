"""A default is an answer that its field takes."""
from __future__ import annotations

import pytest

OPTIONS = {"values": [{"label": "是", "value": "yes"}, {"label": "否", "value": "no"}]}


@pytest.mark.parametrize("field", [
    {"type": "select", **OPTIONS, "defaultValue": "yes"}, {"type": "checklist", **OPTIONS, "defaultValue": ["no"]},
    {"type": "number", "defaultValue": 3}, {"type": "checkbox", "defaultValue": True},
    {"type": "textfield", "defaultValue": "x", "validate": {"maxLength": 9}}, {"type": "number", "defaultValue": ""},
    {"type": "datetime", "subtype": "date", "defaultValue": "2026-11-24"},
    {"type": "select", "valuesKey": "members", "defaultValue": "甲"},
])
def test_a_fitting_default_is_accepted(read_findings, field):
    assert read_findings({"key": "a", **field}) == []


@pytest.mark.parametrize(("field", "sentence"), [
    ({"type": "select", **OPTIONS, "defaultValue": "是"}, "的默认值不在选项里，请改正。"),
    ({"type": "checklist", **OPTIONS, "defaultValue": ["yes", "x"]}, "的默认值不在选项里，请改正。"),
    ({"type": "checklist", **OPTIONS, "defaultValue": "yes"}, "的默认值不能用：「甲」要从选项里选。"),
    ({"type": "number", "defaultValue": "多"}, "的默认值不能用：「甲」必须是数字。"),
    ({"type": "datetime", "subtype": "date", "defaultValue": "今天"},
     "的默认值不能用：「甲」不是真实的日期，请写成 2026-11-24 这样。"),
])
def test_a_default_that_would_vanish_is_refused(read_findings, field, sentence):
    assert read_findings({"key": "a", "label": "甲", **field}) == [f"「甲」{sentence}"]
