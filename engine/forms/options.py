"""The answers that a radio, select, checklist or taglist offers."""
from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from engine.forms.findings import Findings
from engine.forms.model import Options
from engine.forms.properties import read_formula, read_name
from engine.forms.scope import Scope
from feel import FeelError, from_json

if TYPE_CHECKING:
    from feel import Value

MAX_OPTIONS = 1_000


def read_options(component: dict[str, Any], findings: Findings) -> Options | None:
    """Where the options of one component come from; faults become findings."""
    given = [name for name in ("values", "valuesKey", "valuesExpression") if component.get(name) not in (None, "")]
    if len(given) > 1:
        findings.refuse("的选项只能有一个来源：固定选项、变量或表达式，请去掉多余的")
        return None
    if not given:
        findings.refuse("没有选项，请填写固定选项、变量或表达式")
        return None
    if given[0] == "valuesKey":
        name = read_name(component["valuesKey"], "选项变量名", findings)
        return Options(key=name) if name else None
    if given[0] == "valuesExpression":
        expression = read_formula(component["valuesExpression"], "选项表达式", findings)
        return Options(expression=expression) if expression else None
    return read_fixed_options(component["values"], findings)


def read_fixed_options(values: Any, findings: Findings) -> Options | None:
    """Options that stand in the file itself: each a value, or a label with a value."""
    if not isinstance(values, list) or not values or len(values) > MAX_OPTIONS:
        findings.refuse(f"的固定选项要是 1 到 {MAX_OPTIONS} 项，请检查")
        return None
    try:
        options = list_values([from_json(value) for value in values])
    except (FeelError, TypeError):
        options = []
    if len(options) != len(values):
        findings.refuse("有选项没有值，请每项都填写标签和值")
        return None
    if has_duplicates(options):
        findings.refuse("有重复的选项值，请改成各不相同")
        return None
    return Options(values=tuple(options), labels=tuple(map(read_label, values)))


def read_label(option: Any) -> str:
    """What people read of one fixed option: its label, else its value."""
    label = option.get("label") if isinstance(option, dict) else option
    return label if isinstance(label, str) and label else str(option["value"] if isinstance(option, dict) else option)


def list_values(items: Iterable[Value]) -> list[Value]:
    """The values that form-js can offer of these: plain ones, and those of contexts with label and value."""
    values: list[Value] = []
    for item in items:
        value = item.get("value") if isinstance(item, dict) else item
        if value is not None and value not in ("", {}) and not isinstance(value, list):
            values.append(value)
    return values


def find_options(options: Options, scope: Scope) -> list[Value]:
    """The values offered in this scope; none when variable or expression give no list."""
    if options.values is not None:
        return list(options.values)
    found = scope.evaluate(options.expression) if options.expression is not None else scope.get(options.key)
    return list_values(found) if isinstance(found, list) else []


def is_same(one: Value, other: Value) -> bool:
    """Whether two values are equal and of one type, so that true is not 1."""
    return type(one) is type(other) and one == other


def has_duplicates(values: list[Value]) -> bool:
    """Whether a value occurs twice."""
    seen: set[tuple[type, object]] = set()
    contexts: list[dict[str, Value]] = []
    for value in values:
        if isinstance(value, dict):
            if value in contexts:
                return True
            contexts.append(value)
        elif (type(value), value) in seen:
            return True
        else:
            seen.add((type(value), value))
    return False
