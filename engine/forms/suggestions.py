"""What the process proposes as a field's answer: read from the file's ``properties``, found among the variables."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from engine.forms.findings import Findings
from engine.forms.model import CHOICES_TYPES, TEXT_TYPES, Field, Group, Member, Rows, Suggestion
from engine.forms.scope import look_up

if TYPE_CHECKING:
    from feel import Value

PATH = re.compile(r"[^\W\d]\w{0,63}(?:\.[^\W\d]\w{0,63}){0,7}")
REASON = re.compile(r"[A-Za-z_]\w{0,63}(?:\.[A-Za-z_]\w{0,63}){0,7}", re.ASCII)


def read_suggestion(component: dict[str, Any], findings: Findings) -> Suggestion | None:
    """The properties ``suggested`` and ``reason`` of a component; whether the reason's field exists is checked later.

    ``suggested``: a variable, or a dotted path into one. ``reason``: the key of a text field, beside the component or
    further out, or its dotted path in the form. Other properties are none of the server's business.
    """
    properties = component.get("properties")
    if not isinstance(properties, dict) or not {"suggested", "reason"} & set(properties):
        return None
    suggested, reason = properties.get("suggested"), properties.get("reason")
    if not isinstance(suggested, str) or not PATH.fullmatch(suggested):
        findings.refuse("的建议（suggested）要是变量名，或用点连接的路径，例如 advice.lead")
    elif not isinstance(reason, str) or not REASON.fullmatch(reason):
        findings.refuse("有建议（suggested），还要在 reason 里写明填变更理由的文本框的键，例如 change_reason")
    elif component.get("type") == "expression" or component.get("readonly") is True or component.get("disabled"):
        findings.refuse("不能由人填写，不能带建议（suggested），请去掉")
    else:
        return Suggestion(tuple(suggested.split(".")), tuple(reason.split(".")))
    return None


def check_reasons(content: Mapping[str, Member], findings: Findings,
                  outer: tuple[Mapping[str, Member], ...] = ()) -> None:
    """Refuse suggestions whose reason no text field takes, and those in rows, of which the process has no list."""
    around = (content, *outer)
    for member in content.values():
        if isinstance(member, Group):
            check_reasons(member.content, findings, around)
        elif isinstance(member, Rows):
            refuse_in_rows(member.content, findings)
        elif member.suggestion is not None and not is_text(find_nearest(around, member.suggestion.reason)):
            findings.enter(member.id, member.key, f"「{member.label}」")
            findings.refuse(f"的变更理由（reason）“{'.'.join(member.suggestion.reason)}”不是本表单里可以填写的文本框，请改正")


def refuse_in_rows(content: Mapping[str, Member], findings: Findings) -> None:
    """No field of a row can have a suggestion."""
    for member in content.values():
        if not isinstance(member, Field):
            refuse_in_rows(member.content, findings)
        elif member.suggestion is not None:
            findings.enter(member.id, member.key, f"「{member.label}」")
            findings.refuse("在列表的行里，不能带建议（suggested），请去掉")


def find_nearest(around: Iterable[Mapping[str, Member]], path: tuple[str, ...]) -> Field | None:
    """The field at ``path`` in the nearest content that has one."""
    for content in around:
        for key in path[:-1]:
            group = content.get(key)
            content = group.content if isinstance(group, Group) else {}
        member = content.get(path[-1])
        if isinstance(member, Field):
            return member
    return None


def is_text(field: Field | None) -> bool:
    """Whether it is a text field that people can fill in."""
    return field is not None and field.type in TEXT_TYPES and not field.locked


def find_suggestion(field: Field, variables: Mapping[str, Value]) -> Value:
    """What the variables propose for a field, as the field would hold it; null when they propose nothing.

    A field of several answers holds a list; any other one takes the only item of a list.
    """
    if field.suggestion is None:
        return None
    name, *keys = field.suggestion.path
    value = look_up(variables, name)
    for key in keys:
        value = look_up(value, key) if isinstance(value, dict) else None
    if field.type in CHOICES_TYPES:
        return value if value is None or isinstance(value, list) else [value]
    return value[0] if isinstance(value, list) and len(value) == 1 else value
