"""What is handed over: input and output parameters, a call activity's and a signal's camunda:in and camunda:out."""
from __future__ import annotations

from lxml import etree

from engine.deployment.diagram import Diagram, Node, camunda, camunda_extensions
from engine.deployment.event_table import CATCHING_EVENTS
from engine.deployment.expressions import check_value
from engine.deployment.findings import Findings
from engine.deployment.identities import check_variable
from engine.deployment.vocabulary import local_name

#: Whoever evaluates a parameter follows lists and maps within each other.
MAX_NESTING = 8
_MAPPED_FROM = ("source", "sourceExpression", "variables", "businessKey")
_PAYLOAD = frozenset({"message", "signal", "escalation"})
_DIRECTIONS = {"inputParameter": "输入参数", "outputParameter": "输出参数"}


def check_mappings(diagram: Diagram, findings: Findings) -> None:
    """Report parameters and mappings that name no variable, give no value or cannot be read."""
    for node in diagram.nodes():
        blocks = camunda_extensions(node.element, "inputOutput")
        if blocks and not _may_map(node):
            findings.error(
                node.element, "这里不能写输入输出映射，请删去：它只能写在活动和抛出消息、信号或升级的事件上"
            )
        elif len(blocks) > 1:
            findings.error(node.element, "输入输出映射（inputOutput）写了不止一次，请只留一个")
        for block in blocks[:1]:
            _check_parameters(block, findings)
            if _throws_itself(node) and any(local_name(entry) == "outputParameter" for entry in block):
                findings.error(node.element, "抛出的事件没有结果，不能写输出参数，请删去")
        if node.type == "callActivity":
            for mapping in (*camunda_extensions(node.element, "in"), *camunda_extensions(node.element, "out")):
                check_mapping(mapping, findings)
        for definition in node.definitions:
            _check_signal(node, definition, findings)


def _may_map(node: Node) -> bool:
    if node.type in {"endEvent", "intermediateThrowEvent"}:
        return node.trigger in _PAYLOAD
    return not node.is_event_subprocess


def _throws_itself(node: Node) -> bool:
    """Whether the node is an event whose throwing is no work of an external program."""
    external = any(camunda(definition, "type") == "external" for definition in node.definitions)
    return node.type in {"endEvent", "intermediateThrowEvent"} and not external


def _check_parameters(block: etree._Element, findings: Findings) -> None:
    seen: set[tuple[str, str]] = set()
    for parameter in block:
        direction, name = local_name(parameter), parameter.get("name")
        what = _DIRECTIONS.get(direction)
        if what is None:
            continue
        if not name:
            findings.error(parameter, f"{what}没有名称，请填写变量名")
            continue
        check_variable(parameter, what, name, findings)
        if (direction, name) in seen:
            findings.error(parameter, f"{what}“{name[:60]}”写了不止一次，请只留一个")
        seen.add((direction, name))
        _check_value(parameter, f"{what}“{name[:60]}”", MAX_NESTING, findings)


def _check_value(holder: etree._Element, what: str, depth: int, findings: Findings) -> None:
    """A text or expression, or one script, list or map, whose parts are values again."""
    written = [inner for inner in holder if local_name(inner) in {"script", "list", "map"}]
    text = "".join([holder.text or "", *(inner.tail or "" for inner in holder)])
    if not written:
        check_value(holder, text, f"{what}的值", findings)
    elif len(written) > 1 or text.strip():
        findings.error(holder, f"{what}只能写一种值：文字、表达式、脚本、列表或映射")
    elif depth == 0:
        findings.error(holder, f"{what}的列表和映射套得太深，最多 {MAX_NESTING} 层，请改用一个 FEEL 表达式")
    elif local_name(written[0]) == "script":
        _check_script(written[0], what, findings)
    elif local_name(written[0]) == "list":
        _check_list(written[0], what, depth - 1, findings)
    else:
        _check_map(written[0], what, depth - 1, findings)


def _check_script(script: etree._Element, what: str, findings: Findings) -> None:
    if script.get("scriptFormat") is None:
        findings.error(script, f"{what}的脚本没有写语言，请把格式（Format）填成 feel")
    if not (script.text or "").strip():
        findings.error(script, f"{what}的脚本是空的，请写一个 FEEL 表达式")
    else:
        check_value(script, script.text or "", f"{what}的脚本", findings, literal=False)


def _check_list(items: etree._Element, what: str, depth: int, findings: Findings) -> None:
    for item in items:
        name = local_name(item)
        if name == "value":
            check_value(item, item.text or "", f"{what}的一项", findings)
        elif name == "script":
            _check_script(item, what, findings)
        elif depth == 0:
            findings.error(item, f"{what}的列表和映射套得太深，最多 {MAX_NESTING} 层，请改用一个 FEEL 表达式")
        elif name == "list":
            _check_list(item, what, depth - 1, findings)
        elif name == "map":
            _check_map(item, what, depth - 1, findings)


def _check_map(entries: etree._Element, what: str, depth: int, findings: Findings) -> None:
    seen: set[str] = set()
    for entry in entries:
        key = entry.get("key") or ""
        if not key:
            findings.error(entry, f"{what}的映射里有一项没有键，请填写键（Key）")
        elif key in seen:
            findings.error(entry, f"{what}的映射里键“{key[:60]}”写了不止一次，请只留一个")
        seen.add(key)
        _check_value(entry, what, depth, findings)


def check_mapping(mapping: etree._Element, findings: Findings) -> None:
    """Report a camunda:in or camunda:out that does not say exactly one source, and its target where it needs one."""
    given = {name for name in _MAPPED_FROM if mapping.get(name) is not None}
    named = f"变量传递 camunda:{local_name(mapping)}"
    if len(given) != 1:
        findings.error(mapping, f"{named} 要写来源，而且只能写一种：source、sourceExpression 或 variables=\"all\"")
    elif given & {"source", "sourceExpression"}:
        if mapping.get("target") is None:
            findings.error(mapping, f"{named} 没有写目标变量（target）")
        check_variable(mapping, "目标变量", mapping.get("target"), findings)
        check_variable(mapping, "来源变量", mapping.get("source"), findings)
        if (text := mapping.get("sourceExpression")) is not None:
            check_value(mapping, text, "来源表达式", findings, literal=False)
    elif mapping.get("target") is not None:
        findings.error(mapping, f"{named} 传递全部变量或业务编号时不写目标变量，请去掉 target")


def _check_signal(node: Node, definition: etree._Element, findings: Findings) -> None:
    for mapping in camunda_extensions(definition, "in"):
        if node.type in CATCHING_EVENTS:
            findings.error(node.element, "等信号的事件不能写传出的变量（camunda:in），请删去")
        elif mapping.get("businessKey") is not None:
            findings.error(node.element, "信号不传业务编号，请去掉 businessKey")
        else:
            check_mapping(mapping, findings)
