"""What the answers to a form can be, and a form's own conditions."""
from __future__ import annotations

import json
from typing import Any

import pytest

from engine.deployment.findings import Finding
from engine.deployment.form_file import read_form_file
from engine.deployment.texts.possible import OTHER, Possible, from_json


def radio(key: str, *values: str, kind: str = "radio", **more: Any) -> dict[str, Any]:
    options = [{"label": value, "value": value} for value in values]
    return {"type": kind, "id": f"f_{key}", "key": key, "label": key, "values": options, **more}


def field(kind: str, key: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "id": f"f_{key}", "key": key, "label": key, **more}


def read(*components: dict[str, Any]) -> tuple[list[Finding], dict[str, Possible]]:
    """The findings about comparisons, and the answers."""
    content = {"type": "default", "id": "topic", "schemaVersion": 19, "components": list(components)}
    file = read_form_file(json.dumps(content).encode(), "topic.form")
    found = [finding for finding in file.findings.listed if "永远" in finding.message]
    assert [finding for finding in file.findings.listed if finding.severity == "error"] == [
        finding for finding in found if finding.severity == "error"
    ]
    return found, {name: from_json(possible) for name, possible in file.info["answers"].items()}


OUTCOME = radio("outcome", "成功", "未果")
NOTE = field("textfield", "note", validate={"maxLength": 9})


def hidden(text: str, **more: Any) -> dict[str, Any]:
    return NOTE | {"conditional": {"hide": text}} | more


def test_fixed_options_are_all_that_can_be_answered() -> None:
    kinds = radio("kinds", "会议", "书面", kind="checklist")
    _, answers = read(OUTCOME, kinds, NOTE, field("number", "round"), field("checkbox", "agreed"))

    assert answers["outcome"].texts == {"成功", "未果"}
    assert answers["kinds"].items is not None
    assert answers["kinds"].items.texts == {"会议", "书面"}
    assert answers["note"].anything
    assert answers["round"] == answers["agreed"] == OTHER


def test_options_from_elsewhere_may_be_anything() -> None:
    asked = {"type": "select", "id": "f_x", "key": "x", "label": "x"}

    assert read(asked | {"valuesKey": "offered"})[1]["x"].anything
    assert read(asked | {"valuesExpression": '=["a"]'})[1]["x"].anything


def test_what_nobody_can_change_is_not_written() -> None:
    assert "outcome" not in read(OUTCOME | {"readonly": True}, NOTE)[1]


def test_a_suggestion_that_may_stand_unchanged_can_be_anything() -> None:
    suggested = {"properties": {"suggested": "advice.lead", "reason": "note"}, "readonly": "=locked"}

    assert read(OUTCOME | suggested, NOTE)[1]["outcome"].anything


def test_computed_answers_give_what_their_formula_gives() -> None:
    written = '=if outcome = "成功" then "过" else "不过"'
    formula = field("expression", "verdict", expression=written, computeOn="change")
    _, answers = read(OUTCOME, formula)

    assert answers["verdict"].texts == {"过", "不过"}


def test_groups_are_contexts_and_rows_lists_of_them() -> None:
    group = {"type": "group", "id": "g", "path": "plan", "label": "g", "components": [OUTCOME]}
    rows = {"type": "dynamiclist", "id": "l", "path": "parties", "label": "l", "components": [radio("party", "户")],
            "allowAddRemove": True, "isRepeating": True}
    _, answers = read(group, rows)

    assert answers["plan"].entry("outcome").texts == {"成功", "未果"}
    assert answers["parties"].members().entry("party").texts == {"户"}


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ('=outcome = "失败"', '「note」的条件 outcome = "失败" 永远不会成立：“outcome”只可能是“成功”“未果”'),
        ('=outcome != "成工"', 'outcome != "成工" 永远成立：“outcome”只可能是“成功”“未果”，您要写的是不是“成功”？'),
        ('=round = "1"', 'round = "1" 永远不会成立：“round”不会是文字，请改成和它会有的值比较'),
        ('=kinds = "会议"', "“kinds”是一个列表，不是文字，请改用 list contains"),
        ('=not(list contains(kinds, "会议 "))', "您要写的是不是“会议”？"),
        ('=plan.post = "书 记"', "您要写的是不是“书记”？"),
    ],
)
def test_conditions_that_compare_an_answer_with_no_option_are_refused(condition: str, sentence: str) -> None:
    group = {"type": "group", "id": "g", "path": "plan", "label": "g", "components": [radio("post", "书记")]}
    kinds = radio("kinds", "会议", "书面", kind="checklist")
    found, _ = read(OUTCOME, kinds, field("number", "round"), group, hidden(condition))

    assert [(finding.severity, finding.element_id) for finding in found] == [("error", "f_note")]
    assert sentence in found[0].message


@pytest.mark.parametrize(
    "condition",
    ['=outcome = "成功"', '=outcome != ""', '=outcome = null', '=other = "失败"', '=note = "失败"',
     '=list contains(kinds, "会议")'],
)  # fmt: skip
def test_conditions_that_may_come_out_either_way_are_not(condition: str) -> None:
    kinds = radio("kinds", "会议", "书面", kind="checklist")
    asked = [OUTCOME, kinds, NOTE, field("textfield", "more", conditional={"hide": condition})]

    assert read(*asked)[0] == []


def test_a_readonly_answer_shows_what_the_case_has_and_may_be_anything() -> None:
    assert read(OUTCOME | {"readonly": True}, hidden('=outcome = "失败"'))[0] == []
    assert read(OUTCOME | {"readonly": "=locked"}, hidden('=outcome = "失败"'))[0] == []


def test_one_of_several_alternatives_is_a_warning_unless_it_only_looks_different() -> None:
    assert read(OUTCOME, hidden('=outcome = "败" or outcome = "成功"'))[0][0].severity == "warning"
    assert read(OUTCOME, hidden('=outcome = "成 功" or outcome = "未果"'))[0][0].severity == "error"


def test_conditions_in_rows_see_their_row() -> None:
    inside = [radio("party", "户"), field("textfield", "more", conditional={"hide": '=party = "镇"'})]
    rows = {"type": "dynamiclist", "id": "l", "path": "parties", "label": "l", "components": inside,
            "allowAddRemove": True, "isRepeating": True}

    assert [finding.element_id for finding in read(rows)[0]] == ["f_more"]
