"""Finds cells of decision tables with texts that stand there without quotes, and so are read as variables."""
from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from engine.dmn.model import Cell, Decision, DecisionTable
from engine.dmn.problems import Problem

_NAME = re.compile(r"[^\W\d]\w*")


def find_bare_texts(decision: Decision, reads: Collection[str], written: Callable[[str], bool]) -> Iterator[Problem]:
    """One problem for each such cell.

    ``reads``: the names that the decision reads from outside. ``written``: whether anything may give that variable a
    value; a name that is among the values of its column, quoted, was meant as a text all the same.
    """
    names = {name for name in reads if not name.isascii()}
    if decision.table is None or not names:
        return
    for row, label, cell, allowed in _cells(decision.table):
        for word in map(str.strip, cell.text.split(",")):
            if word not in names or not _NAME.fullmatch(word):
                continue
            if f'"{word}"' in allowed or not written(word):
                shown = word[:60]
                message = f"{shown} 没有引号，会当成变量，请写成 \"{shown}\"（英文双引号）"
                yield Problem(message, cell.element, decision.name, row, label)
                break


def _cells(table: DecisionTable) -> Iterator[tuple[int, str, Cell, str]]:
    for rule in table.rules:
        for given, cell in zip(table.inputs, rule.inputs, strict=False):
            yield rule.row, given.label or given.text, cell, given.allowed or ""
        for concluded, cell in zip(table.outputs, rule.outputs, strict=False):
            yield rule.row, concluded.label or concluded.name, cell, concluded.allowed or ""
