"""What is kept of a decision beside its file."""
from __future__ import annotations

import json

from tests.decision_files import Column, Row, decision, input_data, literal, table
from tests.unit.engine.deployment.tabling import modeled, read


def test_info_tells_lists_and_pages_what_they_show() -> None:
    kind = Column("kind", "string", values='"a","b"', label="类型")
    due = Column("days", "number", default="7", label="天数")
    drawn = table([kind], [due], [Row(['"a"', "3"], "R-7 三天"), Row(["-", "5"])], "FIRST")
    main = decision("term", drawn, ["base", "in_kind"], name="期限").replace(
        "<informationRequirement>", "<description>公示期限</description><informationRequirement>", 1
    )
    file = read(modeled(input_data("kind", "string"), decision("base", literal("start + 1"), name="基数"), main))
    base, term = (found.info for found in file.decisions)

    assert term == {
        "documentation": "公示期限",
        "model": {"id": "file", "name": "测试"},
        "decisions": [{"id": "base", "name": "基数"}, {"id": "term", "name": "期限"}],
        "requires": ["base"],
        "free_variables": ["kind", "start"],
        "reads": ["kind"],
        "history_time_to_live": None,
        "table": {
            "hit_policy": "FIRST",
            "aggregation": None,
            "inputs": [{"label": "类型", "expression": "kind", "type": "string", "allowed": '"a","b"'}],
            "outputs": [{"label": "天数", "name": "days", "type": "number", "allowed": None, "default": "7"}],
            "rule_count": 2,
            "rules": [
                {"id": "r1", "row": 1, "inputs": ['"a"'], "outputs": ["3"], "annotations": ["R-7 三天"]},
                {"id": "r2", "row": 2, "inputs": ["-"], "outputs": ["5"], "annotations": []},
            ],
        },
        "expression": None,
    }
    assert (base["table"], base["expression"], base["documentation"]) == (None, "start + 1", None)
    json.dumps(term)


def test_a_file_that_is_not_sound_has_no_info() -> None:
    (found,) = read(modeled(decision("d", literal("1 +")))).decisions

    assert (found.key, found.info) == ("d", {})
