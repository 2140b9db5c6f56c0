"""Compares answers with what was suggested; who chooses something else has to say why."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.forms.answers import Block, Cell, Sheet
from engine.forms.checks import write
from engine.forms.conversion import is_empty
from engine.forms.model import Field
from engine.forms.options import is_same
from feel import to_json

if TYPE_CHECKING:
    from feel import Value

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Deviation:
    """An answer other than the suggested one. ``key`` and ``reason``: paths of the field and of the one that says why.

    ``words``: what people read of the suggestion and of the answer, where both are words of the policy: history keeps
    them for ever, so they are given for fields with fixed options and for boxes only.
    """

    key: str
    label: str
    reason: str
    words: tuple[list[str], list[str]] | None

    def as_json(self) -> dict[str, Any]:
        """The deviation as history tells it."""
        words = {"suggested": self.words[0], "chosen": self.words[1]} if self.words else {}
        return {"key": self.key, "label": self.label, "reason": self.reason, **words}


def compare(sheet: Sheet) -> list[Deviation]:
    """The answers that are not as suggested; complains of those without a reason.

    Fields that are hidden, readonly, or complained of already, are not compared, nor those without a suggestion.
    """
    return list(compare_block(sheet, (sheet.root,)))


def compare_block(sheet: Sheet, blocks: tuple[Block, ...]) -> Iterator[Deviation]:
    """The deviations of the first of ``blocks``, the others being those around it, and of its groups."""
    for cell in blocks[0].cells.values():
        suggestion = cell.field.suggestion
        if suggestion is None or cell.path in sheet.errors or not is_deviant(cell):
            continue
        reason = find_reason(blocks, suggestion.reason)
        if reason is None or reason.hidden or reason.locked or is_empty(reason.given):
            title = reason.field.label if reason else ".".join(suggestion.reason)
            words = "、".join(read_words(cell.field, cell.suggested)) or "不选"
            shown = words if len(words) <= SHOWN else f"{words[:SHOWN]}…"
            sheet.complain(cell.path, f"「{cell.field.label}」和建议（“{shown}”）不一样，请在“{title}”里写明理由。")
        else:
            options = cell.field.options
            fixed = cell.field.type == "checkbox" or options is not None and options.values is not None
            words_of = [read_words(cell.field, value) for value in (cell.suggested, cell.converted)]
            yield Deviation(cell.path, cell.field.label, reason.path, (words_of[0], words_of[1]) if fixed else None)
    for group in blocks[0].groups.values():
        yield from compare_block(sheet, (group, *blocks))


def is_deviant(cell: Cell) -> bool:
    """Whether a person has answered otherwise than suggested; lists are compared as sets."""
    if cell.suggested is None or cell.hidden or cell.locked:
        return False
    suggested, chosen = list_parts(cell.suggested), list_parts(cell.converted)
    return not (contains_all(suggested, chosen) and contains_all(chosen, suggested))


def list_parts(value: Value) -> list[Value]:
    """The single answers in a value, of texts without the difference between blanks and line breaks."""
    parts = value if isinstance(value, list) else [] if value is None else [value]
    return [" ".join(part.split()) if isinstance(part, str) else part for part in parts]


def contains_all(values: list[Value], wanted: list[Value]) -> bool:
    """Whether each of ``wanted`` is among ``values``."""
    return all(any(is_same(one, value) for value in values) for one in wanted)


def find_reason(blocks: Iterable[Block], path: tuple[str, ...]) -> Cell | None:
    """The cell at ``path`` in the nearest block that has one."""
    for block in blocks:
        inner: Block | None = block
        for key in path[:-1]:
            inner = inner.groups.get(key) if inner else None
        if inner and path[-1] in inner.cells:
            return inner.cells[path[-1]]
    return None


def read_words(field: Field, value: Value) -> list[str]:
    """What people read of a value: the labels of its options where the file has them."""
    return [read_word(field, part) for part in (value if isinstance(value, list) else [] if value is None else [value])]


def read_word(field: Field, value: Value) -> str:
    """What people read of a single value."""
    if field.options is not None and field.options.values is not None:
        for option, label in zip(field.options.values, field.options.labels, strict=True):
            if is_same(option, value):
                return label
    if isinstance(value, bool):
        return "是" if value else "否"
    return write(value) if isinstance(value, Decimal) else str(to_json(value))
