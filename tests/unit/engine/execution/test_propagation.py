"""Who catches what is thrown: the nearest outward, a named one before one for all."""
from __future__ import annotations

import pytest

from engine.execution.loop import run
from engine.specs.errors import UncaughtError
from tests.diagrams import arrows, user
from tests.unit.engine.execution.running import complete, standing, started, token_at

ALL = '<errorEventDefinition id="d{}"/>'
NAMED = '<errorEventDefinition id="d{}" errorRef="e1"/>'


def subprocess(name: str, body: str, flows: str) -> str:
    return f'<subProcess id="{name}"><startEvent id="s_{name}"/>{body}{arrows(flows)}</subProcess>'


def error_end(name: str) -> str:
    return f'<endEvent id="{name}">{NAMED.format(name)}</endEvent>'


def boundary(name: str, host: str, definition: str) -> str:
    return f'<boundaryEvent id="{name}" attachedToRef="{host}">{definition.format(name)}</boundaryEvent>'


def handler(name: str, definition: str, body: str, flows: str) -> str:
    inside = f'<startEvent id="b_{name}">{definition.format(name)}</startEvent>{body}{arrows(flows)}'
    return f'<subProcess id="{name}" triggeredByEvent="true">{inside}</subProcess>'


INNER = subprocess("inner", user("a") + error_end("bad"), "s_inner -> a -> bad")


def test_a_named_one_goes_before_one_for_all_on_the_same_activity() -> None:
    body = INNER + boundary("b1", "inner", ALL) + boundary("b2", "inner", NAMED) + user("x") + user("y")
    top = started(body, "s -> inner -> e\nb1 -> x -> e\nb2 -> y -> e")
    complete(top, "a")
    assert standing(top) == ["y"]


def test_one_for_all_nearby_goes_before_a_named_one_further_out() -> None:
    outer = subprocess("outer", INNER + boundary("b1", "inner", ALL) + user("x"), "s_outer -> inner\nb1 -> x")
    top = started(outer + boundary("b2", "outer", NAMED) + user("y"), "s -> outer -> e\nb2 -> y -> e")
    complete(top, "a")
    assert standing(top) == ["x"]


def test_an_event_subprocess_of_the_scope_goes_before_its_boundary() -> None:
    caught = handler("h", ALL, user("x"), "b_h -> x")
    inner = subprocess("inner", user("a") + error_end("bad") + caught, "s_inner -> a -> bad")
    top = started(inner + boundary("b", "inner", NAMED) + user("y"), "s -> inner -> e\nb -> y -> e")
    complete(top, "a")
    assert standing(top) == ["x"]


def test_what_an_event_subprocess_throws_is_not_for_those_beside_it() -> None:
    caught = handler("h", NAMED, user("x") + error_end("again"), "b_h -> x -> again") + handler("all", ALL, "", "")
    inner = subprocess("inner", user("a") + error_end("bad") + caught, "s_inner -> a -> bad")
    top = started(inner + boundary("b", "inner", NAMED) + user("y"), "s -> inner -> e\nb -> y -> e")
    complete(top, "a")
    assert standing(top) == ["x"]
    complete(top, "x")
    assert standing(top) == ["y"]


def test_an_error_that_nobody_catches_names_its_end_event() -> None:
    with pytest.raises(UncaughtError) as raised:
        complete(started(INNER, "s -> inner -> e"), "a")
    assert raised.value.element_id == "bad"


def test_an_error_raised_at_a_waiting_token_brings_its_variables() -> None:
    top = started(user("a") + boundary("b", "a", NAMED) + user("y"), "s -> a -> e\nb -> y -> e")
    top.throw_error(token_at(top, "a"), "broken", "坏了", {"why": "雨"})
    run(top)
    assert standing(top) == ["y"]
    assert top.visible_variables() == {"why": "雨"}


def test_an_escalation_that_nobody_catches_goes_on() -> None:
    definition = '<escalationEventDefinition id="d" escalationRef="x1"/>'
    up = f'<intermediateThrowEvent id="up">{definition}</intermediateThrowEvent>'
    assert standing(started(up + user("a"), "s -> up -> a -> e")) == ["a"]
