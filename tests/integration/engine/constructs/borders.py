"""Events on the border of activities."""

from __future__ import annotations

from tests.diagrams import script
from tests.integration.engine.constructs.construct import Construct
from tests.integration.engine.constructs.drawing import (
    ANY_ERROR,
    CLOSED,
    CONDITION,
    CYCLE,
    ERROR,
    ESCALATION,
    INNER,
    MESSAGE,
    SIGNAL,
    TIMER,
    boundary,
    end,
    model,
    properties,
    subprocess,
    throwing,
)

CRON = '<timerEventDefinition id="{0}_d"><timeCycle>0 0 9 * * ?</timeCycle></timerEventDefinition>'
BESIDE = "s -> a -> e\nx -> late -> e"


def bordered(definition: str, *, interrupting: bool) -> tuple[bytes, ...]:
    """A task with an event on its border."""
    return (model("a late " + boundary("x", "a", definition, interrupting=interrupting), BESIDE),)


BOUNDARY = [
    Construct(
        "boundary: timer, interrupting",
        bordered(TIMER, interrupting=True),
        "start | a x\ntimer x | late\ncomplete late v=1 | ended",
        restarts=True,
    ),
    Construct(
        "boundary: timer, not interrupting",
        bordered(TIMER, interrupting=False),
        "start | a x\ntimer x | a late\ncomplete a v=1 | late",
    ),
    Construct(
        "boundary: timer cycle",
        bordered(CYCLE, interrupting=False),
        "start | a x\ntimer x | a late x\ntimer x | a late late\ncomplete a v=1 | late late",
    ),
    Construct(
        "boundary: cron", bordered(CRON, interrupting=False), "start | a x\ntimer x | a late x\ntimer x | a late late x"
    ),
    Construct(
        "boundary: message, interrupting", bordered(MESSAGE, interrupting=True), "start | a x\nmessage call | late"
    ),
    Construct(
        "boundary: message, not interrupting",
        bordered(MESSAGE, interrupting=False),
        "start | a x\nmessage call | a late x\nmessage call | a late late x",
    ),
    Construct(
        "boundary: signal, interrupting", bordered(SIGNAL, interrupting=True), "start | a x\nsignal alarm | late"
    ),
    Construct(
        "boundary: signal, not interrupting",
        bordered(SIGNAL, interrupting=False),
        "start | a x\nsignal alarm | a late x",
    ),
    Construct(
        "boundary: condition, interrupting",
        (model("a b late " + boundary("x", "a", CONDITION), BESIDE + "\ns -> b -> e"),),
        "start v=1 | a b\ncomplete b v=6 | late",
    ),
    Construct(
        "boundary: condition, not interrupting, once each time it becomes true",
        (
            model(
                "a b c d late " + boundary("x", "a", CONDITION, interrupting=False), BESIDE + "\ns -> b -> c -> d -> e"
            ),
        ),
        "start v=1 | a b\ncomplete b v=6 | a c late\ncomplete c v=7 | a d late\ncomplete d v=1 | a late",
    ),
    Construct(
        "boundary: error by its code",
        (throwing(ERROR, more=boundary("x", "sub", ERROR) + boundary("y", "sub", ANY_ERROR), flows="x -> e\ny -> z"),),
        "start | b\ncomplete b v=1 | ended",
    ),
    Construct(
        "boundary: any error, with its code and message",
        (throwing(ERROR, more=boundary("x", "sub", ANY_ERROR), flows="x -> z"),),
        "start | b\ncomplete b v=1 | z",
        {"code": "broken", "said": "坏了"},
    ),
    Construct(
        "boundary: error from a called process",
        (
            model("z <callActivity id='sub' calledElement='q'/>" + boundary("x", "sub", ERROR), CLOSED + "\nx -> e"),
            model("b " + end("ei", ERROR), "s -> b -> ei", end="", key="q"),
        ),
        "start | b\ncomplete b v=1 | ended",
        restarts=True,
    ),
    Construct(
        "boundary: error two scopes out",
        (
            model(
                "z "
                + subprocess("sub", INNER + subprocess("deep", "b " + end("ei", ERROR), "b -> ei"), "si -> deep")
                + boundary("x", "sub", ERROR),
                CLOSED + "\nx -> e",
            ),
        ),
        "start | b\ncomplete b v=1 | ended",
    ),
    Construct(
        "boundary: error of a script",
        (
            model(
                "z "
                + script("a", "n", "=v").replace(
                    "<script>",
                    properties(errorCode='=if n &gt; 2 then "broken" else null') + "<script>",
                )
                + boundary("x", "a", ERROR),
                "s -> a -> e\nx -> z -> e",
            ),
        ),
        "start v=3 | z",
    ),
    Construct(
        "boundary: escalation, interrupting",
        (throwing(ESCALATION, more=boundary("x", "sub", ESCALATION), flows="x -> e"),),
        "start | b\ncomplete b v=1 | ended",
    ),
    Construct(
        "boundary: escalation, not interrupting",
        (
            throwing(
                ESCALATION, more=boundary("x", "sub", ESCALATION, interrupting=False), flows="x -> late -> e"
            ).replace(b'<bpmn:endEvent id="e"/>', b'<bpmn:endEvent id="e"/><bpmn:task id="late"/>'),
        ),
        "start | b\ncomplete b v=1 | z",
    ),
    Construct(
        "boundary: several events on one subprocess",
        (
            model(
                "z late "
                + subprocess("sub", "b", "")
                + boundary("x", "sub", TIMER)
                + boundary("y", "sub", MESSAGE, interrupting=False),
                CLOSED + "\nx -> late -> e\ny -> late",
            ),
        ),
        "start | b x y\nmessage call | b late x y\ntimer x | late late\ncomplete late v=1 | late\n"
        "complete late v=1 | ended",
    ),
]
