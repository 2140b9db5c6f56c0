"""What the browser gets: expressions that give the same there, and the server's values for the others."""
from __future__ import annotations

from decimal import Decimal

import pytest

from engine.forms import read_form
from feel import Date
from tests.form_feel import ask, is_same
from tests.unit.engine.forms.conftest import SETTINGS, write_form

TEXT = {"type": "textfield", "key": "note", "validate": {"maxLength": 99}}
COST = {"type": "number", "key": "cost"}
BOX = {"type": "checkbox", "key": "box"}


def total(expression, **more):
    return {"type": "expression", "key": "total", "label": "合计", "expression": expression, **more}


@pytest.fixture
def page(make_form):
    """The components shown, with these variables."""
    def show(*components, **variables):
        return make_form(*components).show(variables, SETTINGS)["components"]

    return show


def warnings(*components):
    return [finding.message for finding in read_form(write_form(*components), "test.form").findings]


def test_what_gives_the_same_stays_as_it_is_in_the_file(make_form):
    form = make_form(BOX, {**COST, "validate": {"min": "=count(rows)"}}, total('="共" + "计"'),
                     {"type": "group", "components": [{**TEXT, "conditional": {"hide": '=box = true'}}]},
                     {"type": "select", "key": "kind", "valuesExpression": "=supervision.open"})

    assert form.show({}, SETTINGS) == form.schema
    assert form.findings == ()


@pytest.mark.parametrize(("place", "text", "values"), [
    ("hide", "=box", {None: False, True: True, False: False}),
    ("hide", "=not(box) // 空着时不隐藏", {None: False, True: False, False: True}),
    ("readonly", "=box", {None: True, True: True, False: False}),
])
def test_a_condition_without_a_result_means_the_same_on_both_sides(page, place, text, values):
    property_ = {"conditional": {"hide": text}} if place == "hide" else {"readonly": text}
    shown = page({**TEXT, **property_})[0]
    condition = shown["conditional"]["hide"] if place == "hide" else shown["readonly"]

    assert ask([(condition, {"box": value}, True) for value in values]) == list(values.values())


def test_a_computed_field_becomes_what_the_server_computes(page):
    shown = page(COST, total("=cost * 1.1"), cost=Decimal("0.3"))

    assert shown[1]["expression"] == "=0.33"
    assert shown[1]["key"] == "total"


def test_deployment_says_which_fields_the_server_keeps_to_itself():
    assert warnings(COST, total("=cost / 3")) == [
        "「合计」的计算表达式用到除法，浏览器里的结果可能不同，由服务器计算，页面上提交后才更新。"]
    assert warnings(COST, {**TEXT, "label": "说明", "conditional": {"hide": "=cost > today()"}}) == [
        "「说明」的隐藏条件用到函数 today()，浏览器里的结果可能不同，"
        "由服务器计算，页面上提交后才更新（页面上总是显示）。"]
    assert warnings({**COST, "label": "费用", "validate": {"max": "=budget * 1.1"}}) == [
        "「费用」的最大值用到可能有小数的计算，浏览器里的结果可能不同，由服务器在打开表单时算好，页面上不再变化。"]
    assert warnings(COST, {"type": "text", "text": "请看", "conditional": {"hide": "=cost / 3 > 1"}}) == [
        "「text」的隐藏条件用到除法，浏览器里的结果可能不同，由服务器计算，页面上提交后才更新（页面上总是显示）。"]


@pytest.mark.parametrize("value", [
    None, True, Decimal("-0.10"), Decimal(10) ** 30, '引号"\\和\n换行', [Decimal(1), None, ["x"]],
    {"名 称": {"n": Decimal("1.5")}}, Date(2026, 11, 24),
])
def test_any_value_can_stand_as_a_constant(page, value):
    text = page(total("=if is defined(given) then given else null"), given=value)[0]["expression"]
    expected = {Date(2026, 11, 24): "2026-11-24"}.get(value) if isinstance(value, Date) else value

    (answer,) = ask([(text, {}, False)])
    assert is_same(answer, float(expected) if isinstance(expected, Decimal) else plain(expected))


def plain(value):
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return float(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("expression", ["=function(x) x", "=[1..5]", "=for i in 1..99999 return i"])
def test_what_is_no_answer_is_null_on_the_page(page, expression):
    assert page(total(expression))[0]["expression"] == "=null"


def test_conditions_on_what_the_process_has_are_decided_when_the_form_is_opened(page):
    field = {**TEXT, "conditional": {"hide": "=day < today()"}, "readonly": "=day > today()"}

    past, future, unknown = (page(field, **variables)[0] for variables in (
        {"day": Date(2026, 11, 23)}, {"day": Date(2026, 12, 1)}, {}))

    assert (past["conditional"]["hide"], past["readonly"]) == ("=true", False)
    assert ("hide" in future["conditional"], future["readonly"]) == (False, True)
    assert ("hide" in unknown["conditional"], unknown["readonly"]) == (False, True)


def test_conditions_on_what_is_being_filled_in_are_left_to_the_server(page):
    field = {**TEXT, "conditional": {"hide": "=cost / 3 > 1"}, "readonly": "=cost / 3 > 1"}
    shown = page(COST, field, cost=Decimal(9))[1]

    assert shown["conditional"] == {}
    assert "readonly" not in shown


def test_limits_are_numbers_or_left_to_the_server(page):
    limited = {**COST, "validate": {"min": "=cost / 3", "max": "=budget * 1.1"}}

    assert page(limited, budget=Decimal(100))[0]["validate"] == {"max": 110}
    assert page(limited)[0]["validate"] == {}
    assert page({**TEXT, "validate": {"maxLength": "=size / 2"}}, size=Decimal(8))[0]["validate"] == {"maxLength": 4}


def test_options_are_listed_by_the_server(page):
    field = {"type": "select", "key": "who", "valuesExpression": "=members[post = \"主任\"]"}
    members = [{"label": "甲", "value": "a", "post": "主任"}, {"label": "乙", "value": "b", "post": "文书"}]

    shown = page(field, members=members)[0]
    assert shown["values"] == members[:1]
    assert "valuesExpression" not in shown
    assert page(field)[0]["values"] == []


def test_a_readonly_field_is_what_the_process_has(make_form, page):
    fixed = {**COST, "readonly": True}

    assert page(fixed, {**TEXT, "validate": {"maxLength": "=cost / 2"}}, cost=Decimal(8))[1]["validate"] == {
        "maxLength": 4}
    assert "页面上提交后才更新" in warnings({**fixed, "conditional": {"hide": "=box"}}, total("=cost / 2"))[0]


def test_of_what_nobody_can_fill_in_no_answer_is_asked(page):
    rules = {"required": True, "maxLength": 9}

    assert page({**TEXT, "readonly": True, "validate": rules})[0]["validate"] == {"maxLength": 9}
    assert page({**TEXT, "readonly": "=box", "validate": rules}, BOX)[0]["validate"] == rules


def test_expressions_in_rows_are_judged_by_the_fields_of_the_row(page):
    rows = {"type": "dynamiclist", "path": "rows", "components": [
        {**COST, "key": "paid"}, {**TEXT, "conditional": {"hide": '=this.paid = "x"'}},
        {"type": "group", "path": "inner", "components": [{**TEXT, "id": "deep", "readonly": "=sum(rows.paid) > 1"}]}]}
    shown = page(rows)[0]["components"]

    assert shown[1]["conditional"] == {}
    assert "readonly" not in shown[2]["components"][0]


def test_the_form_that_was_deployed_is_not_touched(make_form):
    form = make_form(COST, total("=cost / 3"))
    before = form.show({"cost": Decimal(1)}, SETTINGS)

    assert form.show({"cost": Decimal(3)}, SETTINGS)["components"][1]["expression"] == "=1"
    assert before["components"][1]["expression"].startswith("=0.333")
    assert form.schema["components"][1]["expression"] == "=cost / 3"
