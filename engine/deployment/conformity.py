"""Walks a whole file and refuses, by name, every element and attribute that the whitelist does not hold."""
from __future__ import annotations

from lxml import etree

from engine.deployment import foreign, whitelist
from engine.deployment.event_table import DEFINITIONS, NONE, definitions_here
from engine.deployment.findings import Findings
from engine.deployment.vocabulary import (
    ADVICE,
    BPMN,
    BPMN_NAMES,
    CAMUNDA,
    CAMUNDA_ADVICE,
    chinese,
    is_bpmn,
    local_name,
    namespace,
    scope_kind,
)
from engine.deployment.whitelist import DOCUMENTATION_ONLY, ELEMENTS, EXTENSIONS, Attributes, Rule

_GENERAL_ADVICE = "请删去，或改用支持的画法"
#: What to do about the value of an attribute, where the values allowed do not say it.
_VALUE_ADVICE = {
    "isForCompensation": "没有补偿，请去掉补偿标记", "scriptFormat": "请用 FEEL 写，格式（Format）填 feel",
    "language": "请用 FEEL 写，语言填 feel",
}  # fmt: skip


def check_vocabulary(root: etree._Element, findings: Findings) -> None:
    """Report what is not executed anywhere under ``root`` (bpmn:definitions).

    A process that is not executable is documentation: a warning, and its content is not looked at.
    """
    waiting = [root]
    warned: set[str] = set()
    while waiting:
        element = waiting.pop()
        name = local_name(element)
        if name in DOCUMENTATION_ONLY:
            _check_documentation(element, findings)
            continue
        if name == "process" and not is_executable(element):
            findings.warn(element, "这个流程没有勾选“可执行”（Executable），只作说明，不会运行")
            continue
        rule = ELEMENTS[name]
        _check_attributes(element, rule, findings, warned)
        children = [child for child in element if _check_child(element, child, rule, findings, warned)]
        waiting.extend(reversed(children))


def is_executable(process: etree._Element) -> bool:
    """Whether a bpmn:process asks to be run; absent means no (BPMN 2.0, table 10.1)."""
    return process.get("isExecutable") == "true"


def _check_child(
    parent: etree._Element, child: etree._Element, rule: Rule, findings: Findings, warned: set[str]
) -> bool:
    """Report a child that may not stand here; whether to look into it."""
    name = local_name(child)
    if namespace(child) != BPMN:
        foreign.check_element(child, findings, warned, inside=parent)
        return False
    if name == "extensionElements":
        for extension in child:
            _check_extension(extension, rule.extensions, findings, warned)
        return False
    if name in DOCUMENTATION_ONLY:
        if name in whitelist.UNUSED:
            findings.warn(child, f"{chinese(name).strip()}（{name}）不起作用，可以删去")
        return True
    if name not in _children_here(parent, rule):
        findings.error(child, _not_here(parent, name))
        return False
    return True


def _children_here(parent: etree._Element, rule: Rule) -> frozenset[str]:
    """The rule's children; for events the definitions depend on the scope they stand in."""
    scope = parent.getparent()
    definitions = definitions_here(local_name(parent), scope_kind(scope) if scope is not None else "")
    if definitions is None:
        return rule.children
    return frozenset(c for c in rule.children if not c.endswith("EventDefinition") or c in definitions)


def _not_here(parent: etree._Element, name: str) -> str:
    advice = ADVICE.get(name, _GENERAL_ADVICE)
    named = f"{chinese(name).strip()}（{name}）"
    if name in DEFINITIONS and (choices := _choices(parent)):
        return f"{named}不能放在{chinese(local_name(parent))}里，请改成{choices}的{chinese(local_name(parent))}"
    if name in ELEMENTS:
        return f"{named}不能放在{chinese(local_name(parent)).strip()}里，{_GENERAL_ADVICE}"
    return f"{named}不能执行，{advice}"


def _choices(event: etree._Element) -> str:
    """The types an event may have where it stands, as people say them; empty for anything but an event."""
    scope = event.getparent()
    allowed = definitions_here(local_name(event), scope_kind(scope) if scope is not None else "") or frozenset()
    typed = [name for name in BPMN_NAMES if name in allowed]
    words = ["不带类型"] * (NONE in allowed) + [chinese(name).removesuffix("事件定义") for name in typed]
    return "或".join(filter(None, ("、".join(words[:-1]), words[-1]))) if words else ""


def _check_documentation(element: etree._Element, findings: Findings) -> None:
    """Nothing that looks executable may hide in documentation: parsers look for elements at any depth."""
    for inner in element.iterdescendants():
        if namespace(inner) == BPMN and local_name(inner) not in DOCUMENTATION_ONLY | {"extensionElements"}:
            findings.error(inner, _not_here(element, local_name(inner)))


def _check_attributes(element: etree._Element, rule: Rule, findings: Findings, warned: set[str]) -> None:
    for qualified, value in element.attrib.items():
        attribute = etree.QName(str(qualified))
        if not attribute.namespace:
            if attribute.localname not in rule.attributes:
                findings.error(element, f"属性 {attribute.localname} 不能执行，请删去")
            else:
                _check_value(element, attribute.localname, str(value), rule.attributes, findings)
                if attribute.localname in whitelist.UNUSED:
                    findings.warn(element, f"属性 {attribute.localname} 不起作用，可以删去")
        elif attribute.namespace == CAMUNDA:
            _check_camunda_attribute(element, attribute.localname, str(value), rule, findings)
        else:
            foreign.check_attribute(element, attribute.namespace, attribute.localname, findings, warned)


def _check_camunda_attribute(
    element: etree._Element, name: str, value: str, rule: Rule, findings: Findings
) -> None:
    if name in whitelist.CAMUNDA_DOCUMENTATION_ONLY:
        return
    if name in rule.camunda:
        _check_value(element, f"camunda:{name}", value, {f"camunda:{name}": rule.camunda[name]}, findings)
        if {name, f"{local_name(element)} {name}"} & whitelist.CAMUNDA_UNUSED:
            findings.warn(element, f"属性 camunda:{name} 不起作用，可以删去")
    elif not (name in {"async", "asyncBefore", "asyncAfter"} and value == "false"):
        findings.error(element, f"属性 camunda:{name} 不能用在这里：{CAMUNDA_ADVICE.get(name, '不能执行，请删去')}")


def _check_value(element: etree._Element, name: str, value: str, allowed: Attributes, findings: Findings) -> None:
    values = allowed[name]
    if values and value not in values:
        choices = "或".join(f"“{choice}”" for choice in values)
        advice = _VALUE_ADVICE.get(name, f"只能是{choices}")
        findings.error(element, f"属性 {name} 的值“{value[:60]}”不能执行，{advice}")
    elif name in {"startQuantity", "completionQuantity"} and value != "1":
        findings.warn(element, f"属性 {name} 的值“{value}”按 1 执行，可以删去")


def _check_extension(
    extension: etree._Element, allowed: frozenset[str], findings: Findings, warned: set[str]
) -> None:
    """A child of extensionElements, or one of its camunda: descendants."""
    name = local_name(extension)
    if namespace(extension) != CAMUNDA:
        foreign.check_element(extension, findings, warned, inside=None)
        return
    if name not in allowed and name in whitelist.EMPTY_IS_NOTHING and not (len(extension) or extension.attrib):
        findings.warn(extension, f"扩展元素 camunda:{name} 是空的，不起作用，可以删去")
        return
    if name not in allowed:
        advice = CAMUNDA_ADVICE.get(name, "不能执行，请删去")
        findings.error(extension, f"扩展元素 camunda:{name} 不能用在这里：{advice}")
        _refuse_bpmn_within(extension, findings)
        return
    if name in whitelist.CAMUNDA_UNUSED:
        findings.warn(extension, f"扩展元素 camunda:{name} 不起作用，可以删去")
    attributes, children = EXTENSIONS[name]
    for qualified, value in extension.attrib.items():
        attribute = str(qualified)
        if attribute not in attributes:
            refused = etree.QName(attribute).localname
            findings.error(extension, f"扩展元素 camunda:{name} 的属性 {refused} 不能执行，请删去")
        else:
            _check_value(extension, attribute, str(value), attributes, findings)
    for child in extension:
        _check_extension(child, children, findings, warned)


def _refuse_bpmn_within(element: etree._Element, findings: Findings) -> None:
    for inner in element.iterdescendants():
        if is_bpmn(inner):
            findings.error(inner, f"{chinese(local_name(inner)).strip()}不能放在扩展元素里，请删去")
