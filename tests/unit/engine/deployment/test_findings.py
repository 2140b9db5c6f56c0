"""The refusal lists every error, numbered, as the Modeler shows nothing else."""

from __future__ import annotations

from lxml import etree

from engine.deployment.findings import LISTED_IN_MESSAGE, Finding, Findings, refusal
from engine.dmn import Problem
from tests.unit.engine.deployment.drawing import WORK, file, flow, line, read, when


def test_the_message_names_each_element_on_a_line_of_its_own() -> None:
    bad = line(WORK.replace(' camunda:candidateGroups="village_party"', "")) + flow("work", "end", when("=x >> 1"), "f")
    refused = refusal(read(file(bad)).findings.listed)
    lines = refused.message.splitlines()

    assert lines[0] == f"「p.bpmn」有 {len(lines) - 1} 处问题，未部署："
    assert any("人工任务「办理」(work)：没有办理人或候选组" in entry for entry in lines)
    assert any("连线 (f)：条件 =x >> 1 无法识别" in entry for entry in lines)
    assert [entry.split(".")[0] for entry in lines[1:]] == [str(number) for number in range(1, len(lines))]
    assert refused.status == 400


def test_the_details_say_where_each_finding_is() -> None:
    bad = line(WORK.replace(' camunda:candidateGroups="village_party"', ""))
    found = refusal(read(file(bad)).findings.listed).details["findings"][0]

    assert found["element_id"] == "work"
    assert found["element_name"] == "办理"
    assert (found["line"], found["column"]) == (6, 1)
    assert (found["severity"], found["resource"]) == ("error", "p.bpmn")


def test_files_are_named_when_there_are_several() -> None:
    findings = [Finding("error", "a.bpmn", "甲"), Finding("error", "b.form", "乙"), Finding("warning", "c.form", "丙")]

    assert refusal(findings).message.splitlines()[1:] == ["1. a.bpmn：甲", "2. b.form：乙"]


def test_a_flood_of_findings_is_cut_and_counted() -> None:
    findings = [Finding("error", "a.bpmn", "错")] * 1000
    refused = refusal(findings)

    assert refused.message.count("\n") == LISTED_IN_MESSAGE + 1
    assert "另有 900 处" in refused.message
    assert len(refused.details["findings"]) == 500


def test_long_names_do_not_make_the_answer_long() -> None:
    root = etree.fromstring(f'<a id="{"i" * 100_000}" name="{"n" * 100_000}"/>')
    findings = Findings("a.dmn")
    findings.add_problem("error", Problem("错", root, "名" * 1_000, 3, "列" * 1_000, 5))

    assert len(str(findings.listed[0].as_json())) < 2_000


def test_a_problem_of_a_table_keeps_its_place() -> None:
    findings = Findings("a.dmn")
    findings.add_problem("warning", Problem("读不懂", etree.Element("inputEntry"), "组织者", 3, "金额", 5))
    (found,) = findings.listed

    assert found.sentence() == "决策「组织者」第 3 行「金额」列第 5 个字符：读不懂"
    assert (found.severity, found.row, found.column_label, found.character) == ("warning", 3, "金额", 5)


def test_warnings_leave_a_file_sound() -> None:
    findings = Findings("a.bpmn")
    findings.warn(None, "注意")

    assert findings.sound
    findings.error(None, "错")
    assert not findings.sound
