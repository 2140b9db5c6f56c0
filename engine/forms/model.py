"""A form as the server understands it: fields, groups and lists of rows, with everything in them already read."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import regex

    from feel import Expression, Value

Bound: TypeAlias = "Decimal | Expression | None"
Member: TypeAlias = "Field | Group | Rows"

TEXT_TYPES = frozenset({"textfield", "textarea"})
CHOICE_TYPES = frozenset({"radio", "select"})
CHOICES_TYPES = frozenset({"checklist", "taglist"})
KEYED_TYPES = TEXT_TYPES | CHOICE_TYPES | CHOICES_TYPES | {"number", "datetime", "checkbox", "expression"}
DISPLAY_TYPES = frozenset({"text", "separator", "spacer", "button"})
CONTAINER_TYPES = frozenset({"group", "dynamiclist"})


@dataclass(frozen=True, slots=True)
class Rules:
    """What an answer must satisfy; None or False means that nothing is asked."""

    required: bool = False
    min_length: Bound = None
    max_length: Bound = None
    pattern: regex.Pattern[str] | None = None
    pattern_message: str = ""
    format: str = ""
    minimum: Bound = None
    maximum: Bound = None
    decimal_digits: int | None = None
    increment: Decimal | None = None
    today: Expression | None = None
    """Gives today's date when days that have passed are not allowed."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An answer that the process proposes, and the text field in which a person says why they chose another one.

    ``path``: a variable's name and the keys below it. ``reason``: the path of that field in the form, nearest first.
    """

    path: tuple[str, ...]
    reason: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """Where the answers to choose from come from; exactly one of the three is set.

    ``labels``: what people read, for each of ``values``.
    """

    values: tuple[Value, ...] | None = None
    labels: tuple[str, ...] = ()
    key: str = ""
    expression: Expression | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One question. ``hide``: its own condition and those of the groups around it, up to the row it stands in.

    ``subtype``: date, time or datetime; for a number ``text`` when the browser sends it as one.
    """

    id: str
    key: str
    type: str
    label: str
    hide: tuple[Expression, ...] = ()
    readonly: bool | Expression = False
    disabled: bool = False
    rules: Rules = field(default_factory=Rules)
    options: Options | None = None
    expression: Expression | None = None
    subtype: str = ""
    default: Any = None
    suggestion: Suggestion | None = None

    @property
    def locked(self) -> bool:
        """Whether no submission can ever change it."""
        return self.disabled or self.readonly is True

    @property
    def computed(self) -> bool:
        """Whether the server reckons it."""
        return self.type == "expression"


@dataclass(frozen=True, slots=True)
class Group:
    """Fields whose answers stand together in one context; groups without path do not appear here."""

    key: str
    content: dict[str, Member]


@dataclass(frozen=True, slots=True)
class Rows:
    """Fields answered once for each row of a list.

    ``hide`` as for fields, judged outside the rows. Without ``resizable`` people cannot add or remove rows, and
    there are as many as the stored list has, or ``repetitions`` when nothing is stored.
    """

    id: str
    key: str
    label: str
    hide: tuple[Expression, ...]
    required: bool
    resizable: bool
    repetitions: int
    content: dict[str, Member]


def list_fields(content: dict[str, Member]) -> Iterator[Field]:
    """Every field of the content and of what it contains."""
    for member in content.values():
        if isinstance(member, Field):
            yield member
        else:
            yield from list_fields(member.content)


def is_writable(member: Member) -> bool:
    """Whether a submission can change anything in it."""
    if isinstance(member, Field):
        return not member.locked
    return isinstance(member, Rows) and member.resizable or any(map(is_writable, member.content.values()))
