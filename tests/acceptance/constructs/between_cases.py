"""Messages and signals from case to case and from people to cases, and cases that begin by them or by the clock."""

from __future__ import annotations

from tests.diagrams import process, user
from tests.integration.engine.constructs.construct import Construct
from tests.integration.engine.constructs.drawing import DECLARED, END, START, event, model
from tests.messages_drawn import extensions

VILLAGE, OTHER_VILLAGE = "64990203", "64990202"
CALL = '<messageEventDefinition id="{0}_d" messageRef="m1"/>'
ALARM = '<signalEventDefinition id="{0}_d" signalRef="s1"/>'
TOLD = {"told": "=k"}


def sender(given: dict[str, str] | None = None, tag: str = "intermediateThrowEvent", **properties: str) -> bytes:
    """The process p, which throws the message and then has the task a."""
    thrown = event(tag, "t", CALL, inside=extensions(properties, given or TOLD))
    return model("a " + thrown, "s -> t -> a -> e")


def receiver(senders: str = "process", **properties: str) -> bytes:
    """The process q, which waits for the message and then has the task b."""
    caught = event("intermediateCatchEvent", "c", CALL, inside=extensions({"senders": senders, **properties}))
    return model("b " + caught, "s -> c -> b -> e", key="q")


def begun(definition: str, **properties: str) -> bytes:
    """The process q, which begins by an event and then has the task b."""
    start = event("startEvent", "s", definition, inside=extensions(properties))
    return model("b", "s -> b -> e", start=start, key="q")


def clock(kind: str, text: str) -> str:
    """A timer that begins cases."""
    return f'<timerEventDefinition id="{{0}}_d"><{kind}>{text}</{kind}></timerEventDefinition>'


def timed(kind: str, text: str, organisation: str = VILLAGE) -> tuple[bytes, ...]:
    """The process q, begun by the clock."""
    return (begun(clock(kind, text), organisation=organisation),)


SENT = '<sendTask id="t" name="发" messageRef="m1">' + extensions({}, TOLD) + "</sendTask>"
RECEIVED = '<receiveTask id="c" name="等" messageRef="m1">' + extensions({"senders": "process"}) + "</receiveTask>"
SIGNALLED = (
    '<signalEventDefinition id="{0}_d" signalRef="s1"><extensionElements>'
    '<camunda:in sourceExpression="=k" target="told"/>'
    "</extensionElements></signalEventDefinition>"
)

MESSAGES = [
    Construct(
        "message to the case that a business key names",
        (sender(businessKey="=other"), receiver()),
        "start q | -\nstart q | -\nstart p other=#1 k=好 | a b\ncomplete b | a\ncomplete a | -",
        {"told": "好"},
    ),
    Construct(
        "message to the case whose correlation key is equal",
        (sender(correlationKey="=k"), receiver(correlationKey="=k")),
        "start q k=甲 | -\nstart q k=乙 | -\nstart p k=甲 | a b\n"
        "start p k=丙 | incident\nstart q k=丙 | a a b\nretry | a a b b",
        {"told": "甲"},
    ),
    Construct(
        "message without a correlation key is not for those who want one",
        (sender(), receiver(correlationKey="=k")),
        "start q k=甲 | -\nstart p k=甲 | incident",
    ),
    Construct(
        "message that people send with a correlation key",
        (receiver("everyone", correlationKey="=k"),),
        "start q k=甲 | -\nrefused message call | -\nrefused message call @乙 | -\nmessage call @甲 | b",
    ),
    Construct(
        "message for which two cases wait",
        (sender(), receiver()),
        "start q | -\nstart q | -\nstart p | incident",
    ),
    Construct(
        "message that people may not send",
        (sender(), receiver()),
        "start q | -\nrefused message call | -\nstart p k=好 | a b",
    ),
    Construct(
        "message that only some may send",
        (receiver("village_party"),),
        "start q | -\nrefused message call | -\nas donggou-party | -\nmessage call | -\nas donggou-clerk | b",
    ),
    Construct(
        "message with a payload that the form refuses",
        (receiver("everyone", payloadForm="fv"),),
        "start q | -\nrefused message call v=字 | -\nrefused message call w=1 | -\nmessage call v=3 | b",
        {"v": 3},
    ),
    Construct(
        "message with a payload in one variable",
        (receiver("everyone", payloadForm="fv", payloadVariable="sent"),),
        "start q | -\nmessage call v=3 | b",
        {"sent": {"v": 3}, "v": None},
    ),
    Construct(
        "message start event: people begin a case",
        (begun(CALL, senders="everyone", payloadForm="fv"),),
        "refused begin call v=字 | ended\nbegin call v=3 | b\ncomplete b v=4 | ended",
        {"v": 4},
    ),
    Construct(
        "message start event: a case begins one elsewhere",
        (sender(organisation=OTHER_VILLAGE), begun(CALL, senders="process")),
        "start p k=好 | a\nas xigou-clerk | b\ncomplete b v=1 | -",
    ),
    Construct(
        "send task and receive task",
        (model("a " + SENT, "s -> t -> a -> e"), model("b " + RECEIVED, "s -> c -> b -> e", key="q")),
        "start q | -\nstart p k=好 | a b",
        {"told": "好"},
    ),
    Construct(
        "message end event",
        (
            process(START + event("endEvent", "t", CALL, inside=extensions({}, TOLD)), "s -> t", extra=DECLARED),
            receiver(),
        ),
        "start q | -\nstart p k=好 | b",
        {"told": "好"},
    ),
]

CAUGHT = model("b " + event("intermediateCatchEvent", "c", ALARM), "s -> c -> b -> e", key="q")
SIGNALS = [
    Construct(
        "signal to every case that waits",
        (
            model("a " + event("intermediateThrowEvent", "t", SIGNALLED), "s -> t -> a -> e"),
            CAUGHT,
        ),
        "start q | -\nstart q | -\nstart p k=好 | a b b\nstart q | a b b",
        {"told": "好"},
    ),
    Construct(
        "signal end event",
        (process(START + event("endEvent", "t", SIGNALLED), "s -> t", extra=DECLARED), CAUGHT),
        "start q | -\nstart p k=好 | b",
        {"told": "好"},
    ),
    Construct(
        "signal start event: from outside",
        (begun(ALARM, organisation=f"{VILLAGE},{OTHER_VILLAGE}"),),
        "signal alarm | b\nas xigou-clerk | b\ncomplete b v=1 | -\nas donggou-clerk | b",
    ),
    Construct(
        "signal start event: where the thrower's case belongs",
        (
            model("a " + event("intermediateThrowEvent", "t", SIGNALLED), "s -> t -> a -> e"),
            begun(ALARM),
        ),
        "start p k=好 | a b",
    ),
]

STARTS = [
    Construct("timer start event: date", timed("timeDate", '=date("2026-12-01")'), "wait 100 | ended\nwait 100 | b"),
    Construct("timer start event: duration", timed("timeDuration", "P1D"), "wait 23 | ended\nwait 2 | b\nwait 48 | b"),
    Construct("timer start event: cycle", timed("timeCycle", "R2/P1D"), "wait 25 | b\nwait 24 | b b\nwait 24 | b b"),
    Construct(
        "timer start event: cron", timed("timeCycle", "0 0 8 * * ?"), "wait 22 | ended\nwait 2 | b\nwait 24 | b b"
    ),
    Construct(
        "timer start event: for several organisations",
        timed("timeDuration", "PT1H", f"{VILLAGE}, {OTHER_VILLAGE}"),
        "wait 2 | b\nas xigou-clerk | b",
    ),
    Construct(
        "start form that refuses what is sent",
        (model("a", "s -> a -> e", start='<startEvent id="s" camunda:formRef="fv" camunda:formRefBinding="latest"/>'),),
        "refused start v=字 | ended\nrefused start w=1 | ended\nstart v=1 | a",
        {"v": 1},
    ),
    Construct(
        "candidate starter groups",
        (process(START + user("a") + END, "s -> a -> e", attributes='camunda:candidateStarterGroups="village_party"'),),
        "refused start | ended\nas donggou-party | ended\nstart | -\nas donggou-clerk | a",
    ),
    Construct(
        "candidate starter users",
        (process(START + user("a") + END, "s -> a -> e", attributes='camunda:candidateStarterUsers="donggou-clerk"'),),
        "as donggou-party | ended\nrefused start | ended\nas donggou-clerk | ended\nstart | a",
    ),
]
