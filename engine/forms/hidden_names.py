"""Lets an expression in the browser read a hidden field as null, as on the server.

form-js forgets what was answered in a field that becomes hidden, and then finds what the process had stored in it.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from engine.forms.browser import explain
from engine.forms.kinds import find_member
from engine.forms.model import Group, Member
from feel.nodes.access import Path
from feel.nodes.atoms import Variable

if TYPE_CHECKING:
    from feel import Expression

RESULT = "_shown_"
DEEPEST = 2
"""A field of the form itself, or of a group in it."""


class Entangled(Exception):
    """Conditions that depend on each other in a circle, or that the browser does not judge as the server does."""


def bind_hidden(text: str, expression: Expression, members: Mapping[str, Member]) -> str:
    """``text``, which evaluates ``expression``, with the form's hidden fields bound to null where it names them.

    Unchanged where no such field can be hidden, and where the conditions are entangled.
    """
    entries: dict[tuple[str, ...], str] = {}
    try:
        collect(expression, members, entries, ())
    except Entangled:
        return text
    for entry in reversed(entries.values()):
        text = f"={{{entry}, {RESULT}: {text[1:]}\n}}.{RESULT}"
    return text


def collect(expression: Expression, members: Mapping[str, Member], entries: dict[tuple[str, ...], str],
            above: tuple[tuple[str, ...], ...]) -> None:
    """Add an entry for each field that can be hidden, behind those that its own conditions need."""
    for path, member in list_references(expression.node, members):
        if isinstance(member, Group) or not member.hide or path in entries or len(path) > DEEPEST:
            continue
        if path in above:
            raise Entangled
        for condition in member.hide:
            if explain(condition, members) is not None:
                raise Entangled
            collect(condition, members, entries, (*above, path))
        hidden = " or ".join(f"({condition.text}\n)" for condition in member.hide)
        value = f"if ({hidden}) = true then null else {'.'.join(path)}"
        if len(path) == DEEPEST:
            value = f'context put({path[0]}, "{path[1]}", {value})'
        entries[path] = f"{path[0]}: {value}"


def list_references(node: Any, members: Mapping[str, Member]) -> Iterator[tuple[tuple[str, ...], Member]]:
    """The fields, groups and lists that the parts of an expression name, each with its path."""
    if isinstance(node, tuple):
        for part in node:
            yield from list_references(part, members)
    elif is_dataclass(node):
        member = find_member(node, members) if isinstance(node, Variable | Path) else None
        if member is not None:
            yield spell(node), member
        for field in fields(node):
            yield from list_references(getattr(node, field.name), members)


def spell(node: Any) -> tuple[str, ...]:
    """The names of a path, from its root."""
    return (*spell(node.owner), node.name) if isinstance(node, Path) else (node.name,)
