"""Each table decides as the policy says, and each of its rules is shown to apply."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.unit.tables import consultation_cases, result_cases, topic_cases
from tests.unit.tables.decisions import FILES, PROJECT, Case, compile_text, decide, elements, form_options, item

CASES = topic_cases.CASES | consultation_cases.CASES | result_cases.CASES
#: Other tests ask these two row by row.
ASKED_ELSEWHERE = {"catalogue", "parameters"}


@pytest.mark.parametrize(
    ("table", "case"),
    [
        pytest.param(table, case, id=f"{table}: {'+'.join(case.rules) or 'no rule'} {number}")
        for table, cases in CASES.items()
        for number, case in enumerate(cases, 1)
    ],
)
def test_a_table_decides_as_the_policy_says(table: str, case: Case) -> None:
    decided = decide(table, case.variables)
    assert (decided.rules, decided.value) == (case.rules, case.value)


@pytest.mark.parametrize("file", [file for file in FILES if file.stem not in ASKED_ELSEWHERE], ids=lambda f: f.stem)
def test_each_rule_applies_in_some_case(file: Path) -> None:
    rules = {rule.get("id") for stem, rule in elements("rule") if stem == file.stem}
    hit = {f"rule_{rule}" for case in CASES[file.stem] for rule in case.rules}
    assert (rules - hit, hit - rules) == (set(), set())


def test_every_item_that_can_be_chosen_has_its_row_in_the_catalogue_and_no_other_has() -> None:
    chosen = form_options("triage", "catalogue_item")
    rules = [decide("catalogue", {"catalogue_item": code}).rules for code in [*chosen, None]]
    assert rules == [(code,) for code in [*chosen, "not_chosen"]]
    assert [rule.get("id") for stem, rule in elements("rule") if stem == "catalogue"] == [f"rule_{r}" for r, in rules]


def test_a_table_says_why() -> None:
    decided = decide("organiser", {"features": [topic_cases.CANNOT_LEAD], "villages": 2})
    assert decided.because == (
        "因为涉及两个以上村（社区）的重要事项，单靠某一村（社区）无法牵头协商，"
        "由乡镇（开发区）党（工）委牵头组织〔R-254、R-269〕（规则2）"
    )


def test_changing_one_cell_changes_the_threshold() -> None:
    text = (PROJECT / "processes" / "thresholds.dmn").read_text("utf-8")
    assert re.findall(r"\d{4,}", re.sub(r'<definitions [^>]*>', "", text)) == ["2000", "1000"]
    graph = compile_text(text.replace("2000", "3000").encode())
    spent = {"organisation_kind": "行政村", "in_budget": "否"}
    duties = [decide("thresholds", {**spent, "amount": amount}, graph).value for amount in (2999, 3000)]
    assert duties == ["不作要求", "应当协商"]


@pytest.mark.parametrize("table", ["organiser", "mechanism", "failure_route"])
def test_several_villages_are_as_many_as_the_parameter_says(table: str) -> None:
    many = {"villages": 2, "features": [topic_cases.CANNOT_LEAD], "dispute": "较大争议", "round": 1}
    three = {"parameters": {"villages_for_township": 3, "n_rounds": 2}}
    assert decide(table, many).rules != decide(table, many | three).rules


def test_a_topic_without_an_item_is_decided_by_a_person() -> None:
    nothing = item(None)
    assert set(nothing.values()) == {None}
    assert decide("major", {"item": nothing}).value == decide("major", {"item": None}).value
