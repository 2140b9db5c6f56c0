"""Random graphs without any structure: every task with some join before and some split behind it, circles and all.

They need not be sound; what they do is settled by the clauses on gateways all the same, as long as something waits for
people.
"""
from __future__ import annotations

from hypothesis import strategies as st

from tests.blocks_drawing import v_has_bit, v_modulo
from tests.token_game import Game
from tests.token_game_graph import Event, Graph
from tests.token_game_state import scopes_in

JOINS = ("none", "exclusive", "parallel", "inclusive", "inclusive")
SPLITS = ("none", "conditional", "exclusive", "parallel", "inclusive", "inclusive")


@st.composite
def tangles(draw: st.DrawFn) -> Graph:
    """A process of three to six tasks; ``t0`` is the first, and each of the others can be reached."""
    graph, count = Graph("p"), draw(st.integers(3, 6))
    targets: dict[int, set[int]] = {number: set() for number in range(count)}
    for number in range(1, count):
        targets[draw(st.integers(0, number - 1))].add(number)
    for source, target in draw(st.lists(st.tuples(*[st.integers(0, count - 1)] * 2), max_size=5)):
        targets[source].add(target)
    incoming = {number: sum(number in found for found in targets.values()) for number in targets}
    incoming[0] += 1
    for number in targets:
        task = graph.add(f"t{number}", "user")
        if (kind := draw(st.sampled_from(JOINS))) != "none" and incoming[number] > 1:
            graph.chain(graph.add(f"{task}_j", kind), task)
    graph.chain(graph.add("s", "start"), _entry(graph, 0))
    for number, found in targets.items():
        split = f"t{number}"
        kind = draw(st.sampled_from(SPLITS)) if len(found) > 1 else "none"
        if kind not in ("none", "conditional"):
            graph.chain(split, split := graph.add(f"t{number}_s", kind))
        _draw_flows(graph, split, kind, [_entry(graph, target) for target in sorted(found)], draw(st.integers(0, 9)))
        if draw(st.integers(0, 5)) == 0:
            # Whichever of several tokens at the task it happens to, what is left is the same.
            caught = draw(st.sampled_from([Event("timer"), Event("message", f"m{number}")]))
            border = graph.add(
                f"t{number}_b", "boundary", host=f"t{number}", event=caught, interrupting=caught.kind == "timer"
            )
            graph.flow(border, _entry(graph, draw(st.integers(0, count - 1))))
    return graph


def _entry(graph: Graph, number: int) -> str:
    return f"t{number}_j" if f"t{number}_j" in graph.nodes else f"t{number}"


def _draw_flows(graph: Graph, split: str, kind: str, entries: list[str], seed: int) -> None:
    for place, entry in enumerate(entries):
        if kind in ("inclusive", "conditional"):
            graph.flow(split, entry, v_has_bit(seed, place, len(entries)))
        elif kind == "exclusive":
            graph.flow(split, entry, v_modulo(seed, len(entries), place))
        else:
            graph.flow(split, entry)


def is_locked(game: Game) -> bool:
    """Whether joins wait for nothing but each other: for ever, says clause 13.4.3; the engine lets one of them go."""
    return any(
        scope.tokens and all(token.node.kind == "inclusive" for token in scope.tokens)
        for scope in scopes_in(game.root)
    )
