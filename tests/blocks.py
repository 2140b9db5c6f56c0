"""Sound models made of nested blocks: drawn by hypothesis, written as diagrams, small enough to be reasoned about.

Every decision reads ``v``, the number of the last step taken, so that the same choices lead the same way. Called
processes get every variable and give back ``v``.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import strategies as st

from tests.diagrams import arrows, process, script, user

MAPPING = (
    '<extensionElements><camunda:in variables="all"/><camunda:out source="v" target="v"/></extensionElements>'
)


@dataclass
class Block:
    """``kind``: task, sequence, choice, parallel, inclusive, loop, subprocess, call or guard (parts: host, handler).

    ``seed`` decides branches, rounds, and whether a guard interrupts (even) and waits for a timer (multiple of 3).
    """

    kind: str
    parts: list[Block] = field(default_factory=list)
    seed: int = 0
    id: str = ""

    @property
    def interrupts(self) -> bool:
        """Whether a guard cancels its host."""
        return self.seed % 2 == 0

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


def blocks(leaves: int = 10) -> st.SearchStrategy[Block]:
    """Models of up to about ``leaves`` user tasks and one at the end, before which nothing may go missing."""
    task = st.builds(Block, st.just("task"))
    seeds = st.integers(0, 11)

    def wider(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
        several = st.lists(inner, min_size=2, max_size=3)
        one = st.lists(inner, min_size=1, max_size=1)
        hosts = task | st.builds(Block, st.sampled_from(["subprocess", "call"]), one, seeds)
        return st.one_of(
            st.builds(Block, st.sampled_from(["sequence", "choice", "parallel", "inclusive"]), several, seeds),
            st.builds(Block, st.sampled_from(["loop", "subprocess", "call"]), one, seeds),
            st.builds(lambda host, handler, seed: Block("guard", [host, handler], seed), hosts, inner, seeds),
        )

    models = st.recursive(task, wider, max_leaves=leaves)
    return models.map(lambda model: name_all(Block("sequence", [model, Block("task")])))


@dataclass
class Canvas:
    """One scope while it is being written: elements, flows, messages; and the files of called processes."""

    body: str = ""
    flows: list[str] = field(default_factory=list)
    messages: str = ""
    called: dict[str, bytes] = field(default_factory=dict)

    def flow(self, source: str, target: str, condition: str = "") -> None:
        """Draw a sequence flow."""
        self.flows.append(f"{source} -> {target}" + (f" : {condition}" if condition else ""))


def write(block: Block, key: str = "p") -> dict[str, bytes]:
    """The files of a model: its process ``key`` and those it calls, by key."""
    canvas = Canvas()
    draw_scope(block, canvas, key)
    file = process(canvas.body, "\n".join(canvas.flows), key=key, extra=canvas.messages)
    return {key: file, **canvas.called}


def draw_scope(block: Block, canvas: Canvas, name: str) -> None:
    canvas.body += f'<startEvent id="s_{name}"/><endEvent id="e_{name}"/>'
    entry, leave = draw(block, canvas)
    canvas.flow(f"s_{name}", entry)
    canvas.flow(leave, f"e_{name}")


def draw(block: Block, canvas: Canvas) -> tuple[str, str]:
    """Write a block; where its token enters and leaves."""
    return DRAWN[block.kind](block, canvas)


def draw_task(block: Block, canvas: Canvas) -> tuple[str, str]:
    canvas.body += user(block.id)
    return block.id, block.id


def draw_sequence(block: Block, canvas: Canvas) -> tuple[str, str]:
    ends = [draw(part, canvas) for part in block.parts]
    for (_, leave), (entry, _) in pairwise(ends):
        canvas.flow(leave, entry)
    return ends[0][0], ends[-1][1]


def draw_branches(
    block: Block, canvas: Canvas, gateway: str, condition: Callable[[int], str], with_default: bool = True
) -> tuple[str, str]:
    split, join = f"{block.id}_s", f"{block.id}_j"
    ends = [draw(part, canvas) for part in block.parts]
    default = f' default="{split}__{ends[-1][0]}"' if with_default else ""
    canvas.body += f'<{gateway} id="{split}"{default}/><{gateway} id="{join}"/>'
    for place, (entry, leave) in enumerate(ends):
        canvas.flow(split, entry, condition(place) if place < len(ends) - 1 or not with_default else "")
        canvas.flow(leave, join)
    return split, join


def draw_choice(block: Block, canvas: Canvas) -> tuple[str, str]:
    count = len(block.parts)
    return draw_branches(
        block, canvas, "exclusiveGateway", lambda place: f"=modulo(v + {block.seed}, {count}) = {place}"
    )


def draw_parallel(block: Block, canvas: Canvas) -> tuple[str, str]:
    return draw_branches(block, canvas, "parallelGateway", lambda _: "", with_default=False)


def draw_inclusive(block: Block, canvas: Canvas) -> tuple[str, str]:
    mask = f"v + {block.seed}"
    if not block.has_default:
        mask = f"1 + modulo({mask}, {2 ** len(block.parts) - 1})"
    return draw_branches(
        block, canvas, "inclusiveGateway", lambda place: f"=modulo(floor(({mask}) / {2**place}), 2) = 1",
        block.has_default,
    )  # fmt: skip


def draw_loop(block: Block, canvas: Canvas) -> tuple[str, str]:
    begin, again, count, decide, leave = (f"{block.id}_{part}" for part in ("b", "m", "n", "d", "x"))
    counter = f"k_{block.id}"
    entry, last = draw(block.parts[0], canvas)
    canvas.body += script(begin, counter, "=0") + script(count, counter, f"={counter} + 1")
    canvas.body += f'<exclusiveGateway id="{again}"/><task id="{leave}"/>'
    canvas.body += f'<exclusiveGateway id="{decide}" default="{decide}__{leave}"/>'
    for source, target in ((begin, again), (again, entry), (last, count), (count, decide), (decide, leave)):
        canvas.flow(source, target)
    canvas.flow(decide, again, f"={counter} < {block.rounds}")
    return begin, leave


def draw_subprocess(block: Block, canvas: Canvas) -> tuple[str, str]:
    inner = Canvas(called=canvas.called)
    draw_scope(block.parts[0], inner, block.id)
    flows = arrows("\n".join(inner.flows)).replace("bpmn:", "")
    canvas.body += f'<subProcess id="{block.id}">{inner.body}{flows}</subProcess>'
    canvas.messages += inner.messages
    return block.id, block.id


def draw_call(block: Block, canvas: Canvas) -> tuple[str, str]:
    canvas.called.update(write(block.parts[0], f"q_{block.id}"))
    canvas.body += f'<callActivity id="{block.id}" calledElement="q_{block.id}">{MAPPING}</callActivity>'
    return block.id, block.id


def draw_guard(block: Block, canvas: Canvas) -> tuple[str, str]:
    host, handler = block.parts
    entry, leave = draw(host, canvas)
    event, meet = f"{block.id}_b", f"{block.id}_m"
    if block.seed % 3 == 0:
        definition = f'<timerEventDefinition id="{event}_d"><timeDuration>PT1H</timeDuration></timerEventDefinition>'
    else:
        definition = f'<messageEventDefinition id="{event}_d" messageRef="{event}_r"/>'
        canvas.messages += f'<message id="{event}_r" name="{event}"/>'
    cancels = str(block.interrupts).lower()
    canvas.body += f'<boundaryEvent id="{event}" attachedToRef="{host.id}" cancelActivity="{cancels}">{definition}'
    canvas.body += "</boundaryEvent>"
    if not block.interrupts:
        canvas.body += user(f"{block.id}_side") + f'<endEvent id="{event}_e"/>'
        canvas.flow(event, f"{block.id}_side")
        canvas.flow(f"{block.id}_side", f"{event}_e")
        return entry, leave
    handler_entry, handler_leave = draw(handler, canvas)
    canvas.body += f'<exclusiveGateway id="{meet}"/>'
    for source, target in ((event, handler_entry), (leave, meet), (handler_leave, meet)):
        canvas.flow(source, target)
    return entry, meet


DRAWN: dict[str, Callable[[Block, Canvas], tuple[str, str]]] = {
    "task": draw_task, "sequence": draw_sequence, "choice": draw_choice, "parallel": draw_parallel,
    "inclusive": draw_inclusive, "loop": draw_loop, "subprocess": draw_subprocess, "call": draw_call,
    "guard": draw_guard,
}  # fmt: skip
