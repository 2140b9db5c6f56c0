"""Attributes and extensions: executed by a test, without any effect, warned of, or refused with a sentence."""

from __future__ import annotations

from collections import defaultdict

from engine.deployment import property_names
from engine.deployment.event_table import BOUNDARY_HOSTS
from engine.deployment.vocabulary import FLOW_NODES
from engine.deployment.whitelist import CAMUNDA_DOCUMENTATION_ONLY, CAMUNDA_UNUSED, ELEMENTS, EXTENSIONS, UNUSED
from tests.house.support.elements import NAMES
from tests.house.support.features import shown_by
from tests.house.support.told import DOCUMENTED, EXECUTED, REFUSED, WARNED, name_tests, sentence, table
from tests.unit.engine.deployment.drawing import MESSAGE, SIGNAL, WORK, element, event_subprocess, line, timer
from tests.unit.engine.deployment.test_whitelist import EXTENSIONS as REFUSED_EXTENSIONS
from tests.unit.engine.deployment.test_whitelist import REFUSED_ATTRIBUTES, everything

MARKERS = ("循环", "并行多实例", "顺序多实例")
#: They say something to tools or repeat what holds anyway; other values are refused where only one is allowed.
SAYING_NOTHING = frozenset({
    "id", "name", "targetNamespace", "expressionLanguage", "typeLanguage", "exporter", "exporterVersion", "isClosed",
    "processType", "definitionalCollaborationRef", "itemRef", "structureRef", "isImmediate", "language",
    "evaluatesToTypeRef", "parallelMultiple", "implementation", "instantiate", "eventGatewayType", "behavior",
    "gatewayDirection", "isForCompensation", "partitionElementRef",
})  # fmt: skip
#: Elements and attributes whose only other values are refused, as they are drawn with one.
OTHER_VALUES = {
    "isForCompensation": "true", "startQuantity": "2", "completionQuantity": "2", "implementation": "##WebService",
}  # fmt: skip


def activities() -> list[tuple[str, ...]]:
    """Each activity with each marker and with an event on its border."""
    rows = []
    for host in sorted(BOUNDARY_HOSTS, key=list(NAMES).index):
        rows += [
            (NAMES[host], marker, EXECUTED, name_tests(shown_by()[("marker", host, marker)])) for marker in MARKERS
        ]
        rows.append((NAMES[host], "边界事件", EXECUTED, name_tests(shown_by()[("host", host)])))
    marked = element("multiInstanceLoopCharacteristics", "", "<bpmn:loopCardinality>=2</bpmn:loopCardinality>", "mi")
    repeated = event_subprocess(timer("P1D")).replace('triggeredByEvent="true">', f'triggeredByEvent="true">{marked}')
    bordered = '<bpmn:boundaryEvent id="b" attachedToRef="es">' + timer("P1D") + "</bpmn:boundaryEvent>"
    rows.append(("事件子流程", "、".join(MARKERS), REFUSED, sentence(line(WORK) + repeated, about="事件子流程")))
    rows.append(
        (
            "事件子流程",
            "边界事件",
            REFUSED,
            sentence(line(WORK) + event_subprocess(timer("P1D")) + bordered, about="贴在"),
        )
    )
    return rows


def attributes() -> list[tuple[str, ...]]:
    """Each allowed attribute with the elements that may have it."""
    groups: dict[tuple[str, tuple[str, ...], str], list[str]] = defaultdict(list)
    for name, rule in ELEMENTS.items():
        given = rule.attributes | {f"camunda:{attribute}": values for attribute, values in rule.camunda.items()}
        for attribute, values in given.items():
            groups[(attribute, values, _kind(name, attribute))].append(name)
    return [(f"`{attribute}`", "、".join(values) or "任意", _places(names), kind, _shown(attribute, names, kind))
            for (attribute, values, kind), names in sorted(groups.items())]  # fmt: skip


def _kind(name: str, attribute: str) -> str:
    bare = attribute.removeprefix("camunda:")
    if attribute.startswith("camunda:") and {bare, f"{name} {bare}"} & CAMUNDA_UNUSED:
        return WARNED
    if attribute in UNUSED:
        return WARNED
    return DOCUMENTED if attribute in SAYING_NOTHING else EXECUTED


def _shown(attribute: str, names: list[str], kind: str) -> str:
    if kind == EXECUTED:
        found = [shown_by()[("element attribute", name, attribute)][0] for name in names]
        return name_tests(list(dict.fromkeys(found)), most=len(found))
    if kind == WARNED:
        return _warning(attribute, next(name for name in names if name in FLOW_NODES or name == "process"))
    return "—"


def _warning(attribute: str, name: str) -> str:
    given = f'{attribute}="1"'
    if name == "process":
        return sentence(line(WORK), severity="warning", about=attribute, process=given)
    return sentence(line(element(name, given)), severity="warning", about=attribute)


def _places(names: list[str]) -> str:
    return "、".join(NAMES[name] for name in names) if len(names) < len(ELEMENTS) / 2 else "所有元素"


def values() -> list[tuple[str, ...]]:
    """Values of allowed attributes that are not executed."""
    rows = []
    for attribute, value in OTHER_VALUES.items():
        drawn = line(WORK.replace(" name=", f' {attribute}="{value}" name='))
        rows.append((f"`{attribute}`", value, "活动", REFUSED, sentence(drawn, about=attribute)))
    for attribute in ("startQuantity", "completionQuantity"):
        drawn = line(WORK.replace(" name=", f' {attribute}="0" name='))
        rows.append((f"`{attribute}`", "0", "活动", WARNED, sentence(drawn, severity="warning", about=attribute)))
    return rows


def refused_attributes() -> list[tuple[str, ...]]:
    """What the panel offers and is not executed."""
    text = everything()
    rows = []
    for name, listed in REFUSED_ATTRIBUTES.items():
        for attribute in listed:
            drawn = text.replace(f"<bpmn:{name} ", f'<bpmn:{name} camunda:{attribute}="true" ', 1)
            drawn = drawn.replace(f"<bpmn:{name}>", f'<bpmn:{name} camunda:{attribute}="true">', 1)
            told = sentence(drawn, MESSAGE + SIGNAL, about=f"属性 camunda:{attribute} 不能")
            rows.append((f"`camunda:{attribute}`", NAMES[name], REFUSED, told))
    return rows


def extensions() -> list[tuple[str, ...]]:
    """Each extension element of the camunda: namespace."""
    rows = []
    for name, (attributes, _children) in EXTENSIONS.items():
        if name in CAMUNDA_UNUSED:
            rows.append((f"`camunda:{name}`", "—", WARNED, sentence(_extended(name), severity="warning", about=name)))
            continue
        told = [f"`{attribute}`" for attribute in attributes if attribute != "id"]
        shown = [shown_by()[("extension", name)][0]]
        shown += [shown_by()[("extension attribute", name, attribute)][0] for attribute in attributes
                  if attribute not in SAYING_NOTHING]  # fmt: skip
        rows.append((f"`camunda:{name}`", "、".join(told) or "—", EXECUTED, name_tests(list(dict.fromkeys(shown)), 9)))
    for name in REFUSED_EXTENSIONS:
        place = "（在人工任务上）" if name in EXTENSIONS else ""
        rows.append(
            (
                f"`camunda:{name}`{place}",
                "—",
                REFUSED,
                sentence(_extended(name, "<camunda:x/>"), about=f"camunda:{name} 不能"),
            )
        )
    return rows


def _extended(name: str, inside: str = "") -> str:
    extension = f"<bpmn:extensionElements><camunda:{name}>{inside}</camunda:{name}></bpmn:extensionElements>"
    return line(WORK.replace("/>", f">{extension}</bpmn:userTask>"))


def properties() -> list[tuple[str, ...]]:
    """Each camunda:property that the engine reads."""
    names = [value for name, value in vars(property_names).items() if name.endswith("_PROPERTY")]
    return [(f"`{name}`", EXECUTED, name_tests(shown_by()[("property", name)])) for name in names]


def section() -> list[str]:
    """The part of the document."""
    told = "测试，或部署时的话"
    return [
        "## 活动上的标记和边界事件", "", *table(("活动", "画上", "结果", told), activities()), "",
        "## 属性", "",
        "写了不改变什么的属性（历史保留时间、图标这些）随便写："
        + "、".join(f"`camunda:{name}`" for name in sorted(CAMUNDA_DOCUMENTATION_ONLY)) + "。", "",
        *table(("属性", "可以写的值", "写在", "结果", told), attributes()), "",
        "写了别的值：", "", *table(("属性", "值", "写在", "结果", told), values()), "",
        "属性面板上有、不能执行的：", "", *table(("属性", "写在", "结果", told), refused_attributes()), "",
        "## 扩展元素", "", *table(("扩展元素", "属性", "结果", told), extensions()), "",
        "## 扩展属性", "", *table(("扩展属性", "结果", "测试"), properties()),
    ]  # fmt: skip
