"""Walks a DMN file and refuses, by name, every element and attribute that is neither executed nor documentation."""
from __future__ import annotations

from lxml import etree

from engine.deployment import foreign
from engine.deployment.decision_vocabulary import (
    ADVICE,
    CAMUNDA,
    DOCUMENTATION,
    ELEMENTS,
    GENERAL_ADVICE,
    chinese,
)
from engine.deployment.findings import Findings
from engine.deployment.vocabulary import local_name, namespace
from engine.deployment.whitelist import Rule
from engine.dmn.reading import NAMESPACE_MARK


def check_decision_vocabulary(root: etree._Element, findings: Findings) -> None:
    """Report what is not executed anywhere under ``root`` (dmn:definitions, of whatever DMN version)."""
    dmn = namespace(root)
    warned: set[str] = set()
    waiting = [root]
    while waiting:
        element = waiting.pop()
        rule = ELEMENTS[local_name(element)]
        if local_name(element) == "import" and NAMESPACE_MARK not in (element.get("importType") or ""):
            findings.error(element, f"引入的“{(element.get('name') or '')[:60]}”不是 DMN，不能用，{ADVICE['import']}")
        _check_attributes(element, rule, findings, warned)
        accepted = [child for child in element if _check_child(element, child, dmn, rule, findings, warned)]
        waiting.extend(reversed(accepted))


def _check_child(  # the place, the version, the rule, and where findings go
    parent: etree._Element, child: etree._Element, dmn: str, rule: Rule, findings: Findings, warned: set[str]
) -> bool:
    """Report a child that may not stand here; whether to look into it."""
    name = local_name(child)
    if namespace(child) != dmn:
        _check_foreign(parent, child, findings)
        return False
    if name == "extensionElements":
        for extension in child:
            _check_extension(extension, dmn, findings, warned)
        return False
    if name in rule.children:
        return True
    if name in DOCUMENTATION:
        return False
    named = f"{chinese(child).strip()}（{name}）"
    if name in ELEMENTS:
        findings.error(child, f"{named}不能放在{chinese(parent).strip()}里，{GENERAL_ADVICE}")
    else:
        findings.error(child, f"{named}不能执行，{ADVICE.get(name, GENERAL_ADVICE)}")
    return False


def _check_foreign(parent: etree._Element, child: etree._Element, findings: Findings) -> None:
    """Drawings stand beside the decisions; the engine reads by local names, so they may stand nowhere else."""
    uri, name = namespace(child), local_name(child)
    if uri in foreign.DRAWING and local_name(parent) == "definitions" and name not in ELEMENTS:
        return
    if uri in foreign.OTHER_ENGINES:
        findings.error(child, f"元素 {name} 是 {foreign.OTHER_ENGINES[uri]} 的设置，不能执行，请删去")
    else:
        findings.error(child, f"元素 {name} 不是 DMN 的元素，请删去，或用 Camunda Modeler 重新画")


def _check_extension(extension: etree._Element, dmn: str, findings: Findings, warned: set[str]) -> None:
    uri, name = namespace(extension), local_name(extension)
    if uri in (CAMUNDA, dmn):
        prefix = "camunda:" if uri == CAMUNDA else ""
        findings.error(extension, f"扩展元素 {prefix}{name} 不能执行，请删去")
    else:
        foreign.check_element(extension, findings, warned, inside=None)


def _check_attributes(element: etree._Element, rule: Rule, findings: Findings, warned: set[str]) -> None:
    for qualified, value in element.attrib.items():
        attribute = etree.QName(str(qualified))
        name, uri = attribute.localname, attribute.namespace
        if not uri:
            _check_attribute(element, name, str(value), rule, findings)
        elif uri == CAMUNDA:
            if name not in rule.camunda:
                findings.error(element, f"属性 camunda:{name} 不能用在这里，不能执行，请删去")
        else:
            foreign.check_attribute(element, uri, name, findings, warned)


def _check_attribute(element: etree._Element, name: str, value: str, rule: Rule, findings: Findings) -> None:
    if name not in rule.attributes:
        findings.error(element, f"属性 {name[:60]} 不能执行，请删去")
        return
    values = rule.attributes[name]
    if values and value not in values:
        findings.error(element, f"属性 {name} 的值“{value[:60]}”不能执行，只能是“{'”或“'.join(values[:2])}”")
