"""A whole submission: what comes out, and what is refused of hostile ones."""
from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InvalidSubmission
from engine.forms import read_form
from feel import DEFAULT, Date, Time, from_json, to_json

TOPIC = (
    {"type": "text", "id": "heading", "text": "# 议题"}, {"type": "separator"}, {"type": "spacer"},
    {"type": "button", "action": "submit"},
    {"type": "textfield", "key": "title", "label": "标题", "validate": {"required": True, "maxLength": 20}},
    {"type": "textarea", "key": "reason", "label": "理由", "validate": {"maxLength": 200}},
    {"type": "number", "key": "households", "label": "户数", "decimalDigits": 0, "validate": {"min": 1, "max": 9999}},
    {"type": "datetime", "key": "day", "subtype": "date", "label": "日期"},
    {"type": "datetime", "key": "hour", "subtype": "time", "label": "时间"},
    {"type": "checkbox", "key": "urgent", "label": "紧急"},
    {"type": "radio", "key": "channel", "label": "渠道", "values": ["群众提议", "村委会提出"]},
    {"type": "checklist", "key": "forms", "label": "形式", "values": ["庭院会", "议事会"]},
    {"type": "group", "path": "plan", "label": "方案", "components": [
        {"type": "textfield", "key": "place", "label": "协商地点", "validate": {"required": True, "maxLength": 20}},
        {"type": "group", "components": [{"type": "number", "key": "cost", "label": "费用"}]}]},
    {"type": "dynamiclist", "path": "opinions", "label": "意见", "validate": {"required": True}, "components": [
        {"type": "textfield", "key": "text", "label": "内容", "validate": {"required": True, "maxLength": 20}},
        {"type": "dynamiclist", "path": "replies", "label": "答复", "components": [
            {"type": "textfield", "key": "text", "id": "reply", "label": "答复内容", "validate": {"maxLength": 5}}]}]},
)
WHOLE = {
    "title": "硬化村道", "reason": "", "households": 38, "day": "2026-11-24", "hour": "14:30", "urgent": True,
    "channel": "群众提议", "forms": ["庭院会"], "plan": {"place": "村委会", "cost": 0.1},
    "opinions": [{"text": "同意", "replies": [{"text": "好"}]}, {"text": "无意见", "replies": []}],
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["title", "plan", "opinions", "text", "replies", "place", "x", "__class__"]), inner, max_size=4), max_leaves=12)


@pytest.fixture(scope="module")
def topic_form(form_bytes):
    return read_form(form_bytes(*TOPIC), "topic.form")


def test_a_whole_submission_becomes_feel_values(make_form, submit):
    assert submit(make_form(*TOPIC), WHOLE) == {
        "title": "硬化村道", "reason": None, "households": Decimal(38), "day": Date(2026, 11, 24), "hour": Time(14, 30),
        "urgent": True, "channel": "群众提议", "forms": ["庭院会"], "plan": {"place": "村委会", "cost": Decimal("0.1")},
        "opinions": [{"text": "同意", "replies": [{"text": "好"}]}, {"text": "无意见", "replies": []}]}


def test_keys_left_out_are_empty_answers(make_form, submit):
    result = submit(make_form(*TOPIC), {"title": "x", "plan": {"place": "y"}, "opinions": [{"text": "z"}]})

    assert result == {
        "title": "x", "reason": None, "households": None, "day": None, "hour": None, "urgent": False, "channel": None,
        "forms": [], "plan": {"place": "y", "cost": None}, "opinions": [{"text": "z", "replies": []}]}


def test_errors_come_back_by_path_with_labels(make_form, refuse):
    errors = refuse(make_form(*TOPIC), {
        "households": 1.5, "day": "2026-02-30", "channel": "来信", "plan": {"cost": "多", "x": 1}, "xyz": 1,
        "opinions": [{"text": "a"}, {"text": "", "replies": [{"text": "好"}, {"text": "太长的答复"},
        {"text": "这个太长了吧"}]}]})

    assert errors == {
        "xyz": ["没有「xyz」这一项。"], "plan.x": ["没有「x」这一项。"], "title": ["「标题」必须填写。"],
        "households": ["「户数」必须是整数。"], "day": ["「日期」不是真实的日期，请写成 2026-11-24 这样。"],
        "channel": ["「渠道」没有这个选项：来信。"], "plan.place": ["「协商地点」必须填写。"],
        "plan.cost": ["「费用」必须是数字。"], "opinions[1].text": ["第 2 行：「内容」必须填写。"],
        "opinions[1].replies[2].text": ["第 2 行第 3 行：「答复内容」最多 5 字。"]}


@pytest.mark.parametrize(("submitted", "path"), [
    ({"plan": "x"}, "plan"), ({"plan": ["x"]}, "plan"), ({"opinions": {"0": {}}}, "opinions"),
    ({"opinions": "x"}, "opinions"),
    ({"opinions": [5]}, "opinions[0]"), ({"opinions": [{"text": "x"}] * 501}, "opinions"),
    ({"opinions": []}, "opinions"),
    ({"title": {"a": 1}}, "title"), ({"x" * 100: 1}, "x" * 60), ([], ""), ("x", ""), (None, ""),
])
def test_a_submission_of_the_wrong_shape_is_refused_where_it_is_wrong(make_form, refuse, submitted, path):
    errors = refuse(make_form(*TOPIC), submitted)

    assert path in errors


def test_a_flood_of_unknown_keys_is_not_repeated_back(make_form, refuse):
    errors = refuse(make_form({"type": "checkbox", "key": "a"}), {f"x{number}": 1 for number in range(5000)})

    assert len(errors) == 20


def test_lists_in_lists_have_a_limit_together(make_form, refuse):
    cell = {"type": "checkbox", "key": "a"}
    form = make_form({"type": "dynamiclist", "path": "r", "components": [
        {"type": "dynamiclist", "path": "s", "components": [cell]}]})

    errors = refuse(form, {"r": [{"s": [{"a": True}] * 500}] * 500})

    assert any("太多" in sentence for sentences in errors.values() for sentence in sentences)


def test_a_group_keeps_what_other_forms_stored_in_it(make_form, submit):
    form = make_form({"type": "group", "path": "plan", "components": [
        {"type": "number", "key": "cost"}, {"type": "textfield", "key": "place", "readonly": True}]})
    stored = {"plan": {"place": "村委会", "chair": "甲", "cost": Decimal(1)}}

    assert submit(form, {"plan": {"cost": 2, "place": "村委会"}}, stored) == {
        "plan": {"place": "村委会", "chair": "甲", "cost": Decimal(2)}}


def test_a_group_that_shows_only_is_not_written(make_form, submit):
    form = make_form({"type": "group", "path": "plan", "components": [
        {"type": "textfield", "key": "place", "readonly": True, "validate": {"maxLength": 9}}]})

    assert form.output_names == set()
    assert submit(form, {"plan": {"place": "村委会"}}, {"plan": {"place": "村委会"}}) == {}


def test_data_nested_without_end_are_refused(make_form, refuse):
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    form = make_form({"type": "select", "key": "a", "values": ["x"]},
        {"type": "checklist", "key": "b", "values": ["x"]},
                     {"type": "checkbox", "key": "c", "conditional": {"hide": "=true"}},
                     {"type": "textfield", "key": "d", "readonly": True, "validate": {"maxLength": 9}})

    errors = refuse(form, {"a": {"x": deep}, "b": [{"x": deep}], "c": [deep, 1], "d": deep})

    assert set(errors) == {"a", "b", "c", "d"}


@pytest.mark.parametrize("key", ["load", "fields", "Meta", "opts", "context", "dump", "__init__", "__class__",
    "unknown"])
def test_a_field_may_have_any_name_that_expressions_can_read(make_form, submit, refuse, key):
    form = make_form({"type": "textfield", "key": key, "validate": {"maxLength": 3}})

    assert submit(form, {key: "abc"}) == {key: "abc"}
    assert list(refuse(form, {key: "abcd"})) == [key]


def test_variables_are_read_by_key_only(make_form):
    class Lookup(dict):
        def __iter__(self):
            raise AssertionError("variables are not to be listed")

        keys = items = values = __iter__

    form = make_form(*TOPIC, {"type": "expression", "key": "n", "expression": "=base + 1"})

    assert form.validate(WHOLE, Lookup(base=Decimal(2)), DEFAULT)["n"] == 3
    assert form.prefill(Lookup(base=Decimal(2), other="x")) == {"base": 2}


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_no_json_brings_the_form_down(topic_form, submitted):
    errors, result = {}, None
    try:
        result = topic_form.validate(submitted, {}, DEFAULT)
    except InvalidSubmission as error:
        errors = error.errors

    assert bool(errors) or set(result) == topic_form.output_names
    assert all(isinstance(sentence, str) for sentences in errors.values() for sentence in sentences)


@given(st.fixed_dictionaries({
    "title": st.text("村道硬化 ", min_size=1, max_size=20).filter(str.strip),
        "households": st.none() | st.integers(1, 9999),
    "forms": st.lists(st.sampled_from(["庭院会", "议事会"]), unique=True), "urgent": st.booleans(),
    "plan": st.fixed_dictionaries({"place": st.just("村委会"), "cost": st.decimals(0, 1000, places=2).map(float)}),
    "opinions": st.lists(st.fixed_dictionaries({"text": st.just("同意")}), min_size=1, max_size=4)}))
def test_what_was_accepted_is_accepted_again_when_the_form_is_prefilled_with_it(topic_form, submitted):
    first = topic_form.validate(submitted, {}, DEFAULT)

    again = topic_form.validate(topic_form.prefill(first), first, DEFAULT)

    assert again == first
    assert from_json(to_json(again["plan"])) == again["plan"]

