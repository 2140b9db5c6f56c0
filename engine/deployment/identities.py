"""Ids and names: everything that is referred to has an id of its own, and nothing is longer than its column."""
from __future__ import annotations

import re
from collections import Counter

from lxml import etree

from engine.deployment.diagram import Diagram, Node, camunda, child, properties
from engine.deployment.findings import Findings
from engine.deployment.property_names import STAGE_PROPERTY
from engine.deployment.vocabulary import BPMN, CAMUNDA, MODELER, namespace

VARIABLE_ADVICE = "请只用字母、数字和下划线，不以数字开头"
MAX_NAME = 255
MAX_VARIABLE = 160
MAX_STAGE = 32
MAX_DOCUMENTATION = 20_000
_NCNAME = re.compile(r"[^\W\d][\w.\-·]*")


def check_unique_ids(root: etree._Element, findings: Findings) -> None:
    """Every id of the file is used once: parsers find an element by its id, whatever it is (XML Schema, xsd:ID)."""
    seen: dict[str, etree._Element] = {}
    for element in root.iter():
        id_ = element.get("id")
        if id_ is None or (namespace(element) == MODELER):
            continue
        if id_ in seen:
            findings.error(element, f"编号 {id_[:80]} 已经被{findings.describe(seen[id_])}用过，请改成不同的编号（ID）")
        else:
            seen[id_] = element


def check_names(diagram: Diagram, findings: Findings) -> None:
    """The process, its nodes, flows, messages and signals have an id that can be stored and named."""
    declared = [*diagram.messages.values(), *diagram.signals.values()]
    flows = [flow.element for flow in diagram.flows()]
    for element in [diagram.process, *(node.element for node in diagram.nodes()), *flows, *declared]:
        id_ = element.get("id") or ""
        if not _NCNAME.fullmatch(id_):
            findings.error(element, f"编号“{id_[:60]}”不能用，请以字母开头，只用字母、数字和下划线")
        elif id_.startswith("__"):
            findings.error(element, f"编号“{id_[:60]}”不能用，请不要以两个下划线开头")
        if len(id_) > MAX_NAME or len(element.get("name") or "") > MAX_NAME:
            findings.error(element, f"编号或名称超过 {MAX_NAME} 个字，请改短")
    if len(camunda(diagram.process, "versionTag") or "") > MAX_NAME:
        findings.error(diagram.process, f"版本标签超过 {MAX_NAME} 个字，请改短")
    for element in declared:
        if not (element.get("name") or "").strip():
            findings.error(element, "没有名称，请在属性面板填写名称，收发双方用它对上")
        elif (element.get("name") or "").lstrip().startswith(("=", "${", "#{")):
            findings.error(element, "名称不能是表达式，请写固定的名称")
    for node in diagram.nodes():
        _check_texts(node, findings)


def _check_texts(node: Node, findings: Findings) -> None:
    if len(properties(node.element).get(STAGE_PROPERTY, "")) > MAX_STAGE and not properties(node.element)[
        STAGE_PROPERTY
    ].startswith("="):
        findings.error(node.element, f"阶段名超过 {MAX_STAGE} 个字，请改短")
    documentation = child(node.element, "documentation")
    if documentation is not None and len("".join(map(str, documentation.itertext()))) > MAX_DOCUMENTATION:
        findings.error(documentation, f"说明超过 {MAX_DOCUMENTATION} 个字，请改短")
    listed = node.element.iterfind(f"{{{BPMN}}}extensionElements/{{{CAMUNDA}}}properties/{{{CAMUNDA}}}property")
    for name, times in Counter(entry.get("name") or "" for entry in listed).items():
        if not name:
            findings.error(node.element, "有一个扩展属性没有名称，请填写或删去")
        elif times > 1:
            findings.error(node.element, f"扩展属性 {name[:60]} 写了不止一次，请只留一个")


def is_variable_name(name: str) -> bool:
    """Whether a variable may have this name: letters, digits and underscores, as FEEL reads it without quotes."""
    return name.isidentifier() and len(name) <= MAX_VARIABLE


def check_variable(element: etree._Element, what: str, name: str | None, findings: Findings) -> None:
    """Report a name, if one is given, that no variable may have; ``what`` is the Chinese word for its place."""
    if name is not None and not is_variable_name(name):
        findings.error(element, f"{what}“{name[:60]}”不能用作变量名，{VARIABLE_ADVICE}")
