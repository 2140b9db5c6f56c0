"""Every rule says why, with its place in the policy or the mark of a default; files are as the Modeler writes them."""
from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from consultation.requirements import R_ID, r_ids, read_requirements
from engine.deployment.decision_file import read_decision_file
from tests.unit.tables.decisions import FILES, NAMESPACE, PROJECT, elements, text_of

DEFAULT = "系统默认，非文件规定"
KNOWN = {requirement.id for requirement in read_requirements(PROJECT / "processes" / "requirements.csv")}
RULES = list(elements("rule"))
#: The policy's own numbers: what it says of money, villages, model villages and years of residence.
GIVEN_BY_POLICY = {"2000", "1000", "2", "1"}


def note_of(rule: etree._Element) -> str:
    """What is written beside a rule."""
    return text_of(rule.find("dmn:description", NAMESPACE))  # type: ignore[arg-type]


@pytest.mark.parametrize(("table", "rule"), RULES, ids=[f"{table} {rule.get('id')}" for table, rule in RULES])
def test_a_rule_says_why_and_where_that_stands(table: str, rule: etree._Element) -> None:
    note = note_of(rule)
    assert re.fullmatch(r"[^〔〕]+〔[^〔〕]+〕", note)
    assert not note.startswith("因为")
    source = note.partition("〔")[2]
    assert set(r_ids(source)) <= KNOWN
    assert r_ids(source) or DEFAULT in source
    assert not R_ID.search(note.partition("〔")[0])


@pytest.mark.parametrize(("table", "rule"), RULES, ids=[f"{table} {rule.get('id')}" for table, rule in RULES])
def test_a_number_that_the_policy_does_not_give_is_marked_as_a_default(table: str, rule: etree._Element) -> None:
    numbers = [text for entry in rule.findall("{*}outputEntry") if re.fullmatch(r"[\d.]+", text := text_of(entry))]
    if table in ("parameters", "publicity", "statutory_vote", "retention") and set(numbers) - GIVEN_BY_POLICY:
        assert DEFAULT in note_of(rule)


def test_a_number_stands_in_one_place() -> None:
    # What a rule says of a number would be wrong as soon as somebody changes the cell.
    reasons = [
        note_of(rule).partition("〔")[0]
        for table, rule in RULES
        if table in ("thresholds", "publicity", "failure_route")
    ]
    assert [reason for reason in reasons if re.search(r"[\d一二三五七十]+(元|天|轮|次|个工作日)", reason)] == []


def test_rules_have_names_that_stay() -> None:
    ids = [str(rule.get("id")) for _, rule in RULES]
    assert [found for found in ids if not re.fullmatch(r"rule_([a-z_]+|[VC]\d\d)", found)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_is_as_the_modeler_writes_it(file: Path) -> None:
    root = etree.parse(file).getroot()
    modeler = "{http://camunda.org/schema/modeler/1.0}"
    assert (root.get(f"{modeler}executionPlatform"), root.get(f"{modeler}executionPlatformVersion")) == (
        "Camunda Platform", "7.24.0",
    )  # fmt: skip
    ids = [found for element in root.iter(etree.Element) if (found := element.get("id"))]
    assert len(ids) == len(set(ids))
    languages = {element.get("expressionLanguage") for element in root.iter() if element.get("expressionLanguage")}
    assert languages == {"feel"}
    assert "${" not in file.read_text("utf-8")
    shown = {shape.get("dmnElementRef") for shape in root.iter("{*}DMNShape")}
    assert shown == {decision.get("id") for decision in root.iterfind("dmn:decision", NAMESPACE)}
    assert file.stem in shown


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_table_is_deployed_without_a_remark(file: Path) -> None:
    read = read_decision_file(file.read_bytes(), file.name)
    assert (read.findings.sound, [str(finding) for finding in read.findings.listed]) == (True, [])


def test_there_are_sixteen_tables_and_the_parameters() -> None:
    names = sorted(str(decision.get("name")) for _, decision in elements("decision"))
    numbers = [int(found[1]) for name in names if (found := re.match(r"D(\d+) ", name))]
    assert sorted(numbers) == list(range(1, 17))
    assert sorted(set(names)) == names
    assert len(FILES) == 17
