"""A file as a whole: its platform, its processes and pools, all findings at once."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.drawing import (
    INNER,
    NAMESPACES,
    PLATFORM,
    WORK,
    catch,
    element,
    errors,
    file,
    flow,
    line,
    read,
    sentences,
    timer,
    work,
)


def test_a_second_executable_process_is_refused_and_one_that_is_not_is_documentation() -> None:
    other = f'<bpmn:process id="q" isExecutable="true">{INNER}</bpmn:process>'
    bystander = '<bpmn:process id="q" isExecutable="false"><bpmn:serviceTask id="any"/></bpmn:process>'

    assert "只能有一个可执行的流程" in sentences(file(line(WORK), other))
    found = read(file(line(WORK), bystander)).findings.listed
    assert [(finding.severity, finding.element_id) for finding in found] == [("warning", "q")]


def test_a_file_without_an_executable_process_is_refused() -> None:
    assert "勾选“可执行”" in sentences(file(line(WORK)).replace('isExecutable="true"', ""))
    empty = f"<bpmn:definitions {NAMESPACES} {PLATFORM}/>"
    assert "没有流程" in sentences(empty)


def test_pools_are_black_boxes_or_hold_the_process() -> None:
    pools = '<bpmn:collaboration id="c"><bpmn:participant id="a" processRef="{}"/>'
    pools += '<bpmn:participant id="b"/></bpmn:collaboration>'

    assert sentences(file(line(WORK), pools.format("p"))) == ""
    assert "泳池的流程“gone”不存在" in sentences(file(line(WORK), pools.format("gone")))


@pytest.mark.parametrize(
    ("platform", "refused"),
    [
        ('modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.8.0"', "Camunda 8"),
        ('modeler:executionPlatform="Camunda Platform" modeler:executionPlatformVersion="8.0"', "执行平台"),
        ('modeler:executionPlatform="Other"', "执行平台"),
        ('modeler:executionPlatform="Camunda Platform"', ""),
        (PLATFORM, ""),
    ],
)
def test_only_camunda_7_diagrams_are_run(platform: str, refused: str) -> None:
    told = sentences(file(line(WORK), platform=platform))

    assert refused in told if refused else told == ""


def test_a_camunda_8_diagram_gets_one_sentence_whatever_else_it_holds() -> None:
    zeebe = 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    drawn = line(element("serviceTask", content=f"<bpmn:extensionElements><zeebe:t {zeebe}/></bpmn:extensionElements>"))

    assert len(errors(file(drawn))) == 1
    assert "Camunda 7" in sentences(file(drawn))


def test_an_absent_platform_is_a_warning() -> None:
    found = read(file(line(WORK), platform="")).findings.listed

    assert [finding.severity for finding in found] == ["warning"]


def test_something_else_than_bpmn_is_refused() -> None:
    assert "不是 BPMN 2.0 流程图" in sentences("<html/>")
    assert "不是 BPMN 2.0 流程图" in sentences(f"<bpmn:process {NAMESPACES}/>")


def test_all_findings_of_a_file_come_at_once() -> None:
    drawn = line(WORK.replace(' name="办理"', ""), catch(timer("soon")), element("serviceTask")) + flow("work", "gone")
    told = sentences(file(drawn))

    for part in ("没有名称", "soon", "没有写由谁执行", "gone"):
        assert part in told


def test_long_chains_are_no_trouble() -> None:
    tasks = [work(f"t{number}") for number in range(900)]

    assert sentences(file(line(*tasks))) == ""
    assert "节点超过" in sentences(file(line(*tasks, *[work(f"u{number}") for number in range(200)])))
