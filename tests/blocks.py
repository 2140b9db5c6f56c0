"""Sound models made of nested blocks, drawn by hypothesis, small enough to be reasoned about.

Every decision reads ``v``, the number of the last step taken, so that the same choices lead the same way. Called
processes get every variable and give back ``v``. Every block waits at least once on every way through it, so that
two tokens never move in the same step where their order would matter.
"""
from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

TRIGGERS = ("message", "timer", "signal", "error", "escalation", "conditional")


@dataclass
class Block:
    """A part of a model; tests.blocks_drawing says how each ``kind`` looks.

    With one part: loop, subprocess, call, multi, repeat, terminate; with two (host or body, then handler): guard,
    handled, caught, link, signal; with several: sequence, choice, parallel, inclusive, fork, fork_if, deferred; with
    none: task, crossing. ``seed`` decides branches, rounds, triggers and whether events interrupt.
    """

    kind: str
    parts: list[Block] = field(default_factory=list)
    seed: int = 0
    id: str = ""

    @property
    def interrupts(self) -> bool:
        """Whether a guard cancels its host; an error always interrupts."""
        if self.kind in ("handled", "caught"):
            return self.seed // 6 % 2 == 0 or self.trigger == "error"
        return self.seed % 2 == 0

    @property
    def trigger(self) -> str:
        """What a guard, a handler or a catching boundary event waits for."""
        if self.kind == "handled":
            return TRIGGERS[self.seed % 6]
        if self.kind == "caught":
            return ("error", "escalation")[self.seed % 2]
        if self.seed < 12:
            return "timer" if self.seed % 3 == 0 else "message"
        return "conditional" if self.seed % 3 == 0 else "signal"

    @property
    def has_default(self) -> bool:
        """Whether the last branch of an inclusive block is taken only when no other is; else one always is."""
        return self.seed % 2 == 1

    @property
    def rounds(self) -> int:
        """How often a loop runs its body."""
        return 1 + self.seed % 3


def name_all(block: Block) -> Block:
    """Give every block an id of its own; the guard of a side task names that task too."""
    numbers = iter(range(10_000))

    def walk(entry: Block) -> None:
        entry.id = f"{entry.kind[:3]}{next(numbers)}"
        for part in entry.parts:
            walk(part)

    walk(block)
    return block


#: Kinds to how many parts they have; the first part of a host's kinds is a task, a subprocess or a call.
CLASSIC = {
    "sequence": (2, 3), "choice": (2, 3), "parallel": (2, 3), "inclusive": (2, 3), "loop": (1, 1),
    "subprocess": (1, 1), "call": (1, 1), "guard": (2, 2),
}  # fmt: skip
KINDS = CLASSIC | {
    "fork": (2, 3), "fork_if": (2, 3), "deferred": (2, 3), "handled": (2, 2), "caught": (2, 2), "link": (2, 2),
    "signal": (2, 2), "terminate": (1, 1), "multi": (1, 1), "repeat": (1, 1),
}  # fmt: skip
HOSTED = ("guard", "multi", "repeat")
HOSTS = ("task", "subprocess", "call")


def structured_blocks(depth: int = 3) -> st.SearchStrategy[Block]:
    """Models of the classic kinds alone: those that tests.block_game plays too."""
    return _part(depth, ("task", *CLASSIC), 11).map(_whole)


def blocks(depth: int = 3) -> st.SearchStrategy[Block]:
    """Models nested up to ``depth`` with a task at the end, before which nothing may go missing."""
    return _part(depth, ("task", *KINDS, "crossing"), 23).map(_whole)


@st.composite
def _part(draw: st.DrawFn, depth: int, kinds: tuple[str, ...], seeds: int, among: tuple[str, ...] = ()) -> Block:
    kind = draw(st.sampled_from(among or kinds)) if depth else "task"
    if kind == "crossing":
        return Block(kind, [], draw(st.integers(0, 4095)))
    fewest, most = KINDS.get(kind, (0, 0))
    parts = [
        draw(_part(depth - 1, kinds, seeds, HOSTS if kind in HOSTED and place == 0 else ()))
        for place in range(draw(st.integers(fewest, most)))
    ]
    return Block(kind, parts, draw(st.integers(0, seeds)) if parts else 0)


def _whole(model: Block) -> Block:
    if model.kind == "handled":
        body, handler = model.parts
        return name_all(Block("handled", [Block("sequence", [body, Block("task")]), handler], model.seed))
    return name_all(Block("sequence", [model, Block("task")]))
