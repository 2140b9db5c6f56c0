"""Context functions (DMN 1.5, 10.3.4.7)."""
from __future__ import annotations

from typing import Any

from feel.builtins.registry import builtin
from feel.errors import Undefined
from feel.run import Run
from feel.values import Value


@builtin("get value(m: context, key: string)", "get value(context: context, key: string)")
def get_value(run: Run, m: dict[str, Any], key: str) -> Value:
    """The entry ``key``, null when there is none."""
    return m.get(key)


@builtin("get value(context: context, keys: list)")
def get_value_at(run: Run, context: dict[str, Any], keys: list[Any]) -> Value:
    """The entry at the end of the path ``keys``."""
    if not keys:
        raise Undefined("没有给出路径")
    value: Any = context
    for key in keys:
        if not isinstance(value, dict) or not isinstance(key, str):
            raise Undefined("路径走不通")
        value = value.get(key)
    return value  # type: ignore[no-any-return]  # contexts hold FEEL values


@builtin("get entries(m: context)", "get entries(context: context)")
def get_entries(run: Run, m: dict[str, Any]) -> Value:
    """A list of ``{key, value}``."""
    run.made_context(2, len(m))
    return [{"key": key, "value": value} for key, value in m.items()]


@builtin("context(entries: list)")
def context(run: Run, entries: list[Any]) -> Value:
    """A context of ``{key, value}`` entries; every key once."""
    made: dict[str, Any] = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            raise Undefined("每一项都应当有 key 和 value")
        if entry["key"] in made:
            raise Undefined(f"「{entry['key'][:80]}」写了两次")
        made[entry["key"]] = entry["value"]
    return made


@builtin("context put(context: context, key: string, value: any)")
def context_put(run: Run, target: dict[str, Any], key: str, value: Value) -> Value:
    """The context with the entry."""
    return {**target, key: value}


@builtin("context put(context: context, keys: list, value: any)")
def context_put_at(run: Run, target: dict[str, Any], keys: list[Any], value: Value) -> Value:
    """The context with the entry at the end of the path ``keys``, whose other steps must be there."""
    if not keys or not isinstance(keys[0], str):
        raise Undefined("路径由一个或几个文字组成")
    run.tick()
    if len(keys) == 1:
        return {**target, keys[0]: value}
    inner = target.get(keys[0])
    if not isinstance(inner, dict):
        raise Undefined(f"「{keys[0]}」不是上下文")
    return {**target, keys[0]: context_put_at(run, inner, keys[1:], value)}


@builtin("context merge(contexts: list)")
def context_merge(run: Run, contexts: list[Any]) -> Value:
    """All contexts as one, later entries in place of earlier ones."""
    merged: dict[str, Any] = {}
    for part in contexts:
        if not isinstance(part, dict):
            raise Undefined("列表里应当全是上下文")
        run.made_context(len(part))
        merged.update(part)
    return merged
