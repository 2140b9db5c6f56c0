"""Reads every expression of a diagram once, so that a misspelt one is a finding and never an incident."""
from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from lxml import etree

from engine import cron
from engine.deployment.diagram import Diagram, Node, camunda, camunda_extensions, child, properties
from engine.deployment.findings import Findings
from engine.deployment.nearest import find_nearest
from engine.deployment.places import EXPRESSION_ATTRIBUTES, EXPRESSION_PROPERTIES, EXPRESSION_TEXTS, Place
from engine.deployment.property_names import OUTPUT_ELEMENT_PROPERTY, STAGE_PROPERTY
from engine.deployment.vocabulary import BPMN, chinese, is_bpmn, local_name
from engine.errors import ProductError
from engine.expressions import read_expression
from feel import Date, DateTime, DaysTimeDuration, YearsMonthsDuration
from feel.temporal.literal import parse_temporal

_DYNAMIC = re.compile(r"\A\s*=|[$#]\{")
_CYCLE = re.compile(r"R(\d{0,6})/(P.+)", re.ASCII)
#: Reading this much takes about a second; the Modeler waits for five.
MAX_EXPRESSIONS = 400_000
_LOOP_TEXTS = frozenset({"loopCondition", "completionCondition", "loopCardinality"})
_MAX_GROUP = 160
_SHORTEST_CYCLE = 60
_NAMES = {
    "assignee": "办理人", "candidateUsers": "候选人", "candidateGroups": "候选组", "dueDate": "到期时间",
    "followUpDate": "跟进时间", "priority": "优先级",
}  # fmt: skip


def check_expressions(diagram: Diagram, known_roles: frozenset[str], findings: Findings) -> None:
    """Report expressions that cannot be read and literals that do not fit their place.

    ``known_roles``: the role codes that a literal candidate group may name, alone or before ``@``; those that may
    stand before a department are listed once more with a colon (``county_dept:``).
    """
    shared = [entry for node in diagram.nodes() for entry in node.definitions if entry.getparent() is not node.element]
    parts = chain(diagram.process.iter(), *(entry.iter() for entry in shared))
    if sum(map(_written, parts)) > MAX_EXPRESSIONS:
        findings.error(diagram.process, f"表达式一共超过 {MAX_EXPRESSIONS} 个字，请拆成几个流程，用调用活动连接")
        return
    for flow in diagram.flows():
        if flow.condition is not None:
            _check_text_of(flow.condition, findings)
    for node in diagram.nodes():
        _check_node(node, known_roles, findings)
    if _DYNAMIC.search(camunda(diagram.process, "candidateStarterUsers") or ""):
        findings.error(diagram.process, "发起人（candidateStarterUsers）不能是表达式，请写人员编号，多个用逗号分开")
    for group in (camunda(diagram.process, "candidateStarterGroups") or "").split(","):
        if group.strip():
            check_group(diagram.process, group.strip(), known_roles, findings)


def _check_node(node: Node, known_roles: frozenset[str], findings: Findings) -> None:
    for element in _texts(node):
        _check_text_of(element, findings)
    for (type_, attribute), place in EXPRESSION_ATTRIBUTES.items():
        text = camunda(node.element, attribute) if node.type == type_ else None
        if text is not None:
            _check(node.element, text, place, f"{_NAMES[attribute]}（{attribute}）", known_roles, findings)
    if node.type == "callActivity":
        check_value(node.element, node.element.get("calledElement") or "", "被调用的流程", findings)
    for definition in camunda_extensions(node.element, "errorEventDefinition"):
        check_value(definition, definition.get("expression") or "", "抛出错误的条件", findings, literal=False)
    given = properties(node.element)
    for name, place in EXPRESSION_PROPERTIES.items():
        if name in given:
            _check(node.element, given[name], place, f"扩展属性 {name} ", known_roles, findings)
    if given.get(STAGE_PROPERTY, "").startswith("="):
        _check_feel(node.element, given[STAGE_PROPERTY], "阶段", findings)
    if OUTPUT_ELEMENT_PROPERTY in given:
        _check(node.element, given[OUTPUT_ELEMENT_PROPERTY], Place.SCRIPT, "每个实例的结果", known_roles, findings)
    for marker in node.element.iterfind(f"{{{BPMN}}}multiInstanceLoopCharacteristics"):
        collection = camunda(marker, "collection")
        if collection is not None and _DYNAMIC.search(collection):
            _check_feel(marker, collection, "集合", findings)


def check_value(
    element: etree._Element, text: str, what: str, findings: Findings, *, literal: bool = True
) -> None:
    """Report a text that cannot be read as an expression; a ``literal`` place takes other texts as they are."""
    if text.strip() and (not literal or _DYNAMIC.search(text)):
        _check_feel(element, text, what, findings)


def _written(element: etree._Element) -> int:
    """How many characters of expressions and settings an element holds."""
    text = "" if local_name(element) == "documentation" else element.text or ""
    return len(text) + sum(len(str(value)) for value in element.attrib.values())


def _texts(node: Node) -> Iterator[etree._Element]:
    script = child(node.element, "script")
    if script is not None:
        yield script
    markers = [part for part in node.element if is_bpmn(part) and local_name(part).endswith("LoopCharacteristics")]
    for holder in [*node.definitions, *markers]:
        for element in holder:
            if local_name(element) in EXPRESSION_TEXTS:
                yield element


def _check_text_of(element: etree._Element, findings: Findings) -> None:
    if len(element):
        findings.error(element, "里面只能写文字，不能再有别的元素")
        return
    place = EXPRESSION_TEXTS[local_name(element)]
    name = local_name(element)
    what = chinese(name) if name in _LOOP_TEXTS else {Place.CONDITION: "条件", Place.SCRIPT: "脚本"}.get(place, "时间")
    _check(element, element.text or "", place, what, frozenset(), findings)


def _check(
    element: etree._Element, text: str, place: Place, what: str, known_roles: frozenset[str], findings: Findings
) -> None:
    if not text.strip():
        if place is not Place.TEXT and place is not Place.GROUPS:
            findings.error(element, f"{what}是空的，请填写或删去")
    elif place is Place.CYCLE:
        _check_cycle(element, text.strip(), findings)
    elif place in {Place.CONDITION, Place.SCRIPT} or _DYNAMIC.search(text):
        _check_feel(element, text, what, findings)
    elif place is Place.GROUPS:
        for group in text.split(","):
            check_group(element, group.strip(), known_roles, findings)
    elif place is Place.WHOLE_NUMBER:
        if not re.fullmatch(r"\d{1,6}", text.strip(), re.ASCII):
            findings.error(element, f"{what}“{text[:40]}”不是整数，请写 0 到 999999 的整数")
    elif place is not Place.TEXT:
        _check_moment(element, text.strip(), place, what, findings)


def _check_feel(element: etree._Element, text: str, what: str, findings: Findings) -> None:
    try:
        read_expression(text)
    except ProductError as error:
        shown = text.strip() if len(text.strip()) <= 120 else text.strip()[:120] + "……"
        findings.error(element, f"{what} {shown} 无法识别，{error.message}")


def check_group(element: etree._Element, group: str, known_roles: frozenset[str], findings: Findings) -> None:
    """Report a literal group that names no role of ``known_roles``."""
    role, at, organisation = group.partition("@")
    code, colon, department = role.partition(":")
    known = (bool(department) and f"{code}:" in known_roles) if colon else role in known_roles
    if not known or (at and not organisation) or len(group) > _MAX_GROUP:
        findings.error(element, f"候选组“{group[:60]}”不是已知的岗位，{_group_advice(group, role, known_roles)}")


def _group_advice(group: str, role: str, known_roles: frozenset[str]) -> str:
    if "，" in group or "、" in group:
        return "多个岗位请用英文逗号（,）分开"
    nearest = find_nearest(role, (known for known in known_roles if not known.endswith(":")))
    meant = f"您要写的是不是 {nearest}？" if nearest is not None else ""
    return f"{meant}请写岗位代码（见词汇表“角色”），多个用英文逗号分开"


def _check_cycle(element: etree._Element, text: str, findings: Findings) -> None:
    if not text.startswith("R"):
        _check_cron(element, text, findings)
        return
    match = _CYCLE.fullmatch(text)
    try:
        duration = parse_temporal(match[2]) if match else None
    except ValueError:
        duration = None
    if isinstance(duration, DaysTimeDuration):
        long_enough = duration.seconds >= _SHORTEST_CYCLE
    else:
        long_enough = isinstance(duration, YearsMonthsDuration) and duration.months > 0
    never = match is not None and match[1] != "" and int(match[1]) == 0
    if match is None or never or not long_enough:
        findings.error(element, f"周期“{text[:40]}”不能用，请写成 R3/P1D 这样的次数和间隔，间隔至少一分钟（PT1M）")


def _check_cron(element: etree._Element, text: str, findings: Findings) -> None:
    try:
        cron.check(text)
    except ProductError as error:
        findings.error(element, f"周期“{text[:40]}”不能用：{error.message}；也可以写 R3/P1D 这样的次数和间隔")


def _check_moment(element: etree._Element, text: str, place: Place, what: str, findings: Findings) -> None:
    try:
        value = parse_temporal(text)
    except ValueError as error:
        findings.error(element, f"{what}“{text[:40]}”不能识别：{error}。三天写 P3D，两小时写 PT2H，表达式以 = 开头")
        return
    is_date = isinstance(value, Date | DateTime)
    is_duration = isinstance(value, DaysTimeDuration | YearsMonthsDuration)
    if place is Place.DATE and not is_date:
        findings.error(element, f"{what}“{text[:40]}”不是日期，请写 2026-12-01 或 2026-12-01T09:00:00")
    elif place is Place.DURATION and not is_duration:
        findings.error(element, f"{what}“{text[:40]}”不是时长，请写 P3D（三天）或 PT2H（两小时）")
    elif place is Place.MOMENT and not (is_date or is_duration):
        findings.error(element, f"{what}“{text[:40]}”不是日期或时长，请写 2026-12-01 或 P3D")
