"""The stages of a consultation, and whether the diagrams name no others."""
from __future__ import annotations

import difflib

from engine.deployment.diagram import Diagram, properties
from engine.deployment.findings import Findings
from engine.deployment.property_names import STAGE_PROPERTY

STAGES = ("收集", "酝酿", "方案告知", "公示", "协商", "表决/审核", "公告", "落实", "反馈公开", "评议监督", "归档")
_ALIKE = 0.4


def check_stages(diagram: Diagram, findings: Findings, strict: bool = True) -> None:
    """Report stages that lists of cases cannot be asked for; what an expression gives shows in the running case."""
    for node in diagram.nodes():
        stage = properties(node.element).get(STAGE_PROPERTY, "").strip()
        if not stage or stage in STAGES or stage.startswith(("=", "${", "#{")):
            continue
        near = difflib.get_close_matches(stage, STAGES, 1, _ALIKE)
        meant = f"您要写的是不是“{near[0]}”？" if near else ""
        message = f"没有“{stage[:32]}”这个阶段，{meant}只能写：{'、'.join(STAGES)}"
        (findings.error if strict else findings.warn)(node.element, message)
