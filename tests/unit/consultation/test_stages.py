"""Stages in diagrams are those of a consultation."""
from __future__ import annotations

import pytest

from consultation.stages import check_stages
from engine.deployment.findings import Findings
from tests.diagrams import user
from tests.unit.consultation.policy_lint.drawn import END, START, drawn, mark


def told(stage: str, strict: bool = True) -> Findings:
    """What is said of a user task with this stage."""
    findings = Findings("p.bpmn")
    check_stages(drawn(START + user("a", inside=mark(stage=stage)) + END, "s -> a -> e"), findings, strict)
    return findings


@pytest.mark.parametrize("stage", ["公示", " 公示 ", "表决/审核", "=stage", "${stage}", ""])
def test_a_stage_that_there_is_and_an_expression_are_fine(stage: str) -> None:
    assert told(stage).listed == []


@pytest.mark.parametrize(("stage", "meant"), [("蕴酿", "“酝酿”"), ("公示期", "“公示”"), ("表决", "“表决/审核”")])
def test_another_stage_is_refused_with_the_one_that_was_meant(stage: str, meant: str) -> None:
    (only,) = told(stage).listed

    assert (only.severity, only.element_id) == ("error", "a")
    assert f"没有“{stage}”这个阶段，您要写的是不是{meant}？只能写：收集、" in only.message


def test_files_of_an_upgrade_are_only_warned_of() -> None:
    assert [finding.severity for finding in told("开会", strict=False).listed] == ["warning"]
