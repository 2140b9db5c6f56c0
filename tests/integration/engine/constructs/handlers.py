"""Event subprocesses."""

from __future__ import annotations

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
    handler,
    model,
    subprocess,
)


def handled(
    definition: str, *, interrupting: bool, body: str = "a b", flows: str = "s -> a -> b -> e"
) -> tuple[bytes, ...]:
    """An event subprocess in the process."""
    return (model(body + " " + handler(definition, interrupting=interrupting), flows),)


def nested(definition: str, *, interrupting: bool, ends: str = "") -> tuple[bytes, ...]:
    """An event subprocess in a subprocess."""
    inner = "b " + INNER + end("ei", ends) + handler(definition, interrupting=interrupting)
    return (model("z " + subprocess("sub", inner, "si -> b -> ei"), CLOSED),)


ONCE = "start | a h_s\n{0} | handle\ncomplete handle | ended"
BOTH = (
    "start | a h_s\n{0} | a h_s handle\ncomplete a v=1 | b h_s handle\ncomplete b v=1 | handle\ncomplete handle | ended"
)
INSIDE = "start | b h_s\n{0} | handle\ncomplete handle | z\ncomplete z v=1 | ended"

HANDLERS = [
    Construct(
        "event subprocess: message, interrupting",
        handled(MESSAGE, interrupting=True),
        ONCE.format("message call"),
        restarts=True,
    ),
    Construct(
        "event subprocess: message, not interrupting", handled(MESSAGE, interrupting=False), BOTH.format("message call")
    ),
    Construct(
        "event subprocess: message, twice at once",
        handled(MESSAGE, interrupting=False),
        "start | a h_s\nmessage call | a h_s handle\nmessage call | a h_s handle handle",
    ),
    Construct("event subprocess: timer, interrupting", handled(TIMER, interrupting=True), ONCE.format("timer h_s")),
    Construct(
        "event subprocess: timer, not interrupting",
        handled(TIMER, interrupting=False),
        "start | a h_s\ntimer h_s | a handle\ncomplete a v=1 | b handle",
    ),
    Construct(
        "event subprocess: timer cycle",
        handled(CYCLE, interrupting=False),
        "start | a h_s\ntimer h_s | a h_s handle\ntimer h_s | a handle handle",
    ),
    Construct(
        "event subprocess: signal, interrupting", handled(SIGNAL, interrupting=True), ONCE.format("signal alarm")
    ),
    Construct(
        "event subprocess: signal, not interrupting", handled(SIGNAL, interrupting=False), BOTH.format("signal alarm")
    ),
    Construct(
        "event subprocess: condition, interrupting",
        handled(CONDITION, interrupting=True),
        "start v=1 | a\ncomplete a v=6 | handle\ncomplete handle | ended",
    ),
    Construct(
        "event subprocess: condition, not interrupting",
        handled(CONDITION, interrupting=False),
        "start v=1 | a\ncomplete a v=6 | b handle\ncomplete b v=1 | handle",
    ),
    Construct(
        "event subprocess: in a subprocess, interrupting",
        nested(MESSAGE, interrupting=True),
        INSIDE.format("message call"),
    ),
    Construct(
        "event subprocess: in a subprocess, not interrupting",
        nested(MESSAGE, interrupting=False),
        "start | b h_s\nmessage call | b h_s handle\ncomplete handle | b h_s\ncomplete b v=1 | z",
    ),
    Construct(
        "event subprocess: error",
        nested(ERROR, interrupting=True, ends=ERROR),
        "start | b\ncomplete b v=1 | handle\ncomplete handle | z",
    ),
    Construct(
        "event subprocess: escalation, interrupting",
        nested(ESCALATION, interrupting=True, ends=ESCALATION),
        "start | b\ncomplete b v=1 | handle\ncomplete handle | z",
    ),
    Construct(
        "event subprocess: escalation, not interrupting",
        nested(ESCALATION, interrupting=False, ends=ESCALATION),
        "start | b\ncomplete b v=1 | handle\ncomplete handle | z",
    ),
    Construct(
        "event subprocess: no other starts beside an interrupting one",
        (model("a " + handler(MESSAGE) + handler(TIMER, interrupting=False, task="side", name="k"), "s -> a -> e"),),
        "start | a h_s k_s\ntimer k_s | a h_s side\nmessage call | handle\ncomplete handle | ended",
    ),
    Construct(
        "event subprocess: none starts any more when nothing else is left in its scope (BPMN 2.0, 13.5.4: Completing)",
        handled(MESSAGE, interrupting=False, body="a", flows="s -> a -> e"),
        "start | a h_s\nmessage call | a h_s handle\ncomplete a v=1 | handle\ncomplete handle | ended",
    ),
    Construct(
        "event subprocess: an error that it throws itself goes outward",
        (
            model(
                "z "
                + subprocess(
                    "sub",
                    "b "
                    + INNER
                    + end("ei", ERROR)
                    + handler(ANY_ERROR).replace('<endEvent id="h_e"/>', end("h_e", ERROR)),
                    "si -> b -> ei",
                )
                + boundary("x", "sub", ERROR),
                CLOSED + "\nx -> e",
            ),
        ),
        "start | b\ncomplete b v=1 | handle\ncomplete handle | ended",
    ),
    Construct(
        "event subprocess: in an event subprocess",
        (
            model(
                "a "
                + handler(MESSAGE).replace(
                    '<endEvent id="h_e"/>',
                    '<endEvent id="h_e"/>' + handler(TIMER, task="deeper", name="k"),
                ),
                "s -> a -> e",
            ),
        ),
        "start | a h_s\nmessage call | handle k_s\ntimer k_s | deeper\ncomplete deeper | ended",
    ),
]
