"""Who chooses something else than suggested says why, and what then is told of it."""
from __future__ import annotations

from decimal import Decimal

import pytest

from engine.forms.deviations import Deviation
from feel import DEFAULT, Date

PROPERTIES = {"suggested": "advice.lead", "reason": "why"}
REASON = {"type": "textarea", "key": "why", "label": "变更理由", "validate": {"maxLength": 200}}
OPTIONS = [{"label": "村委会", "value": "village"}, {"label": "镇政府", "value": "town"}, "县"]
TYPES = {
    "select": {"values": OPTIONS}, "checklist": {"values": OPTIONS}, "number": {}, "checkbox": {},
    "textfield": {"validate": {"maxLength": 99}}, "datetime": {"subtype": "date"}}


@pytest.fixture
def form_of(make_form):
    """A form with one field that has a suggestion, and its reason."""
    def make(kind="select", **more):
        field = {"type": kind, "key": "lead", "label": "牵头单位", "properties": PROPERTIES, **TYPES[kind], **more}
        return make_form(field, REASON)

    return make


@pytest.mark.parametrize(("kind", "suggested", "answer"), [
    ("select", "village", "village"), ("select", ["village"], "village"), ("select", [], None),
    ("checklist", ["village", "town"], ["town", "village"]), ("checklist", "village", ["village"]),
    ("checklist", ["village", "village"], ["village"]), ("checklist", [], []), ("checklist", [], None),
    ("number", Decimal("1.50"), 1.5), ("checkbox", True, True), ("checkbox", False, None),
    ("textfield", "一\n二", "一 二"), ("datetime", Date(2026, 11, 24), "2026-11-24"),
])
def test_what_is_answered_as_suggested_needs_no_reason(form_of, kind, suggested, answer):
    accepted = form_of(kind).accept({"lead": answer}, {"advice": {"lead": suggested}}, DEFAULT)

    assert accepted.deviations == ()


@pytest.mark.parametrize(("kind", "suggested", "answer", "shown"), [
    ("select", "village", "town", "村委会"), ("select", "village", None, "村委会"),
    ("select", "省", "town", "省"),
    ("checklist", ["village", "县"], ["village"], "村委会、县"),
    ("checklist", ["village"], ["village", "县"], "村委会"),
    ("checklist", [], ["village"], "不选"), ("checklist", ["village"], None, "村委会"),
    ("number", Decimal("30.0"), 31, "30"), ("checkbox", True, None, "是"), ("checkbox", False, True, "否"),
    ("textfield", "长" * 70, "短", f"{'长' * 60}…"), ("datetime", Date(2026, 11, 24), "2026-11-25", "2026-11-24"),
    ("number", "1", 1, "1"),
])
@pytest.mark.parametrize("reason", [{}, {"why": None}, {"why": " \n"}])
def test_another_answer_without_a_reason_is_refused_at_the_field(form_of, refuse, kind, suggested, answer, shown,
                                                                  reason):
    errors = refuse(form_of(kind), {"lead": answer, **reason}, {"advice": {"lead": suggested}})

    assert errors == {"lead": [f"「牵头单位」和建议（“{shown}”）不一样，请在“变更理由”里写明理由。"]}


@pytest.mark.parametrize("variables", [{}, {"advice": None}, {"advice": {"lead": None}}, {"advice": {}}])
def test_without_a_suggestion_there_is_no_comparison(form_of, variables):
    accepted = form_of().accept({"lead": "town"}, variables, DEFAULT)

    assert accepted.deviations == ()


def test_a_person_cannot_write_the_suggestion_into_the_form(form_of, refuse):
    submitted = {"lead": "town", "advice": {"lead": "town"}}

    assert set(refuse(form_of(), submitted, {"advice": {"lead": "village"}})) == {"lead", "advice"}


@pytest.mark.parametrize(("kind", "suggested", "answer", "words"), [
    ("select", "village", "town", (["村委会"], ["镇政府"])), ("select", "village", None, (["村委会"], [])),
    ("checklist", ["village"], ["village", "县"], (["村委会"], ["村委会", "县"])),
    ("checkbox", True, False, (["是"], ["否"])),
    ("textfield", "张三", "李四", None), ("number", Decimal(1), 2, None),
])
def test_a_reason_makes_it_a_deviation_that_tells_words_of_the_policy_only(form_of, kind, suggested, answer, words):
    accepted = form_of(kind).accept({"lead": answer, "why": "情况特殊"}, {"advice": {"lead": suggested}}, DEFAULT)

    assert accepted.deviations == (Deviation("lead", "牵头单位", "why", words),)
    told = {"suggested": words[0], "chosen": words[1]} if words else {}
    assert accepted.deviations[0].as_json() == {"key": "lead", "label": "牵头单位", "reason": "why", **told}


def test_options_from_variables_may_be_names_of_persons_and_are_not_told(form_of):
    form = form_of("select", values=None, valuesKey="members")
    variables = {"advice": {"lead": "张三"}, "members": ["张三", "李四"]}
    accepted = form.accept({"lead": "李四", "why": "张三外出"}, variables, DEFAULT)

    assert accepted.deviations == (Deviation("lead", "牵头单位", "why", None),)


def test_of_two_reasons_the_nearest_counts(make_form, refuse):
    field = {"type": "select", "key": "lead", "label": "牵头单位", "properties": PROPERTIES, "values": OPTIONS}
    inner = {**REASON, "id": "inner", "label": "方案变更理由"}
    form = make_form({"type": "group", "path": "plan", "components": [field, inner]}, REASON)
    advice = {"advice": {"lead": "village"}}

    assert refuse(form, {"plan": {"lead": "town"}, "why": "x"}, advice) == {
        "plan.lead": ["「牵头单位」和建议（“村委会”）不一样，请在“方案变更理由”里写明理由。"]}
    accepted = form.accept({"plan": {"lead": "town", "why": "x"}}, advice, DEFAULT)
    assert [(found.key, found.reason) for found in accepted.deviations] == [("plan.lead", "plan.why")]


def test_a_hidden_reason_is_no_reason(make_form, refuse):
    field = {"type": "select", "key": "lead", "label": "牵头单位", "properties": PROPERTIES, "values": OPTIONS}
    form = make_form(field, {**REASON, "conditional": {"hide": "=true"}})

    assert "lead" in refuse(form, {"lead": "town"}, {"advice": {"lead": "village"}, "why": "旧的理由"})


def test_a_reason_may_be_hidden_while_the_answer_is_as_suggested(make_form, submit):
    field = {"type": "select", "key": "lead", "label": "牵头单位", "properties": PROPERTIES, "values": OPTIONS}
    form = make_form(field, {**REASON, "validate": {"required": True, "maxLength": 99},
                             "conditional": {"hide": "=advice.lead = null or lead = advice.lead"}})
    advice = {"advice": {"lead": "village"}}

    assert submit(form, {"lead": "village"}, advice) == {"lead": "village"}
    assert submit(form, {"lead": "town", "why": "x"}, advice) == {"lead": "town", "why": "x"}
    assert submit(form, {"lead": "town"}, {}) == {"lead": "town"}


def test_a_hidden_field_is_not_compared(form_of, submit):
    assert submit(form_of(conditional={"hide": "=true"}), {}, {"advice": {"lead": "village"}}) == {"why": None}


def test_a_field_that_is_readonly_now_takes_the_suggestion(form_of, submit, refuse):
    form = form_of(readonly="=not(advice.open)")
    closed, opened = {"advice": {"lead": "village", "open": False}}, {"advice": {"lead": "village", "open": True}}

    assert submit(form, {"lead": "village"}, closed) == {"lead": "village", "why": None}
    assert submit(form, {}, {**closed, "lead": "town"}) == {"lead": "town", "why": None}
    assert refuse(form, {"lead": "town", "why": "x"}, closed) == {"lead": ["「牵头单位」不能修改。"]}
    assert submit(form, {"lead": "town", "why": "x"}, opened) == {"lead": "town", "why": "x"}


def test_a_faulty_answer_is_told_once(form_of, refuse):
    assert refuse(form_of(), {"lead": "省"}, {"advice": {"lead": "village"}}) == {
        "lead": ["「牵头单位」没有这个选项：省。"]}
