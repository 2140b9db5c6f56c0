"""The tables of the guides that can be read off the project itself, as the lines that the guides must hold."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import feel
from consultation.roles import KNOWN_ROLES, ROLES
from engine.deployment.diagram import Node, camunda
from engine.deployment.event_table import EVENT_DEFINITIONS, TIMERS
from engine.deployment.process_file import ProcessFile, read_process_file
from engine.deployment.vocabulary import BPMN_NAMES
from engine.deployment.whitelist import ELEMENTS, Attributes
from engine.expressions import read_expression
from engine.forms.model import CONTAINER_TYPES, DISPLAY_TYPES, KEYED_TYPES
from tests.house.sources import PROJECT
from tests.unit.tables.decisions import decide

MAIN = "consultation"
SCOPES = {"process": "流程里", "subProcess": "子流程里", "eventSubProcess": "事件子流程里", None: "流程或子流程里"}
KINDS = {"timeDate": "日期", "timeDuration": "时长", "timeCycle": "周期"}
COMPONENTS = {
    "textfield": "单行文字", "textarea": "多行文字", "number": "数", "datetime": "日期和时间", "checkbox": "勾选",
    "radio": "单选", "select": "下拉单选", "checklist": "多选", "taglist": "标签多选", "expression": "算出来的值",
    "text": "说明文字", "separator": "分隔线", "spacer": "空白", "button": "按钮",
    "group": "分组", "dynamiclist": "可增减的列表",
}  # fmt: skip
#: The guide says them once for all nodes.
ON_EVERY_NODE = frozenset({"async", "asyncBefore", "asyncAfter", "exclusive", "jobPriority"})
#: What people see as lines and frames and never name.
LINES = {"flowNodeRef": "泳道里的元素", "incoming": "进来的连线", "outgoing": "出去的连线"}


def table(*header: str, rows: Iterable[tuple[str, ...]]) -> list[str]:
    """A table's lines."""
    lines = [header, ("---",) * len(header), *rows]
    return ["|" + "|".join(cells) + "|" if cells[0] == "---" else f"| {' | '.join(cells)} |" for cells in lines]


def table_in(text: str, header: str) -> list[str]:
    """The lines of the table in a document that begins with this header; none when there is no such table."""
    lines = text.splitlines()
    if header not in lines:
        return []
    rest = lines[lines.index(header) :]
    end = next((place for place, line in enumerate(rest) if not line.startswith("|")), len(rest))
    return rest[:end]


def elements() -> list[str]:
    """What may be drawn, with the settings that are executed."""
    names = BPMN_NAMES | LINES
    return table(
        "元素", "代码", "可以填的 camunda 设置",
        rows=((names.get(name, "?"), f"`{name}`", _settings(rule.camunda)) for name, rule in ELEMENTS.items()),
    )  # fmt: skip


def events() -> list[str]:
    """What an event may wait for or do."""
    return table(
        "事件", "画在", "类型",
        rows=(
            (BPMN_NAMES[event], SCOPES[scope], "、".join(_trigger(event, name) for name in sorted(allowed, key=_order)))
            for (event, scope), allowed in EVENT_DEFINITIONS.items()
        ),
    )  # fmt: skip


def components() -> list[str]:
    """What a form may be made of."""
    known = KEYED_TYPES | DISPLAY_TYPES | CONTAINER_TYPES
    uses = [(KEYED_TYPES, "填写"), (DISPLAY_TYPES, "只显示"), (CONTAINER_TYPES, "里面放别的组件")]
    return table(
        "组件", "代码", "用处",
        rows=(
            (name, f"`{code}`", next(use for kinds, use in uses if code in kinds))
            for code, name in [*COMPONENTS.items(), *((code, "?") for code in sorted(known - set(COMPONENTS)))]
        ),
    )  # fmt: skip


def steps() -> list[str]:
    """Every user task of the procedure, in its order."""
    found = _user_tasks(_processes(), MAIN, set())
    return table("阶段", "待办", "谁办", "表单", "期限", rows=(_step(*task) for task in found))


def _processes() -> dict[str, ProcessFile]:
    files = sorted((PROJECT / "processes").glob("*.bpmn"))
    return {file.stem: read_process_file(file.read_bytes(), file.name, KNOWN_ROLES) for file in files}


def _user_tasks(
    processes: Mapping[str, ProcessFile], key: str, seen: set[str]
) -> Iterator[tuple[dict[str, Any], Node]]:
    """The tasks of a process and, in the place of a call, those of the process called."""
    seen.add(key)
    diagram, info = processes[key].diagram, processes[key].describe()
    called = {entry["element_id"]: entry["key"] for entry in info["called"]}
    nodes = {node.id: node for node in diagram.nodes()} if diagram else {}
    for element in info["elements"]:
        if element["type"] == "userTask":
            yield element, nodes[element["id"]]
        elif called.get(element["id"], key) not in seen:
            yield from _user_tasks(processes, called[element["id"]], seen)


def _step(element: Mapping[str, Any], node: Node) -> tuple[str, ...]:
    stage = "各监督点" if element["stage"].startswith("=") else element["stage"]
    return (stage, f"{element['name']} `{element['id']}`", _who(element), f"`{element['form']['key']}`", _due(node))


def _who(element: Mapping[str, Any]) -> str:
    groups = element["candidate_groups"]
    if groups == ["=organiser"]:
        return "牵头组织者"
    return str(element["lane"]) if groups[0].startswith("=") else "、".join(ROLES[group].name for group in groups)


def _due(node: Node) -> str:
    text = camunda(node.element, "dueDate")
    if not text:
        return "—"
    period = read_expression(text).evaluate({"parameters": feel.from_json(decide("parameters", {}).value)}).value
    return f"{period.to_python().days} 天" if isinstance(period, feel.DaysTimeDuration) else "按填写的日期"


def _settings(allowed: Attributes) -> str:
    told = {name: values for name, values in allowed.items() if name not in ON_EVERY_NODE}
    shown = (f"`{name}`" + (f"（{'、'.join(values)}）" if values else "") for name, values in told.items())
    return "、".join(shown) or "—"


def _order(name: str) -> tuple[bool, str]:
    return name != "none", name


def _trigger(event: str, name: str) -> str:
    if name == "none":
        return "不带类型"
    said = BPMN_NAMES[name].removesuffix("事件定义")
    kinds = "、".join(KINDS[kind] for kind in KINDS if kind in TIMERS.get(event, ()))
    return f"{said}（{kinds}）" if name == "timerEventDefinition" else said
