"""Which platform a file was drawn for: Camunda 7; a file for Camunda 8 gets one sentence and nothing else."""
from __future__ import annotations

from lxml import etree

from engine.deployment.findings import Findings
from engine.deployment.vocabulary import MODELER, ZEEBE, is_bpmn


def check_platform(root: etree._Element, findings: Findings) -> bool:
    """Report what speaks against running this diagram at all; whether it is worth looking further."""
    if not is_bpmn(root, "definitions"):
        findings.error(root, "不是 BPMN 2.0 流程图，请用 Camunda Modeler 新建流程图")
        return False
    return check_execution_platform(root, "流程图", findings)


def check_execution_platform(root: etree._Element, what: str, findings: Findings) -> bool:
    """Report a file for another platform. ``what``: what people call such a file."""
    platform = root.get(f"{{{MODELER}}}executionPlatform")
    version = root.get(f"{{{MODELER}}}executionPlatformVersion", "")
    if platform == "Camunda Cloud" or _uses_zeebe(root):
        findings.error(
            None, f"这是 Camunda 8 的{what}，不能部署。请用 Camunda Modeler 新建 Camunda 7 {what}，再把内容画过去"
        )
        return False
    if platform is None:
        findings.warn(root, "没有写明执行平台，按 Camunda 7（Camunda Platform）处理；请在 Camunda Modeler 里选定后保存")
    elif platform != "Camunda Platform" or not (version == "7" or version.startswith("7.") or not version):
        named = f"{platform[:40]} {version[:20]}".strip()
        findings.error(root, f"执行平台“{named}”不能执行，请在 Camunda Modeler 里选 Camunda Platform 7")
    return True


def _uses_zeebe(root: etree._Element) -> bool:
    prefix = f"{{{ZEEBE}}}"
    return any(
        str(element.tag).startswith(prefix) or any(str(name).startswith(prefix) for name in element.attrib)
        for element in root.iter()
    )
