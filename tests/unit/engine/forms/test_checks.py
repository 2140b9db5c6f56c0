"""The rules of each kind of field, told with the field's label."""
from __future__ import annotations

import pytest

from feel import Date


def question(kind, **properties):
    return {"type": kind, "key": "a", "label": "问题", **properties}


def text(**rules):
    return question("textfield", validate={"maxLength": 10, **rules})


def number(**properties):
    return question("number", **properties)


CHOICES = ["合法", "建议修改"]


@pytest.mark.parametrize(("component", "answer", "sentence"), [
    (text(required=True), None, "必须填写。"), (text(required=True), "", "必须填写。"),
    (text(required=True), " \u3000\n", "必须填写。"), (text(maxLength=3), "一二三四", "最多 3 字。"),
    (text(minLength=2), " 一 ", "最少 2 字。"), (text(), 5, "必须是文字。"), (text(), ["a"], "必须是文字。"),
    (text(pattern="^[0-9]+$", patternErrorMessage="只写数字。"), "12a", "的格式不对：只写数字。"),
    (text(pattern="^[0-9]+$"), "12a", "的格式不对：请按要求的格式填写。"),
    (text(validationType="email"), "a@", "要是电子邮件地址。"),
    (text(validationType="phone"), "123", "要是带国际区号的电话号码，如 +8613800000000。"),
    (number(validate={"min": 1}), 0.5, "不能小于 1。"), (number(validate={"max": "1.50"}), 2, "不能大于 1.5。"),
    (number(decimalDigits=2), 0.125, "最多 2 位小数。"), (number(decimalDigits=0), "1.5", "必须是整数。"),
    (number(increment="0.01"), "0.015", "要是 0.01 的整数倍。"),
    (number(validate={"required": True}), None, "必须填写。"),
    (number(), True, "必须是数字。"), (number(), "多少", "必须是数字。"),
    (question("checkbox", validate={"required": True}), False, "必须勾选。"),
    (question("checkbox", validate={"required": True}), None, "必须勾选。"),
    (question("checkbox"), "true", "只能勾选或不勾选。"), (question("checkbox"), 1, "只能勾选或不勾选。"),
    (question("radio", values=CHOICES), "违法", "没有这个选项：违法。"),
    (question("radio", values=CHOICES), ["合法"], "只能选一项。"),
    (question("select", values=[{"label": "一", "value": 1}]), True, "没有这个选项：True。"),
    (question("select", values=CHOICES), "x" * 99, f"没有这个选项：{'x' * 40}…。"),
    (question("select", values=CHOICES, validate={"required": True}), "", "必须填写。"),
    (question("checklist", values=CHOICES, validate={"required": True}), [], "必须填写。"),
    (question("checklist", values=CHOICES), ["合法", "合法"], "有重复的选项，请每项只选一次。"),
    (question("taglist", values=CHOICES), ["合法", "违法"], "没有这个选项：违法。"),
    (question("taglist", values=CHOICES), "合法", "要从选项里选。"),
    (question("datetime", subtype="date", disallowPassedDates=True), "2026-11-23", "不能早于今天（2026-11-24）。"),
    (question("datetime", subtype="datetime", disallowPassedDates=True), "2026-11-23T23:59",
    "不能早于今天（2026-11-24）。"),
])
def test_a_rule_that_is_broken_is_told_in_one_sentence(make_form, refuse, component, answer, sentence):
    assert refuse(make_form(component), {"a": answer}) == {"a": [f"「问题」{sentence}"]}


@pytest.mark.parametrize(("component", "answer"), [
    (text(maxLength=3), " 一二三 "), (text(minLength=2), ""), (text(pattern="b"), "abc"),
    (text(validationType="email"), "a@b"),
    (question("textfield", validate={"maxLength": 30, "validationType": "phone"}), "+8613800000000"),
    (number(validate={"min": 0, "max": 0}), 0), (number(increment="0.01"), "1" * 32 + ".01"),
    (number(decimalDigits=1), "1.50"),
    (question("datetime", subtype="date", disallowPassedDates=True), "2026-11-24"),
    (question("textarea"), "字" * 10_000), (question("checkbox"), False), (question("select", values=CHOICES), "合法"),
])
def test_an_answer_within_the_rules_passes(make_form, submit, component, answer):
    submit(make_form(component), {"a": answer})


def test_a_text_without_longest_length_is_limited_all_the_same(make_form, refuse):
    assert refuse(make_form(question("textarea")), {"a": "字" * 10_001}) == {"a": ["「问题」最多 10000 字。"]}


def test_limits_may_be_expressions_over_answers_and_variables(make_form, submit, refuse):
    form = make_form(number(validate={"min": "=least", "max": "=b * 2"}), {"type": "number", "key": "b"})

    assert refuse(form, {"a": 7, "b": 3}, {"least": submit(form, {"a": 1})["a"]}) == {"a": ["「问题」不能大于 6。"]}
    assert submit(form, {"a": 7, "b": 4})["a"] == 7
    assert submit(form, {"a": -7})["a"] == -7


def test_every_broken_rule_of_every_field_is_told_at_once(make_form, refuse):
    form = make_form(number(validate={"max": 1}, decimalDigits=1),
        {**text(required=True), "key": "b", "label": "另一题"})

    assert refuse(form,
        {"a": 2.25}) == {"a": ["「问题」不能大于 1。", "「问题」最多 1 位小数。"], "b": ["「另一题」必须填写。"]}


def test_a_label_that_is_reckoned_gives_way_to_the_key(make_form, refuse):
    assert refuse(make_form({**text(required=True), "label": "=topic"}), {}) == {"a": ["「a」必须填写。"]}


def test_dates_are_compared_as_dates(make_form, submit):
    form = make_form(question("datetime", subtype="date"),
                     {"type": "expression", "key": "late", "expression": "=a > date(\"2026-11-24\")"})

    assert submit(form, {"a": "2026-12-01"}) == {"a": Date(2026, 12, 1), "late": True}
