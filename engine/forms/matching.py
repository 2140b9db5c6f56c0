"""Finds, for each row of a submitted list, the stored row that it continues."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.forms.conversion import is_empty, is_unchanged
from engine.forms.model import Field, Group, Member, Rows

if TYPE_CHECKING:
    from feel import Value

Row = Mapping[str, "Value"]
Marks = Mapping[tuple[str, ...], Field]
NEW: Row = {}


def match_rows(rows: Rows, items: Sequence[Any], stored: Sequence[Value]) -> list[Row]:
    """For each item the stored row it stands for, or an empty one when it is new.

    A list that cannot grow or shrink is matched by position. In one that can, rows move: there a row is known by
    its readonly fields, so that whoever removes the first row does not give its readonly values to the second, and
    each stored row is found once. Items that do not send these fields at all are matched by position as long as
    there are as many as before. Without readonly fields, rows are written anew.
    """
    old = [row if isinstance(row, dict) else {} for row in stored]
    if not rows.resizable:
        return [old[index] if index < len(old) else NEW for index in range(len(items))]
    marks = dict(list_marks(rows.content))
    certain = {path: field for path, field in marks.items() if field.locked}
    left = set(range(len(old)))
    found = [find_row(certain or marks, item, old, left, index) for index, item in enumerate(items)]
    for index, item in enumerate(items):
        silent = len(items) == len(old) and not any(isinstance(item, dict) and path[0] in item for path in marks)
        if index in left and found[index] is NEW and marks and (silent or not certain):
            found[index] = old[index]
    return found


def list_marks(content: Mapping[str, Member], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Field]]:
    """The fields of a row, those in its groups too, that can be readonly."""
    for key, member in content.items():
        if isinstance(member, Group):
            yield from list_marks(member.content, (*path, key))
        elif isinstance(member, Field) and not member.computed and (member.disabled or member.readonly is not False):
            yield (*path, key), member


def find_row(marks: Marks, item: Any, old: Sequence[Row], left: set[int], index: int) -> Row:
    """The stored row with the readonly values that ``item`` sends, the one in its own place first."""
    given = {path: field for path, field in marks.items() if not is_empty(dig(item, path))}
    if not given:
        return NEW
    for position in sorted(left, key=lambda place: abs(place - index)):
        row = old[position]
        if all(dig(row, path) is not None and is_unchanged(field, dig(row, path), dig(item, path))
               for path, field in given.items()):
            left.discard(position)
            return row
    return NEW


def dig(item: Any, path: Sequence[str]) -> Any:
    """What stands at ``path`` in nested contexts; null where there is nothing."""
    for key in path:
        item = item.get(key) if isinstance(item, Mapping) else None
    return item
