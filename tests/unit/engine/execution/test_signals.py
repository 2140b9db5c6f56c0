"""A signal within one case: who waits when it is thrown goes on, once, with what it brings."""
from __future__ import annotations

from engine.execution.loop import run
from engine.execution.signals import catch_signal
from tests.diagrams import arrows, user
from tests.unit.engine.execution.running import standing, started

SIGNAL = '<signalEventDefinition id="d{}" signalRef="s1"/>'


def catch(name: str) -> str:
    return f'<intermediateCatchEvent id="{name}">{SIGNAL.format(name)}</intermediateCatchEvent>'


def test_everybody_who_waits_goes_on_and_a_stranger_does_not() -> None:
    top = started(
        '<parallelGateway id="f"/>' + catch("x") + catch("y") + user("a") + user("b") + user("c"),
        "s -> f -> x -> a -> e\nf -> y -> b -> e\nf -> c -> e",
    )
    assert catch_signal(top, "another") == 0
    assert catch_signal(top, "alarm", {"where": "村口"}) == 2
    run(top)
    assert standing(top) == ["a", "b", "c"]
    assert top.visible_variables() == {"where": "村口"}


def test_who_is_taken_away_by_the_first_is_not_fired() -> None:
    inner = f'<subProcess id="sub"><startEvent id="si"/>{catch("x")}{user("a")}{arrows("si -> x -> a")}</subProcess>'
    boundary = f'<boundaryEvent id="b" attachedToRef="sub">{SIGNAL.format("b")}</boundaryEvent>'
    top = started(inner + boundary + user("y"), "s -> sub -> e\nb -> y -> e")
    assert catch_signal(top, "alarm") == 1
    run(top)
    assert standing(top) == ["y"]


def test_one_that_does_not_interrupt_hears_each_signal_once() -> None:
    boundary = f'<boundaryEvent id="b" attachedToRef="a" cancelActivity="false">{SIGNAL.format("b")}</boundaryEvent>'
    top = started(user("a") + boundary + user("y"), "s -> a -> e\nb -> y -> e")
    for _ in range(2):
        assert catch_signal(top, "alarm") == 1
        run(top)
    assert standing(top) == ["a", "b", "y", "y"]
