"""How the blocks with events and calls look as a graph, and the whole of a model as a process."""
from __future__ import annotations

from tests.blocks import Block
from tests.blocks_drawing import DRAWN, Ends, draw, draw_scope, v_modulo
from tests.token_game_graph import Event, Graph
from tests.token_game_xml import write_graph


def graph_of(block: Block, key: str = "p") -> Graph:
    """The process of a model: a handled block at its top has its event subprocess in the process itself."""
    graph = Graph(key)
    if block.kind == "handled":
        fill_handled(block, graph)
    else:
        draw_scope(block, graph, key)
    return graph


def write(block: Block, form: str = "") -> dict[str, bytes]:
    """The files of a model: its process ``p`` and those it calls, by key."""
    return write_graph(graph_of(block), form)


def with_jobs(graph: Graph, seed: int) -> Graph:
    """The graph with about every fourth activity, choice and plain end waiting as a job before or after it."""
    for place, node in enumerate(graph.nodes.values()):
        if node.kind in ("task", "user", "script", "subprocess", "call", "exclusive", "end"):
            node.job = ("before", "after" if node.kind != "end" else "", "", "", "")[(place * 7 + seed) % 5]
        if node.inner is not None:
            with_jobs(node.inner, seed + place)
    return graph


def event(kind: str, name: str, seed: int) -> Event:
    """An event definition; a condition holds when ``v`` and the seed say so."""
    if kind == "conditional":
        return Event(kind, condition=v_modulo(seed, 4, 1))
    return Event(kind, "" if kind in ("timer", "terminate") else name)


def draw_call(block: Block, graph: Graph) -> Ends:
    return graph.add(block.id, "call", inner=graph_of(block.parts[0], f"q_{block.id}")), block.id


def draw_guard(block: Block, graph: Graph) -> Ends:
    """An event on the border of a task, a subprocess or a call."""
    host, handler = block.parts
    entry, leave = draw(host, graph)
    caught = event(block.trigger, f"{block.id}_b", block.seed)
    return draw_boundary(block, graph, (host.id, entry, leave), handler, caught)


def draw_boundary(
    block: Block, graph: Graph, host: tuple[str, str, str], handler: Block, caught: Event
) -> Ends:
    """``host``: the activity, where its block is entered and left. Interrupting: the handler's way meets the host's."""
    activity, entry, leave = host
    border = graph.add(
        f"{block.id}_b", "boundary", host=activity, interrupting=block.interrupts, event=caught
    )
    if not block.interrupts:
        side = graph.add(f"{block.id}_side", "user")
        graph.chain(border, side, graph.add(f"{border}_e", "end"))
        return entry, leave
    handler_entry, handler_leave = draw(handler, graph)
    meet = graph.add(f"{block.id}_m", "exclusive")
    graph.flow(border, handler_entry)
    graph.flow(leave, meet)
    graph.flow(handler_leave, meet)
    return entry, meet


def draw_handled(block: Block, graph: Graph) -> Ends:
    """A subprocess with an event subprocess inside."""
    inner = Graph(block.id)
    fill_handled(block, inner)
    return graph.add(block.id, "subprocess", inner=inner), block.id


def fill_handled(block: Block, graph: Graph) -> None:
    """A body that may throw at its end, and the event subprocess that catches it or is started from outside."""
    body, handler = block.parts
    kind, name = block.trigger, f"{block.id}_h"
    draw_throwing(block, graph, body, kind, name)
    inner = Graph(name)
    start = inner.add(
        f"s_{name}", "start", event=event(kind, f"{name}_n", block.seed), interrupting=block.interrupts
    )
    if block.interrupts:
        entry, leave = draw(handler, inner)
        inner.chain(start, entry)
        inner.chain(leave, inner.add(f"e_{name}", "end"))
    else:
        inner.chain(start, inner.add(f"{name}_side", "user"), inner.add(f"e_{name}", "end"))
    graph.add(name, "event_subprocess", inner=inner)


def draw_throwing(block: Block, graph: Graph, body: Block, kind: str, name: str) -> None:
    """A scope: the body, and behind a last task an error or escalation when ``v`` says so."""
    start, last, end = graph.add(f"s_{block.id}", "start"), f"{block.id}_t", f"e_{block.id}"
    entry, leave = draw(body, graph)
    graph.chain(start, entry)
    graph.chain(leave, graph.add(last, "user"))
    graph.add(end, "end")
    if kind not in ("error", "escalation"):
        graph.flow(last, end)
        return
    decide, thrown = f"{block.id}_x", f"{block.id}_thrown"
    graph.add(decide, "exclusive", default=f"{decide}__{end}")
    passes = kind == "escalation" and block.seed % 4 < 2
    graph.add(thrown, "throw" if passes else "end", event=Event(kind, f"{name}_n"))
    graph.chain(last, decide, end)
    graph.flow(decide, thrown, v_modulo(block.seed, 3, 1))
    if passes:
        graph.chain(thrown, graph.add(f"{thrown}_e", "end"))


def draw_caught(block: Block, graph: Graph) -> Ends:
    """A subprocess or call that may throw, perhaps from a subprocess inside, and what catches it on the border."""
    body, handler = block.parts
    kind, name = block.trigger, f"{block.id}_c"
    inner = Graph(f"q_{block.id}" if block.seed % 3 == 0 else block.id)
    if block.seed % 5 == 0:
        nested = Graph(f"{block.id}_n")
        draw_throwing(block, nested, body, kind, name)
        inner.chain(inner.add(f"{block.id}_i", "start"), inner.add(f"{block.id}_n", "subprocess", inner=nested))
    else:
        draw_throwing(block, inner, body, kind, name)
    graph.add(block.id, "call" if block.seed % 3 == 0 else "subprocess", inner=inner)
    code = "" if block.seed % 7 == 0 else f"{name}_n"
    return draw_boundary(block, graph, (block.id, block.id, block.id), handler, Event(kind, code))


def draw_deferred(block: Block, graph: Graph) -> Ends:
    """The first event decides: a timer, then messages, signals and receive tasks (clause 13.4.4)."""
    gateway, meet = graph.add(f"{block.id}_g", "event_based"), graph.add(f"{block.id}_m", "exclusive")
    for place, part in enumerate(block.parts):
        name = f"{block.id}_c{place}"
        kind = "timer" if place == 0 else ("message", "signal", "message")[(block.seed + place) % 3]
        receives = kind == "message" and (block.seed + place) % 3 == 2
        entry, leave = draw(part, graph)
        graph.chain(gateway, graph.add(name, "receive" if receives else "catch", event=event(kind, name, 0)), entry)
        graph.flow(leave, meet)
    return gateway, meet


def draw_link(block: Block, graph: Graph) -> Ends:
    """One part after the other, from a link to its other end."""
    (entry, first), (second, leave) = (draw(part, graph) for part in block.parts)
    link = Event("link", f"{block.id}_l")
    graph.chain(first, graph.add(f"{block.id}_a", "throw", event=link))
    graph.chain(graph.add(f"{block.id}_z", "catch", event=link), second)
    return entry, leave


def draw_signal(block: Block, graph: Graph) -> Ends:
    """One branch waits for the signal that the other throws."""
    split, join = graph.add(f"{block.id}_s", "parallel"), graph.add(f"{block.id}_j", "parallel")
    signal = Event("signal", f"{block.id}_n")
    (waited, waited_end), (other, other_end) = (draw(part, graph) for part in block.parts)
    graph.chain(split, graph.add(f"{block.id}_c", "catch", event=signal), waited)
    graph.chain(waited_end, join)
    graph.chain(split, other)
    last = graph.add(f"{block.id}_last", "user")
    graph.chain(other_end, last, graph.add(f"{block.id}_t", "throw", event=signal), join)
    return split, join


def draw_terminate(block: Block, graph: Graph) -> Ends:
    """A subprocess one of whose two branches ends them both (clause 13.5.6)."""
    inner = Graph(block.id)
    start, split = inner.add(f"s_{block.id}", "start"), inner.add(f"{block.id}_s", "parallel")
    entry, leave = draw(block.parts[0], inner)
    inner.chain(start, split, entry)
    inner.chain(leave, inner.add(f"e_{block.id}", "end"))
    stop = inner.add(f"{block.id}_end", "end", event=Event("terminate"))
    inner.chain(split, inner.add(f"{block.id}_t", "user"), stop)
    return graph.add(block.id, "subprocess", inner=inner), block.id


DRAWN.update({
    "call": draw_call, "guard": draw_guard, "handled": draw_handled, "caught": draw_caught, "deferred": draw_deferred,
    "link": draw_link, "signal": draw_signal, "terminate": draw_terminate,
})  # fmt: skip
