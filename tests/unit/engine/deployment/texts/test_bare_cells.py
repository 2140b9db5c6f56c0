"""Cells with texts that lack their quotes, of tables that a process asks and of tables alone."""
from __future__ import annotations

import pytest

from engine.deployment.bundle import check_against, read_bundle
from engine.deployment.catalogue import Catalogue
from engine.deployment.findings import Finding
from tests.decision_files import Column, decision, table
from tests.unit.engine.deployment.drawing import ROLES, element, file, line
from tests.unit.engine.deployment.tabling import modeled

RULES = element(
    "businessRuleTask", 'camunda:decisionRef="d" camunda:mapDecisionResult="singleEntry" camunda:resultVariable="v"'
)
ASKING = file(line(RULES))


def found(given: str, concluded: str, *, allowed: str = "", process: str = ASKING) -> list[Finding]:
    """The errors about a table of one rule."""
    columns = [Column("x", "string", label="类别")], [Column("y", "string", label="要求", values=allowed)]
    resources = {"d.dmn": modeled(decision("d", table(*columns, [[given, concluded]]), name="定要求"))}
    resources |= {"p.bpmn": process} if process else {}
    bundle = read_bundle({name: content.encode() for name, content in resources.items()}, ROLES)
    check_against(bundle, Catalogue(0, {}, frozenset()))
    return [finding for finding in bundle.findings() if finding.severity == "error"]


@pytest.mark.parametrize(("given", "concluded", "label"), [("村", '"是"', "类别"), ('"村"', "应当", "要求"),
                                                         ('"村", 社区', '"是"', "类别")])  # fmt: skip
def test_a_text_without_quotes_is_told_where_it_stands(given: str, concluded: str, label: str) -> None:
    (only,) = found(given, concluded)

    assert (only.row, only.column_label, only.resource) == (1, label, "d.dmn")
    assert "没有引号，会当成变量，请写成 \"" in only.message


def test_a_value_that_the_column_allows_was_meant_even_where_nobody_asks_the_table() -> None:
    assert len(found("-", "应当", allowed='"应当", "不必"', process="")) == 1
    assert found("-", "应当", process="") == []


def test_texts_with_quotes_and_variables_that_are_written_are_fine() -> None:
    attributes = 'scriptFormat="feel" camunda:resultVariable="应当"'
    writing = element("scriptTask", attributes, "<bpmn:script>1</bpmn:script>", "s")

    assert found('"村"', '"应当"') == []
    assert found("-", "应当", process=file(line(writing, RULES))) == []
    assert found("-", "kind") == []
