"""What a variable can hold, as far as texts go: the texts themselves, in lists and contexts too, or anything at all."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

#: Beyond these nobody is helped by knowing all texts, and an upload made to annoy must not keep us busy.
MAX_TEXTS = 2_000
MAX_ENTRIES = 300
MAX_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Possible:
    """``texts``: all that it can be; ``items``: what is in it where it is a list; ``entries``: where it is a context.

    ``other``: it can be a number, a date, a truth value or a range. Null is always possible. ``anything``: nothing is
    known, and the rest means nothing. ``depth``: how deep lists and contexts are nested.
    """

    texts: frozenset[str] = frozenset()
    items: Possible | None = None
    entries: Mapping[str, Possible] | None = None
    other: bool = False
    anything: bool = False
    depth: int = field(default=0, compare=False)

    @property
    def weight(self) -> int:
        """How much work it is to look at it."""
        inner = [self.items, *(self.entries or {}).values()]
        return 1 + len(self.texts) + sum(part.weight for part in inner if part is not None)

    def members(self) -> Possible:
        """What it gives one by one: the items of a list; FEEL takes anything else as a list of one."""
        lone = Possible(self.texts, None, self.entries, self.other, self.anything, self.depth)
        return lone if self.items is None else join(lone, self.items)

    def entry(self, name: str) -> Possible:
        """What stands behind ``.name``, in lists for each item."""
        if self.anything:
            return ANYTHING
        found = (self.entries or {}).get(name, NOTHING)
        if self.items is not None:
            found = join(found, list_of(self.items.entry(name)))
        if self.other:
            # the ends of a range may be texts, a time zone is one
            found = join(found, ANYTHING if name in ("start", "end", "timezone") else OTHER)
        return found


NOTHING = Possible()
OTHER = Possible(other=True)
ANYTHING = Possible(anything=True)


def text(value: str) -> Possible:
    """Just this text."""
    return Possible(frozenset({value}))


def list_of(items: Possible) -> Possible:
    """A list with such items."""
    return ANYTHING if items.depth >= MAX_DEPTH else Possible(items=items, depth=items.depth + 1)


def context_of(entries: Mapping[str, Possible]) -> Possible:
    """A context with such entries, each of which may be missing, and no others."""
    depth = max((value.depth for value in entries.values()), default=0)
    if depth >= MAX_DEPTH or len(entries) > MAX_ENTRIES:
        return ANYTHING
    return Possible(entries=dict(entries), depth=depth + 1)


def join(one: Possible, other: Possible) -> Possible:
    """What the one or the other can be."""
    if one is other or other is NOTHING:
        return one
    if one is NOTHING:
        return other
    if one.anything or other.anything:
        return ANYTHING
    if other.items is None and other.entries is None and other.other <= one.other and other.texts <= one.texts:
        return one
    texts = one.texts | other.texts
    items = one.items if other.items is None else other.items if one.items is None else join(one.items, other.items)
    entries = one.entries if other.entries is None else other.entries
    if one.entries is not None and other.entries is not None:
        entries = {
            name: join(one.entries.get(name, NOTHING), other.entries.get(name, NOTHING))
            for name in {**one.entries, **other.entries}
        }
    if len(texts) > MAX_TEXTS or len(entries or ()) > MAX_ENTRIES:
        return ANYTHING
    return Possible(texts, items, entries, one.other or other.other, False, max(one.depth, other.depth))


def join_all(parts: Iterable[Possible]) -> Possible:
    """What any of them can be; without any, nothing but null."""
    return reduce(join, parts, NOTHING)


def value_of(value: object) -> Possible:
    """A FEEL value as the only possibility."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return list_of(join_all(map(value_of, value)))
    if isinstance(value, dict):
        return context_of({name: value_of(inner) for name, inner in value.items()})
    return OTHER


def to_json(possible: Possible) -> dict[str, Any]:
    """For a definition's info."""
    if possible.anything:
        return {"anything": True}
    found: dict[str, Any] = {"texts": sorted(possible.texts)} if possible.texts else {}
    if possible.items is not None:
        found["items"] = to_json(possible.items)
    if possible.entries is not None:
        found["entries"] = {name: to_json(inner) for name, inner in possible.entries.items()}
    return found | ({"other": True} if possible.other else {})


def from_json(written: Mapping[str, Any]) -> Possible:
    """What ``to_json`` wrote."""
    if written.get("anything"):
        return ANYTHING
    items, entries = written.get("items"), written.get("entries")
    inside = list_of(from_json(items)) if items is not None else NOTHING
    if entries is not None:
        inside = join(inside, context_of({name: from_json(inner) for name, inner in entries.items()}))
    return join(inside, Possible(frozenset(written.get("texts", ())), other=bool(written.get("other"))))
