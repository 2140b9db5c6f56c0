"""Validates a submission: lay it out, settle what is hidden and readonly, load it, put the variables together."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, ValidationError

from engine.errors import InvalidSubmission
from engine.forms.answers import Block, Cell, Sheet, Table
from engine.forms.conversion import is_blank, is_empty, is_unchanged
from engine.forms.deviations import Deviation, compare
from engine.forms.model import CHOICES_TYPES, Member, is_writable
from engine.forms.schemas import Answer
from engine.forms.settling import settle

if TYPE_CHECKING:
    from feel import Settings, Value


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a valid submission gives: variables, and the answers that are not what was suggested."""

    values: dict[str, Value]
    deviations: tuple[Deviation, ...] = ()


def accept(content: Mapping[str, Member], schema: Schema, submitted: Mapping[str, Any],
           variables: Mapping[str, Value], settings: Settings) -> Accepted:
    """What ``submitted`` gives; ``schema`` is build_schema(content). Raises InvalidSubmission."""
    if not isinstance(submitted, Mapping):
        raise InvalidSubmission({"": ["提交的内容要是一组字段。"]})
    sheet = Sheet(content, submitted, variables, settings)
    settle(sheet)
    examine(sheet, sheet.root)
    loaded: Any = {}
    try:
        loaded = schema.load(collect(sheet.root))
    except ValidationError as error:
        for path, sentence in flatten(error.messages):
            sheet.complain(path, sentence)
    deviations = compare(sheet)
    if sheet.errors:
        raise InvalidSubmission(sheet.errors)
    return Accepted(assemble(sheet.root, loaded), tuple(deviations))


def examine(sheet: Sheet, block: Block) -> None:
    """Complain of answers where none may be given, and of lists with too few or too many rows."""
    for cell in block.cells.values():
        examine_cell(sheet, cell)
    for group in block.groups.values():
        examine(sheet, group)
    for table in block.tables.values():
        examine_table(sheet, table)
        for inner in [] if table.hidden else table.blocks:
            examine(sheet, inner)


def examine_cell(sheet: Sheet, cell: Cell) -> None:
    """A hidden field may carry nothing, a readonly one nothing new; computed ones are not looked at."""
    label = cell.field.label
    if cell.field.computed:
        return
    if cell.hidden:
        if not is_blank(cell.given):
            sheet.complain(cell.path, f"「{label}」现在不用填写，请刷新页面后再提交。")
    elif cell.locked and not is_unchanged(cell.field, cell.stored, cell.given):
        sheet.complain(cell.path, f"「{label}」不能修改。")


def examine_table(sheet: Sheet, table: Table) -> None:
    """A hidden list may carry nothing; a list of fixed size has its stored rows; a required one has a row."""
    rows, count = table.rows, len(table.blocks)
    if table.hidden:
        if not is_blank(table.given):
            sheet.complain(table.path, f"「{rows.label}」现在不用填写，请刷新页面后再提交。")
    elif not table.faulty:
        fixed = len(table.stored) or rows.repetitions
        if not rows.resizable and table.given is not None and count != fixed:
            sheet.complain(table.path, f"「{rows.label}」的行数不能改变，应当是 {fixed} 行。")
        if rows.required and count == 0 and is_writable(rows):
            sheet.complain(table.path, f"「{rows.label}」至少要填一行。")


def collect(block: Block) -> dict[str, Any]:
    """What the schema is to load: the answers of fields that are neither hidden, readonly nor computed."""
    data: dict[str, Any] = {}
    for key, cell in block.cells.items():
        if not (cell.hidden or cell.locked or cell.field.computed):
            data[key] = present(cell)
    for key, group in block.groups.items():
        data[key] = collect(group)
    for key, table in block.tables.items():
        if not table.hidden:
            data[key] = [collect(inner) for inner in table.blocks]
    return data


def present(cell: Cell) -> Answer | None:
    """The answer given; an optional list that is empty and a box that was not ticked are answers too."""
    if not is_empty(cell.given):
        return Answer(cell.given, cell.scope)
    if cell.field.rules.required:
        return None
    if cell.field.type == "checkbox":
        return Answer(False, cell.scope)
    return Answer([], cell.scope) if cell.field.type in CHOICES_TYPES else None


def assemble(block: Block, loaded: Mapping[str, Value]) -> dict[str, Value]:
    """The values of one block to be stored: what was loaded, what was reckoned, suggestions that nobody can change.

    Groups and the rows of kept lists keep what is stored in them besides: readonly and hidden fields, and entries
    that this form does not know.
    """
    result: dict[str, Value] = {}
    for key, cell in block.cells.items():
        if not (cell.hidden or cell.locked):
            result[key] = cell.computed if cell.field.computed else loaded[key]
        elif cell.suggested is not None and not cell.hidden:
            result[key] = cell.stored
    for key, group in block.groups.items():
        inner = assemble(group, as_context(loaded[key]))
        if inner:
            result[key] = {**group.stored, **inner}
    for key, table in block.tables.items():
        if not table.hidden and is_writable(table.rows) and not (table.given is None and not table.rows.resizable):
            rows = loaded[key]
            result[key] = [{**inner.stored, **assemble(inner, as_context(row))}
                           for inner, row in zip(table.blocks, rows if isinstance(rows, list) else [], strict=True)]
    return result


def as_context(value: Value) -> Mapping[str, Value]:
    """A loaded group or row, which the schema has made a dict."""
    return value if isinstance(value, dict) else {}


def flatten(messages: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Marshmallow's nested messages as (path, sentence): ``plan.place``, ``opinions[2].text``."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            step = f"[{key}]" if isinstance(key, int) else f".{key}" if path else str(key)
            yield from flatten(inner, path + step)
    else:
        for sentence in messages:
            yield path, str(sentence)


