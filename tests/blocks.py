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


BRANCHES = ("sequence", "choice", "parallel", "inclusive")
NEW_BRANCHES = ("fork", "fork_if", "deferred")
WRAPPERS = ("loop", "subprocess", "call")
TASK = st.builds(Block, st.just("task"))


def structured_blocks(leaves: int = 10) -> st.SearchStrategy[Block]:
    """Models of the classic kinds alone: those that tests.block_game plays too."""
    seeds = st.integers(0, 11)

    def wider(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
        return st.one_of(*_classic(inner, seeds))

    return _whole(st.recursive(TASK, wider, max_leaves=leaves))


def blocks(leaves: int = 10) -> st.SearchStrategy[Block]:
    """Models of up to about ``leaves`` user tasks and one at the end, before which nothing may go missing."""
    seeds = st.integers(0, 23)

    def wider(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
        several = st.lists(inner, min_size=2, max_size=3)
        pairs = st.lists(inner, min_size=2, max_size=2)
        one = st.lists(inner, min_size=1, max_size=1)
        return st.one_of(
            *_classic(inner, seeds),
            st.builds(Block, st.sampled_from(NEW_BRANCHES), several, seeds),
            st.builds(Block, st.sampled_from(["handled", "caught"]), pairs, seeds),
            st.builds(Block, st.sampled_from(["link", "signal"]), pairs, seeds),
            st.builds(Block, st.just("terminate"), one, seeds),
            st.builds(lambda host, seed: Block("multi", [host], seed), _hosts(inner, seeds), seeds),
            st.builds(lambda host, seed: Block("repeat", [host], seed), _hosts(inner, seeds), seeds),
        )

    crossing = st.builds(lambda seed: Block("crossing", [], seed), st.integers(0, 4095))
    models = st.recursive(TASK | TASK | TASK | crossing, wider, max_leaves=leaves)
    handler = st.builds(lambda model, seed: Block("handled", [model, Block("task")], seed), models, seeds)
    return _whole(models | handler)


def _whole(models: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    def close(model: Block) -> Block:
        if model.kind == "handled":
            body, handler = model.parts
            return name_all(Block("handled", [Block("sequence", [body, Block("task")]), handler], model.seed))
        return name_all(Block("sequence", [model, Block("task")]))

    return models.map(close)


def _hosts(inner: st.SearchStrategy[Block], seeds: st.SearchStrategy[int]) -> st.SearchStrategy[Block]:
    one = st.lists(inner, min_size=1, max_size=1)
    return TASK | st.builds(Block, st.sampled_from(["subprocess", "call"]), one, seeds)


def _classic(inner: st.SearchStrategy[Block], seeds: st.SearchStrategy[int]) -> list[st.SearchStrategy[Block]]:
    several = st.lists(inner, min_size=2, max_size=3)
    one = st.lists(inner, min_size=1, max_size=1)
    return [
        st.builds(Block, st.sampled_from(BRANCHES), several, seeds),
        st.builds(Block, st.sampled_from(WRAPPERS), one, seeds),
        st.builds(
            lambda host, handler, seed: Block("guard", [host, handler], seed), _hosts(inner, seeds), inner, seeds
        ),
    ]
