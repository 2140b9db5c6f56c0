"""What a diagram refers to outside itself, forms, decisions, processes: each must be in the bundle or deployed."""
from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from lxml import etree

from engine.deployment.catalogue import Key
from engine.deployment.diagram import Diagram, camunda, properties
from engine.deployment.findings import Findings
from engine.deployment.property_names import PAYLOAD_FORM_PROPERTY

_DEPLOYED_FORM = re.compile(r"camunda-forms:deployment:([^/\\]+)\.form")
_KINDS = {"form": "表单", "process": "被调用的流程", "decision": "决策"}
#: Below this much, of 1, another file's id is no misspelling but another word.
_ALIKE = 0.8
_FILES = {"form": " {key}.form ", "process": " {key}.bpmn ", "decision": "含有它的 .dmn 文件（例如 {key}.dmn）"}


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to a form, decision or process; ``element`` is the node that makes it."""

    element: etree._Element
    kind: str
    key: str
    binding: str = "latest"
    version: int | None = None
    version_tag: str | None = None


@dataclass(frozen=True, slots=True)
class Available:
    """What may be referred to: keys in the bundle, keys deployed, versions deployed, and who calls each process.

    ``tags``: (kind, key, version tag) of the bundle's files and of all versions deployed. ``outputs``: how many columns
    of output the newest version of a decision table has.
    ``callable_processes``: those that can begin without an event, which alone can be called.
    """

    bundle: frozenset[Key]
    deployed: frozenset[Key]
    versions: frozenset[tuple[str, str, int]]
    callers: Mapping[str, Collection[str]]
    callable_processes: frozenset[str]
    tags: frozenset[tuple[str, str, str]] = frozenset()
    outputs: Mapping[str, int] = field(default_factory=dict)


def references_of(diagram: Diagram) -> list[Reference]:
    """Forms of user tasks, start events and messages, decisions, and called processes, in document order."""
    found = []
    for node in diagram.nodes():
        element = node.element
        if node.type in {"userTask", "startEvent"}:
            form = form_of(element)
            found += [form] if form else []
        elif node.type == "callActivity" and (called := called_of(element)):
            binding, version = camunda(element, "calledElementBinding"), camunda(element, "calledElementVersion")
            found.append(Reference(element, "process", called, binding or "latest", _number(version)))
        elif node.type == "businessRuleTask" and (decision := decision_of(element)):
            found.append(decision)
        payload = properties(element).get(PAYLOAD_FORM_PROPERTY)
        if payload is not None:
            found.append(Reference(element, "form", payload.strip()))
    return found


def called_of(element: etree._Element) -> str | None:
    """The process id that a call activity names; None when it names none or an expression says it later."""
    called = (element.get("calledElement") or "").strip()
    return None if not called or called.startswith(("=", "${", "#{")) else called


def begins_plainly(diagram: Diagram) -> bool:
    """Whether the process can begin without an event: by a none start event, or for want of any start event."""
    return any(not node.definitions or node.type != "startEvent" for node in diagram.scopes[0].beginnings())


def form_of(element: etree._Element) -> Reference | None:
    """The form of a user task or start event: formRef with its binding, or a form file of the same bundle."""
    key = (camunda(element, "formRef") or "").strip()
    if key:
        binding, version = camunda(element, "formRefBinding"), camunda(element, "formRefVersion")
        return Reference(element, "form", key, binding or "latest", _number(version))
    match = _DEPLOYED_FORM.fullmatch((camunda(element, "formKey") or "").strip())
    return Reference(element, "form", match[1], "deployment") if match else None


def decision_of(element: etree._Element) -> Reference | None:
    """The decision of a business rule task, None when it names none."""
    key = (camunda(element, "decisionRef") or "").strip()
    if not key:
        return None
    binding, version = camunda(element, "decisionRefBinding"), camunda(element, "decisionRefVersion")
    tag = (camunda(element, "decisionRefVersionTag") or "").strip() or None
    return Reference(element, "decision", key, binding or "latest", _number(version), tag)


def _number(version: str | None) -> int | None:
    text = (version or "").strip()
    return int(text[:10]) if text.isascii() and text.isdigit() else None


def check_references(diagram: Diagram, available: Available, findings: Findings) -> None:
    """Report references that lead nowhere, and processes that would call themselves."""
    for node in diagram.nodes():
        key = camunda(node.element, "formKey")
        if key is not None and not _DEPLOYED_FORM.fullmatch(key.strip()):
            findings.error(node.element, _form_key_advice(key))
    references = references_of(diagram)
    for reference in references:
        _check(reference, available, findings)
        if reference.kind == "decision" and reference.binding in ("latest", "deployment"):
            _check_mapping(reference, available.outputs.get(reference.key, 1), findings)
    circling = _leading_to(diagram.key, available.callers)
    for reference in references:
        if reference.kind == "process" and reference.key in circling:
            how = "自己" if reference.key == diagram.key else f"“{reference.key[:60]}”，它又会调用回来"
            findings.error(reference.element, f"这里调用{how}，会没完没了地调用，请改用连线画成回路")


def _form_key_advice(key: str) -> str:
    if key.strip().startswith("embedded:"):
        return "内嵌网页表单（embedded:）不能使用，请新建 .form 表单文件并填写 formRef"
    return f"表单“{key[:60]}”不能使用，请填写 formRef，或写成 camunda-forms:deployment:文件名.form"


def _check(reference: Reference, available: Available, findings: Findings) -> None:
    named = f"{_KINDS[reference.kind]}“{reference.key[:60]}”"
    file = _FILES[reference.kind].format(key=reference.key[:60])
    key = (reference.kind, reference.key)
    if reference.binding == "version":
        if reference.version and (*key, reference.version) not in available.versions:
            findings.error(reference.element, f"{named}没有第 {reference.version} 版，请改正版本号")
    elif reference.binding == "versionTag":
        if reference.version_tag and (*key, reference.version_tag) not in available.tags:
            findings.error(reference.element, f"{named}没有标签为“{reference.version_tag[:60]}”的版本，请改正标签")
    elif reference.binding == "deployment":
        if key not in available.bundle:
            findings.error(reference.element, f"{named}按同一次部署绑定，却不在这次的文件里，请把{file}一起部署")
    elif key not in available.bundle | available.deployed:
        meant = _meant(reference, available)
        findings.error(reference.element, f"{named}没有找到，请把{file}一起部署，或改正 ID{meant}")
    if reference.kind == "process" and key in available.bundle | available.deployed:
        if reference.key not in available.callable_processes:
            findings.error(reference.element, f"{named}没有普通开始事件，不能被调用，请给它加一个")


def _meant(reference: Reference, available: Available) -> str:
    there = sorted(key for kind, key in available.bundle | available.deployed if kind == reference.kind)
    near = difflib.get_close_matches(reference.key[:60], there, 1, _ALIKE)
    return f"（有一个很像的：{near[0]}）" if near else ""


def _check_mapping(reference: Reference, outputs: int, findings: Findings) -> None:
    """A mapping that takes one value from each rule needs a table with one column of output."""
    mapping = camunda(reference.element, "mapDecisionResult")
    instead = {"singleEntry": "singleResult", "collectEntries": "resultList"}.get(mapping or "")
    if instead is not None and outputs > 1:
        named = f"决策“{reference.key[:60]}”"
        findings.error(
            reference.element, f"{named}有 {outputs} 列输出，不能用 {mapping} 只取一个值，请改用 {instead}"
        )


def _leading_to(goal: str, callers: Mapping[str, Collection[str]]) -> set[str]:
    """The process and all that come to it by calling."""
    seen = {goal}
    waiting = [goal]
    while waiting:
        fresh = set(callers.get(waiting.pop(), ())) - seen
        seen |= fresh
        waiting.extend(fresh)
    return seen
