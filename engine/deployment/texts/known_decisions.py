"""What decisions can give, and whose variables they read, from what is kept beside their definitions."""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import feel
from engine.deployment.texts.possible import ANYTHING, NOTHING, OTHER, Possible, context_of, join, join_all, text
from engine.deployment.texts.reckoning import Names, Reckoner, Steps

_PLAIN_TEXT = re.compile(r'"([^"\\]*)"')
_NOTHING = frozenset({"", "-", "null"})


class DecisionInputs:
    """Which processes ask a decision, itself or through one that requires it."""

    def __init__(self, flows: Mapping[str, Any], infos: Mapping[tuple[str, str], Mapping[str, Any]]) -> None:
        """``flows``: the processes' data flow by key, ``infos``: of all definitions by kind and key."""
        self._infos = infos
        self._asked: dict[str, set[str]] = {}
        self._requiring: dict[str, set[str]] = {}
        for process, flow in flows.items():
            for decision in _asked_by(flow, infos.get(("process", process), {})):
                self._asked.setdefault(decision, set()).add(process)
        for (kind, key), info in infos.items():
            for required in info.get("requires", ()) if kind == "decision" else ():
                self._requiring.setdefault(required, set()).add(key)

    def places(self, key: str, name: str) -> Iterator[tuple[str, str, str]]:
        """The variables that ``name`` in decision ``key`` may be; one that nobody writes where that is not known."""
        reads = self._infos.get(("decision", key), {}).get("reads")
        processes = self._processes(key) if reads is not None and name in reads else set()
        yield from ((("variable", process, name) for process in sorted(processes)) if processes
                    else [("variable", "", name)])

    def _processes(self, key: str) -> set[str]:
        waiting, seen = [key], {key}
        found: set[str] = set()
        while waiting:
            decision = waiting.pop()
            found |= self._asked.get(decision, set())
            fresh = self._requiring.get(decision, set()) - seen
            seen |= fresh
            waiting.extend(fresh)
        return found


def _asked_by(flow: Any, info: Mapping[str, Any]) -> Iterator[str]:
    if flow is not None:
        yield from (source["decision"]["key"] for _name, source in flow["writes"] if "decision" in source)
    else:
        yield from (entry["decision"]["key"] for entry in info.get("elements", ()) if entry.get("decision"))


def reckon_decision(info: Mapping[str, Any], names: Names, steps: Steps) -> Possible:
    """The outputs as entries of a context, by their names; that of a decision without a table has no name.

    Raises TooMuch.
    """
    table, reads = info.get("table"), info.get("reads") or ()
    if table is None:
        expression = info.get("expression")
        return context_of({"": _reckon(expression, reads, names, steps)}) if expression else ANYTHING
    columns: dict[str, Possible] = {}
    for at, column in enumerate(table["outputs"]):
        cells = {rule["outputs"][at] for rule in table["rules"] if at < len(rule["outputs"])}
        found = join_all(_reckon(cell, reads, names, steps) for cell in sorted(cells | {column.get("default") or ""}))
        columns[column["name"]] = join(found, OTHER) if table.get("aggregation") else found
    return context_of(columns)


def _reckon(written: str, reads: Sequence[str], names: Names, steps: Steps) -> Possible:
    """What one cell gives; ``reads``: the names it may read, which may have blanks in them."""
    steps.take(1 + len(written) // 10)
    written = written.strip()
    if written in _NOTHING:
        return NOTHING
    plain = _PLAIN_TEXT.fullmatch(written)
    if plain is not None:
        return text(plain[1])
    try:
        node = feel.parse(written, reads).node
    except feel.FeelError:
        return ANYTHING
    return Reckoner(steps).value(node, names)
