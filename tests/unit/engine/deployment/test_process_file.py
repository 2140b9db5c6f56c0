"""A file as a whole: its platform, its processes and pools, all findings at once."""

from __future__ import annotations

import re
import time

import pytest

from engine.parsing.parser import compile_process
from tests.unit.engine.deployment.drawing import (
    INNER,
    MESSAGE,
    NAMESPACES,
    PLATFORM,
    SIGNAL,
    WORK,
    catch,
    element,
    errors,
    file,
    flow,
    gateway,
    line,
    read,
    sentences,
    timer,
    when,
    work,
)
from tests.unit.engine.deployment.test_shapes import edge, plane, shape


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


def test_what_real_tools_export_beside_the_process_is_documentation() -> None:
    pools = (
        '<bpmn:collaboration id="协作_1"><bpmn:participant id="村委会" name="村民委员会" processRef="p"/>'
        '<bpmn:participant id="乡镇" name="乡镇（黑盒）"/><bpmn:participant id="群众" name="群众" processRef="说明"/>'
        '<bpmn:messageFlow id="mf" name="报送" sourceRef="办理" targetRef="乡镇"/>'
        '<bpmn:group id="框"/></bpmn:collaboration>'
        '<bpmn:process id="说明" isExecutable="false"><bpmn:serviceTask id="s"/></bpmn:process>'
        '<bpmn:category id="类"><bpmn:categoryValue id="值" value="要紧"/></bpmn:category>'
        '<bpmn:dataStore id="库" name="台账"/>'
    )
    notes = (
        '<bpmn:textAnnotation id="注"><bpmn:text>当日办结</bpmn:text></bpmn:textAnnotation>'
        '<bpmn:association id="注线" sourceRef="办理" targetRef="注"/><bpmn:group id="框2" categoryValueRef="值"/>'
    )
    task = work("办理").replace(" name=", ' startQuantity="0" name=')
    found = read(file(line(task) + notes, pools)).findings.listed

    assert [(finding.severity, finding.element_id) for finding in found] == [("warning", "说明"), ("warning", "办理")]


def choices(number: int) -> str:
    """A drawn process of so many choices one after the other, four nodes and five flows each."""
    nodes, flows, place = ['<bpmn:startEvent id="start"/>', '<bpmn:endEvent id="end"/>'], [], "start"
    for one in range(number):
        nodes += [
            element("exclusiveGateway", f'default="d{one}"', id_=f"g{one}"), work(f"a{one}"), work(f"b{one}"),
            element("exclusiveGateway", id_=f"j{one}"),
        ]  # fmt: skip
        flows += [
            flow(place, f"g{one}"), flow(f"g{one}", f"a{one}", when('=amount > 100 and kind = "大"')),
            flow(f"g{one}", f"b{one}", name=f"d{one}"), flow(f"a{one}", f"j{one}"), flow(f"b{one}", f"j{one}"),
        ]  # fmt: skip
        place = f"j{one}"
    process = "".join([*nodes, *flows, flow(place, "end")])
    ids = re.findall(r'<bpmn:(\w+) id="([^"]+)"', process)
    drawn = [edge(id_) if name == "sequenceFlow" else shape(id_) for name, id_ in ids]
    return file(process, plane(*drawn))


@pytest.mark.parametrize(("number", "elements", "seconds"), [(75, 2_000, 1), (249, 6_500, 5)])
def test_large_diagrams_are_examined_in_time(number: int, elements: int, seconds: float) -> None:
    text = choices(number)
    started = time.process_time()
    found = read(text)
    assert found.root is not None
    assert len(list(found.root.iter())) > elements
    assert compile_process("p:1", "p", found.root).key == "p"

    assert found.findings.listed == []
    assert time.process_time() - started < seconds


LINK = '<bpmn:linkEventDefinition name="A"/>'
#: What would take long if a check looked at everything for each thing.
HOSTILE = {
    "flows": lambda: line(WORK, gateway("parallelGateway")) + "".join(
        flow("work", "g", name=f"f{n}") for n in range(9_000)
    ),
    "references": lambda: line(
        WORK.replace("/>", ">" + "<bpmn:incoming>q</bpmn:incoming>" * 9_000 + "</bpmn:userTask>")
    ),
    "equal ids": lambda: '<bpmn:task id="x"/>' * 9_000,
    "timers in one event": lambda: line(catch(timer("P1D") * 4_000)),
    "markers": lambda: line(
        WORK.replace("/>", ">" + "<bpmn:multiInstanceLoopCharacteristics/>" * 9_000 + "</bpmn:userTask>")
    ),
    "links": lambda: line(WORK) + "".join(
        element("intermediateThrowEvent", content=LINK, id_=f"o{n}") + flow("work", f"o{n}") + catch(LINK, f"c{n}")
        for n in range(480)
    ),
    "boundary events": lambda: line(WORK) + "".join(
        element("boundaryEvent", 'attachedToRef="work"', timer("P1D"), f"e{n}") + flow(f"e{n}", "end")
        for n in range(900)
    ),
    "one subprocess in another": lambda: '<bpmn:subProcess id="x">' * 190 + "</bpmn:subProcess>" * 190,
    "nodes": lambda: "".join(f'<bpmn:task id="x{n}"/>' for n in range(18_000)),
}  # fmt: skip


QUICK = {"links", "boundary events"}


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.full) for name in HOSTILE]
)
def test_what_is_made_to_take_long_does_not(name: str) -> None:
    text = file(HOSTILE[name](), MESSAGE + SIGNAL)
    started = time.process_time()
    read(text)

    assert time.process_time() - started < 5
