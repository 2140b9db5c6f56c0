"""What is refused in the components of a form, each with one sentence."""
from __future__ import annotations

import json

import pytest

from engine.forms import read_form

TEXT = {"type": "textfield", "key": "a", "validate": {"maxLength": 9}}


@pytest.mark.parametrize(("component", "words"), [
    *[({"type": kind, "key": "a"}, kind) for kind in (
        "filepicker", "iframe", "image", "html", "table", "documentPreview", "rocket", "constructor")],
    ({**TEXT, "key": ""}, "没有键"), ({**TEXT, "key": "地点"}, "英文字母"), ({**TEXT, "key": "a.b"}, "英文字母"),
    ({**TEXT, "key": "1a"}, "英文字母"), ({**TEXT, "key": "null"}, "保留字"), ({**TEXT, "key": 5}, "没有键"),
    ({**TEXT, "id": ""}, "没有 id"), ({**TEXT, "id": None}, "没有 id"),
    ({**TEXT, "conditional": {"hide": "stage = 1"}}, "等号"), ({**TEXT, "conditional": {"hide": "=stage ="}}, "读不懂"),
    ({**TEXT, "readonly": "closed"}, "等号"), ({**TEXT, "readonly": "=f("}, "读不懂"),
    ({**TEXT, "validate": {"maxLength": 9, "pattern": "[a"}}, "方括号"),
    ({**TEXT, "validate": {"maxLength": 9, "minLength": 10}}, "最短字数大于最长字数"),
    ({**TEXT, "validate": {"maxLength": -1}}, "正整数"), ({**TEXT, "validate": {"maxLength": "many"}}, "不是数字"),
    ({**TEXT, "validate": {"maxLength": "=3 +"}}, "读不懂"), ({**TEXT, "validate": {"maxLength": 9, "min": 1}}, "min"),
    ({**TEXT, "validate": {"maxLength": 9, "required": "yes"}}, "必填"), ({**TEXT, "validate": []}, None),
    ({**TEXT, "validate": [1]}, "validate"),
    ({**TEXT, "validate": {"maxLength": 9, "validationType": "iban"}}, "格式类型"),
    ({"type": "number", "key": "a", "validate": {"min": 2, "max": 1}}, "最小值大于最大值"),
    ({"type": "number", "key": "a", "decimalDigits": -1}, "小数位数"),
    ({"type": "number", "key": "a", "increment": 0}, "步长"),
    ({"type": "datetime", "key": "a", "subtype": "week"}, "subtype"), ({"type": "datetime", "key": "a"}, "subtype"),
    ({"type": "radio", "key": "a"}, "没有选项"), ({"type": "select", "key": "a", "values": []}, "1 到 1000"),
    ({"type": "select", "key": "a", "values": [{"label": "x"}]}, "没有值"),
    ({"type": "select", "key": "a", "values": ["x", "x"]}, "重复"),
    ({"type": "select", "key": "a", "values": ["x"], "valuesKey": "xs"}, "一个来源"),
    ({"type": "taglist", "key": "a", "valuesExpression": "=["}, "读不懂"),
    ({"type": "taglist", "key": "a", "valuesKey": "the list"}, "英文字母"),
    ({"type": "expression", "key": "a"}, "等号"), ({"type": "button", "action": "fly"}, "按钮"),
    ({"type": "dynamiclist", "components": []}, "没有路径"),
    ({"type": "dynamiclist", "path": "a", "isRepeating": False, "components": []}, "isRepeating"),
    ({"type": "dynamiclist", "path": "a", "defaultRepetitions": -1, "components": []}, "默认行数"),
    ({"type": "group", "path": "the group", "components": []}, "英文字母"),
])
def test_a_faulty_component_is_refused_by_name(read_findings, component, words):
    messages = read_findings(component)

    assert len(messages) == (0 if words is None else 1)
    assert all(words in message and message.endswith("。") for message in messages)


def test_a_finding_names_component_key_and_label(form_bytes):
    content = form_bytes({"type": "textfield", "id": "Field_1", "key": "place", "label": "协商地点"})

    (finding,) = read_form(content, "test.form").findings

    assert (finding.severity, finding.component_id, finding.key) == ("warning", "Field_1", "place")
    assert finding.message == "「协商地点」没有最长字数，按 10000 字限制；请填写最长字数。"


def test_two_components_may_not_share_a_key_or_an_id(read_findings):
    assert len(read_findings(TEXT, {**TEXT, "id": "other"})) == 1
    assert len(read_findings(TEXT, {**TEXT, "key": "b", "id": "Field_a"})) == 1
    assert len(read_findings(TEXT, {"type": "group", "path": "a", "id": "g", "components": []})) == 1


def test_the_same_key_may_stand_once_in_each_group_and_list(read_findings):
    assert read_findings(
        TEXT, {"type": "group", "path": "g", "components": [{**TEXT, "id": "in_g"}]},
        {"type": "dynamiclist", "path": "d", "components": [{**TEXT, "id": "in_d"}]}) == []


def test_groups_with_one_path_share_its_context(make_form, submit):
    form = make_form(
        {"type": "group", "path": "plan", "id": "g1", "components": [TEXT]},
        {"type": "group", "path": "plan", "id": "g2", "components": [{"type": "checkbox", "key": "b"}]})

    assert submit(form, {"plan": {"a": "x", "b": True}}) == {"plan": {"a": "x", "b": True}}


def test_more_than_500_components_are_refused_once(read_findings):
    boxes = [{"type": "checkbox", "key": f"box_{number}"} for number in range(700)]

    assert read_findings(*boxes) == ["表单的组件超过 500 个，请拆成几个表单。"]


def test_groups_nested_too_deep_are_refused(read_findings):
    component: dict[str, object] = {"type": "spacer"}
    for number in range(14):
        component = {"type": "group", "id": f"g{number}", "components": [component]}

    assert ["12 层" in message for message in read_findings(component)] == [True]


@pytest.mark.parametrize("component", [None, 5, "text", [], {}, {"type": 3}])
def test_a_component_that_is_none_is_refused(component):
    content = json.dumps({"type": "default", "id": "f", "components": [component]}).encode()

    assert [finding.severity for finding in read_form(content, "f.form").findings] == ["error"]
