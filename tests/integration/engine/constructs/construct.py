"""One construct as it is executed: a small diagram, what is done, and what waits after each thing done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.diagrams import form, number, text

#: What the diagrams' forms are called: ``fv`` asks for the number v, ``ft`` for the text t.
FORMS = {"fv": form("fv", number("v")), "ft": form("ft", text("t"))}


@dataclass(frozen=True)
class Construct:
    """``script``: a line for each action, ``complete a v=3 | b c`` with the elements that wait afterwards, sorted.

    Actions: start, complete, message, signal, timer, work (an external worker's), throw (its error). Instead of
    elements: ``ended`` when no case runs, ``-`` when nobody waits, ``incident`` when the action fails and changes
    nothing, ``failure`` when a start does. ``variables``: the case's at the end. ``restarts``: also played with a new
    process of the server at every wait.
    """

    name: str
    files: tuple[bytes, ...]
    script: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    decisions: bytes | None = None
    restarts: bool = False

    def lines(self) -> Iterator[tuple[list[str], str]]:
        """The actions, split into words, each with what waits afterwards."""
        for line in self.script.strip().splitlines():
            action, _, expected = line.partition("|")
            yield action.split(), expected.strip()
