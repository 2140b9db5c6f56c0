"""What kind of value a part of an expression has, as far as a form's own fields and the text itself tell."""
from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal as Word

from engine.forms.model import CHOICES_TYPES, TEXT_TYPES, Field, Group, Member, Rows
from feel.nodes.access import Path
from feel.nodes.atoms import ContextLiteral, ListLiteral, Literal, Variable
from feel.nodes.base import Node
from feel.nodes.functions import Callee, Invocation
from feel.nodes.iteration import For, Quantified
from feel.nodes.operations import Arithmetic, Between, Comparison, Conditional, Equality, Logic
from feel.nodes.tests import Membership
from feel.signatures import Builtin

Kind = Word["text", "number", "truth", "day", "moment", "list", "context", "nothing"]
Names = Mapping[str, Member]
"""The form's own answers by the names under which an expression reaches them."""

MOST_ROWS = 10_000
RETURNS: dict[str, Kind] = {
    "count": "number", "string length": "number", "not": "truth", "list contains": "truth", "contains": "truth",
    "starts with": "truth", "ends with": "truth", "all": "truth", "any": "truth", "upper case": "text",
    "lower case": "text", "string join": "text", "substring before": "text", "substring after": "text",
    "reverse": "list", "flatten": "list", "get entries": "list",
}
"""What functions give that give one kind only; the list is not meant to be complete."""
CONTAINERS: dict[type[Member], Kind] = {Group: "context", Rows: "list"}
KINDS: dict[type[Node], Kind] = {
    Equality: "truth", Comparison: "truth", Logic: "truth", Between: "truth", Membership: "truth",
    Quantified: "truth", ListLiteral: "list", For: "list", ContextLiteral: "context",
}


def find_member(node: Node, names: Names) -> Member | None:
    """The field, group or list of the form that ``node`` names."""
    if isinstance(node, Variable):
        return names.get(node.name)
    if isinstance(node, Path):
        owner = find_member(node.owner, names)
        return owner.content.get(node.name) if isinstance(owner, Group) else None
    return None


def find_kind(node: Node, names: Names) -> Kind | None:
    """The kind of ``node``'s value where it is not null; None when that is not known."""
    member = find_member(node, names)
    if member is not None:
        return kind_of_field(member) if isinstance(member, Field) else CONTAINERS[type(member)]
    if isinstance(node, Literal):
        return kind_of_value(node.value)
    if isinstance(node, Path):
        return "list" if find_kind(node.owner, names) == "list" else None
    if isinstance(node, Conditional):
        kinds = {find_kind(node.yes, names), find_kind(node.no, names)} - {"nothing"}
        return next((kind for kind in ("list", "context") if kind in kinds), kinds.pop() if len(kinds) == 1 else None)
    if isinstance(node, Arithmetic):
        return "text" if "text" in {find_kind(node.left, names), find_kind(node.right, names)} else "number"
    return RETURNS.get(find_function(node) or "", KINDS.get(type(node)))


def find_function(node: Node) -> str | None:
    """The name of the built-in function that ``node`` calls."""
    callee = node.callee if isinstance(node, Invocation) else None
    if isinstance(callee, Callee):
        return callee.name
    return callee.value.name if isinstance(callee, Literal) and isinstance(callee.value, Builtin) else None


def kind_of_field(field: Field) -> Kind | None:
    """The kind of a field's answers; fixed options have one where all are alike."""
    if field.type in TEXT_TYPES:
        return "text"
    if field.type in CHOICES_TYPES:
        return "list"
    if field.type == "datetime":
        return "day" if field.subtype == "date" else "moment"
    if field.type in ("number", "checkbox"):
        return "truth" if field.type == "checkbox" else "number"
    options = field.options.values if field.options is not None else None
    kinds = {kind_of_value(value) for value in options or ()}
    return kinds.pop() if len(kinds) == 1 else None


def kind_of_value(value: object) -> Kind | None:
    """The kind of a value that stands in a file."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "truth"
    return "text" if isinstance(value, str) else "number" if isinstance(value, Decimal) else None


def find_reach(node: Node, names: Names) -> Decimal | None:
    """How far from 0 a whole number can be; None for what may be no whole number, or has no known end."""
    member = find_member(node, names)
    if isinstance(member, Field):
        lowest, highest = member.rules.minimum, member.rules.maximum
        whole = member.type == "number" and member.rules.decimal_digits == 0 and member.subtype != "text"
        return max(abs(lowest), abs(highest)) if whole and isinstance(lowest, Decimal) and isinstance(
            highest, Decimal) else None
    if isinstance(node, Literal):
        whole = isinstance(node.value, Decimal) and node.value == node.value.to_integral_value()
        return abs(node.value) if whole else None
    if find_function(node) in ("count", "string length"):
        return Decimal(MOST_ROWS)
    if isinstance(node, Arithmetic) and node.operator in ("+", "-", "*"):
        left, right = find_reach(node.left, names), find_reach(node.right, names)
        if left is not None and right is not None:
            return left * right if node.operator == "*" else left + right
    return None
