"""Lays a submission out along its form: one cell for each field in each place where it stands."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.forms.conversion import convert, is_empty
from engine.forms.errors import Unfit
from engine.forms.matching import match_rows
from engine.forms.model import Field, Group, Member, Rows
from engine.forms.scope import Scope, look_up
from engine.forms.suggestions import find_suggestion

if TYPE_CHECKING:
    from feel import Settings, Value

MAX_ROWS = 500
MAX_CELLS = 20_000
MAX_UNKNOWN = 20
SHOWN = 60
INDEX = re.compile(r"\[(\d+)\]")


@dataclass(slots=True)
class Cell:
    """One field in one place: what was given there, what is stored there, and what became of it.

    Where nothing is stored, what is suggested counts as stored.
    """

    field: Field
    path: str
    given: Any
    stored: Value
    scope: Scope
    beside: dict[str, Value]
    """The answers among which it stands, as expressions see them."""
    converted: Value = None
    computed: Value = None
    suggested: Value = None
    hidden: bool = False
    locked: bool = False

    def show(self) -> None:
        """Let expressions see the value that counts here."""
        if self.hidden:
            value = None
        elif self.field.computed:
            value = self.computed
        else:
            value = self.stored if self.locked else self.converted
        self.beside[self.field.key] = value


@dataclass(slots=True)
class Table:
    """One list in one place, with a block for each row given; ``faulty`` when its rows cannot be read."""

    rows: Rows
    path: str
    given: Any
    stored: list[Value]
    scope: Scope
    beside: dict[str, Value]
    blocks: list[Block] = field(default_factory=list)
    hidden: bool = False
    faulty: bool = False

    def show(self) -> None:
        """Let expressions see the rows, or null when the list is hidden."""
        self.beside[self.rows.key] = None if self.hidden else [block.values for block in self.blocks]


@dataclass(slots=True)
class Block:
    """The answers of one form, group or row; ``stored`` is what the process has in that place."""

    content: Mapping[str, Member]
    stored: Mapping[str, Value]
    values: dict[str, Value] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)
    groups: dict[str, Block] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)


class Sheet:
    """A whole submission laid out; ``errors`` maps paths (``plan.place``, ``opinions[2].text``) to sentences."""

    def __init__(self, content: Mapping[str, Member], submitted: Mapping[str, Any], variables: Mapping[str, Value],
                 settings: Settings) -> None:
        self.errors: dict[str, list[str]] = {}
        self.cells: list[Cell] = []
        self.tables: list[Table] = []
        self.root = Block(content, variables)
        self.fill(self.root, submitted, "", Scope(self.root.values, variables, settings))

    def complain(self, path: str, sentence: str) -> None:
        """Record a sentence about ``path``; inside lists it begins with the row's number."""
        rows = "".join(f"第 {int(index) + 1} 行" for index in INDEX.findall(path))
        self.errors.setdefault(path, []).append(f"{rows}：{sentence}" if rows else sentence)

    def fill(self, block: Block, submitted: Mapping[str, Any], prefix: str, scope: Scope) -> None:
        """Lay out what was submitted for one block; keys that the form does not have are errors."""
        for key in [name for name in submitted if name not in block.content][:MAX_UNKNOWN]:
            self.complain(f"{prefix}{key[:SHOWN]}", f"没有「{key[:SHOWN]}」这一项。")
        for key, member in block.content.items():
            path, given, stored = f"{prefix}{key}", submitted.get(key), look_up(block.stored, key)
            if isinstance(member, Field):
                suggested = find_suggestion(member, scope.variables)
                stored = suggested if stored is None else stored
                self.add_cell(block, Cell(member, path, given, stored, scope, block.values, suggested=suggested))
            elif isinstance(member, Group):
                inner = block.groups[key] = Block(member.content, stored if isinstance(stored, dict) else {})
                block.values[key] = inner.values
                self.fill(inner, self.read_object(path, given), f"{path}.", scope)
            else:
                rows = stored if isinstance(stored, list) else []
                self.add_table(block, Table(member, path, given, rows, scope, block.values))

    def read_object(self, path: str, given: Any) -> Mapping[str, Any]:
        """What was given for a group or row; nothing counts as an empty one."""
        if given is None or isinstance(given, Mapping):
            return given or {}
        self.complain(path, "这里要是一组填写的内容。")
        return {}

    def add_cell(self, block: Block, cell: Cell) -> None:
        """Place one cell, its value converted where it can be."""
        if not is_empty(cell.given):
            try:
                cell.converted = convert(cell.field, cell.given)
            except Unfit:
                cell.converted = None
        elif cell.field.type in ("checklist", "taglist"):
            cell.converted = []
        elif cell.field.type == "checkbox":
            cell.converted = False
        cell.locked = cell.field.locked
        block.cells[cell.field.key] = cell
        self.cells.append(cell)

    def add_table(self, block: Block, table: Table) -> None:
        """Place one list with its rows, unless there is something wrong with the list itself."""
        block.tables[table.rows.key] = table
        self.tables.append(table)
        items = [] if table.given is None else table.given
        if not isinstance(items, list):
            self.complain(table.path, f"「{table.rows.label}」要是一个列表。")
        elif len(items) > MAX_ROWS or len(self.cells) > MAX_CELLS:
            self.complain(table.path, f"「{table.rows.label}」的内容太多，最多 {MAX_ROWS} 行，请分几次办理。")
        else:
            stored = match_rows(table.rows, items, table.stored)
            for index, (item, row) in enumerate(zip(items, stored, strict=True)):
                path = f"{table.path}[{index}]"
                inner = Block(table.rows.content, row)
                self.fill(inner, self.read_object(path, item), f"{path}.",
                          table.scope.open_row(inner.values, index + 1))
                table.blocks.append(inner)
            return
        table.faulty = True
