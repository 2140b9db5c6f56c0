"""List functions (DMN 1.5, 10.3.4.4)."""
from __future__ import annotations

import functools
from decimal import Decimal
from typing import Any

from feel.builtins.registry import builtin
from feel.comparison import equal, order
from feel.decimal128 import whole
from feel.errors import LimitExceeded, Undefined
from feel.invocation import invoke
from feel.run import Run
from feel.values import Function, Value


def offset(items: list[Any], position: Decimal) -> int:
    """The 0-based index of a 1-based position, counted from the end below 0; raises Undefined when there is none."""
    number = whole(position)
    if number == 0 or abs(number) > len(items):
        raise Undefined(f"列表只有{len(items)}项，没有第{number}项")
    return number - 1 if number > 0 else len(items) + number


def holds(run: Run, items: list[Any], element: Value) -> bool:
    """Whether one of ``items`` equals ``element``."""
    run.tick(len(items))
    family = type(element)
    return any(type(item) is family and equal(run, item, element) is True for item in items)


@builtin("count(list: list)")
def count(run: Run, items: list[Any]) -> Value:
    """The number of items."""
    return Decimal(len(items))


@builtin("list contains(list: list, element: any)")
def list_contains(run: Run, items: list[Any], element: Value) -> Value:
    """Whether the list has the element, null included."""
    return holds(run, items, element)


@builtin("sublist(list: list, start position: number, length?: number?)")
def sublist(run: Run, items: list[Any], start: Decimal, length: Decimal | None = None) -> Value:
    """Items from ``start`` on, all or ``length`` of them."""
    first = offset(items, start)
    if length is None:
        return items[first:]
    size = whole(length)
    if size < 0 or first + size > len(items):
        raise Undefined("长度超出了列表")
    return items[first:first + size]


@builtin("append(list: list, item*: any)")
def append(run: Run, items: list[Any], *more: Value) -> Value:
    """The list with the items behind it."""
    return [*items, *more]


@builtin("concatenate(list*: list)")
def concatenate(run: Run, *lists: list[Any]) -> Value:
    """All lists as one."""
    run.made_list(sum(map(len, lists)))
    return [item for items in lists for item in items]


@builtin("insert before(list: list, position: number, newItem: any)")
def insert_before(run: Run, items: list[Any], position: Decimal, item: Value) -> Value:
    """The list with the item in front of ``position``."""
    index = offset(items, position)
    return [*items[:index], item, *items[index:]]


@builtin("remove(list: list, position: number)")
def remove(run: Run, items: list[Any], position: Decimal) -> Value:
    """The list without the item at ``position``."""
    index = offset(items, position)
    return items[:index] + items[index + 1:]


@builtin("reverse(list: list)")
def reverse(run: Run, items: list[Any]) -> Value:
    """The list from its end."""
    return items[::-1]


@builtin("index of(list: list, match: any)")
def index_of(run: Run, items: list[Any], match: Value) -> Value:
    """Every position whose item equals ``match``."""
    run.tick(len(items))
    return [Decimal(index) for index, item in enumerate(items, 1) if equal(run, item, match) is True]


@builtin("distinct values(list: list)")
def distinct_values(run: Run, items: list[Any]) -> Value:
    """The list without repetitions, the first of equals kept."""
    kept: list[Any] = []
    seen: set[Any] = set()
    for item in items:
        if isinstance(item, str | Decimal | bool):
            # numbers and booleans hash alike in Python (1 == True), FEEL keeps them apart
            key = (type(item), item)
            if key not in seen:
                seen.add(key)
                kept.append(item)
        elif not holds(run, kept, item):
            kept.append(item)
    return kept


@builtin("union(list*: list)")
def union(run: Run, *lists: list[Any]) -> Value:
    """All lists as one without repetitions."""
    run.made_list(sum(map(len, lists)))
    return distinct_values(run, [item for items in lists for item in items])


@builtin("duplicate values(list: list)")
def duplicate_values(run: Run, items: list[Any]) -> Value:
    """Camunda: the values that stand in the list more than once."""
    repeated = [item for index, item in enumerate(items) if holds(run, items[:index], item)]
    return distinct_values(run, repeated)


@builtin("flatten(list: list)")
def flatten(run: Run, items: list[Any]) -> Value:
    """Lists within the list dissolved, at any depth."""
    flat: list[Any] = []
    pending: list[Any] = [iter(items)]
    while pending:
        for item in pending[-1]:
            run.tick()
            if isinstance(item, list):
                pending.append(iter(item))
                break
            flat.append(item)
            if len(flat) > run.settings.limits.list:
                raise LimitExceeded(f"列表太长（最多{run.settings.limits.list}项），请缩小范围。")
        else:
            pending.pop()
    return flat


@builtin("list replace(list: list, position: number, newItem: any)")
def replace_at(run: Run, items: list[Any], position: Decimal, item: Value) -> Value:
    """The list with another item at ``position``."""
    index = offset(items, position.to_integral_value("ROUND_DOWN"))
    return [*items[:index], item, *items[index + 1:]]


@builtin("list replace(list: list, match: function, newItem: any)")
def replace_matching(run: Run, items: list[Any], match: Function, item: Value) -> Value:
    """The list with another item wherever ``match(item, newItem)`` is true."""
    replaced = []
    for old in items:
        verdict = invoke(run, match, [old, item])
        if not isinstance(verdict, bool):
            raise Undefined("match 函数的结果应当是是非值")
        replaced.append(item if verdict else old)
    return replaced


@builtin("sort(list: list)", "sort(list: list, precedes: function)")
def sort(run: Run, items: list[Any], precedes: Function | None = None) -> Value:
    """In natural order, or so that ``precedes(a, b)`` holds for neighbours."""
    def compare(left: Any, right: Any) -> int:
        run.tick()
        if precedes is None:
            return order(run, left, right)
        if invoke(run, precedes, [left, right]) is True:
            return -1
        return 1 if invoke(run, precedes, [right, left]) is True else 0

    return sorted(items, key=functools.cmp_to_key(compare))


@builtin("is empty(list: list)")
def is_empty(run: Run, items: list[Any]) -> Value:
    """Camunda: whether the list has no items."""
    return not items


@builtin("partition(list: list, size: number)")
def partition(run: Run, items: list[Any], size: Decimal) -> Value:
    """Camunda: the list cut into lists of ``size`` items."""
    length = whole(size)
    if length < 1:
        raise Undefined("每份至少1项")
    run.made_list(0, len(items) // length)
    return [items[index:index + length] for index in range(0, len(items), length)]
