"""What the server and form-js surely reckon alike: each rule, and whatever chance writes."""
from __future__ import annotations

import random
from decimal import Decimal

import pytest

from engine.expressions import read_expression
from engine.forms.browser import explain, is_certain
from engine.forms.functions import SAME
from engine.forms.model import Group
from engine.forms.pages import HIDE, READONLY, harden
from feel import Date, Settings, to_json
from tests.form_feel import ask, is_same

SHORT = {"validate": {"maxLength": 99}}
FIELDS = (
    {"type": "textfield", "key": "text", **SHORT},
    {"type": "textarea", "key": "asked", "validate": {"required": True, "maxLength": 99}},
    {"type": "number", "key": "cost"}, {"type": "number", "key": "typed", "serializeToString": True},
    {"type": "number", "key": "whole", "decimalDigits": 0, "validate": {"min": -5, "max": 10_000_000}},
    {"type": "checkbox", "key": "box"}, {"type": "select", "key": "choice", "values": ["是", "否"]},
    {"type": "checklist", "key": "choices", "values": ["a", "b"]},
    {"type": "datetime", "key": "day", "subtype": "date"}, {"type": "datetime", "key": "moment", "subtype": "datetime"},
    {"type": "group", "path": "plan", "components": [
        {"type": "textfield", "key": "place", **SHORT}, {"type": "select", "key": "kind", "values": ["甲", "乙"]}]},
    {"type": "dynamiclist", "path": "rows", "components": [{"type": "select", "key": "done", "values": ["是", "否"]},
        {"type": "textfield", "key": "note", **SHORT}]},
)


@pytest.fixture
def names(make_form):
    """What expressions of a form with every kind of field can name."""
    members = make_form(*FIELDS).members
    return {**members, "this": Group("this", members["rows"].content)}


@pytest.mark.parametrize("text", [
    'choice != "是"', 'plan.kind = "甲"', 'not(list contains(choices, "a"))', 'text = null or text = ""',
    'text != "" and text != null', 'text = "x"', "cost > 2.5", "cost between 1 and 5", "day < other_day",
    "day = null", "moment = null", "box and other", 'choice in ("是", "否")', "whole + 1",
    "whole * whole - count(rows)",
    'asked + "。"', 'string length(asked) > 3', 'some row in rows satisfies row.done = "是"',
    "for x in list return x.name", '{label: choice, value: 1}', 'if box then "x" else null', "supervision.open",
    'this.done = "是"', "变量 = null", "rows.done", "[1, 2]", "cost = -3",
])
def test_these_surely_give_the_same(names, text):
    assert explain(read_expression(text), names) is None


BLANK = '没填的文字（页面上是 ""，不是 null）'


@pytest.mark.parametrize(("text", "reason"), [
    ("cost + 0.1", "可能有小数的计算"), ("whole / 3", "除法"), ("whole ** 2", "乘方"),
    ("other + 1", "可能有小数的计算"),
    ("whole * whole * whole", "可能有小数的计算"), ("-cost", "可能有小数的计算"), ("typed > 3", "以文字保存的数字"),
    ("sum(rows.cost)", "函数 sum()"), ("today() > day", "函数 today()"), ("is defined(text)", "函数 is defined()"),
    ("get or else(text, 1)", "函数 get or else()"), ("count = 1", "与函数同名的“count”"),
    ('@"2026-11-24" = day', "日期时间"),
    ("`a b` = 1", "带空格或符号的名字“a b”"), ("day.year", "日期时间的组成部分"), ("moment < other", "时间的比较"),
    ('day = "2026-11-24"', "不同类型的比较"), ('cost = "3"', "不同类型的比较"), ("box = 1", "不同类型的比较"),
    ("box > other", "是非值的大小"), ("choices = []", "列表或上下文的比较"), ("plan = null", "列表或上下文的比较"),
    ('text = ""', BLANK), ("text = null", BLANK),
    ("text = other", BLANK), ("[text]", BLANK), ("this.note", BLANK), ("string length(text)", BLANK),
    ('text + "x"', BLANK), ('text = null or plan.place = ""', BLANK),
    ("if cost then 1 else 2", "if 的条件不是是非值"), ("cost between 5 and 1", "between 的两端不是从小到大的数字"),
    ("cost in [1..5]", "区间"), ("cost in (other)", "in 后面不是写明的值"),
    ("choice in choices", "in 后面不是写明的值"),
    ("cost in (> 5)", "in 后面不是写明的值"),
    ("some r in rows satisfies r.cost > 1", "satisfies 后面可能没有结果的条件"),
    ("for i in 1..3 return i", "数字或日期的逐个处理"), ("for x in list return partial", "partial"),
    ("rows[done = \"是\"]", "筛选 […]"), ("text instance of string", "instance of"), ("[1..5]", "区间"),
    ("function(x) x", "自己定义的函数"), ("other(1)", "自己定义的函数"), ("count(list: rows)", "按名称给的参数"),
    ("{a: 1, a: 2}", "写了两次的键"), ("cost > 1.0000000000000001", "超过 15 位的数字"),
    (r'choice = "\U01F600"', "\\U 转义"),
    ("list contains(rows, [1])", "列表里的列表"),
])
def test_these_may_differ_and_by_what(names, text, reason):
    assert explain(read_expression(text), names) == reason


VALUES = {
    "text": [("", None), ("村", "村"), ("a b", "a b")], "asked": [("x", "x"), ("村委会", "村委会")],
    "cost": [(None, None), (0, Decimal(0)), (0.1, Decimal("0.1")), (3, Decimal(3)), (-2.5, Decimal("-2.5"))],
    "whole": [(None, None), (0, Decimal(0)), (7, Decimal(7)), (10_000_000, Decimal(10_000_000))],
    "typed": [(None, None), ("3", Decimal(3))], "box": [(True, True), (False, False)],
    "choice": [(None, None), ("是", "是"), ("否", "否")], "choices": [([], []), (["a"], ["a"]), (["b", "a"], ["b",
    "a"])],
    "day": [(None, None), ("2026-11-24", Date(2026, 11, 24))],
    "other_day": [(None, None), ("2026-11-23", Date(2026, 11, 23)), ("2026-12-01", Date(2026, 12, 1))],
    "plan": [({"place": "", "kind": None}, {"place": None, "kind": None}), ({"kind": "甲"}, {"kind": "甲"})],
    "rows": [([], []), ([{"done": "是"}], [{"done": "是"}]), ([{"done": None}, {}], [{"done": None}, {}])],
    "free": [(None, None), ("村", "村")], "amount": [(None, None), (2, Decimal(2)), (0.3, Decimal("0.3"))],
}
ATOMS = ["text", "asked", "cost", "whole", "typed", "box", "choice", "day", "other_day", "plan.place", "plan.kind",
         "free", "amount", "gone", "gone.deep", "null", "true", '"村"', '""', '"是"', "3", "0.1", "choices", "rows",
         "rows.done"]


def invent(chance, depth):
    """A random expression."""
    if depth == 0:
        return chance.choice(ATOMS)
    a, b, c = (invent(chance, depth - 1) for _ in range(3))
    word = chance.choice(["choice", "plan.kind", "asked", "free", "gone", "text"])
    operator = chance.choice(["=", "!=", "<", "<=", ">", ">=", "and", "or", "+", "-", "*", "/"])
    function = chance.choice([*sorted(SAME - {"meets", "met by", "overlaps"}), "sum", "max", "string", "is empty"])
    return chance.choice([
        f"({a} {operator} {b})", f"({a} {operator} {b})", f"not({a})", f"{function}({a})", f"{function}({a}, {b})",
        f'({word} in ("是", "村"))', f"(if {a} then {b} else {c})", f"[{a}, {b}]", f'{{label: {a}, value: {b}}}',
        f"(some r in rows satisfies {a} = r.done)", f"(for r in rows return {a})", f"(({a}) between 0 and 3)",
        f"(({a} = null) or ({a} = \"\"))", f'list contains({a}, "a")',
    ])


def is_fit(found):
    """Whether nothing but a missing value was in the way: the rules take names to hold what is asked of them, or null.
    """
    return all("空值" in warning or "没有变量" in warning for warning in found.warnings)


def test_whatever_is_said_to_give_the_same_gives_the_same(names):
    chance = random.Random(20261124)  # noqa: S311  # no secret
    questions, expected = [], []
    while len(questions) < 6_000:
        expression = read_expression(invent(chance, chance.choice([1, 1, 2, 3])))
        if explain(expression, names) is not None:
            continue
        pairs = {name: chance.choice(values) for name, values in VALUES.items()}
        data, variables = ({name: pair[side] for name, pair in pairs.items()} for side in (0, 1))
        found = expression.evaluate(variables, Settings())
        if not is_fit(found):
            continue
        value = to_json(found.value)
        certain = is_certain(expression.node, names)
        conditions = [f"={expression.text}" if certain else harden(f"={expression.text}", place)
                      for place in (HIDE, READONLY)]
        questions.append((f"={expression.text}", data, False))
        expected.append(value)
        if not isinstance(value, list):
            questions += [(text, data, True) for text in conditions]
            expected += [value is True, value is not False]

    answers = ask(questions)
    wrong = [(question, value, answer) for question, value, answer in zip(questions, expected, answers, strict=True)
             if not is_same(value, answer)]
    assert [(text, value, answer, data) for (text, data, _), value, answer in wrong[:20]] == []
