"""Finds the process variables that a form reads: in expressions, templates and options, without running anything."""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from engine.expressions import UnreadableExpression, read_expression
from engine.forms.properties import NAME, is_expression
from engine.forms.scope import SPECIAL_NAMES

TEXT_PLACES = (
    ("label",), ("description",), ("text",), ("appearance", "prefixAdorner"), ("appearance", "suffixAdorner"))
EXPRESSION_PLACES = (
    *TEXT_PLACES, ("conditional", "hide"), ("readonly",), ("validate", "min"), ("validate", "max"),
    ("validate", "minLength"), ("validate", "maxLength"), ("valuesExpression",), ("expression",))
TEMPLATE = re.compile(r"\{\{\s*(?:#(?:if|loop)\s)?\s*([^{}#/][^{}]*)\}\}")


def list_inputs(component: dict[str, Any]) -> set[str]:
    """The variables that one component reads, not counting those it contains nor the one of its own key."""
    names: set[str] = set()
    key = component.get("valuesKey")
    if isinstance(key, str) and NAME.fullmatch(key):
        names.add(key)
    for text in list_expressions(component):
        try:
            names |= read_expression(text).free_variables
        except UnreadableExpression:
            continue
    return names - SPECIAL_NAMES


def list_unreadable(component: dict[str, Any]) -> Iterator[UnreadableExpression]:
    """What is wrong with the expressions in the texts that a component shows."""
    for text in list_expressions(component, TEXT_PLACES):
        try:
            read_expression(text)
        except UnreadableExpression as error:
            yield error


def list_expressions(component: dict[str, Any], places: Sequence[Sequence[str]] = EXPRESSION_PLACES) -> Iterator[str]:
    """The texts of the expressions of one component, in these places, each with ``=`` before it."""
    for place in places:
        value: Any = component
        for name in place:
            value = value.get(name) if isinstance(value, dict) else None
        if is_expression(value):
            yield value
        elif isinstance(value, str):
            yield from (f"={text}" for text in TEMPLATE.findall(value))
