"""Decides which fields of a submission are hidden and readonly, and reckons the computed ones."""
from __future__ import annotations

from typing import TYPE_CHECKING

from engine.forms.answers import Cell, Sheet, Table
from feel import Function, LimitExceeded, Range

if TYPE_CHECKING:
    from feel import Value

MAX_ROUNDS = 8
MAX_PARTS = 10_000


def settle(sheet: Sheet) -> None:
    """Bring hidden, readonly and computed fields of the sheet to rest, as they depend on each other.

    Like form-js it goes over the form until nothing changes; conditions that never agree stop after MAX_ROUNDS. A
    hidden field reads as null. A condition that gives neither true nor false, or fails: for ``hide`` the field is
    shown (what is asked stays asked), for ``readonly`` it stays readonly (nothing is written that should not be).
    """
    moving = [cell for cell in sheet.cells
              if cell.field.computed or cell.field.hide or not isinstance(cell.field.readonly, bool)]
    tables = [table for table in sheet.tables if table.rows.hide]
    show(sheet)
    for _ in range(MAX_ROUNDS):
        changes = [compute(cell) for cell in moving if cell.field.computed]
        changes += [judge_table(table) for table in tables]
        changes += [judge(cell) for cell in moving]
        show(sheet)
        if not any(changes):
            return


def show(sheet: Sheet) -> None:
    """Let expressions see the present state of everything."""
    for cell in sheet.cells:
        cell.show()
    for table in sheet.tables:
        table.show()


def judge(cell: Cell) -> bool:
    """Evaluate the conditions of one cell; whether that changed anything."""
    before = cell.hidden, cell.locked
    cell.hidden = any(cell.scope.evaluate(condition) is True for condition in cell.field.hide)
    if not isinstance(cell.field.readonly, bool) and not cell.field.disabled:
        cell.locked = cell.scope.evaluate(cell.field.readonly) is not False
    return before != (cell.hidden, cell.locked)


def judge_table(table: Table) -> bool:
    """Evaluate the conditions of one list; whether that changed anything."""
    before = table.hidden
    table.hidden = any(table.scope.evaluate(condition) is True for condition in table.rows.hide)
    return before != table.hidden


def compute(cell: Cell) -> bool:
    """Reckon one computed field; whether its value changed. Functions and ranges are no answers: null."""
    before = cell.computed
    value = None if cell.field.expression is None else cell.scope.evaluate(cell.field.expression)
    try:
        cell.computed = Copier().copy(value)
    except LimitExceeded:
        cell.computed = None
    cell.show()
    return type(before) is not type(cell.computed) or before != cell.computed


class Copier:
    """Copies one value, so that a computed field never holds the answers themselves; at most MAX_PARTS parts."""

    def __init__(self) -> None:
        self.left = MAX_PARTS

    def copy(self, value: Value) -> Value:
        """The same value in new lists and contexts; raises LimitExceeded."""
        self.left -= 1
        if self.left < 0:
            raise LimitExceeded("计算结果太大")
        if isinstance(value, list):
            return [self.copy(item) for item in value]
        if isinstance(value, dict):
            return {key: self.copy(item) for key, item in value.items()}
        return None if isinstance(value, Function | Range) else value
