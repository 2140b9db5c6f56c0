"""What of a form goes to the browser: its schema, with the server's values where form-js might come to others."""
from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.expressions import read_expression
from engine.forms.browser import explain, is_certain
from engine.forms.findings import Findings
from engine.forms.hidden_names import bind_hidden
from engine.forms.kinds import Names
from engine.forms.model import CHOICE_TYPES, CHOICES_TYPES, KEYED_TYPES, Field, Group, Member
from engine.forms.properties import is_expression, read_title
from engine.forms.scope import SPECIAL_NAMES, Scope
from engine.forms.settling import Copier
from feel import LimitExceeded, to_json

if TYPE_CHECKING:
    from feel import Expression, Settings, Value

Component = dict[str, Any]
WAITING = "由服务器计算，页面上提交后才更新"
KNOWN = "由服务器在打开表单时算好，页面上不再变化"


@dataclass(frozen=True, slots=True)
class Place:
    """A property that can hold an expression: where it stands in a component, what it is called, how it is filled.

    ``waiting``: what the page does meanwhile when the value depends on what is being filled in.
    """

    path: tuple[str, ...]
    name: str
    types: frozenset[str] | None
    waiting: str
    fill: Callable[[Component, Value], None]

    def read(self, component: Component) -> str | None:
        """The expression that stands there, if any."""
        value: Any = component if self.types is None or component.get("type") in self.types else None
        for key in self.path:
            value = value.get(key) if isinstance(value, dict) else None
        return value if is_expression(value) and value.strip("= ") else None

    def write(self, component: Component, value: Any) -> None:
        """Put a JSON value there; None takes the property away."""
        for key in self.path[:-1]:
            component = component[key]
        if value is None:
            component.pop(self.path[-1], None)
        else:
            component[self.path[-1]] = value


@dataclass(frozen=True, slots=True)
class Page:
    """A form's schema for the browser, and what the server puts into it each time it is shown."""

    schema: dict[str, Any]
    computed: tuple[tuple[tuple[int, ...], Place, Expression], ...] = ()

    def show(self, variables: Mapping[str, Value], settings: Settings) -> dict[str, Any]:
        """The schema with the values that the variables give; to be read only."""
        if not self.computed:
            return self.schema
        schema = copy.deepcopy(self.schema)
        scope = Scope({}, variables, settings)
        for path, place, expression in self.computed:
            component = schema
            for index in path:
                component = component["components"][index]
            place.fill(component, copy_value(scope.evaluate(expression)))
        return schema


class PageWriter:
    """Writes the browser's schema of a form that has no errors; warns of what the server keeps to itself."""

    def __init__(self, members: Mapping[str, Member], findings: Findings) -> None:
        self.members = members
        self.findings = findings
        self.moving = SPECIAL_NAMES | {name for name, member in members.items() if not is_fixed(member)}
        self.computed: list[tuple[tuple[int, ...], Place, Expression]] = []

    def write(self, schema: dict[str, Any]) -> Page:
        """The page of ``schema``, which stays as it is."""
        shown = copy.deepcopy(schema)
        self.write_all(shown["components"], (), self.members, {**self.members, "this": Group("this", {**self.members})})
        return Page(shown, tuple(self.computed))

    def write_all(self, components: Sequence[Component], path: tuple[int, ...], content: Mapping[str, Member],
                  names: Names) -> None:
        """Components of one container; ``content``: its fields, ``names``: what expressions in it can name."""
        for index, component in enumerate(components):
            place = (*path, index)
            self.write_component(component, place, names)
            inner, kind = content, component["type"]
            if component.get("path") and kind in ("group", "dynamiclist"):
                member = content[component["path"]]
                inner = {} if isinstance(member, Field) else member.content
            row = {**names, "this": Group("this", dict(inner))} if kind == "dynamiclist" else names
            self.write_all(component.get("components", []), place, inner, row)

    def write_component(self, component: Component, path: tuple[int, ...], names: Names) -> None:
        """The expressions of one component; form-js would ask for an answer even where nobody can give one."""
        if component.get("readonly") is True and isinstance(component.get("validate"), dict):
            component["validate"].pop("required", None)
        for place in PLACES:
            text = place.read(component)
            if text is None:
                continue
            expression = read_expression(text)
            reason = explain(expression, names)
            if reason is None:
                if place in (HIDE, READONLY) and not is_certain(expression.node, names):
                    text = harden(text, place)
                place.write(component, bind_hidden(text, expression, self.members))
                continue
            waits = bool(expression.free_variables & self.moving)
            self.warn(component, place, reason, waits)
            if waits and place not in (COMPUTED, OPTIONS):
                place.write(component, None)
            else:
                self.computed.append((path, place, expression))
                place.fill(component, None)

    def warn(self, component: Component, place: Place, reason: str, waits: bool) -> None:
        """Say at deployment which expression the server keeps to itself, why, and what the page does."""
        component_id, key = component.get("id", ""), component.get("key") or component.get("path") or ""
        self.findings.enter(component_id, key, f"「{read_title(component, key or component_id)}」")
        how = f"{WAITING}{place.waiting}" if waits else KNOWN
        self.findings.warn(f"的{place.name}用到{reason}，浏览器里的结果可能不同，{how}")


def is_fixed(member: Member) -> bool:
    """Whether its value stays what is stored while the form is being filled in."""
    if isinstance(member, Field):
        return member.locked and not member.hide and not member.computed
    if not isinstance(member, Group) and (member.resizable or member.hide):
        return False
    return all(map(is_fixed, member.content.values()))


def harden(text: str, place: Place) -> str:
    """The condition with null as the server takes it: such a field is shown, and readonly.

    form-js takes null for true in both, as in a unary test. The line break ends a comment at the end of the text.
    """
    decisive, other = ("true", "false") if place is HIDE else ("false", "true")
    return f"=if ({text[1:]}\n) = {decisive} then {decisive} else {other}"


def copy_value(value: Value) -> Value:
    """The value as an answer; null for functions, ranges and what is too large."""
    try:
        return Copier().copy(value)
    except LimitExceeded:
        return None


def write_constant(value: Value) -> str:
    """FEEL text that gives the value in the browser, where dates and times are texts."""
    if isinstance(value, list):
        return f"[{', '.join(map(write_constant, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(key)}: {write_constant(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, Decimal):
        return format(value, "f")
    return json.dumps(to_json(value), ensure_ascii=False)


def fill_hide(component: Component, value: Value) -> None:
    """Hidden for good, or never."""
    HIDE.write(component, "=true" if value is True else None)


def fill_readonly(component: Component, value: Value) -> None:
    """Readonly unless the condition says no."""
    READONLY.write(component, value is not False)


def fill_options(component: Component, value: Value) -> None:
    """Fixed options."""
    OPTIONS.write(component, None)
    component["values"] = to_json(value) if isinstance(value, list) else []


def fill_computed(component: Component, value: Value) -> None:
    """A constant; the component stays, so that other expressions and texts can name it."""
    COMPUTED.write(component, f"={write_constant(value)}")


def make_limit(key: str, name: str) -> Place:
    """The place of one limit; it is left to the server when there is no number."""
    def fill(component: Component, value: Value) -> None:
        place.write(component, to_json(value) if isinstance(value, Decimal) else None)

    place = Place(("validate", key), name, KEYED_TYPES, "（页面上不提示）", fill)
    return place


HIDE = Place(("conditional", "hide"), "隐藏条件", None, "（页面上总是显示）", fill_hide)
READONLY = Place(("readonly",), "只读条件", KEYED_TYPES, "（页面上总能填写）", fill_readonly)
OPTIONS = Place(("valuesExpression",), "选项表达式", CHOICE_TYPES | CHOICES_TYPES, "", fill_options)
COMPUTED = Place(("expression",), "计算表达式", frozenset({"expression"}), "", fill_computed)
LIMITS = {"min": "最小值", "max": "最大值", "minLength": "最短字数", "maxLength": "最长字数"}
PLACES = (HIDE, READONLY, *(make_limit(key, name) for key, name in LIMITS.items()), OPTIONS, COMPUTED)
