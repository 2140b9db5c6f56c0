"""Which stored row a submitted row continues, when some of its fields are readonly."""
from __future__ import annotations

import pytest

STORED = {"people": [{"name": "甲", "id": "p1", "came": False}, {"name": "乙", "id": "p2", "came": False},
                     {"name": "丙", "id": "p3", "came": False}]}


def people(**properties):
    return {"type": "dynamiclist", "path": "people", "label": "参加人", **properties, "components": [
        {"type": "textfield", "key": "name", "label": "姓名", "readonly": True, "validate": {"maxLength": 9}},
        {"type": "checkbox", "key": "came"}]}


@pytest.fixture
def fixed(make_form):
    return make_form(people(allowAddRemove=False))


@pytest.fixture
def growing(make_form):
    return make_form(people())


def test_a_list_of_fixed_size_is_matched_by_position_and_keeps_what_the_form_does_not_show(fixed, submit):
    result = submit(fixed, {"people": [{"name": "甲", "came": True}, {"came": False},
        {"name": "丙", "came": True}]}, STORED)

    assert result["people"] == [{"name": "甲", "id": "p1", "came": True}, {"name": "乙", "id": "p2", "came": False},
                                {"name": "丙", "id": "p3", "came": True}]


def test_a_list_of_fixed_size_keeps_its_size(fixed, refuse, submit):
    assert refuse(fixed,
        {"people": [{"name": "甲"}]}, STORED) == {"people": ["「参加人」的行数不能改变，应当是 3 行。"]}
    assert submit(fixed, {}, STORED) == {}


def test_a_list_of_fixed_size_begins_with_its_default_rows(make_form, submit, refuse):
    form = make_form(people(allowAddRemove=False, defaultRepetitions=2))

    assert submit(form, {"people": [{"came": True}, {}]}) == {"people": [{"came": True}, {"came": False}]}
    assert refuse(form, {"people": [{"came": True}]})


def test_a_readonly_value_of_a_row_cannot_be_changed(fixed, growing, refuse):
    for form in (fixed, growing):
        rows = [{"name": "甲"}, {"name": "丁"}, {"name": "丙"}]
        assert refuse(form, {"people": rows}, STORED) == {"people[1].name": ["第 2 行：「姓名」不能修改。"]}


def test_removing_a_row_does_not_move_readonly_values(growing, submit):
    result = submit(growing, {"people": [{"name": "乙", "came": True}, {"name": "丙"}]}, STORED)

    assert result["people"] == [{"name": "乙", "id": "p2", "came": True}, {"name": "丙", "id": "p3", "came": False}]


def test_a_new_row_inherits_nothing(growing, submit):
    result = submit(growing, {"people": [{"name": "甲"}, {"name": "乙"}, {"name": "", "came": True}]}, STORED)

    assert result["people"][2] == {"came": True}


def test_a_stored_row_is_continued_once(growing, refuse):
    rows = [{"name": "甲"}, {"name": "甲"}]

    assert refuse(growing, {"people": rows}, STORED) == {"people[1].name": ["第 2 行：「姓名」不能修改。"]}


def test_rows_that_do_not_send_readonly_fields_are_matched_by_position(growing, submit):
    result = submit(growing, {"people": [{"came": True}, {}, {}]}, STORED)

    assert [row["id"] for row in result["people"]] == ["p1", "p2", "p3"]


def test_readonly_fields_in_a_group_of_the_row_count_too(make_form, submit):
    form = make_form({"type": "dynamiclist", "path": "rows", "components": [
        {"type": "group", "path": "who", "components": [
            {"type": "textfield", "key": "name", "readonly": True, "validate": {"maxLength": 9}}]},
        {"type": "checkbox", "key": "came"}]})
    stored = {"rows": [{"who": {"name": "甲"}}, {"who": {"name": "乙"}}]}

    assert submit(form, {"rows": [{"who": {"name": "乙"}, "came": True}]}, stored) == {
        "rows": [{"who": {"name": "乙"}, "came": True}]}


def test_a_row_may_be_locked_by_a_condition(make_form, submit, refuse):
    form = make_form({"type": "dynamiclist", "path": "rows", "components": [
        {"type": "number", "key": "cost", "label": "费用", "readonly": "=i[1] = 1"}]})
    stored = {"rows": [{"cost": submit(make_form({"type": "number", "key": "a"}), {"a": 5})["a"]}]}

    assert submit(form, {"rows": [{"cost": 5}, {"cost": 7}]}, stored) == {"rows": [{"cost": 5}, {"cost": 7}]}
    assert refuse(form, {"rows": [{"cost": 6},
        {"cost": 7}]}, stored) == {"rows[0].cost": ["第 1 行：「费用」不能修改。"]}


def test_without_readonly_fields_rows_are_written_anew(make_form, submit):
    form = make_form({"type": "dynamiclist", "path": "people", "components": [{"type": "checkbox", "key": "came"}]})

    assert submit(form, {"people": [{"came": True}]}, STORED) == {"people": [{"came": True}]}
