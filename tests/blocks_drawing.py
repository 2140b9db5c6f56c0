"""How the blocks without events look as a graph; tests.blocks_events adds the others."""
from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from tests.blocks import Block
from tests.token_game_graph import GATEWAYS, Expression, Graph, Loop

Ends = tuple[str, str]


def draw_scope(block: Block, graph: Graph, name: str, style: int = 0) -> None:
    """``style``: 0 with start and end event, 1 with an implicit end, 2 with both implicit."""
    entry, leave = draw(block, graph)
    if style < 2:
        graph.chain(graph.add(f"s_{name}", "start"), entry)
    elif graph.nodes[entry].kind in GATEWAYS:
        graph.chain(graph.add(f"i_{name}", "task"), entry)
    if style == 0:
        graph.chain(leave, graph.add(f"e_{name}", "end"))
    elif graph.nodes[leave].kind in GATEWAYS:
        graph.chain(leave, graph.add(f"o_{name}", "task"))


def draw(block: Block, graph: Graph) -> Ends:
    """Draw a block; where its token enters and leaves."""
    return DRAWN[block.kind](block, graph)


def v_modulo(add: int, count: int, wanted: int) -> Expression:
    """Whether ``v + add`` leaves this rest."""
    return Expression(f"=modulo(v + {add}, {count}) = {wanted}", lambda seen: (seen["v"] + add) % count == wanted)


def v_has_bit(add: int, place: int, of: int | None = None) -> Expression:
    """Whether a bit of ``v + add`` is set; ``of``: folded so that at least one of so many bits always is."""
    if of is None:
        text, value = f"v + {add}", lambda seen: seen["v"] + add
    else:
        most = 2**of - 1
        text, value = f"1 + modulo(v + {add}, {most})", lambda seen: 1 + (seen["v"] + add) % most
    return Expression(
        f"=modulo(floor(({text}) / {2**place}), 2) = 1", lambda seen: int(value(seen)) >> place & 1 == 1
    )


def draw_task(block: Block, graph: Graph) -> Ends:
    return graph.add(block.id, "user"), block.id


def draw_sequence(block: Block, graph: Graph) -> Ends:
    ends = [draw(part, graph) for part in block.parts]
    for (_, leave), (entry, _) in pairwise(ends):
        graph.flow(leave, entry)
    return ends[0][0], ends[-1][1]


def draw_branches(
    block: Block, graph: Graph, kinds: Ends, condition: Callable[[int], Expression | None], with_default: bool
) -> Ends:
    """A split and a join of these ``kinds`` around the parts; the last one is the default where there is one."""
    split, join = graph.add(f"{block.id}_s", kinds[0]), graph.add(f"{block.id}_j", kinds[1])
    ends = [draw(part, graph) for part in block.parts]
    for place, (entry, leave) in enumerate(ends):
        is_default = with_default and place == len(ends) - 1
        graph.flow(split, entry, None if is_default else condition(place))
        graph.flow(leave, join)
    if with_default:
        graph.nodes[split].default = f"{split}__{ends[-1][0]}"
    return split, join


def draw_choice(block: Block, graph: Graph) -> Ends:
    count = len(block.parts)
    kinds = ("exclusive", "exclusive")
    return draw_branches(block, graph, kinds, lambda place: v_modulo(block.seed, count, place), with_default=True)


def draw_parallel(block: Block, graph: Graph) -> Ends:
    return draw_branches(block, graph, ("parallel", "parallel"), lambda _: None, with_default=False)


def draw_fork(block: Block, graph: Graph) -> Ends:
    """Several flows out of a task, all of them taken (clause 13.3.2)."""
    return draw_branches(block, graph, ("user", "parallel"), lambda _: None, with_default=False)


def draw_inclusive(block: Block, graph: Graph) -> Ends:
    """Inclusive gateways, or conditional flows out of a task that join at one."""
    split = "user" if block.kind == "fork_if" else "inclusive"
    of = None if block.has_default else len(block.parts)
    return draw_branches(
        block, graph, (split, "inclusive"), lambda place: v_has_bit(block.seed, place, of), block.has_default
    )


def draw_loop(block: Block, graph: Graph) -> Ends:
    begin, again, count, decide, leave = (f"{block.id}_{part}" for part in ("b", "m", "n", "d", "x"))
    counter = f"k_{block.id}"
    entry, last = draw(block.parts[0], graph)
    graph.add(begin, "script", assigns=(counter, Expression("=0", lambda _: 0)))
    graph.add(count, "script", assigns=(counter, Expression(f"={counter} + 1", lambda seen: seen[counter] + 1)))
    graph.add(again, "exclusive")
    graph.add(leave, "task")
    graph.add(decide, "exclusive", default=f"{decide}__{leave}")
    graph.chain(begin, again, entry)
    graph.chain(last, count, decide, leave)
    graph.flow(decide, again, Expression(f"={counter} < {block.rounds}", lambda seen: seen[counter] < block.rounds))
    return begin, leave


def draw_subprocess(block: Block, graph: Graph) -> Ends:
    inner = Graph(block.id)
    draw_scope(block.parts[0], inner, block.id, style=block.seed % 3)
    return graph.add(block.id, "subprocess", inner=inner), block.id


def draw_multi(block: Block, graph: Graph) -> Ends:
    """3, 2, 4 or no instances, in parallel or in sequence, until enough have completed or ``v`` is even."""
    enough = [
        Expression("=nrOfCompletedInstances >= 2", lambda seen: seen["nrOfCompletedInstances"] >= 2),
        v_modulo(0, 2, 0),
        None,
    ]
    kind, count = ("parallel", "sequential")[block.seed % 2], (3, 2, 4, 0)[block.seed // 2 % 4]
    entry, leave = draw(block.parts[0], graph)
    graph.nodes[entry].loop = Loop(kind, count, enough[block.seed // 8 % 3])
    return entry, leave if count else draw_after(block, graph, leave)


def draw_repeat(block: Block, graph: Graph) -> Ends:
    """A standard loop, tested before or after, with a condition or a maximum or both."""
    condition = v_modulo(block.seed, 3, 1) if block.seed % 4 else None
    maximum = 1 + block.seed // 4 % 3 if condition is None or block.seed < 18 else None
    before = block.seed % 2 == 1
    entry, leave = draw(block.parts[0], graph)
    graph.nodes[entry].loop = Loop("standard", maximum, condition, before)
    return entry, draw_after(block, graph, leave) if before else leave


def draw_after(block: Block, graph: Graph, leave: str) -> str:
    """A task behind what may not have waited at all."""
    graph.chain(leave, graph.add(f"{block.id}_after", "user"))
    return f"{block.id}_after"


def draw_crossing(block: Block, graph: Graph) -> Ends:
    """Inclusive splits and joins on a graph without order but without circles, in a scope of its own.

    ``seed``: its lowest bits say how many tasks, the others which of them are connected, beside each with the next.
    """
    inner, count = Graph(block.id), 3 + block.seed % 3
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count)]
    edges = [(a, b) for place, (a, b) in enumerate(pairs) if b == a + 1 or block.seed >> (place + 2) & 1]
    tasks = [f"{block.id}_t{number}" for number in range(count)]
    for number, task in enumerate(tasks):
        inner.add(task, "user")
        if sum(b == number for _, b in edges) > 1:
            inner.chain(inner.add(f"{task}_j", "inclusive"), task)
    inner.chain(inner.add(f"s_{block.id}", "start"), tasks[0])
    inner.chain(tasks[-1], inner.add(f"e_{block.id}", "end"))
    for number, task in enumerate(tasks[:-1]):
        targets = [tasks[b] for a, b in edges if a == number]
        split = task
        if len(targets) > 1 and (block.seed >> number) % 2:
            inner.chain(task, split := inner.add(f"{task}_s", "inclusive"))
        for place, target in enumerate(targets):
            entry = f"{target}_j" if f"{target}_j" in inner.nodes else target
            inner.flow(split, entry, v_has_bit(block.seed, place, len(targets)) if len(targets) > 1 else None)
    return graph.add(block.id, "subprocess", inner=inner), block.id


DRAWN: dict[str, Callable[[Block, Graph], Ends]] = {
    "task": draw_task, "sequence": draw_sequence, "choice": draw_choice, "parallel": draw_parallel,
    "inclusive": draw_inclusive, "fork": draw_fork, "fork_if": draw_inclusive, "loop": draw_loop,
    "subprocess": draw_subprocess, "multi": draw_multi, "repeat": draw_repeat,
    "crossing": draw_crossing,
}  # fmt: skip
