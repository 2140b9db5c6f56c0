"""A table is tried out of a file: value, outputs, and why."""
from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from consultation.decision_trial import try_decision
from engine.errors import InvalidRequest, NotFound, ProductError

NOW = dt.datetime(2026, 11, 25, 18, 30, tzinfo=dt.UTC)
TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="门槛" namespace="n">
  <decision id="thresholds" name="门槛"><decisionTable hitPolicy="UNIQUE">
    <input label="金额"><inputExpression typeRef="number"><text>amount</text></inputExpression></input>
    <input label="日子"><inputExpression typeRef="date"><text>on</text></inputExpression></input>
    <output label="结论" name="duty" typeRef="string"/>
    <rule id="must"><description>单笔在2000元及以上〔R-221〕</description>
      <inputEntry><text>&gt;= 2000</text></inputEntry><inputEntry><text>&lt;= today()</text></inputEntry>
      <outputEntry><text>"应当协商"</text></outputEntry></rule>
    <rule id="big"><inputEntry><text>&gt;= 9000</text></inputEntry><inputEntry><text>-</text></inputEntry>
      <outputEntry><text>"上报"</text></outputEntry></rule>
  </decisionTable></decision></definitions>"""


def attempt(data: dict[str, Any], table: str = TABLE, decision: str = "thresholds") -> dict[str, Any]:
    """What the trial answers."""
    zone = ZoneInfo("Asia/Shanghai")
    return try_decision(table.encode(), "thresholds.dmn", decision, data, now=NOW, zone=zone)


def test_the_answer_says_what_and_why() -> None:
    answer = attempt({"amount": 2000, "on": "2026-11-26"})

    assert answer["value"] == "应当协商"
    assert answer["outputs"] == [{"duty": "应当协商"}]
    assert answer["failures"] == answer["missing"] == []
    [evaluation] = answer["evaluations"]
    assert evaluation["because"] == "因为单笔在2000元及以上〔R-221〕（规则1）"
    assert [entry["value"] for entry in evaluation["inputs"]] == [2000, "2026-11-26"]
    assert evaluation["rules"][0]["id"] == "must"


def test_today_is_the_day_in_the_zone() -> None:
    assert attempt({"amount": 2000, "on": "2026-11-27"})["value"] is None


def test_two_rules_of_a_unique_table_are_a_failure_that_names_both() -> None:
    [failure] = attempt({"amount": 9000, "on": "2026-01-01"})["failures"]

    assert "must" in failure
    assert "big" in failure


def test_a_variable_not_given_is_named() -> None:
    assert attempt({"on": "2026-01-01"})["missing"] == ["amount"]


@pytest.mark.parametrize(
    ("table", "decision", "kind", "words"),
    [
        (TABLE.replace("&gt;= 2000", "&gt;= 2000 元 ("), "thresholds", InvalidRequest, "1 处问题"),
        (TABLE, "treshold", NotFound, "只有：thresholds"),
        ("<html/>", "thresholds", InvalidRequest, "1 处问题"),
        ("<definitions", "thresholds", InvalidRequest, "1 处问题"),
    ],
)
def test_what_cannot_be_tried_is_told(table: str, decision: str, kind: type[ProductError], words: str) -> None:
    with pytest.raises(kind) as raised:
        attempt({"amount": 1, "on": "2026-01-01"}, table, decision)

    assert words in raised.value.message


def test_a_date_that_is_none_is_told() -> None:
    with pytest.raises(InvalidRequest) as raised:
        attempt({"amount": 1, "on": "明天"})

    assert "on" in raised.value.message
