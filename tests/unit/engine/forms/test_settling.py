"""Hidden, readonly and computed fields, and what they do to each other."""
from __future__ import annotations

from decimal import Decimal

import pytest


def text(key, **properties):
    return {"type": "textfield", "key": key, "validate": {"maxLength": 20}, **properties}


REASON = text("reason", label="理由", validate={"required": True, "maxLength": 20},
              conditional={"hide": "=outcome != \"其他\""})


def test_a_hidden_field_is_neither_asked_nor_stored(make_form, submit):
    form = make_form(text("outcome"), REASON)

    assert submit(form, {"outcome": "成功"}, {"reason": "旧的"}) == {"outcome": "成功"}
    assert submit(form, {"outcome": "成功", "reason": ""}) == {"outcome": "成功"}
    assert submit(form, {"outcome": "其他", "reason": "天气"}) == {"outcome": "其他", "reason": "天气"}


def test_a_field_that_is_shown_is_asked(make_form, refuse):
    assert refuse(make_form(text("outcome"), REASON), {"outcome": "其他"}) == {"reason": ["「理由」必须填写。"]}


def test_an_answer_to_a_hidden_field_is_refused_by_name(make_form, refuse):
    assert refuse(make_form(text("outcome"), REASON), {"outcome": "成功", "reason": "天气"}) == {
        "reason": ["「理由」现在不用填写，请刷新页面后再提交。"]}


@pytest.mark.parametrize("condition", ["=missing > 3", "=1 + \"a\"", "=\"yes\"",
    "=count(for x in 1..10000 return [x, x])"])
def test_a_condition_that_is_neither_true_nor_false_hides_nothing(make_form, refuse, condition):
    form = make_form(text("a", validate={"required": True, "maxLength": 9}, conditional={"hide": condition}))

    assert list(refuse(form, {})) == ["a"]


def test_a_hidden_field_reads_as_null_even_where_a_variable_has_its_name(make_form, submit):
    form = make_form(
        text("outcome"), {**REASON, "validate": {"maxLength": 20}},
        text("detail", conditional={"hide": "=reason = null"}, validate={"required": True, "maxLength": 20}))

    assert submit(form, {"outcome": "成功"}, {"reason": "旧的"}) == {"outcome": "成功"}


def test_hiding_a_group_hides_what_it_contains(make_form, submit, refuse):
    form = make_form(
        {"type": "checkbox", "key": "major"},
        {"type": "group", "conditional": {"hide": "=not(major)"}, "components": [
            text("law", validate={"required": True, "maxLength": 9}),
            {"type": "group", "path": "review", "components": [text("number", validate={"required": True,
            "maxLength": 9})]},
            {"type": "dynamiclist", "path": "lines", "label": "条目", "validate": {"required": True},
            "components": [text("line")]}]})

    assert submit(form, {"major": False, "review": {}, "lines": [{}]}) == {"major": False}
    assert set(refuse(form, {"major": True})) == {"law", "review.number", "lines"}
    assert refuse(form, {"major": False, "lines": [{"line": "x"}]}) == {
        "lines": ["「条目」现在不用填写，请刷新页面后再提交。"]}


def test_a_readonly_value_is_never_taken_from_the_client(make_form, submit, refuse):
    form = make_form(text("number", label="编号", readonly=True), text("note"))

    assert submit(form, {"number": "V11-1", "note": "x"}, {"number": "V11-1"}) == {"note": "x"}
    assert submit(form, {"note": "x"}, {"number": "V11-1"}) == {"note": "x"}
    assert refuse(form, {"number": "V11-2"}, {"number": "V11-1"}) == {"number": ["「编号」不能修改。"]}
    assert refuse(form, {"number": "V11-2"}) == {"number": ["「编号」不能修改。"]}


@pytest.mark.parametrize(("component", "stored", "given"), [
    ({"type": "checkbox"}, None, False), ({"type": "checkbox"}, True, True), ({"type": "number"}, Decimal("1.50"), 1.5),
    ({"type": "number"}, Decimal(2) ** 80, str(2 ** 80)), ({"type": "textfield", "defaultValue": "本村"}, None, "本村"),
    ({"type": "textfield"}, "两\n行", "两 行"), ({"type": "textarea"}, Decimal(5), "5"),
    ({"type": "textfield"}, None, ""),
    ({"type": "checklist", "values": ["甲"]}, ["甲", "已撤"], ["甲"]),
    ({"type": "select", "values": ["甲"]}, "已撤", None),
])
def test_what_form_js_makes_of_a_stored_value_counts_as_unchanged(make_form, submit, component, stored, given):
    form = make_form({"key": "a", "readonly": True, **component})

    assert submit(form, {"a": given}, {"a": stored}) == {}


@pytest.mark.parametrize(("component", "stored", "given"), [
    ({"type": "checkbox"}, True, False), ({"type": "checkbox"}, None, True), ({"type": "number"}, Decimal(1), True),
    ({"type": "number"}, Decimal(1), 2), ({"type": "textfield"}, True, "True"), ({"type": "textfield"}, None, {"a": 1}),
    ({"type": "checklist", "values": ["甲"]}, ["甲"], ["甲", "乙"]),
])
def test_anything_else_in_a_readonly_field_is_refused(make_form, refuse, component, stored, given):
    form = make_form({"key": "a", "label": "编号", "readonly": True, **component})

    assert refuse(form, {"a": given}, {"a": stored}) == {"a": ["「编号」不能修改。"]}


def test_a_readonly_field_that_is_required_and_empty_stops_nobody(make_form, submit):
    form = make_form(text("a", readonly=True, validate={"required": True, "maxLength": 9}), text("b"))

    assert submit(form, {"a": "", "b": "x"}) == {"b": "x"}


def test_readonly_may_depend_on_answers_and_variables(make_form, submit, refuse):
    form = make_form(text("a", label="编号", readonly="=closed"))

    assert submit(form, {"a": "x"}, {"closed": False}) == {"a": "x"}
    assert refuse(form, {"a": "x"}, {"closed": True}) == {"a": ["「编号」不能修改。"]}


@pytest.mark.parametrize("variables", [{}, {"closed": None}, {"closed": "no"}])
def test_a_readonly_condition_that_cannot_be_told_denies(make_form, refuse, variables):
    assert refuse(make_form(text("a", label="编号", readonly="=closed")), {"a": "x"}, variables) == {
        "a": ["「编号」不能修改。"]}


def test_a_disabled_field_is_treated_as_readonly(make_form, submit, refuse):
    form = make_form(text("a", label="编号", disabled=True), text("b"))

    assert form.output_names == {"b"}
    assert submit(form, {"b": "x"}, {"a": "y"}) == {"b": "x"}
    assert list(refuse(form, {"a": "x"}, {"a": "y"})) == ["a"]


def test_computed_fields_are_reckoned_here_and_never_taken_from_the_client(make_form, submit):
    form = make_form({"type": "number", "key": "price"}, {"type": "number", "key": "count"},
                     {"type": "expression", "key": "total", "expression": "=price * count"},
                     {"type": "expression", "key": "dear", "expression": "=total > 0.3"})

    assert submit(form, {"price": 0.1, "count": 3, "total": 0.30000000000000004, "dear": True}) == {
        "price": Decimal("0.1"), "count": 3, "total": Decimal("0.3"), "dear": False}


def test_conditions_may_look_at_computed_fields(make_form, refuse):
    form = make_form(
        text("plan", validate={"required": True, "maxLength": 9}, conditional={"hide": "=total <= 100"}),
        {"type": "expression", "key": "total", "expression": "=cost * 2"}, {"type": "number", "key": "cost"})

    assert list(refuse(form, {"cost": 60})) == ["plan"]


def test_computed_fields_of_rows_see_their_row_its_number_and_its_parent(make_form, submit):
    form = make_form({"type": "number", "key": "factor"}, {"type": "dynamiclist", "path": "lines", "components": [
        {"type": "number", "key": "cost"},
        {"type": "expression", "key": "total", "expression": "=this.cost * parent.factor + i[1] * _parent_.factor"}]})

    lines = submit(form, {"factor": 10, "lines": [{"cost": 1}, {"cost": 2}]})["lines"]

    assert [line["total"] for line in lines] == [20, 40]


@pytest.mark.parametrize("expression", ["=this", "=[this, this]", "=lines", "=function(x) x", "=[1..3]", "=1 / 0"])
def test_a_computed_field_that_holds_the_form_itself_or_no_value_does_no_harm(make_form, submit, expression):
    boxes = [{"type": "expression", "key": f"e{number}", "expression": expression} for number in range(3)]

    result = submit(make_form(text("a"), *boxes), {"a": "x"})

    assert result["a"] == "x"
    assert result["e0"] is not result


def test_conditions_that_never_agree_come_to_an_end(make_form, submit):
    form = make_form({"type": "checkbox", "key": "a", "conditional": {"hide": "=b = true"}},
                     {"type": "expression", "key": "b", "expression": "=not(b = true)"})

    assert "b" in submit(form, {})
