"""Events in the flow: catch, throw, end."""

from __future__ import annotations

from tests.diagrams import process
from tests.integration.engine.constructs.construct import Construct
from tests.integration.engine.constructs.drawing import (
    CLOSED,
    CONDITION,
    END,
    ERROR,
    ESCALATION,
    INNER,
    MESSAGE,
    SIGNAL,
    START,
    TERMINATE,
    TIMER,
    boundary,
    catch,
    end,
    event,
    model,
    subprocess,
    throw,
    throwing,
)

DATE = '<timerEventDefinition id="{0}_d"><timeDate>=date("2026-12-01")</timeDate></timerEventDefinition>'
SENT = '<messageEventDefinition id="{0}_d" messageRef="m1"/>'
PAYLOAD = (
    '<extensionElements><camunda:inputOutput><camunda:inputParameter name="told">=v + 1</camunda:inputParameter>'
    "</camunda:inputOutput></extensionElements>"
)
SIGNALLED = (
    '<signalEventDefinition id="{0}_d" signalRef="s1"><extensionElements><camunda:in source="v" target="told"/>'
    "</extensionElements></signalEventDefinition>"
)


def waiting(definition: str) -> tuple[bytes, ...]:
    """A catch event before the task a."""
    return (model("a " + catch("c", definition), "s -> c -> a -> e"),)


EVENTS = [
    Construct("intermediate none throw event", (model("a " + throw("t"), "s -> t -> a -> e"),), "start | a"),
    Construct("catch: timer duration", waiting(TIMER), "start | c\ntimer c | a", restarts=True),
    Construct("catch: timer date", waiting(DATE), "start | c\ntimer c | a"),
    Construct("catch: message", waiting(MESSAGE), "start | c\nmessage call | a", restarts=True),
    Construct(
        "catch: message with a payload that a form checks",
        waiting(
            MESSAGE.replace('"everyone,process"/>', '"everyone"/><camunda:property name="payloadForm" value="fv"/>')
        ),
        "start | c\nmessage call v=3 | a",
        {"v": 3},
    ),
    Construct("catch: signal", waiting(SIGNAL), "start | c\nsignal alarm | a"),
    Construct(
        "catch: condition",
        (model("a b " + catch("c", CONDITION), "s -> c -> a -> e\ns -> b -> e"),),
        "start v=1 | b\ncomplete b v=6 | a",
    ),
    Construct("catch: condition that holds already", waiting(CONDITION), "start v=9 | a"),
    Construct(
        "message thrown to another wait of the case",
        (model("a b " + catch("c", MESSAGE) + throw("t", SENT, PAYLOAD), "s -> a -> t -> e\ns -> c -> b -> e"),),
        "start | a c\ncomplete a v=4 | b",
        {"told": 5},
    ),
    Construct(
        "message end event starts another case",
        (
            model("a " + end("t", SENT, PAYLOAD), "s -> a -> t", end=""),
            model("b", "s -> b -> e", start=event("startEvent", "s", MESSAGE), key="q"),
        ),
        "start | a\ncomplete a v=4 | b",
    ),
    Construct(
        "a message that nobody waits for",
        (model("a b " + throw("t", SENT), "s -> a -> t -> b -> e"),),
        "start | a\ncomplete a v=1 | incident",
    ),
    Construct(
        "signal thrown in the case",
        (model("a b c " + catch("w", SIGNAL) + throw("t", SIGNALLED), "s -> a -> t -> b -> e\ns -> w -> c -> e"),),
        "start | a w\ncomplete a v=4 | b c",
        {"told": 4},
    ),
    Construct(
        "signal end event starts cases",
        (
            model("a " + end("t", SIGNAL), "s -> a -> t", end=""),
            model("b", "s -> b -> e", start=event("startEvent", "s", SIGNAL), key="q"),
        ),
        "start | a\ncomplete a v=4 | b",
    ),
    Construct(
        "terminate end event of a process",
        (model("a b " + end("t", TERMINATE), "s -> a -> t\ns -> b -> e"),),
        "start | a b\ncomplete a v=1 | ended",
    ),
    Construct(
        "terminate end event of a subprocess",
        (model("z " + subprocess("sub", "b c " + INNER + end("t", TERMINATE), "si -> b -> t\nsi -> c"), CLOSED),),
        "start | b c\ncomplete b v=1 | z\ncomplete z v=1 | ended",
    ),
    Construct(
        "an error that nobody catches",
        (throwing(ERROR),),
        "start | b\ncomplete b v=1 | incident\ncomplete b v=2 | incident",
    ),
    Construct("an escalation that nobody catches", (throwing(ESCALATION),), "start | b\ncomplete b v=1 | z"),
    Construct(
        "intermediate escalation goes on",
        (
            model(
                "z late "
                + subprocess("sub", "b c " + INNER + throw("t", ESCALATION), "si -> b -> t -> c")
                + boundary("x", "sub", ESCALATION, interrupting=False),
                CLOSED + "\nx -> late -> e",
            ),
        ),
        "start | b\ncomplete b v=1 | c late\ncomplete c v=1 | late z",
    ),
    Construct(
        "a definition that is drawn once and referred to",
        (
            process(
                START
                + '<intermediateCatchEvent id="c"><eventDefinitionRef>day</eventDefinitionRef></intermediateCatchEvent>'
                + END,
                "s -> c -> e",
                extra=TIMER.format("x").replace('"x_d"', '"day"'),
            ),
        ),
        "start | c\ntimer c | ended",
    ),
]
