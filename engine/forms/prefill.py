"""Gives a form its data: of each variable only what the form shows or its expressions name."""
from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from engine.forms.model import Field, Group, Member
from engine.forms.suggestions import find_suggestion
from feel import to_json

if TYPE_CHECKING:
    from feel import Value


def prefill(content: Mapping[str, Member], reads: Collection[str], variables: Mapping[str, Value]) -> dict[str, Any]:
    """JSON data for the form: its own keys, and whole the variables in ``reads`` that its expressions name.

    Where a field has nothing stored, it gets what is suggested for it. Names that are no variables are left out, so
    that the form's defaults apply. Variables are read by key only.
    """
    data: dict[str, Any] = {}
    for name in sorted({*content, *reads}):
        try:
            value = variables[name]
        except KeyError:
            continue
        data[name] = to_json(value if name in reads else select(content[name], value))
    suggest(content, data, variables)
    return data


def suggest(content: Mapping[str, Member], data: dict[str, Any], variables: Mapping[str, Value]) -> None:
    """Put suggestions where ``data``, JSON for the form, has nothing."""
    for key, member in content.items():
        if isinstance(member, Field):
            suggested = find_suggestion(member, variables) if data.get(key) is None else None
            if suggested is not None:
                data[key] = to_json(suggested)
        elif isinstance(member, Group):
            inner = data.get(key)
            found = dict(inner) if isinstance(inner, dict) else {}
            suggest(member.content, found, variables)
            if found:
                data[key] = found


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
