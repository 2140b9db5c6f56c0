"""Reads the components of a form file into the model, collecting every fault."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.forms.defaults import check_default
from engine.forms.findings import Findings
from engine.forms.inputs import list_inputs, list_unreadable
from engine.forms.model import (
    CHOICE_TYPES,
    CHOICES_TYPES,
    CONTAINER_TYPES,
    DISPLAY_TYPES,
    KEYED_TYPES,
    Field,
    Group,
    Member,
    Rows,
)
from engine.forms.options import read_options
from engine.forms.properties import read_count, read_formula, read_name, read_title
from engine.forms.rules import read_rules
from engine.forms.suggestions import read_suggestion

if TYPE_CHECKING:
    from feel import Expression

MAX_COMPONENTS = 500
MAX_DEPTH = 12
SUBTYPES = {"date", "time", "datetime"}
REFUSED_TYPES = {
    "filepicker": "上传文件", "iframe": "嵌入网页", "image": "图片", "html": "HTML", "table": "表格",
    "documentPreview": "文件预览"}

Hide = tuple["Expression", ...]


class ComponentReader:
    """Reads one form's components; ``inputs`` and ``ids`` (path of a field to its component's id) grow with it."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.inputs: set[str] = set()
        self.ids: dict[str, str] = {}
        self.seen_ids: set[str] = set()
        self.count = 0

    def read(self, components: Any, into: dict[str, Member], hide: Hide = (), path: str = "", depth: int = 1) -> None:
        """Add the members that ``components`` describe to ``into``; a group without path adds to the same."""
        if not isinstance(components, list) or depth > MAX_DEPTH:
            self.findings.refuse("的组件列表（components）有问题：要是一个列表，分组最多 12 层")
            return
        for component in components:
            self.count += 1
            if self.count == MAX_COMPONENTS + 1:
                self.findings.enter("", "", "表单")
                self.findings.refuse(f"的组件超过 {MAX_COMPONENTS} 个，请拆成几个表单")
            if self.count > MAX_COMPONENTS:
                return
            self.read_component(component, into, hide, path, depth)

    def read_component(self, component: Any, into: dict[str, Member], hide: Hide, path: str, depth: int) -> None:
        """One component with everything it contains."""
        if not isinstance(component, dict) or not isinstance(component.get("type"), str):
            self.findings.enter("", "", f"第 {self.count} 个组件")
            self.findings.refuse("没有类型（type），请删去后重新添加")
            return
        kind = component["type"]
        self.identify(component)
        if kind not in KEYED_TYPES | DISPLAY_TYPES | CONTAINER_TYPES:
            known = f"是“{REFUSED_TYPES[kind]}”（{kind}）" if kind in REFUSED_TYPES else f"的类型“{kind[:40]}”不认识"
            self.findings.refuse(f"{known}，本系统的表单不支持，请换成别的组件")
            return
        self.inputs |= list_inputs(component)
        for error in list_unreadable(component):
            self.findings.refuse(f"显示的文字里有读不懂的表达式：{error.message}")
        hide = self.read_hide(component, hide)
        if kind == "group":
            self.read_group(component, into, hide, path, depth)
        elif kind == "dynamiclist":
            self.read_rows(component, into, hide, path, depth)
        elif kind in KEYED_TYPES:
            self.read_field(component, into, hide, path)
        elif kind == "button" and component.get("action", "submit") not in ("submit", "reset"):
            self.findings.refuse("按钮的动作只能是提交（submit）或重置（reset）")

    def identify(self, component: dict[str, Any]) -> None:
        """Say whose findings follow, and ask for an id that no other component has."""
        found = component.get("id")
        component_id = found if isinstance(found, str) else ""
        name = component.get("key") or component.get("path")
        key = name if isinstance(name, str) else ""
        title = read_title(component, key or component_id) or f"第 {self.count} 个组件"
        self.findings.enter(component_id, key, f"「{title}」")
        if not component_id:
            self.findings.refuse("没有 id，请在 Camunda Modeler 里重新保存")
        elif component_id in self.seen_ids:
            self.findings.refuse(f"的 id“{component_id[:60]}”与别的组件重复，请改成不同的")
        self.seen_ids.add(component_id)

    def read_hide(self, component: dict[str, Any], outer: Hide) -> Hide:
        """The conditions that hide a component: those around it, and its own."""
        conditional = component.get("conditional")
        hide = conditional.get("hide") if isinstance(conditional, dict) else None
        if hide is None or hide is False or hide in ("", "="):
            return outer
        own = read_formula(hide, "隐藏条件", self.findings)
        return (*outer, own) if own else outer

    def read_group(self, component: dict[str, Any], into: dict[str, Member], hide: Hide, path: str, depth: int) -> None:
        """A group: its fields stand in a context of their own when it has a path."""
        content = into
        if component.get("path"):
            key = read_name(component["path"], "路径（path）", self.findings)
            member = into.get(key, Group(key, {}))
            if not isinstance(member, Group):
                self.refuse_duplicate(key)
                return
            if key:
                into[key] = member
            content, path = member.content, join(path, key)
        self.read(component.get("components", []), content, hide, path, depth + 1)

    def read_rows(self, component: dict[str, Any], into: dict[str, Member], hide: Hide, path: str, depth: int) -> None:
        """A dynamic list; ``validate.required`` (ours: form-js has no rule for lists) asks for at least one row."""
        key = read_name(component.get("path"), "路径（path）", self.findings)
        if component.get("isRepeating") is not True:
            self.findings.refuse("没有“isRepeating”: true，表单不会把它显示成列表，请在 Camunda Modeler 里重新添加")
        rules = read_rules(component, "dynamiclist", self.findings)
        repetitions = read_count(component, "defaultRepetitions", "默认行数", self.findings)
        rows = Rows(self.findings.component_id, key, read_title(component, key), hide, rules.required,
                    component.get("allowAddRemove") is True, 1 if repetitions is None else repetitions, {})
        self.add(rows, into, path)
        self.read(component.get("components", []), rows.content, (), join(path, key), depth + 1)

    def read_field(self, component: dict[str, Any], into: dict[str, Member], hide: Hide, path: str) -> None:
        """One keyed component."""
        kind, findings = component["type"], self.findings
        key = read_name(component.get("key"), "键（key）", findings)
        if kind == "datetime" and component.get("subtype") not in SUBTYPES:
            findings.refuse("的日期时间类型（subtype）只能是 date、time 或 datetime")
        options = read_options(component, findings) if kind in CHOICE_TYPES | CHOICES_TYPES else None
        computed = kind == "expression"
        expression = read_formula(component.get("expression"), "计算表达式", findings) if computed else None
        readonly = component.get("readonly", False)
        if not isinstance(readonly, bool):
            readonly = read_formula(readonly, "只读条件", findings) or True
        suggestion = read_suggestion(component, findings)
        if suggestion is not None:
            self.inputs.add(suggestion.path[0])
        field = Field(
            findings.component_id, key, kind, read_title(component, key), hide, readonly,
            bool(component.get("disabled")), read_rules(component, kind, findings), options, expression,
            "text" if component.get("serializeToString") is True else str(component.get("subtype", "")),
            component.get("defaultValue"), suggestion)
        check_default(field, findings)
        self.add(field, into, path)

    def add(self, member: Field | Rows, into: dict[str, Member], path: str) -> None:
        """Put a member where its key says, unless the key is faulty or taken."""
        if not member.key:
            return
        if member.key in into:
            self.refuse_duplicate(member.key)
            return
        into[member.key] = member
        self.ids[join(path, member.key)] = member.id

    def refuse_duplicate(self, key: str) -> None:
        """Two components want one variable."""
        self.findings.refuse(f"的键“{key}”与别的组件重复，请改成不同的")


def join(path: str, key: str) -> str:
    """``key`` below ``path``, without the numbers of rows."""
    return f"{path}.{key}" if path else key
