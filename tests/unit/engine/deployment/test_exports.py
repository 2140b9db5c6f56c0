"""What other tools export: it deploys, or it is refused with sentences that each name an element."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from engine.deployment.findings import Finding, refusal
from engine.deployment.process_file import read_process_file
from engine.parsing.parser import compile_process
from tests.unit.engine.deployment.drawing import MESSAGE, PLATFORM, ROLES, WORK, file, line, read
from tests.unit.engine.deployment.exports import (
    ADONIS,
    ARIS,
    CHINESE_TOWNSHIP,
    CONVERSATION,
    FLOWABLE,
    GEOMETRY_OUTSIDE,
    JBPM,
    OLD_CAMUNDA,
    SIGNAVIO,
    TRISOTECH,
    W4,
    WEB_SERVICE,
    XMI,
    YAOQIANG,
    executable,
)


@dataclass(frozen=True, slots=True)
class Export:
    """A file and parts of what is said of it: ``errors`` in order, ``warnings`` in order."""

    text: str
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


NO_PLATFORM = "没有写明执行平台"
UNTYPED = "没有选类型"
NOT_RUN = "没有勾选“可执行”"
SECOND = '<bpmn:process id="q" name="乡镇复核" isExecutable="{}"><bpmn:task id="q1"/></bpmn:process>'
EXPORTS: Mapping[str, Export] = {
    "Chinese names and ids, pools, message flows, groups, notes, data, nested lanes": Export(
        CHINESE_TOWNSHIP, (), (UNTYPED,)
    ),
    "two processes that are executable": Export(
        file(line(WORK)).replace("</bpmn:definitions>", SECOND.format("true") + "</bpmn:definitions>"),
        ("流程「乡镇复核」(q)：一个文件只能有一个可执行的流程",),
    ),
    "two processes of which one is executable": Export(file(line(WORK), SECOND.format("false")), (), (NOT_RUN,)),
    "Signavio": Export(executable(SIGNAVIO), (), (NO_PLATFORM, "http://www.signavio.com 的内容不会执行", UNTYPED)),
    "Signavio as drawn": Export(
        SIGNAVIO, ("流程「协商」(sid-p)：没有可执行的流程",), (NO_PLATFORM, "http://www.signavio.com", NOT_RUN)
    ),
    "ADONIS": Export(
        executable(ADONIS), (), (NO_PLATFORM, "www.boc-group.com", "（ioSpecification）不起作用", UNTYPED)
    ),
    "ARIS": Export(executable(ARIS), (), (NO_PLATFORM, UNTYPED)),
    "Trisotech": Export(executable(TRISOTECH), (), (NO_PLATFORM, UNTYPED)),
    "Yaoqiang": Export(executable(YAOQIANG), (), (NO_PLATFORM, "属性 startQuantity 的值“0”按 1 执行", UNTYPED)),
    "W4": Export(executable(W4), (), (NO_PLATFORM, "MODEL 的内容", "GRAPH 的内容", "没有命名空间的扩展内容", UNTYPED)),
    "XMI": Export(
        executable(XMI), ("服务任务「公示」(t)：没有写由谁执行",), (NO_PLATFORM, "http://www.omg.org/XMI")
    ),
    "a web service": Export(
        executable(WEB_SERVICE),
        (
            "外部引用（import）不能执行", "服务任务「公示」(t)：数据输入（dataInput）不能执行",
            "消息 (m)：没有名称", "服务任务「公示」(t)：没有写由谁执行",
        ),
        (NO_PLATFORM, "属性 operationRef 不起作用", "（ioSpecification）不起作用"),
    ),
    "an old Camunda Modeler": Export(
        OLD_CAMUNDA,
        (
            "开始事件 (s)：元素 formData 是 Activiti 的设置",
            "人工任务「公示」(t)：属性 candidateGroups 是 Activiti 的设置",
            "人工任务「公示」(t)：没有办理人或候选组",
        ),
        (NO_PLATFORM,),
    ),
    "Flowable": Export(
        FLOWABLE,
        (
            "人工任务「部门审批」(t)：属性 assignee 是 Flowable 的设置",
            "人工任务「部门审批」(t)：元素 taskListener 是 Flowable",
            "人工任务「部门审批」(t)：没有办理人或候选组",
        ),
        (NO_PLATFORM,),
    ),
    "jBPM": Export(
        JBPM, ("流程「协商」(p)：属性 packageName 是 jBPM 的设置", "任务「公示」(t)：元素 metaData 是 jBPM 的设置"),
        (NO_PLATFORM, UNTYPED),
    ),
    "coordinates among the elements": Export(
        executable(GEOMETRY_OUTSIDE),
        ("开始事件 (s)：元素 geometry 不是 BPMN 2.0 的元素", "连线 (f)：元素 waypoint 不是 BPMN 2.0 的元素"),
        (NO_PLATFORM, UNTYPED),
    ),
    "a conversation without processes": Export(CONVERSATION, ("流程文件 (d)：文件里没有流程",), (NO_PLATFORM,)),
}  # fmt: skip


def of(severity: str, found: list[Finding]) -> list[str]:
    """The sentences of one severity."""
    return [finding.sentence() for finding in found if finding.severity == severity]


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_deploys_or_is_refused_with_sentences_that_name_an_element(name: str) -> None:
    export = EXPORTS[name]
    examined = read(export.text)
    found = examined.findings.listed

    for severity, expected in ("error", export.errors), ("warning", export.warnings):
        said = of(severity, found)
        assert len(said) == len(expected), said
        assert all(part in sentence for part, sentence in zip(expected, said, strict=True)), said
    assert all(finding.element and finding.line for finding in found)
    if export.errors:
        assert all(sentence in refusal(found).message for sentence in of("error", found))
    else:
        assert examined.diagram is not None
        assert compile_process("export", examined.diagram.key, examined.root)


def test_what_an_export_documents_is_not_run() -> None:
    examined = read(CHINESE_TOWNSHIP)

    assert examined.diagram is not None
    assert {node.id: node.type for node in examined.diagram.nodes()} == {
        "收到": "startEvent", "审核": "userTask", "通过吗": "exclusiveGateway", "公示": "task", "办结": "endEvent",
        "退回": "endEvent",
    }  # fmt: skip
    lanes = {element["id"]: element["lane"] for element in examined.describe()["elements"]}
    assert lanes["审核"] == "民政办"
    assert lanes["公示"] == "乡镇"


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_a_file_in_another_encoding_is_refused_with_advice(encoding: str) -> None:
    text = file(line(WORK)).replace("UTF-8", encoding)
    (found,) = read_process_file(text.encode(encoding), "p.bpmn", ROLES).findings.listed

    assert found.message == "文件不是 UTF-8 编码，请用 Camunda Modeler 打开后重新保存"


def test_a_file_that_says_it_is_in_another_encoding_is_refused_with_advice() -> None:
    (found,) = read(file(line("<bpmn:task id='t'/>")).replace("UTF-8", "ISO-8859-1")).findings.listed

    assert found.sentence() == "第 1 行：文件声明的编码不是 UTF-8，请用 Camunda Modeler 打开后重新保存"


def test_a_file_for_camunda_8_gets_one_sentence() -> None:
    eight = PLATFORM.replace("Camunda Platform", "Camunda Cloud").replace("7.24.0", "8.7.0")
    (found,) = read(file(line(WORK.replace(" camunda:candidateGroups", " camunda:class")), MESSAGE, platform=eight)
                    ).findings.listed  # fmt: skip

    assert found.message.startswith("这是 Camunda 8 的流程图")
