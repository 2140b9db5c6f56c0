"""The token game does what the clauses and figures of BPMN 2.0 say, on graphs drawn by hand."""
from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from tests.block_game import Game as BlockGame
from tests.blocks import Block, blocks, structured_blocks
from tests.blocks_events import graph_of
from tests.token_game import Game, Uncaught
from tests.token_game_graph import Event, Expression, Graph, Loop
from tests.token_game_routing import NoFlow

ALWAYS = Expression("=true", lambda _: True)
NEVER = Expression("=false", lambda _: False)


def v_is(value: int) -> Expression:
    return Expression(f"=v = {value}", lambda seen: seen["v"] == value)


def drawn(*chains: str, **kinds: str) -> Graph:
    """Chains of nodes ``a b c``; whatever ``kinds`` does not name is a user task, s a start and e an end event."""
    graph = Graph("p")
    kinds = {"s": "start", "e": "end"} | kinds
    for chain in chains:
        for name in chain.split():
            if name not in graph.nodes:
                graph.add(name, kinds.get(name, "user"))
        graph.chain(*chain.split())
    return graph


def played(graph: Graph, *actions: str) -> Game:
    game = Game(graph)
    for step, name in enumerate(actions, start=1):
        game.act(next(wait for wait in game.waits() if wait.element == name), step)
    return game


def condition(graph: Graph, flow: str, expression: Expression) -> None:
    graph.flows = [
        type(entry)(entry.source, entry.target, expression) if entry.id == flow else entry for entry in graph.flows
    ]


def test_every_unconditional_flow_out_of_an_activity_gets_a_token() -> None:
    """Clause 13.3.2: the implicit fork; each token ends by itself where no flow leads on."""
    game = played(drawn("s a b", "a c"), "a")
    assert game.names() == ["b", "c"]
    assert played(drawn("s a b", "a c"), "a", "b", "c").ended


def test_a_scope_without_start_event_begins_at_every_node_without_incoming_flow() -> None:
    assert Game(drawn("a c", "b c")).names() == ["a", "b"]


def test_two_flows_into_an_activity_make_it_run_twice() -> None:
    """Clause 13.3.2: activities do not join; each token is worked on."""
    assert played(drawn("s a c", "s b c"), "a", "b").names() == ["c", "c"]


def test_conditional_flows_out_of_an_activity_are_an_inclusive_choice_with_a_default() -> None:
    graph = drawn("s a b", "a c", "a d")
    graph.nodes["a"].default = "a__d"
    condition(graph, "a__b", v_is(1))
    condition(graph, "a__c", v_is(2))
    assert played(graph, "a").names() == ["b"]
    condition(graph, "a__c", ALWAYS)
    assert played(graph, "a").names() == ["b", "c"]
    condition(graph, "a__b", NEVER)
    condition(graph, "a__c", NEVER)
    assert played(graph, "a").names() == ["d"]


def test_without_a_true_condition_or_a_default_an_exception_is_thrown() -> None:
    graph = drawn("s g b", g="exclusive")
    condition(graph, "g__b", NEVER)
    with pytest.raises(NoFlow):
        Game(graph)


def test_an_exclusive_gateway_takes_the_first_true_flow_and_passes_every_token_on() -> None:
    """Clause 13.4.2."""
    assert Game(drawn("s g b", "g c", g="exclusive")).names() == ["b"]
    assert Game(drawn("s a g b", "s c g", g="exclusive", a="task", c="task")).names() == ["b", "b"]


def test_a_parallel_gateway_consumes_one_token_of_each_flow_and_keeps_those_in_excess() -> None:
    """Clause 13.4.1."""
    graph = drawn("s a x", "s b x", "x g d", "s c g", g="parallel", a="task", b="task", x="task")
    game = played(graph, "c")
    assert game.names() == ["d"]
    game.act(game.waits()[0], 2)
    assert not game.ended  # the excess token waits for ever


def inclusive(*chains: str) -> Graph:
    return drawn(*chains, g="inclusive", h="inclusive", f="parallel")


def test_an_inclusive_gateway_waits_for_tokens_upstream_only() -> None:
    """Clause 13.4.3: d can still come, c goes elsewhere."""
    graph = inclusive("s f a g z", "f b d g", "f c e")
    assert played(graph, "a").names() == ["b", "c"]
    assert played(graph, "a", "b").names() == ["c", "d"]
    assert played(graph, "a", "b", "d").names() == ["c", "z"]


def test_an_inclusive_gateway_does_not_wait_for_what_can_also_come_where_a_token_is() -> None:
    """Clause 13.4.3 (iv): the token at b leads to the empty flow, and to the one that has a token too."""
    graph = inclusive("s f a m g z", "f b x", "x m", "x n g")
    graph.nodes["x"].kind = graph.nodes["m"].kind = "exclusive"
    assert played(graph, "a").names() == ["b", "z"]


def test_the_path_to_an_empty_flow_must_not_visit_the_gateway() -> None:
    """A loop around the join: what has passed it could come back only through it."""
    graph = inclusive("s g a x e", "x g")
    graph.nodes["x"].kind = "exclusive"
    graph.nodes["x"].default = "x__e"
    condition(graph, "x__g", v_is(1))
    assert played(graph, "a").names() == ["a"]
    assert played(graph, "a", "a").ended


def test_boundary_events_are_part_of_the_paths_to_an_inclusive_gateway() -> None:
    graph = inclusive("s f a g z", "f b e")
    graph.add("t", "boundary", host="b", event=Event("timer"))
    graph.flow("t", "g")
    assert played(graph, "a").names() == ["b", "t"]
    assert played(graph, "a", "b").names() == ["z"]
    assert played(graph, "a", "t").names() == ["z"]


def test_the_first_event_behind_an_event_based_gateway_decides() -> None:
    """Clause 13.4.4."""
    graph = drawn("s g t a", "g m b", g="event_based", t="catch", m="receive")
    graph.nodes["t"].event, graph.nodes["m"].event = Event("timer"), Event("message", "m")
    game = Game(graph)
    assert [(wait.element, wait.kind) for wait in game.waits()] == [("g", "timer"), ("g", "message")]
    game.act(game.waits()[1], 1)
    assert game.names() == ["b"]


def test_a_link_goes_on_at_its_other_end() -> None:
    graph = drawn("s a t", "c b", t="throw", c="catch")
    graph.nodes["t"].event = graph.nodes["c"].event = Event("link", "there")
    assert played(graph, "a").names() == ["b"]


@pytest.mark.parametrize(
    ("loop", "instances", "after"),
    [
        (Loop("parallel", 3), 3, ["a", "a"]),
        (Loop("sequential", 3), 1, ["a"]),
        (Loop("parallel", 3, ALWAYS), 3, ["z"]),
        (Loop("parallel", 1), 1, ["z"]),
        (Loop("standard", 2), 1, ["a"]),
        (Loop("standard", None, NEVER), 1, ["z"]),
    ],
)
def test_a_loop_marker_begins_instances_as_clauses_13_3_6_and_13_3_7_say(
    loop: Loop, instances: int, after: list[str]
) -> None:
    graph = drawn("s a z")
    graph.nodes["a"].loop = loop
    assert Game(graph).names() == ["a"] * instances
    assert played(graph, "a").names() == after


@pytest.mark.parametrize("loop", [Loop("parallel", 0), Loop("sequential", 0), Loop("standard", 9, NEVER, True)])
def test_a_loop_without_instances_is_passed(loop: Loop) -> None:
    graph = drawn("s a z")
    graph.nodes["a"].loop = loop
    assert Game(graph).names() == ["z"]


def test_the_counters_say_how_many_instances_there_are_run_and_have_completed() -> None:
    seen: list[tuple[int, ...]] = []

    def note(values: object) -> bool:
        names = ("nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances", "loopCounter")
        seen.append(tuple(values[name] for name in names))  # type: ignore[index]
        return False

    graph = drawn("s a z")
    graph.nodes["a"].loop = Loop("parallel", 2, Expression("", note))
    played(graph, "a", "a")
    assert seen == [(2, 1, 1, 0), (2, 0, 2, 1)]


def test_an_interrupting_boundary_event_cancels_every_instance_of_its_activity() -> None:
    """Clause 13.5.3."""
    graph = drawn("s a e")
    graph.nodes["a"].loop = Loop("parallel", 3)
    graph.add("t", "boundary", host="a", event=Event("timer"))
    graph.chain("t", graph.add("late", "user"))
    assert played(graph, "t").names() == ["late"]


def test_a_message_on_the_border_that_does_not_interrupt_may_come_again_a_timer_not() -> None:
    graph = drawn("s a e")
    graph.add("m", "boundary", host="a", event=Event("message", "m"), interrupting=False)
    graph.chain("m", graph.add("side", "user"))
    assert played(graph, "m", "m").names() == ["a", "m", "side", "side"]
    graph.nodes["m"].event = Event("timer")
    assert played(graph, "m").names() == ["a", "side"]


def with_handler(event: Event, *, interrupting: bool, body: str = "s a b") -> Graph:
    graph = drawn(body)
    inner = Graph("h")
    inner.chain(inner.add("hs", "start", event=event, interrupting=interrupting), inner.add("handle", "user"))
    graph.add("h", "event_subprocess", inner=inner)
    return graph


def test_an_interrupting_event_subprocess_cancels_its_scope_and_no_other_starts() -> None:
    """Clause 13.5.4."""
    graph = with_handler(Event("message", "m"), interrupting=True)
    other = Graph("h2")
    other.chain(other.add("hs2", "start", event=Event("timer"), interrupting=False), other.add("side", "user"))
    graph.add("h2", "event_subprocess", inner=other)
    assert Game(graph).names() == ["a", "hs", "hs2"]
    assert played(graph, "hs2", "hs").names() == ["handle"]
    assert played(graph, "hs", "handle").ended


def test_a_scope_that_is_completing_starts_no_event_subprocess_and_waits_for_those_that_run() -> None:
    """Clause 13.5.4: parent Activity in the state Completing."""
    graph = with_handler(Event("message", "m"), interrupting=False, body="s a")
    assert played(graph, "hs").names() == ["a", "handle", "hs"]
    game = played(graph, "hs", "a")
    assert game.names() == ["handle"]
    assert not game.ended
    assert played(graph, "hs", "a", "handle").ended


def throwing(kind: str, code: str) -> Graph:
    inner = drawn("si ai ei", si="start", ei="end")
    inner.nodes["ei"].event = Event(kind, code)
    graph = Graph("p")
    graph.chain(graph.add("s", "start"), graph.add("sub", "subprocess", inner=inner), graph.add("z", "user"))
    return graph


def catching(graph: Graph, name: str, event: Event, *, interrupting: bool = True) -> None:
    graph.add(name, "boundary", host="sub", event=event, interrupting=interrupting)
    graph.chain(name, graph.add(f"after_{name}", "user"))


def test_an_error_is_caught_by_its_code_before_a_catch_all_and_uncaught_elsewhere() -> None:
    graph = throwing("error", "E1")
    catching(graph, "every", Event("error"))
    catching(graph, "e1", Event("error", "E1"))
    assert played(graph, "ai").names() == ["after_e1"]
    with pytest.raises(Uncaught):
        played(throwing("error", "E1"), "ai")


def test_an_event_subprocess_catches_before_the_border_but_not_what_it_throws_itself() -> None:
    graph = throwing("error", "E1")
    catching(graph, "border", Event("error", "E1"))
    sub = graph.nodes["sub"].inner
    assert sub is not None
    handler = Graph("h")
    handler.chain(
        handler.add("hs", "start", event=Event("error")), handler.add("handle", "user"),
        handler.add("again", "end", event=Event("error", "E1")),
    )  # fmt: skip
    sub.add("h", "event_subprocess", inner=handler)
    assert played(graph, "ai").names() == ["handle"]
    assert played(graph, "ai", "handle").names() == ["after_border"]


def test_an_escalation_may_leave_the_thrower_running_and_uncaught_is_nothing() -> None:
    graph = throwing("escalation", "X")
    assert played(graph, "ai").names() == ["z"]
    catching(graph, "x", Event("escalation", "X"), interrupting=False)
    assert played(graph, "ai").names() == ["after_x", "z"]


def test_a_terminate_end_event_ends_its_own_scope_only() -> None:
    """Clause 13.5.6 and table 10.88: of a multi-instance subprocess only this instance."""
    graph = throwing("terminate", "")
    inner = graph.nodes["sub"].inner
    assert inner is not None
    inner.chain("si", inner.add("other", "user"))
    graph.nodes["sub"].loop = Loop("parallel", 2)
    assert played(graph, "ai").names() == ["ai", "other"]
    assert played(graph, "ai", "ai").names() == ["z"]


def test_a_signal_reaches_everybody_who_waits_when_it_is_thrown() -> None:
    graph = drawn("s c1 x", "s c2 y", "s a t z", c1="catch", c2="catch", t="throw")
    for name in ("c1", "c2", "t"):
        graph.nodes[name].event = Event("signal", "go")
    assert played(graph, "a").names() == ["x", "y", "z"]


def test_a_message_goes_to_exactly_one_receiver() -> None:
    graph = drawn("s c x", "s a t z", c="catch", t="throw")
    for name in ("c", "t"):
        graph.nodes[name].event = Event("message", "go")
    assert played(graph, "a").names() == ["x", "z"]
    graph.chain("s", graph.add("c2", "catch", event=Event("message", "go")))
    with pytest.raises(Uncaught):
        played(graph, "a")


def test_a_conditional_event_fires_when_its_condition_becomes_true_and_not_while_it_stays_so() -> None:
    graph = drawn("s a b c")
    graph.add("w", "boundary", host="sub", event=Event("conditional", condition=v_is(1)), interrupting=False)
    graph.nodes["w"].host = "x"
    graph.chain("s", graph.add("x", "user"))
    graph.chain("w", graph.add("side", "user"))
    assert played(graph, "a").names() == ["b", "side", "x"]
    assert played(graph, "a", "b").names() == ["c", "side", "x"]


def test_a_called_process_has_variables_of_its_own() -> None:
    called = drawn("sc ac ec", sc="start", ec="end")
    called.key = "q"
    graph = Graph("p")
    graph.chain(graph.add("s", "start"), graph.add("call", "call", inner=called), graph.add("z", "user"))
    graph.chain("s", graph.add("a", "user"))
    game = played(graph, "a")
    assert game.variables["v"] == 1
    game.act(game.waits()[0], 2)
    assert game.variables["v"] == 2


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(structured_blocks(), st.lists(st.integers(0, 1000), min_size=40, max_size=40))
def test_on_nested_blocks_it_plays_as_the_blocks_themselves(block: Block, choices: list[int]) -> None:
    """Two references that know nothing of each other."""
    blocks_played, game = BlockGame(block), Game(graph_of(block))
    for step, choice in enumerate(choices, start=1):
        assert blocks_played.waits() == sorted(game.names())
        assert blocks_played.ended == game.ended
        if game.ended:
            return
        wait = game.waits()[choice % len(game.waits())]
        blocks_played.act(wait.element, step)
        game.act(wait, step)
        assert blocks_played.variables.v == game.variables["v"]


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(blocks(), st.lists(st.integers(0, 1000), min_size=200, max_size=200))
def test_the_random_models_are_sound(block: Block, choices: list[int]) -> None:
    """Something may happen until they end, and they end."""
    game = Game(graph_of(block))
    for step, choice in enumerate(choices, start=1):
        if game.ended:
            return
        assert game.waits()
        game.act(game.waits()[choice % len(game.waits())], step)
    assert game.ended
