"""Errors and escalations: what is thrown has a code, and each is caught once at a place."""
from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from engine.deployment.declared import check_declared
from engine.deployment.diagram import Diagram, Node, Scope, camunda, camunda_extensions, properties
from engine.deployment.event_table import CATCHING_EVENTS
from engine.deployment.expressions import check_value
from engine.deployment.findings import Findings
from engine.deployment.identities import is_variable_name
from engine.deployment.property_names import ERROR_CODE_PROPERTY, ERROR_MESSAGE_PROPERTY
from engine.deployment.vocabulary import local_name

_WORDS = {"errorEventDefinition": "错误", "escalationEventDefinition": "升级"}
_VARIABLES = ("errorCodeVariable", "errorMessageVariable", "escalationCodeVariable")
_DYNAMIC = ("=", "${", "#{")
MAX_CODE = 255


def check_raised(diagram: Diagram, findings: Findings) -> None:
    """Report errors and escalations that nothing can tell apart, and properties about them at the wrong place."""
    for what, attribute, declared in _declared(diagram):
        for element in declared.values():
            code = element.get(attribute) or ""
            if code.lstrip().startswith(_DYNAMIC):
                findings.error(element, f"{what}代码不能是表达式，请写固定的代码")
            elif len(code) > MAX_CODE:
                findings.error(element, f"{what}代码超过 {MAX_CODE} 个字，请改短")
    for element in diagram.errors.values():
        check_value(element, camunda(element, "errorMessage") or "", "错误信息", findings)
    for node in diagram.nodes():
        for definition in node.definitions:
            if local_name(definition) in _WORDS:
                _check_definition(node, definition, diagram, findings)
        for definition in camunda_extensions(node.element, "errorEventDefinition"):
            _check_worker_error(node, definition, diagram, findings)
        _check_properties(node, findings)
    for scope in diagram.scopes:
        _check_doubles(scope, diagram, findings)


def _declared(diagram: Diagram) -> list[tuple[str, str, Mapping[str, etree._Element]]]:
    return [("错误", "errorCode", diagram.errors), ("升级", "escalationCode", diagram.escalations)]


def _reference(definition: etree._Element, diagram: Diagram) -> tuple[str, dict[str, etree._Element], str]:
    """The id that a definition refers to, where it should be declared, and the attribute of its code."""
    if local_name(definition) == "errorEventDefinition":
        return definition.get("errorRef") or "", diagram.errors, "errorCode"
    return definition.get("escalationRef") or "", diagram.escalations, "escalationCode"


def _check_definition(node: Node, definition: etree._Element, diagram: Diagram, findings: Findings) -> None:
    what = _WORDS[local_name(definition)]
    reference, declared, attribute = _reference(definition, diagram)
    catching = node.type in CATCHING_EVENTS
    if reference or not catching:
        check_declared(node.element, reference, declared, what, findings)
    if not catching and reference in declared and not (declared[reference].get(attribute) or "").strip():
        findings.error(node.element, f"抛出的{what}没有代码，请在属性面板填写{what}代码（Code），接住的一方用它对上")
    for name in _VARIABLES:
        variable = camunda(definition, name)
        if variable is not None and not catching:
            findings.error(node.element, f"属性 camunda:{name} 只能写在接住{what}的事件上，请删去")
        elif variable is not None and not is_variable_name(variable):
            findings.error(node.element, f"变量名“{variable[:60]}”不能用，请只用字母、数字和下划线，不以数字开头")


def _check_worker_error(node: Node, definition: etree._Element, diagram: Diagram, findings: Findings) -> None:
    reference = definition.get("errorRef") or ""
    check_declared(node.element, reference, diagram.errors, "错误", findings)
    if reference in diagram.errors and not (diagram.errors[reference].get("errorCode") or "").strip():
        findings.error(node.element, "抛出的错误没有代码，请在属性面板填写错误代码（Code），接住的一方用它对上")
    if not (definition.get("expression") or "").strip():
        findings.error(node.element, "没有写什么时候抛出这个错误，请填写表达式（Throw expression）")
    if node.type in {"serviceTask", "sendTask"} and camunda(node.element, "type") != "external":
        findings.error(node.element, "错误定义只能写在交给外部程序的任务上，请删去")


def _check_properties(node: Node, findings: Findings) -> None:
    given = properties(node.element)
    for name in (ERROR_CODE_PROPERTY, ERROR_MESSAGE_PROPERTY):
        if name in given and node.type not in {"scriptTask", "businessRuleTask"}:
            findings.error(node.element, f"扩展属性 {name} 只能用在脚本任务和业务规则任务上，请删去")
            return
    code = given.get(ERROR_CODE_PROPERTY)
    if code is not None and not code.lstrip().startswith(_DYNAMIC):
        findings.error(
            node.element, f"扩展属性 {ERROR_CODE_PROPERTY} 要写以 = 开头的表达式，没有错误时得 null，否则每次都会出错"
        )
    if code is None and ERROR_MESSAGE_PROPERTY in given:
        findings.error(node.element, f"写了 {ERROR_MESSAGE_PROPERTY} 还要写 {ERROR_CODE_PROPERTY}")


def _check_doubles(scope: Scope, diagram: Diagram, findings: Findings) -> None:
    """One activity or scope catches a code, and all that is left, once: which of two would take it?"""
    seen: set[tuple[str, str, str]] = set()
    for node in scope.nodes:
        event, place = node, ""
        if node.type == "boundaryEvent":
            place = node.element.get("attachedToRef") or ""
        elif node.is_event_subprocess and node.inner is not None and node.inner.of_type("startEvent"):
            event = node.inner.of_type("startEvent")[0]
        else:
            continue
        for definition in event.definitions:
            name = local_name(definition)
            if name not in _WORDS:
                continue
            reference, declared, attribute = _reference(definition, diagram)
            code = (declared[reference].get(attribute) or "").strip() if reference in declared else ""
            if (place, name, code) in seen:
                which = f"{_WORDS[name]}“{code[:60]}”" if code else f"任何{_WORDS[name]}"
                findings.error(event.element, f"同一处已经有另一个事件接住{which}，请只留一个")
            seen.add((place, name, code))
