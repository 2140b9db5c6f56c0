"""Activities, subprocesses and calls, loops and multi-instance."""

from __future__ import annotations

from tests.decision_files import decision, literal
from tests.decision_files import file as decision_file
from tests.diagrams import process, script, user
from tests.integration.engine.constructs.construct import Construct
from tests.integration.engine.constructs.drawing import (
    END,
    MESSAGE,
    START,
    TIMER,
    boundary,
    catch,
    end,
    model,
    multi,
    properties,
    subprocess,
)

WORKERS = properties(workers="village_committee")
CALL = '<callActivity id="call" calledElement="q"><extensionElements>{0}</extensionElements></callActivity>'
CALLED = model("inner", "s -> inner -> e", key="q")


def external(tag: str, name: str, inside: str = "") -> str:
    """Work for a program outside."""
    return f'<{tag} id="{name}" name="{name}" camunda:type="external" camunda:topic="pay">{WORKERS}{inside}</{tag}>'


def marked(name: str, marker: str) -> str:
    """A user task with a loop marker."""
    return user(name, "fv", inside=marker)


def looped(marker: str, *, host: str = "") -> bytes:
    """A task or another activity ``a`` with a loop marker, and the task z behind it."""
    return model("z " + (host or marked("a", marker)), "s -> a -> z -> e")


COLLECTED = user(
    "a",
    "ft",
    inside=properties(outputCollection="opinions", outputElement="=person + t")
    + multi(collection='camunda:collection="people" camunda:elementVariable="person"'),
)
STANDARD = '<standardLoopCharacteristics testBefore="{0}"{1}>{2}</standardLoopCharacteristics>'
WHILE = "<loopCondition>=v &lt; 3</loopCondition>"

ACTIVITIES = [
    Construct(
        "task and manual task",
        (model('a <task id="t"/><manualTask id="m"/>', "s -> t -> m -> a -> e"),),
        "start | a\ncomplete a v=1 | ended",
    ),
    Construct(
        "script task",
        (model("a " + script("x", "n", "=v * 2"), "s -> a -> x -> e"),),
        "start | a\ncomplete a v=4 | ended",
        {"n": 8},
    ),
    Construct(
        "external service task",
        (model("a " + external("serviceTask", "w"), "s -> w -> a -> e"),),
        "start | w\nwork w v=7 | a",
        {"v": 7},
        restarts=True,
    ),
    Construct(
        "external send task",
        (model("a " + external("sendTask", "w"), "s -> w -> a -> e"),),
        "start | w\nwork w | a",
    ),
    Construct(
        "an error from an external worker",
        (
            model(
                "a b "
                + external("serviceTask", "w")
                + boundary("x", "w", '<errorEventDefinition id="{0}_d" errorRef="e1"/>'),
                "s -> w -> a -> e\nx -> b -> e",
            ),
        ),
        "start | w\nthrow w broken | b",
    ),
    Construct(
        "receive task",
        (
            model(
                "a "
                + '<receiveTask id="r" name="r" messageRef="m1">'
                + MESSAGE.split("<message")[0]
                + "</receiveTask>",
                "s -> r -> a -> e",
            ),
        ),
        "start | r\nmessage call | a",
    ),
    Construct(
        "send task with a message",
        (
            model(
                "a b " + catch("c", MESSAGE) + '<sendTask id="w" name="w" messageRef="m1"/>',
                "s -> a -> w -> e\ns -> c -> b -> e",
            ),
        ),
        "start | a c\ncomplete a v=4 | b",
    ),
    Construct(
        "business rule task",
        (
            model(
                "a "
                + '<businessRuleTask id="r" name="r" camunda:decisionRef="d" camunda:decisionRefBinding="latest"'
                + ' camunda:mapDecisionResult="singleEntry" camunda:resultVariable="found"/>',
                "s -> a -> r -> e",
            ),
        ),
        "start | a\ncomplete a v=4 | ended",
        {"found": 5},
        decisions=decision_file(decision("d", literal("v + 1", "number"))).encode(),
    ),
    Construct(
        "embedded subprocess",
        (
            model(
                "a " + subprocess("sub", "b c" + START.replace('"s"', '"si"') + end("ei"), "si -> b -> c -> ei"),
                "s -> sub -> a -> e",
            ),
        ),
        "start | b\ncomplete b v=1 | c\ncomplete c v=2 | a\ncomplete a v=3 | ended",
        restarts=True,
    ),
    Construct(
        "embedded subprocess without start and end events",
        (model("a " + subprocess("sub", "b c d", "b -> c"), "s -> sub -> a -> e"),),
        "start | b d\ncomplete b v=1 | c d\ncomplete d v=1 | c\ncomplete c v=2 | a",
    ),
    Construct(
        "call activity: everything in, one value out",
        (
            model(
                "a " + CALL.format('<camunda:in variables="all"/><camunda:out source="v" target="n"/>'),
                "s -> call -> a -> e",
            ),
            CALLED,
        ),
        "start v=1 | inner\ncomplete inner v=5 | a",
        {"v": 1, "n": 5},
        restarts=True,
    ),
    Construct(
        "call activity: the process that an expression names",
        (
            model("a " + CALL.format("").replace('calledElement="q"', 'calledElement="=which"'), "s -> call -> a -> e"),
            CALLED,
        ),
        "start which=q | inner\ncomplete inner v=5 | a",
        {"v": None},
    ),
    Construct(
        "call activity: the called process has variables of its own",
        (model("a " + CALL.format('<camunda:in source="v" target="x"/>'), "s -> call -> a -> e"), CALLED),
        "start v=1 | inner\ncomplete inner v=5 | a",
        {"v": 1, "x": None},
    ),
]

LOOPS = [
    Construct(
        "multi-instance: parallel",
        (looped(multi()),),
        "start | a a a\ncomplete a v=1 | a a\ncomplete a v=2 | a\ncomplete a v=3 | z\ncomplete z v=4 | ended",
        restarts=True,
    ),
    Construct(
        "multi-instance: sequential",
        (looped(multi("=n", sequential=True)),),
        "start n=2 | a\ncomplete a v=1 | a\ncomplete a v=2 | z",
    ),
    Construct("multi-instance: no instance", (looped(multi("=0")),), "start | z"),
    Construct(
        "multi-instance: enough have completed",
        (looped(multi("=5", until="=nrOfCompletedInstances / nrOfInstances > 0.3")),),
        "start | a a a a a\ncomplete a v=1 | a a a a\ncomplete a v=2 | z",
    ),
    Construct(
        "multi-instance: what is submitted decides",
        (looped(multi("=5", sequential=True, until="=v = 9")),),
        "start | a\ncomplete a v=1 | a\ncomplete a v=9 | z",
    ),
    Construct(
        "multi-instance: a list, its elements and the results in order",
        (process(START + COLLECTED + user("z") + END, "s -> a -> z -> e"),),
        "start people=甲,乙 | a a\ncomplete a t=好 | a\ncomplete a t=行 | z\ncomplete z | ended",
        {"opinions": ["甲好", "乙行"]},
    ),
    Construct(
        "multi-instance: a subprocess",
        (looped("", host=subprocess("a", "b c", "b -> c", multi("=2"))),),
        "start | b b\ncomplete b v=1 | b c\ncomplete c v=1 | b\ncomplete b v=1 | c\ncomplete c v=1 | z",
    ),
    Construct(
        "multi-instance: a call",
        (
            looped(
                "", host='<callActivity id="a" calledElement="q">' + multi("=2", sequential=True) + "</callActivity>"
            ),
            CALLED,
        ),
        "start | inner\ncomplete inner v=1 | inner\ncomplete inner v=1 | z",
    ),
    Construct(
        "multi-instance: an interrupting boundary event takes all instances",
        (model("z late " + marked("a", multi()) + boundary("t", "a", TIMER), "s -> a -> z -> e\nt -> late -> e"),),
        "start | a a a t\ncomplete a v=1 | a a t\ntimer t | late\ncomplete late v=1 | ended",
    ),
    Construct(
        "multi-instance: within a multi-instance subprocess",
        (looped("", host=subprocess("a", marked("b", multi("=2")), "", multi("=2", sequential=True))),),
        "start | b b\ncomplete b v=1 | b\ncomplete b v=1 | b b\ncomplete b v=1 | b\ncomplete b v=1 | z",
    ),
    Construct(
        "multi-instance: a list that is not there",
        (looped("", host=marked("a", multi(collection='camunda:collection="people"'))),),
        "start people=甲,乙 | a a\nstart | failure",
    ),
    Construct(
        "multi-instance: a terminate end event ends its own instance only",
        (
            looped(
                "",
                host=subprocess(
                    "a",
                    "b c " + START.replace('"s"', '"si"') + end("t", '<terminateEventDefinition id="{0}_d"/>'),
                    "si -> b -> t\nsi -> c",
                    multi("=2"),
                ),
            ),
        ),
        "start | b b c c\ncomplete b v=1 | b c\ncomplete b v=1 | z",
    ),
    Construct(
        "multi-instance: asynchronous, each instance a job",
        (looped(multi("=2").replace(" isSequential", ' camunda:asyncBefore="true" isSequential')),),
        "start | a a\ntimer a | a a\ncomplete a v=1 | a\ncomplete a v=1 | z",
    ),
    Construct(
        "standard loop: tested afterwards",
        (looped(STANDARD.format("false", "", WHILE)),),
        "start v=9 | a\ncomplete a v=1 | a\ncomplete a v=3 | z",
        restarts=True,
    ),
    Construct("standard loop: tested before", (looped(STANDARD.format("true", "", WHILE)),), "start v=9 | z"),
    Construct(
        "standard loop: at most so often",
        (looped(STANDARD.format("false", ' loopMaximum="2"', "")),),
        "start | a\ncomplete a v=1 | a\ncomplete a v=1 | z",
    ),
    Construct(
        "standard loop: a subprocess that waits for a message",
        (
            looped(
                "",
                host=subprocess(
                    "a",
                    "<task id='t'/>" + catch("c", MESSAGE),
                    "t -> c",
                    STANDARD.format("false", ' loopMaximum="2"', ""),
                ),
            ),
        ),
        "start | c\nmessage call | c\nmessage call | z",
    ),
]
