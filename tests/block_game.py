"""What a model of blocks does, played on the blocks themselves: the reference that the engine is compared with."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.blocks import Block


@dataclass
class Variables:
    """The ``v`` of one process."""

    v: int = 0


class Run:
    """One visit to a block. ``scope`` collects side tasks until the scope ends."""

    def __init__(self, block: Block, variables: Variables, scope: Scope) -> None:
        self.block = block
        self.variables = variables
        self.scope = scope
        self.inner: list[Run] = []
        self.begin()

    def begin(self) -> None:
        """Enter the block."""

    @property
    def done(self) -> bool:
        """Whether the token has left the block."""
        return all(run.done for run in self.inner)

    def waits(self) -> Iterator[tuple[str, Run]]:
        """What may happen here: the id of a task or event, and the run that takes it."""
        for run in self.inner:
            if not run.done:
                yield from run.waits()

    def act(self, name: str, step: int) -> None:
        """Complete the task or let the event happen."""

    def settle(self) -> None:
        """Go on after something happened inside."""
        for run in self.inner:
            run.settle()

    def enter(self, block: Block) -> Run:
        """Visit a part."""
        return RUNS[block.kind](block, self.variables, self.scope)


class Task(Run):
    """Waits for its completion."""

    finished = False

    @property
    def done(self) -> bool:
        return self.finished

    def waits(self) -> Iterator[tuple[str, Run]]:
        yield self.block.id, self

    def act(self, name: str, step: int) -> None:
        self.variables.v = step
        self.finished = True


class Branches(Run):
    """Choice, parallel and inclusive: they differ in which parts they enter."""

    def begin(self) -> None:
        self.inner = [self.enter(part) for part in self.chosen()]

    def chosen(self) -> list[Block]:
        """The parts to enter."""
        value, parts = self.variables.v + self.block.seed, self.block.parts
        if self.block.kind == "parallel":
            return parts
        if self.block.kind == "choice":
            return [parts[value % len(parts)]]
        if self.block.has_default:
            return [part for place, part in enumerate(parts[:-1]) if value >> place & 1] or parts[-1:]
        mask = 1 + value % (2 ** len(parts) - 1)
        return [part for place, part in enumerate(parts) if mask >> place & 1]


class Sequence(Run):
    """One part after the other; a loop is a sequence of its only part."""

    def begin(self) -> None:
        self.ahead = list(self.block.parts) * (self.block.rounds if self.block.kind == "loop" else 1)
        self.inner = [self.enter(self.ahead.pop(0))]

    @property
    def done(self) -> bool:
        return not self.ahead and super().done

    def settle(self) -> None:
        super().settle()
        while self.ahead and self.inner[0].done:
            self.inner = [self.enter(self.ahead.pop(0))]


class Scope(Run):
    """A process, subprocess or call: it ends with its last token, side tasks included."""

    def begin(self) -> None:
        self.side: list[Run] = []
        self.drained = False
        self.outer = self.variables
        if self.block.kind == "call":
            self.variables = Variables(self.outer.v)
        self.scope = self
        self.inner = [self.enter(self.block.parts[0])]

    @property
    def done(self) -> bool:
        return super().done and all(run.done for run in self.side)

    def waits(self) -> Iterator[tuple[str, Run]]:
        yield from super().waits()
        for run in self.side:
            if not run.done:
                yield from run.waits()

    def settle(self) -> None:
        super().settle()
        if self.done and not self.drained:
            self.drained = True
            self.outer.v = self.variables.v


class Guard(Run):
    """A host with an event on its border."""

    def begin(self) -> None:
        self.inner = [self.enter(self.block.parts[0])]
        self.left = False

    def waits(self) -> Iterator[tuple[str, Run]]:
        yield from super().waits()
        used_up = not self.block.interrupts and self.block.seed % 3 == 0 and self.left
        if not self.done and not used_up and not (self.left and self.block.interrupts):
            yield f"{self.block.id}_b", self

    def act(self, name: str, step: int) -> None:
        self.left = True
        if self.block.interrupts:
            self.inner = [self.enter(self.block.parts[1])]
        else:
            self.scope.side.append(Task(Block("task", id=f"{self.block.id}_side"), self.variables, self.scope))


RUNS: dict[str, type[Run]] = {
    "task": Task, "choice": Branches, "parallel": Branches, "inclusive": Branches, "sequence": Sequence,
    "loop": Sequence, "subprocess": Scope, "call": Scope, "guard": Guard,
}  # fmt: skip


@dataclass
class Game:
    """A model being played."""

    block: Block
    variables: Variables = field(default_factory=Variables)

    def __post_init__(self) -> None:
        root = Scope.__new__(Scope)
        Scope.__init__(root, Block("subprocess", [self.block]), self.variables, root)
        self.root = root

    def waits(self) -> list[str]:
        """Everything that may happen now, sorted."""
        return sorted(name for name, _ in self.root.waits())

    def act(self, name: str, step: int) -> None:
        """Let the first thing of this name happen."""
        run = next(run for found, run in self.root.waits() if found == name)
        run.act(name, step)
        self.root.settle()

    @property
    def ended(self) -> bool:
        """Whether no token is left."""
        return self.root.done
