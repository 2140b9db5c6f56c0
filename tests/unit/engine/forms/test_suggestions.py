"""What a form may say of suggestions, and what it finds where they point."""
from __future__ import annotations

import pytest

from engine.forms.model import Suggestion
from feel import Date

REASON = {"type": "textarea", "key": "why", "label": "变更理由", "validate": {"maxLength": 200}}


def choice(key="lead", kind="select", **more):
    properties = {"suggested": "advice.lead", "reason": "why"}
    field = {"type": kind, "key": key, "label": "牵头单位", "values": ["村", "镇", "县"]}
    return {**field, "properties": properties, **more}


def test_a_suggestion_and_its_reason_are_read(make_form):
    form = make_form(choice(), REASON)

    assert form.members["lead"].suggestion == Suggestion(("advice", "lead"), ("why",))
    assert "advice" in form.input_names
    assert form.output_names == {"lead", "why"}


def test_names_of_a_path_may_be_chinese(make_form):
    form = make_form(choice(properties={"suggested": "建议.牵头单位", "reason": "why"}), REASON)

    assert form.prefill({"建议": {"牵头单位": "村"}})["lead"] == "村"


@pytest.mark.parametrize("reason", ["why", "plan.why", "other.why"])
def test_the_reason_is_a_text_field_beside_the_field_or_further_out(make_form, reason):
    field = choice(properties={"suggested": "a", "reason": reason})
    groups = [{"type": "group", "path": "plan", "components": [field, {**REASON, "id": "a"}]},
              {"type": "group", "path": "other", "components": [{**REASON, "id": "b"}]}]

    assert make_form(*groups, REASON).findings == ()


def test_other_properties_are_left_alone(make_form):
    assert make_form(choice(properties={"hint": "x"})).members["lead"].suggestion is None


NO_PATH = "的建议（suggested）要是变量名，或用点连接的路径，例如 advice.lead。"


@pytest.mark.parametrize(("properties", "sentence"), [
    ({"suggested": "=advice.lead", "reason": "why"}, NO_PATH),
    ({"suggested": "advice..lead", "reason": "why"}, NO_PATH),
    ({"suggested": "", "reason": "why"}, NO_PATH),
    ({"suggested": 5, "reason": "why"}, NO_PATH),
    ({"reason": "why"}, NO_PATH),
    ({"suggested": "a"}, "有建议（suggested），还要在 reason 里写明填变更理由的文本框的键，例如 change_reason。"),
    ({"suggested": "a", "reason": "gone"}, "的变更理由（reason）“gone”不是本表单里可以填写的文本框，请改正。"),
    ({"suggested": "a", "reason": "plan.why"}, "的变更理由（reason）“plan.why”不是本表单里可以填写的文本框，请改正。"),
    ({"suggested": "a", "reason": "lead"}, "的变更理由（reason）“lead”不是本表单里可以填写的文本框，请改正。"),
    ({"suggested": "a", "reason": "fixed"}, "的变更理由（reason）“fixed”不是本表单里可以填写的文本框，请改正。"),
])
def test_a_suggestion_that_cannot_be_meant_is_refused(read_findings, properties, sentence):
    found = read_findings(choice(properties=properties), REASON, {**REASON, "key": "fixed", "readonly": True})

    assert found == [f"「牵头单位」{sentence}"]


@pytest.mark.parametrize("field", [
    choice(readonly=True), choice(disabled=True), {**choice(kind="expression"), "expression": "=1"},
])
def test_what_nobody_fills_in_has_no_suggestion(read_findings, field):
    field.pop("values" if field["type"] == "expression" else "", None)

    assert read_findings(field, REASON) == ["「牵头单位」不能由人填写，不能带建议（suggested），请去掉。"]


def test_rows_have_no_suggestions(read_findings):
    rows = {"type": "dynamiclist", "path": "rows", "components": [
        {"type": "group", "path": "inner", "components": [choice(), REASON]}]}

    assert read_findings(rows) == ["「牵头单位」在列表的行里，不能带建议（suggested），请去掉。"]


@pytest.mark.parametrize(("kind", "stored", "shown"), [
    ("select", "村", "村"), ("select", ["村"], "村"), ("select", ["村", "镇"], ["村", "镇"]),
    ("checklist", "村", ["村"]), ("checklist", ["村", "镇"], ["村", "镇"]), ("taglist", [], []),
])
def test_a_field_with_nothing_stored_is_prefilled_with_what_is_suggested(make_form, kind, stored, shown):
    form = make_form(choice(kind=kind), REASON)

    assert form.prefill({"advice": {"lead": stored}})["lead"] == shown
    assert form.prefill({"advice": {"lead": stored}, "lead": None})["lead"] == shown


@pytest.mark.parametrize("variables", [
    {}, {"advice": None}, {"advice": {}}, {"advice": {"lead": None}}, {"advice": "村"}, {"advice": [{"lead": "村"}]},
])
def test_where_nothing_is_suggested_nothing_is_prefilled(make_form, variables):
    assert "lead" not in make_form(choice(), REASON).prefill(variables)


def test_what_is_stored_goes_before_what_is_suggested(make_form):
    form = make_form(choice(kind="checklist"), REASON)

    assert form.prefill({"advice": {"lead": ["村"]}, "lead": []})["lead"] == []


def test_a_group_is_prefilled_around_what_it_has(make_form):
    day = {"type": "datetime", "subtype": "date", "key": "day", "properties": {"suggested": "due", "reason": "why"}}
    inner = {"type": "textfield", "key": "place", "validate": {"maxLength": 9}}
    form = make_form({"type": "group", "path": "plan", "components": [choice(), day, inner]}, REASON)

    assert form.prefill({"advice": {"lead": "村"}, "due": Date(2026, 11, 24), "plan": {"place": "x"}})["plan"] == {
        "lead": "村", "day": "2026-11-24", "place": "x"}
    assert form.prefill({"due": Date(2026, 11, 24)})["plan"] == {"day": "2026-11-24"}
