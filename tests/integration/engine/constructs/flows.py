"""Sequence flows, links and gateways."""

from __future__ import annotations

from tests.integration.engine.constructs.construct import Construct
from tests.integration.engine.constructs.drawing import (
    MESSAGE,
    TIMER,
    catch,
    end,
    model,
    properties,
    throw,
)

LINK = '<linkEventDefinition id="{0}_d" name="A"/>'
RECEIVE = f'<receiveTask id="r" name="r" messageRef="m2">{properties(senders="everyone")}</receiveTask>'
FORK = "s -> a\na -> b : =v > 1\na -> c : =v > 2\na -> d\nb -> e\nc -> e\nd -> e"
INCLUSIVE = '<inclusiveGateway id="g" default="g__d"/><inclusiveGateway id="j"/>'
OR_SPLIT = "s -> a -> g\ng -> b : =v > 1\ng -> c : =v > 2\ng -> d\nb -> j\nc -> j\nd -> j\nj -> z -> e"


def defaulted(elements: str, flows: str) -> tuple[bytes, ...]:
    """A model in which the flow from a to d is the default."""
    return (model(elements, flows).replace(b'<bpmn:userTask id="a"', b'<bpmn:userTask default="a__d" id="a"'),)


FLOWS = [
    Construct(
        "several unconditional flows out of a task",
        (model("a b c", "s -> a -> b -> e\na -> c -> e"),),
        "start | a\ncomplete a v=1 | b c\ncomplete b v=2 | c\ncomplete c v=3 | ended",
        {"v": 3},
    ),
    Construct(
        "conditional flows out of a task: one holds",
        defaulted("a b c d", FORK),
        "start | a\ncomplete a v=2 | b\ncomplete b v=0 | ended",
    ),
    Construct(
        "conditional flows out of a task: several hold",
        defaulted("a b c d", FORK),
        "start | a\ncomplete a v=3 | b c\ncomplete c v=0 | b\ncomplete b v=0 | ended",
    ),
    Construct(
        "conditional flows out of a task: the default when none holds",
        defaulted("a b c d", FORK),
        "start | a\ncomplete a v=0 | d\ncomplete d v=0 | ended",
    ),
    Construct(
        "conditional flows out of a task: none holds and there is no default",
        (model("a b c", "s -> a\na -> b : =v > 1\na -> c : =v > 2\nb -> e\nc -> e"),),
        "start | a\ncomplete a v=0 | incident\ncomplete a v=2 | b",
    ),
    Construct(
        "conditional flows out of a start event",
        (model("a b", "s -> a : =v > 1\ns -> b : =v > 2\na -> e\nb -> e"),),
        "start v=3 | a b\ncomplete a v=0 | b\ncomplete b v=0 | ended",
    ),
    Construct(
        "conditional flows out of a catch event",
        (model("a b" + catch("c", MESSAGE), "s -> c\nc -> a : =v > 1\nc -> b : =v > 2\na -> e\nb -> e"),),
        "start v=3 | c\nmessage call | a b",
    ),
    Construct(
        "implicit start and end",
        (model("a b c", "a -> b", start="", end=""),),
        "start | a c\ncomplete a v=1 | b c\ncomplete b v=2 | c\ncomplete c v=3 | ended",
    ),
    Construct(
        "link events",
        (model("a b" + throw("t", LINK) + catch("c", LINK), "s -> a -> t\nc -> b -> e"),),
        "start | a\ncomplete a v=1 | b\ncomplete b v=1 | ended",
    ),
    Construct(
        "a loop through links",
        (
            model(
                'a <exclusiveGateway id="m"/><exclusiveGateway id="g" default="g__e"/>'
                + throw("t", LINK)
                + catch("c", LINK),
                "s -> m -> a -> g\ng -> t : =v < 3\ng -> e\nc -> m",
            ),
        ),
        "start | a\ncomplete a v=1 | a\ncomplete a v=2 | a\ncomplete a v=3 | ended",
    ),
    Construct(
        "two flows into a task",
        (model("a b c", "s -> a -> c -> e\ns -> b -> c"),),
        "start | a b\ncomplete a v=1 | b c\ncomplete b v=1 | c c\ncomplete c v=1 | c\ncomplete c v=1 | ended",
    ),
]

GATEWAYS = [
    Construct(
        "exclusive gateway: the first condition that holds",
        (
            model(
                'a b c <exclusiveGateway id="g" default="g__c"/>',
                "s -> g\ng -> a : =v > 2\ng -> b : =v > 1\ng -> c\na -> e\nb -> e\nc -> e",
            ),
        ),
        "start v=3 | a\ncomplete a v=1 | ended",
    ),
    Construct(
        "exclusive gateway: default",
        (model('a b <exclusiveGateway id="g" default="g__b"/>', "s -> g\ng -> a : =v > 2\ng -> b\na -> e\nb -> e"),),
        "start v=1 | b\ncomplete b v=1 | ended",
    ),
    Construct(
        "exclusive gateway: no condition holds",
        (model('a b c <exclusiveGateway id="g"/>', "s -> a -> g\ng -> b : =v > 2\ng -> c : =v > 3\nb -> e\nc -> e"),),
        "start | a\ncomplete a v=1 | incident\ncomplete a v=4 | b",
    ),
    Construct(
        "parallel gateway",
        (model('a b z <parallelGateway id="g"/><parallelGateway id="j"/>', "s -> g -> a -> j -> z -> e\ng -> b -> j"),),
        "start | a b\ncomplete b v=1 | a\ncomplete a v=2 | z\ncomplete z v=3 | ended",
        restarts=True,
    ),
    Construct(
        "parallel gateway in a loop",
        (
            model(
                'a b z <exclusiveGateway id="m"/><parallelGateway id="g"/><parallelGateway id="j"/>'
                '<exclusiveGateway id="d" default="d__e"/>',
                "s -> m -> g -> a -> j -> z -> d\ng -> b -> j\nd -> m : =v < 3\nd -> e",
            ),
        ),
        "start | a b\ncomplete a v=1 | b\ncomplete b v=1 | z\ncomplete z v=1 | a b\n"
        "complete b v=1 | a\ncomplete a v=1 | z\ncomplete z v=3 | ended",
    ),
    Construct(
        "inclusive gateway: two of three",
        (model("a b c d z " + INCLUSIVE, OR_SPLIT),),
        "start | a\ncomplete a v=3 | b c\ncomplete c v=3 | b\ncomplete b v=3 | z\ncomplete z v=1 | ended",
        restarts=True,
    ),
    Construct(
        "inclusive gateway: default",
        (model("a b c d z " + INCLUSIVE, OR_SPLIT),),
        "start | a\ncomplete a v=0 | d\ncomplete d v=0 | z\ncomplete z v=0 | ended",
    ),
    Construct(
        "inclusive gateway: joins in a loop",
        (
            model(
                "a b c d z " + INCLUSIVE + '<exclusiveGateway id="m"/><exclusiveGateway id="x" default="x__e"/>',
                "s -> m -> a -> g\ng -> b : =v > 1\ng -> c : =v > 2\ng -> d\nb -> j\nc -> j\nd -> j\nj -> z -> x\n"
                "x -> m : =v > 5\nx -> e",
            ),
        ),
        "start | a\ncomplete a v=3 | b c\ncomplete b v=3 | c\ncomplete c v=3 | z\ncomplete z v=9 | a\n"
        "complete a v=3 | b c\ncomplete c v=3 | b\ncomplete b v=3 | z\ncomplete z v=1 | ended",
    ),
    Construct(
        "inclusive gateway: crossing branches",
        (
            model(
                'a b c d y z <inclusiveGateway id="g"/><inclusiveGateway id="j"/><inclusiveGateway id="k"/>',
                "s -> g\ng -> a : =true\ng -> b : =true\na -> c -> j -> y -> k -> z -> e\na -> k\nb -> j\nb -> d -> k",
            ),
        ),
        "start | a b\ncomplete b v=1 | a d\ncomplete a v=1 | c d\ncomplete d v=1 | c\ncomplete c v=1 | y\n"
        "complete y v=1 | z\ncomplete z v=1 | ended",
    ),
    Construct(
        "inclusive gateway: a token that cannot arrive is not waited for",
        (
            model(
                'a b c z <parallelGateway id="f"/><inclusiveGateway id="j"/>' + end("out"),
                "s -> f -> a -> j -> z -> e\nf -> b -> j\nf -> c -> out",
            ),
        ),
        "start | a b c\ncomplete a v=1 | b c\ncomplete b v=1 | c z\ncomplete z v=1 | c\ncomplete c v=1 | ended",
    ),
    Construct(
        "inclusive gateway: a boundary event may still bring a token",
        (
            model(
                'a b z <parallelGateway id="f"/><inclusiveGateway id="j"/>'
                + end("out")
                + f'<boundaryEvent id="t" attachedToRef="b">{TIMER.format("t")}</boundaryEvent>',
                "s -> f -> a -> j -> z -> e\nf -> b -> out\nt -> j",
            ),
        ),
        "start | a b t\ncomplete a v=1 | b t\ncomplete b v=1 | z",
    ),
    Construct(
        "event-based gateway: a message comes first",
        (
            model(
                'a b <eventBasedGateway id="g"/>' + catch("t", TIMER) + catch("c", MESSAGE),
                "s -> g -> t -> a -> e\ng -> c -> b -> e",
            ),
        ),
        "start | g g\nmessage call | b\ncomplete b v=1 | ended",
        restarts=True,
    ),
    Construct(
        "event-based gateway: the timer comes first",
        (
            model(
                'a b <eventBasedGateway id="g"/>' + catch("t", TIMER) + catch("c", MESSAGE),
                "s -> g -> t -> a -> e\ng -> c -> b -> e",
            ),
        ),
        "start | g g\ntimer g | a\ncomplete a v=1 | ended",
    ),
    Construct(
        "event-based gateway: a receive task",
        (
            model(
                'a b <eventBasedGateway id="g"/>' + catch("t", TIMER) + RECEIVE,
                "s -> g -> t -> a -> e\ng -> r -> b -> e",
            ),
        ),
        "start | g g\nmessage other | b",
    ),
]
