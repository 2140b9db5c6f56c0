"""Where the answers to choose from come from."""
from __future__ import annotations

from decimal import Decimal

import pytest


def choice(**source):
    return {"type": "select", "key": "a", "label": "主持人", **source}


@pytest.mark.parametrize("stored", [["甲", "乙"], [{"label": "甲同志", "value": "甲"}], [{"value": "甲"}, None, ""]])
def test_options_may_come_from_a_variable(make_form, submit, refuse, stored):
    form = make_form(choice(valuesKey="members"))

    assert submit(form, {"a": "甲"}, {"members": stored}) == {"a": "甲"}
    assert refuse(form, {"a": "丙"}, {"members": stored}) == {"a": ["「主持人」没有这个选项：丙。"]}


@pytest.mark.parametrize("stored", [None, "甲", {"甲": 1}, []])
def test_nothing_can_be_chosen_where_the_variable_is_no_list(make_form, refuse, stored):
    assert refuse(make_form(choice(valuesKey="members")), {"a": "甲"}, {"members": stored})


def test_options_may_come_from_an_expression_over_the_other_answers(make_form, submit, refuse):
    form = make_form(choice(valuesExpression="=if b then [1, 2] else [3]"), {"type": "checkbox", "key": "b"})

    assert submit(form, {"a": 2, "b": True})["a"] == Decimal(2)
    assert refuse(form, {"a": 2, "b": False}) == {"a": ["「主持人」没有这个选项：2。"]}


def test_options_of_a_row_may_depend_on_the_row(make_form, submit, refuse):
    form = make_form({"type": "dynamiclist", "path": "rows", "components": [
        {"type": "textfield", "key": "kind", "validate": {"maxLength": 9}},
        choice(valuesExpression="=if this.kind = \"村\" then [\"村委会\"] else [\"居委会\"]")]})

    assert submit(form, {"rows": [{"kind": "村", "a": "村委会"}, {"kind": "社区", "a": "居委会"}]})
    assert refuse(form, {"rows": [{"kind": "村", "a": "村委会"}, {"kind": "社区", "a": "村委会"}]}) == {
        "rows[1].a": ["第 2 行：「主持人」没有这个选项：村委会。"]}


def test_true_is_not_one_and_a_text_is_not_a_number(make_form, submit):
    form = make_form(choice(values=[{"label": "是", "value": True}, {"label": "一", "value": 1},
        {"label": "一", "value": "1"}]))

    assert [type(submit(form, {"a": given})["a"]) for given in (True, 1, "1")] == [bool, Decimal, str]
