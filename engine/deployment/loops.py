"""Loop markers: which one, how often, over what, and where the results go."""
from __future__ import annotations

import re

from lxml import etree

from engine.deployment.diagram import Diagram, Node, camunda, child, properties
from engine.deployment.findings import Findings
from engine.deployment.identities import VARIABLE_ADVICE, is_variable_name
from engine.deployment.property_names import OUTPUT_COLLECTION_PROPERTY, OUTPUT_ELEMENT_PROPERTY
from engine.deployment.vocabulary import BPMN

#: The variables that each instance of a multi-instance activity is given.
COUNTERS = frozenset({"loopCounter", "nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances"})
_DYNAMIC = ("=", "${", "#{")
_HOW_OFTEN = re.compile(r"[1-9]\d{0,5}", re.ASCII)
_STANDARD, _MULTIPLE = "standardLoopCharacteristics", "multiInstanceLoopCharacteristics"


def check_loops(diagram: Diagram, findings: Findings) -> None:
    """Report loop markers that do not say how often, and results collected where nothing loops."""
    for node in diagram.nodes():
        markers = [*_children(node, _STANDARD), *_children(node, _MULTIPLE)]
        if len(markers) > 1:
            findings.error(node.element, "循环标记和多实例标记只能有一个，请只留一个")
        elif markers and node.is_event_subprocess:
            findings.error(node.element, "事件子流程不能有循环标记，请去掉，或在里面放一个带标记的子流程")
        for marker in _children(node, _STANDARD):
            _check_standard(node, marker, findings)
        for marker in _children(node, _MULTIPLE):
            _check_multiple(node, marker, findings)
        _check_results(node, findings)


def _children(node: Node, name: str) -> list[etree._Element]:
    return node.element.findall(f"{{{BPMN}}}{name}")


def _check_standard(node: Node, marker: etree._Element, findings: Findings) -> None:
    maximum = marker.get("loopMaximum")
    if maximum is None and child(marker, "loopCondition") is None:
        findings.error(node.element, "循环标记没有写循环条件，也没有写最多次数，请至少写一样")
    if maximum is not None and not _HOW_OFTEN.fullmatch(maximum.strip()):
        findings.error(node.element, f"最多循环次数“{maximum[:40]}”不能用，请写 1 到 999999 的整数")


def _check_multiple(node: Node, marker: etree._Element, findings: Findings) -> None:
    cardinality, collection = child(marker, "loopCardinality"), camunda(marker, "collection")
    variable = camunda(marker, "elementVariable")
    if cardinality is None and not (collection or "").strip():
        findings.error(node.element, "多实例标记没有写次数（Loop cardinality）或集合（Collection），请填写一样")
    elif cardinality is not None and collection is not None:
        findings.error(node.element, "多实例的次数（Loop cardinality）和集合（Collection）只能写一样，请去掉一样")
    if collection is not None and collection.strip() and not collection.lstrip().startswith(_DYNAMIC):
        if is_variable_name(collection.strip()):
            _check_variable(node, "集合", collection.strip(), findings)
        else:
            advice = "表达式请以 = 开头，例如 =[\"甲\", \"乙\"]"
            findings.error(node.element, f"集合“{collection.strip()[:60]}”不能用作变量名，请写变量名；{advice}")
    if variable is not None:
        if collection is None:
            findings.error(node.element, "写了元素变量（Element variable），却没有集合，请填写集合或去掉元素变量")
        _check_variable(node, "元素变量", variable, findings)


def _check_results(node: Node, findings: Findings) -> None:
    given = properties(node.element)
    names = [name for name in (OUTPUT_COLLECTION_PROPERTY, OUTPUT_ELEMENT_PROPERTY) if name in given]
    if not names:
        return
    if not _children(node, _MULTIPLE):
        findings.error(node.element, f"扩展属性 {names[0]} 只能用在有多实例标记的活动上，请删去或加上标记")
    elif len(names) == 1:
        findings.error(
            node.element,
            f"要收集结果，扩展属性 {OUTPUT_COLLECTION_PROPERTY}（放结果的变量）和 {OUTPUT_ELEMENT_PROPERTY}"
            "（每个实例的结果，FEEL）要一起写",
        )
    if OUTPUT_COLLECTION_PROPERTY in given:
        _check_variable(node, f"扩展属性 {OUTPUT_COLLECTION_PROPERTY} ", given[OUTPUT_COLLECTION_PROPERTY], findings)


def _check_variable(node: Node, what: str, name: str, findings: Findings) -> None:
    if not is_variable_name(name):
        findings.error(node.element, f"{what}“{name[:60]}”不能用作变量名，{VARIABLE_ADVICE}")
    elif name in COUNTERS:
        findings.error(node.element, f"{what}“{name}”和多实例自己的计数变量同名，请换一个变量名")
