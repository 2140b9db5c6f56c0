"""A .dmn file: from its bytes to its decisions, each a definition of its own, and everything that is wrong with it."""
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from engine import dmn
from engine.deployment.decision_bounds import check_bounds
from engine.deployment.decision_conformity import check_decision_vocabulary
from engine.deployment.decision_info import describe_decision
from engine.deployment.decision_vocabulary import CAMUNDA, describe_decision_element
from engine.deployment.findings import Findings
from engine.deployment.identities import MAX_DOCUMENTATION, MAX_NAME, check_unique_ids
from engine.deployment.platform import check_execution_platform
from engine.deployment.safe_xml import UnreadableXml, read_xml
from engine.dmn.boxed import child
from engine.dmn.overlaps import examine_tables

#: Every decision of a file keeps the file, so that each can be read and pinned by itself.
MAX_STORED = 20_000_000
_ID = re.compile(r"[^\W\d][\w.\-·]*")


@dataclass(frozen=True, slots=True)
class FoundDecision:
    """A decision of the file; ``info`` is empty and ``graph`` None when the file is not sound."""

    key: str
    name: str | None
    version_tag: str | None
    info: dict[str, Any]
    graph: dmn.DecisionGraph | None = None


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """What the checks left to work on; without decisions when the file could not be read."""

    resource: str
    findings: Findings
    decisions: tuple[FoundDecision, ...] = ()


def read_decision_file(content: bytes, resource: str) -> DecisionFile:
    """Everything that can be said of the file by itself. Never raises: what is wrong stands in ``findings``."""
    try:
        document = read_xml(content, resource)
    except UnreadableXml as error:
        findings = Findings(resource)
        findings.listed.append(error.finding)
        return DecisionFile(resource, findings)
    findings = Findings(resource, document.positions, describe_decision_element)
    root = document.root
    if not dmn.is_dmn(root):
        findings.error(root, "不是 DMN 决策表，请用 Camunda Modeler 新建 DMN 决策表")
        return DecisionFile(resource, findings)
    if not check_execution_platform(root, "决策表", findings):
        return DecisionFile(resource, findings)
    check_decision_vocabulary(root, findings)
    check_unique_ids(root, findings)
    if not check_bounds(root, findings):
        return DecisionFile(resource, findings)
    graph = dmn.compile_graph(dmn.read_model(root))
    _tell_problems(graph, findings)
    for decision in graph.decisions.values():
        _check_names(decision, findings)
    if len(graph.decisions) * len(content) > MAX_STORED:
        findings.error(root, "文件太大，里面的决策又太多，请把决策分到几个文件里")
    if findings.sound:
        for remark in examine_tables(graph):
            findings.add_problem("warning", remark)
    return DecisionFile(resource, findings, tuple(_found(graph, each, findings) for each in graph.decisions.values()))


def _tell_problems(graph: dmn.DecisionGraph, findings: Findings) -> None:
    """What the vocabulary and the ids have told already is not told twice."""
    told = {*graph.model.unknown, *(element for element in graph.model.repeated if element.get("id"))}
    for problem in graph.problems:
        if problem.element not in told:
            findings.add_problem("error", problem)


def _check_names(decision: dmn.Decision, findings: Findings) -> None:
    id_ = decision.element.get("id") or ""
    if not _ID.fullmatch(id_):
        findings.error(decision.element, f"决策的编号“{id_[:60]}”不能用，请以字母开头，只用字母、数字和下划线")
    tag = decision.element.get(f"{{{CAMUNDA}}}versionTag") or ""
    if max(len(id_), len(decision.name), len(tag)) > MAX_NAME:
        findings.error(decision.element, f"决策的编号、名称或版本标签超过 {MAX_NAME} 个字，请改短")
    description = child(decision.element, "description")
    if description is not None and _length(description) > MAX_DOCUMENTATION:
        findings.error(description, f"说明超过 {MAX_DOCUMENTATION} 个字，请改短")


def _length(element: etree._Element) -> int:
    return sum(len(str(text)) for text in element.itertext())


def _found(graph: dmn.DecisionGraph, decision: dmn.Decision, findings: Findings) -> FoundDecision:
    tag = decision.element.get(f"{{{CAMUNDA}}}versionTag")
    info = describe_decision(graph, decision) if findings.sound else {}
    sound = graph if findings.sound else None
    return FoundDecision(decision.element.get("id") or "", decision.name or None, tag, info, sound)
