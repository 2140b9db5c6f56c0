"""The same thing wherever it may stand: kinds of time, markers, boundary events, marks of jobs, default flows."""

from __future__ import annotations

from itertools import pairwise

from tests.acceptance.constructs.working import DECIDE, JOBS, LEVEL, WORKERS
from tests.diagrams import process, script, user
from tests.integration.engine.constructs.construct import Construct
from tests.integration.engine.constructs.drawing import DECLARED, END, START, boundary, handler, model, multi
from tests.messages_drawn import extensions

TIMES = {
    "date": '<timeDate>=date("2026-11-25")</timeDate>',
    "duration": "<timeDuration>P1D</timeDuration>",
    "cycle": "<timeCycle>R2/P1D</timeCycle>",
    "cron": "<timeCycle>0 0 8 * * ?</timeCycle>",
}
SENDERS = extensions({"senders": "everyone"})
WAITED = '<timerEventDefinition id="{0}_d"><timeDuration>PT1H</timeDuration></timerEventDefinition>'
YEAR = '<timerEventDefinition id="{0}_d"><timeDuration>P1Y</timeDuration></timerEventDefinition>'
EXTERNAL = ' camunda:type="external" camunda:topic="pay" camunda:taskPriority="7"'
CALLED = process('<task id="only"/>', key="q")
#: Every kind of activity by its name; {0} takes attributes, {1} what stands inside.
ACTIVITIES = {
    "task": '<task id="n_task"{0}>{1}</task>',
    "manual": '<manualTask id="n_manual"{0}>{1}</manualTask>',
    "script": script("n_script", "x", "=1").replace(" name=", "{0} name=").replace("<script>", "{1}<script>"),
    "rule": DECIDE.format("{1}").replace('id="r"', 'id="n_rule"{0}'),
    "call": '<callActivity id="n_call" calledElement="q"{0}>{1}</callActivity>',
    "sub": '<subProcess id="n_sub"{0}>{1}<task id="inner"/></subProcess>',
    "service": f'<serviceTask id="n_service"{EXTERNAL}{{0}}>{WORKERS}{{1}}</serviceTask>',
    "send": f'<sendTask id="n_send"{EXTERNAL}{{0}}>{WORKERS}{{1}}</sendTask>',
    "receive": f'<receiveTask id="n_receive" name="等" messageRef="m1"{{0}}>{SENDERS}{{1}}</receiveTask>',
    "user": user("n_user", "fv", inside="{1}").replace(" name=", "{0} name=", 1),
}
NODES = [*(f"n_{kind}" for kind in ACTIVITIES), "e"]
WAYS = {kind: f"{source}__{target}" for kind, (source, target) in zip(ACTIVITIES, pairwise(NODES), strict=True)}


def chain(attributes: str = "", inside: str = "", more: str = "", flows: str = "") -> tuple[bytes, ...]:
    """One of each activity after the other; ``attributes`` may say {way}: the flow to the next."""
    drawn = "".join(text.format(attributes.replace("{way}", WAYS[kind]), inside) for kind, text in ACTIVITIES.items())
    return process(START + drawn + END + more, f"s -> {' -> '.join(NODES)}\n{flows}", extra=DECLARED), CALLED


def timed(kind: str) -> str:
    """A timer of this kind."""
    return f'<timerEventDefinition id="{{0}}_d">{TIMES[kind]}</timerEventDefinition>'


def bordered(kind: str, *, interrupting: bool) -> tuple[bytes, ...]:
    """A task with a timer on its border."""
    timer = boundary("x", "a", timed(kind), interrupting=interrupting)
    return (model("a late " + timer, "s -> a -> e\nx -> late -> e"),)


def keyed(files: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """With receivers that are told apart by their instance."""
    keyed = '"everyone"/><camunda:property name="correlationKey" value="=loopCounter"/>'
    return tuple(content.decode().replace('"everyone"/>', keyed).encode() for content in files)


TWICE = (
    "start v=9 | -\nwork n_service | -\nwork n_service | -\nwork n_send | -\nwork n_send | -\n"
    "message call | -\nmessage call | {0}\ncomplete n_user v=1 | n_user\ncomplete n_user v=2 | ended"
)
ONCE = "start v=9 | -\nwork n_service | -\nwork n_send | -\nmessage call | n_user\ncomplete n_user v=1 | ended"
TIMERS = [
    Construct(f"boundary: timer {kind}, interrupting", bordered(kind, interrupting=True), "start | a\nwait 48 | late")
    for kind in ("date", "duration")
] + [
    Construct(
        f"boundary: timer {kind}, not interrupting",
        bordered(kind, interrupting=False),
        f"start | a\nwait 24 | a late\nwait 24 | {again}",
    )
    for kind, again in {
        "date": "a late",
        "duration": "a late",
        "cycle": "a late late",
        "cron": "a late late",
    }.items()
]
HANDLED = [
    Construct(
        f"event subprocess: timer {kind}, interrupting",
        (model("a " + handler(timed(kind)), "s -> a -> e"),),
        "start | a\nwait 48 | handle\ncomplete handle | ended",
    )
    for kind in ("date", "duration")
] + [
    Construct(
        f"event subprocess: timer {kind}, not interrupting",
        (model("a " + handler(timed(kind), interrupting=False), "s -> a -> e"),),
        f"start | a\nwait 24 | a handle\nwait 24 | {again}",
    )
    for kind, again in {
        "date": "a handle",
        "duration": "a handle",
        "cycle": "a handle handle",
        "cron": "a handle handle",
    }.items()
]
MARKERS = [
    Construct(
        "multi-instance: a list that nobody has given",
        (model("z " + user("a", "fv", inside=multi(collection='camunda:collection="people"')), "s -> a -> z -> e"),),
        "refused start | ended",
    ),
    Construct(
        "standard loop on every kind of activity",
        chain(inside='<standardLoopCharacteristics testBefore="false" loopMaximum="2"/>'),
        TWICE.format("n_user"),
        decisions=LEVEL,
    ),
    Construct(
        "multi-instance on every kind of activity: parallel",
        keyed(chain(inside=multi("=2"))),
        TWICE.format("n_user n_user").replace("call |", "call @1 |", 1).replace("call |", "call @0 |"),
        decisions=LEVEL,
    ),
    Construct(
        "multi-instance on every kind of activity: sequential",
        chain(inside=multi("=2", sequential=True)),
        TWICE.format("n_user"),
        decisions=LEVEL,
    ),
]
PLACES = [
    Construct(
        "boundary events on every kind of activity",
        chain(
            more="".join(boundary(f"x_{kind}", f"n_{kind}", YEAR) for kind in ACTIVITIES) + user("late"),
            flows="\n".join(f"x_{kind} -> late" for kind in ACTIVITIES) + "\nlate -> e",
        ),
        ONCE,
        decisions=LEVEL,
    ),
    Construct(
        "default flows out of every kind of activity",
        chain(
            ' default="{way}"',
            more=user("bad"),
            flows="\n".join(f"n_{kind} -> bad : =v = 5" for kind in ACTIVITIES) + "\nbad -> e",
        ),
        ONCE,
        decisions=LEVEL,
    ),
    Construct(
        "asynchronous marks on every kind of activity",
        chain(JOBS),
        "start v=9 | -\nwait 0 | -\nwork n_service | -\nwait 0 | -\nwork n_send | -\nwait 0 | -\nmessage call | -\n"
        "wait 0 | n_user\ncomplete n_user v=1 | -\nwait 0 | ended",
        decisions=LEVEL,
    ),
    Construct(
        "the old asynchronous mark on every kind of activity",
        chain(' camunda:async="true"'),
        "start v=9 | -\nwait 0 | -\nwork n_service | -\nwait 0 | -\nwork n_send | -\nwait 0 | -\nmessage call | -\n"
        "wait 0 | n_user\ncomplete n_user v=1 | ended",
        decisions=LEVEL,
    ),
]
