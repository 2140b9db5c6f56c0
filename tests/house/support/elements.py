"""The whole vocabulary of BPMN 2.0: each element is executed by a test that is named, says something, or is refused."""

from __future__ import annotations

from engine.deployment.vocabulary import BPMN_NAMES, FLOW_NODES
from engine.deployment.whitelist import DOCUMENTATION_ONLY, ELEMENTS, UNUSED
from tests.house.support.features import shown_by
from tests.house.support.told import DOCUMENTED, EXECUTED, REFUSED, WARNED, name_tests, sentence, table
from tests.unit.engine.deployment.drawing import WORK, element, line
from tests.unit.engine.deployment.test_whitelist import STRUCTURE, schema_names

LINES = {"flowNodeRef": "泳道里的元素", "incoming": "进来的连线", "outgoing": "出去的连线",
         "extensionElements": "扩展元素", "documentation": "文档", "textAnnotation": "文字注释", "text": "注释的文字",
         "association": "关联线", "group": "分组框", "category": "分组", "categoryValue": "分组的名称"}  # fmt: skip
NAMES = BPMN_NAMES | LINES
DOCUMENTS = "`test_every_element_of_bpmn_is_executed_documentation_or_refused_by_name`"


def vocabulary() -> list[str]:
    """Every element that may stand in a file, those that people know first."""
    return sorted(
        {*schema_names(), *BPMN_NAMES, *STRUCTURE},
        key=lambda name: (list(NAMES).index(name) if name in NAMES else len(NAMES), name),
    )


def rows() -> list[tuple[str, ...]]:
    """Name, tag, outcome, test or sentence of each element."""
    return [(NAMES.get(name, "—"), f"`{name}`", *_outcome(name)) for name in vocabulary()]


def _outcome(name: str) -> tuple[str, str]:
    if name in ELEMENTS:
        return EXECUTED, name_tests(shown_by()[("element", name)])
    if name in STRUCTURE or name in DOCUMENTATION_ONLY - UNUSED:
        return DOCUMENTED, DOCUMENTS
    content = "<bpmn:incoming>start__x</bpmn:incoming>" if name in FLOW_NODES else ""
    drawn = line(element(name, 'name="此处"', content)) + WORK.replace('"work"', '"lonely"')
    if name in UNUSED:
        return WARNED, sentence(drawn, severity="warning", about=f"（{name}）")
    return REFUSED, sentence(drawn, about=f"（{name}）不能执行")


def section() -> list[str]:
    """The part of the document."""
    return ["## 元素", "", *table(("元素", "代码", "结果", "测试，或部署时的话"), rows())]
