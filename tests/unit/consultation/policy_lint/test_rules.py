"""The rules quote the policy and the list of requirements verbatim, and the owner's guide tells of each."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

from consultation.policy_lint.rules import BY_STEP, ENDS, KEPT, KEYS, REASON_PREFIX, RULES, Rule
from consultation.requirements import read_requirements
from tests.house.document_tables import table, table_in

PROJECT = Path(__file__).parents[4]
GUIDE = (PROJECT / "docs" / "流程管理员.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", [*RULES, KEPT], ids=lambda rule: rule.key)
def test_a_rule_quotes_the_policy_under_its_id(rule: Rule) -> None:
    policy = re.sub(r"\s", "", (PROJECT / "docs" / "实施方案.txt").read_text(encoding="utf-8"))
    assert re.sub(r"\s", "", rule.sentence) in policy
    listed = {(entry.id, entry.text) for entry in read_requirements(PROJECT / "processes" / "requirements.csv")}
    assert (rule.requirement, rule.sentence) in listed


def test_each_step_and_key_stands_for_one_rule() -> None:
    assert len(BY_STEP) == len(RULES) == len(KEYS) - 1


def test_the_owners_guide_tells_of_each_step_its_sentence_and_where_a_reason_goes() -> None:
    expected = table(
        "步骤（policyStep）", "不照办的理由写在", "依据",
        rows=((rule.step, f"`{REASON_PREFIX}{rule.key}`", f"{rule.sentence}（{rule.requirement}）") for rule in RULES),
    )  # fmt: skip
    assert table_in(GUIDE, expected[0]) == expected


def test_the_owners_guide_names_each_end_without_a_result() -> None:
    assert all(f"`{end}`" in GUIDE for end in ENDS)
    assert f"`{REASON_PREFIX}{KEPT.key}`" in GUIDE
