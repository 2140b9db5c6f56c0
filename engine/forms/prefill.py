"""Gives a form its data: of each variable only what the form shows or its expressions name."""
from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from engine.forms.model import Field, Group, Member
from feel import to_json

if TYPE_CHECKING:
    from feel import Value


def prefill(content: Mapping[str, Member], reads: Collection[str], variables: Mapping[str, Value]) -> dict[str, Any]:
    """JSON data for the form: its own keys, and whole the variables in ``reads`` that its expressions name.

    Names that are no variables are left out, so that the form's defaults apply. Variables are read by key only.
    """
    data: dict[str, Any] = {}
    for name in sorted({*content, *reads}):
        try:
            value = variables[name]
        except KeyError:
            continue
        data[name] = to_json(value if name in reads else select(content[name], value))
    return data


def select(member: Member, value: Value) -> Value:
    """The part of a stored value that the member shows."""
    if isinstance(member, Field):
        return value
    if isinstance(member, Group):
        return select_keys(member.content, value)
    return [select_keys(member.content, row) for row in value] if isinstance(value, list) else None


def select_keys(content: Mapping[str, Member], value: Value) -> Value:
    """Of one context the entries that the form has fields for."""
    if not isinstance(value, dict):
        return {}
    return {key: select(member, value[key]) for key, member in content.items() if key in value}
