"""Elements and attributes of other namespaces: drawings are fine, another engine's instructions are refused."""
from __future__ import annotations

from lxml import etree

from engine.deployment.findings import Findings
from engine.deployment.vocabulary import MODELER, XSI, ZEEBE, chinese, is_bpmn, local_name, namespace

#: They say how a file looks or who wrote it.
DRAWING = frozenset({
    MODELER, XSI,
    "http://www.omg.org/spec/BPMN/20100524/DI",
    "http://www.omg.org/spec/DD/20100524/DI",
    "http://www.omg.org/spec/DD/20100524/DC",
    "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
    "http://bpmn.io/schema/bpmn/biocolor/1.0",
    "http://www.w3.org/XML/1998/namespace",
    "http://www.w3.org/1999/xhtml",
    "http://www.omg.org/spec/DMN/20180521/DMNDI/",
    "http://www.omg.org/spec/DMN/20180521/DI/",
    "http://www.omg.org/spec/DMN/20180521/DC/",
    "https://www.omg.org/spec/DMN/20191111/DMNDI/",
    "https://www.omg.org/spec/DMN/20211108/DMNDI/",
    "https://www.omg.org/spec/DMN/20230324/DMNDI/",
    "http://bpmn.io/schema/dmn/biodi/1.0",
    "http://bpmn.io/schema/dmn/biodi/2.0",
})  # fmt: skip
#: They tell another engine what to do; reading past them would drop it silently.
OTHER_ENGINES = {
    ZEEBE: "Camunda 8",
    "http://operaton.org/schema/1.0/bpmn": "Operaton",
    "http://activiti.org/bpmn": "Activiti",
    "http://flowable.org/bpmn": "Flowable",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "SpiffWorkflow",
    "http://www.jboss.org/drools": "jBPM",
}
_SET_AGAIN = "请删去，在 Camunda Modeler 里重新设置"


def check_element(
    element: etree._Element, findings: Findings, warned: set[str], *, inside: etree._Element | None
) -> None:
    """Judge an element that is neither BPMN nor camunda:. ``inside``: its BPMN parent, None in extensionElements.

    ``warned`` remembers the namespaces that were already warned of in this file.
    """
    uri = namespace(element)
    named = f"元素 {local_name(element)}"
    if uri in OTHER_ENGINES:
        findings.error(element, f"{named} 是 {OTHER_ENGINES[uri]} 的设置，不能执行，{_SET_AGAIN}")
    elif is_bpmn(element):
        findings.error(element, f"{chinese(local_name(element)).strip()}不能放在扩展元素里，请删去")
    elif inside is not None and uri not in DRAWING:
        findings.error(element, f"{named} 不是 BPMN 2.0 的元素，请删去，或用 Camunda Modeler 重新画")
    elif uri not in DRAWING:
        _warn_once(element, uri, findings, warned)
    for inner in element.iterdescendants():
        if is_bpmn(inner):
            findings.error(inner, f"{chinese(local_name(inner)).strip()}不能放在 {local_name(element)} 里，请删去")


def check_attribute(
    element: etree._Element, uri: str, name: str, findings: Findings, warned: set[str]
) -> None:
    """Judge an attribute of a namespace other than camunda: on a BPMN element."""
    if uri in OTHER_ENGINES:
        findings.error(element, f"属性 {name} 是 {OTHER_ENGINES[uri]} 的设置，不能执行，{_SET_AGAIN}")
    elif uri not in DRAWING:
        _warn_once(element, uri, findings, warned)


def _warn_once(element: etree._Element, uri: str, findings: Findings, warned: set[str]) -> None:
    if uri not in warned:
        warned.add(uri)
        what = f"扩展命名空间 {uri[:120]} 的内容" if uri else "没有命名空间的扩展内容"
        findings.warn(element, f"{what}不会执行，只当作说明保存")
