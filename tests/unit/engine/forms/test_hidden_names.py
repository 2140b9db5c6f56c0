"""A hidden field reads as null in the browser too, whatever the process had stored in it."""
from __future__ import annotations

from itertools import product

import pytest

from engine.forms.answers import Sheet
from engine.forms.settling import settle
from tests.form_feel import ask
from tests.unit.engine.forms.conftest import SETTINGS


def choice(key, hide=None, kind="select"):
    return {"type": kind, "key": key, "values": ["是", "否"], **({"conditional": {"hide": hide}} if hide else {})}


CHAIN = [choice("a"), choice("b", '=a != "是"'), choice("c", '=b != "是"  // 看上一项'), choice("d", '=not(c = "是")')]


def shown_conditions(form):
    components = form.show({}, SETTINGS)["components"]
    return {shown["key"]: shown["conditional"]["hide"] for shown in components if "conditional" in shown}


def test_conditions_in_a_chain_are_judged_as_on_the_server(make_form):
    form = make_form(*CHAIN)
    conditions = shown_conditions(form)
    questions, expected = [], []
    for values in product([None, "是", "否"], repeat=4):
        stale = dict(zip("abcd", values, strict=True))
        sheet = Sheet(form.members, stale, {}, SETTINGS)
        settle(sheet)
        hidden = {cell.path: cell.hidden for cell in sheet.cells}
        questions += [(condition, stale, True) for condition in conditions.values()]
        expected += [hidden[key] for key in conditions]

    assert ask(questions) == expected


def test_fields_of_a_group_read_as_null_too(make_form):
    inner = [choice("b", '=a != "是"'), choice("c", '=plan.b != "是"')]
    form = make_form(choice("a"), {"type": "group", "path": "plan", "components": inner},
                     choice("d", '=plan.c != "是"'))
    condition = shown_conditions(form)["d"]
    questions, expected = [], []
    for a, b, c in product([None, "是", "否"], repeat=3):
        stale = {"a": a, "plan": {"b": b, "c": c}}
        sheet = Sheet(form.members, stale, {}, SETTINGS)
        settle(sheet)
        questions.append((condition, stale, True))
        expected.append(next(cell.hidden for cell in sheet.cells if cell.path == "d"))

    assert ask([*questions, (condition, {"a": "是"}, True)]) == [*expected, True]


def test_an_expression_that_names_no_hidden_field_stays_as_it_is(make_form):
    assert shown_conditions(make_form(*CHAIN[:2])) == {"b": '=a != "是"'}


def test_a_hidden_list_counts_as_nothing_in_it(make_form):
    rows = {"type": "dynamiclist", "path": "rows", "conditional": {"hide": '=a = "是"'}, "components": [choice("x")]}
    last = {"type": "checkbox", "key": "last", "conditional": {"hide": "=count(rows) > 0"}}
    condition = shown_conditions_of(make_form(choice("a"), rows, last))

    assert ask([(condition, {"a": answer, "rows": [{}]}, True) for answer in ("是", "否")]) == [False, True]


def shown_conditions_of(form):
    return form.show({}, SETTINGS)["components"][-1]["conditional"]["hide"]


@pytest.mark.parametrize("components", [
    [choice("a", '=b = "是"'), choice("b", '=a = "是"'), choice("c", '=a = "是"')],
    [{"type": "number", "key": "n"}, choice("a", "=n / 3 > 1"), choice("c", '=a = "是"')],
])
def test_entangled_conditions_are_left_alone(make_form, components):
    assert shown_conditions_of(make_form(*components)) == '=a = "是"'
