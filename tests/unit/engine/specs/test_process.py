"""Which flows a token may still take: what an inclusive join asks before it goes on."""
from __future__ import annotations

from typing import Any

from lxml import etree

from engine.parsing.parser import compile_process
from tests.diagrams import process, user


def spec(body: str, flows: str) -> Any:
    return compile_process("p:1:x", "p", etree.fromstring(process(body, flows))).spec


def reached(scope: Any, element: str, avoiding: str = "j") -> list[str]:
    return sorted(scope.flows_reached(element, avoiding))


def test_every_flow_behind_an_element_is_reached_up_to_the_join_and_not_beyond() -> None:
    body = '<startEvent id="s"/>' + user("a") + user("b") + '<inclusiveGateway id="j"/>' + user("c")
    scope = spec(body + '<endEvent id="e"/>', "s -> a -> b -> j -> c -> e")

    assert reached(scope, "a") == ["a__b", "b__j"]
    assert reached(scope, "c") == ["c__e"]
    assert reached(scope, "e") == []
    assert reached(scope, "a", "nothing") == ["a__b", "b__j", "c__e", "j__c"]


def test_a_token_on_the_join_itself_looks_ahead_from_there() -> None:
    body = '<startEvent id="s"/><inclusiveGateway id="j"/>' + user("a") + '<exclusiveGateway id="d" default="d__e"/>'
    scope = spec(body + '<endEvent id="e"/>', "s -> j -> a -> d -> e\nd -> j : =again")

    assert reached(scope, "j") == ["a__d", "d__e", "d__j", "j__a"]


def test_a_loop_is_walked_once() -> None:
    body = '<startEvent id="s"/><exclusiveGateway id="m"/>' + user("a")
    body += '<exclusiveGateway id="d" default="d__j"/><inclusiveGateway id="j"/><endEvent id="e"/>'
    scope = spec(body, "s -> m -> a -> d -> j -> e\nd -> m : =again")

    assert reached(scope, "a") == ["a__d", "d__j", "d__m", "m__a"]


def test_a_boundary_event_is_a_way_out_of_its_activity() -> None:
    timer = '<timerEventDefinition id="td"><timeDuration>P1D</timeDuration></timerEventDefinition>'
    body = '<startEvent id="s"/>' + user("a") + f'<boundaryEvent id="b" attachedToRef="a">{timer}</boundaryEvent>'
    scope = spec(body + '<inclusiveGateway id="j"/><endEvent id="e"/>', "s -> a -> e\nb -> j -> e")

    assert reached(scope, "a") == ["a__e", "b__j"]
    assert reached(scope, "s") == ["a__e", "b__j", "s__a"]


def test_the_events_behind_an_event_based_gateway_are_ways_out_of_it() -> None:
    timer = '<timerEventDefinition id="td{}"><timeDuration>P1D</timeDuration></timerEventDefinition>'
    catches = "".join(
        f'<intermediateCatchEvent id="{name}">{timer.format(name)}</intermediateCatchEvent>' for name in ("x", "y")
    )
    body = '<startEvent id="s"/><eventBasedGateway id="g"/>' + catches + '<inclusiveGateway id="j"/><endEvent id="e"/>'
    scope = spec(body, "s -> g -> x -> j -> e\ng -> y -> e")

    assert reached(scope, "g") == ["g__x", "g__y", "x__j", "y__e"]


def test_a_long_chain_is_walked_without_recursion() -> None:
    names = [f"t{place}" for place in range(3_000)]
    body = '<startEvent id="s"/>' + "".join(f'<task id="{name}"/>' for name in names) + '<endEvent id="e"/>'
    scope = spec(body, " -> ".join(["s", *names, "e"]))

    assert len(scope.flows_reached("s", "nothing")) == len(names) + 1


def test_the_none_start_is_the_one_without_a_trigger_wherever_it_stands() -> None:
    message = '<messageEventDefinition id="md" messageRef="m1"/>'
    body = f'<startEvent id="s1">{message}</startEvent><startEvent id="s2"/>' + user("a") + '<endEvent id="e"/>'
    scope = spec(body, "s1 -> a -> e\ns2 -> a")

    assert [event.name for event in scope.start_events()] == ["s1", "s2"]
    assert scope.none_start().name == "s2"
