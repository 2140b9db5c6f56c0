"""What a form is shown with."""
from __future__ import annotations

from decimal import Decimal

from feel import Date

PLAN = {"place": "村委会", "chair": "甲", "secret": "x"}


def test_a_form_gets_its_own_keys_and_no_other_variable(make_form):
    form = make_form({"type": "textfield", "key": "title", "validate": {"maxLength": 9}},
                     {"type": "datetime", "key": "day", "subtype": "date"}, {"type": "number", "key": "cost"})

    data = form.prefill({"title": None, "day": Date(2026, 11, 24), "cost": Decimal("0.1"), "secret": "x"})

    assert data == {"title": None, "day": "2026-11-24", "cost": 0.1}


def test_of_groups_and_rows_it_gets_the_keys_it_shows(make_form):
    place = {"type": "textfield", "key": "place", "validate": {"maxLength": 9}}
    form = make_form({"type": "group", "path": "plan", "components": [place]},
                     {"type": "dynamiclist", "path": "plans", "components": [{**place, "id": "row_place"}]})

    assert form.prefill({"plan": PLAN, "plans": [PLAN, "broken"]}) == {
        "plan": {"place": "村委会"}, "plans": [{"place": "村委会"}, {}]}


def test_values_of_another_shape_do_not_reach_the_form(make_form):
    form = make_form({"type": "group", "path": "plan", "components": [{"type": "checkbox", "key": "a"}]},
                     {"type": "dynamiclist", "path": "rows", "components": [{"type": "checkbox", "key": "b"}]})

    assert form.prefill({"plan": "text", "rows": "text"}) == {"plan": {}, "rows": None}


def test_variables_that_expressions_options_and_texts_name_come_whole(make_form):
    form = make_form({"type": "select", "key": "chair", "valuesKey": "members"},
                     {"type": "text", "text": "地点：{{plan.place}}{{#if urgent}}（紧急）{{/if}}"},
                     {"type": "checkbox", "key": "a", "conditional": {"hide": "=stage = \"收集\""}})

    assert form.prefill({"members": ["甲"], "plan": PLAN, "urgent": True, "stage": "酝酿", "other": 1}) == {
        "members": ["甲"], "plan": PLAN, "urgent": True, "stage": "酝酿"}
