"""The record of an evaluation, for people and for machines."""
from __future__ import annotations

import json

import pytest

import feel
from engine.dmn import DecisionEvaluation, Hit, InputValue
from tests.decision_files import Row, decide, table, values


@pytest.mark.parametrize(("hits", "because"), [
    ([], ""),
    ([Hit("r1", 1, {})], ""),
    ([Hit("r3", 3, {}, ("涉及两个以上村（社区）",))], "因为涉及两个以上村（社区）（规则3）"),
    ([Hit("r3", 3, {}, ("甲", "乙"))], "因为甲，乙（规则3）"),
    ([Hit("r1", 1, {}, ("甲",)), Hit("r2", 2, {}), Hit("r9", 9, {}, ("乙",))], "因为甲（规则1）；乙（规则9）"),
    ([Hit("r1", 1, {}, ("因为金额大。",))], "因为金额大（规则1）"),
    ([Hit("r1", 1, {}, ("见文件〔R-1〕；",))], "因为见文件〔R-1〕（规则1）"),
])  # fmt: skip
def test_the_reason_is_what_is_written_beside_the_rules(hits: list[Hit], because: str) -> None:
    assert DecisionEvaluation("d", "决策", None, "UNIQUE", (), tuple(hits)).because == because


def test_the_reason_of_a_default_says_so() -> None:
    assert DecisionEvaluation("d", "决策", 1, "UNIQUE", by_default=True).because == "因为没有规则适用，取默认值"


def test_the_record_is_plain_json_whatever_the_values() -> None:
    today, function = feel.Date.parse("2026-01-02"), feel.Function((), lambda run, arguments: None)
    numbers = values(a=1, b=0.1)
    entry = InputValue("金额", "amount", today)
    hit = Hit("r1", 1, {"x": numbers["b"], "y": function}, ("甲",))

    record = DecisionEvaluation("d", "决策", [feel.Range(numbers["a"], None)], "COLLECT", (entry,), (hit,)).as_json()
    assert json.loads(json.dumps(record)) == {
        "decision": "d", "name": "决策", "hit_policy": "COLLECT",
        "inputs": [{"label": "金额", "expression": "amount", "value": "2026-01-02"}],
        "rules": [{"id": "r1", "row": 1, "outputs": {"x": 0.1, "y": "function"}, "annotations": ["甲"]}],
        "value": record["value"], "because": "因为甲（规则1）",
    }  # fmt: skip
    assert isinstance(record["value"][0], str)


def test_rules_of_a_table_are_told_in_the_order_of_the_result() -> None:
    rows = [Row(["> 1", "1"], "一"), Row(["> 2", "2"], "二"), Row(["> 5", "3"], "三")]

    record = decide(table(["a"], ["x"], rows, "COLLECT"), a=3).evaluations[0]
    assert record.because == "因为一（规则1）；二（规则2）"
    assert [rule["id"] for rule in record.as_json()["rules"]] == ["r1", "r2"]
