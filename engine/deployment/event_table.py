"""Which event may carry which definition at which place, which kinds of time a timer takes, and what stands where."""
from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

#: Stands in the table for an event without a definition.
NONE = "none"
_WAITED_FOR = frozenset({
    "timerEventDefinition", "messageEventDefinition", "signalEventDefinition", "conditionalEventDefinition",
})  # fmt: skip
_RAISED_INSIDE = frozenset({"errorEventDefinition", "escalationEventDefinition"})
_THROWN = frozenset({"messageEventDefinition", "signalEventDefinition", "escalationEventDefinition"})

#: Event and the scope it stands in (None: any) to the definitions it may carry; each may also carry none where NONE is.
EVENT_DEFINITIONS: Mapping[tuple[str, str | None], frozenset[str]] = {
    ("startEvent", "process"): frozenset({
        NONE, "messageEventDefinition", "timerEventDefinition", "signalEventDefinition",
    }),
    ("startEvent", "subProcess"): frozenset({NONE}),
    ("startEvent", "eventSubProcess"): _WAITED_FOR | _RAISED_INSIDE,
    ("endEvent", None): _THROWN | {NONE, "errorEventDefinition", "terminateEventDefinition"},
    ("intermediateCatchEvent", None): _WAITED_FOR | {"linkEventDefinition"},
    ("intermediateThrowEvent", None): _THROWN | {NONE, "linkEventDefinition"},
    ("boundaryEvent", None): _WAITED_FOR | _RAISED_INSIDE,
}  # fmt: skip
EVENTS = frozenset(event for event, _scope in EVENT_DEFINITIONS)
CATCHING_EVENTS = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
#: All that may stand beside the processes, for events to refer to.
DEFINITIONS = frozenset(name for names in EVENT_DEFINITIONS.values() for name in names) - {NONE}
_ALL_KINDS = frozenset({"timeDate", "timeDuration", "timeCycle"})
TIMERS: Mapping[str, frozenset[str]] = {
    "startEvent": _ALL_KINDS,
    "intermediateCatchEvent": frozenset({"timeDate", "timeDuration"}),
    "boundaryEvent": _ALL_KINDS,
}
BOUNDARY_HOSTS = frozenset({
    "task", "manualTask", "userTask", "scriptTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask",
    "callActivity", "subProcess",
})  # fmt: skip
AFTER_EVENT_BASED_GATEWAY = frozenset({"intermediateCatchEvent", "receiveTask"})


def definitions_of(event: str) -> frozenset[str]:
    """The definitions that an event may carry in one scope or another, written inside or referred to."""
    found = (allowed for (type_, _scope), allowed in EVENT_DEFINITIONS.items() if type_ == event)
    return frozenset().union(*found, {"eventDefinitionRef"}) - {NONE}


def definitions_here(event: str, scope: str) -> frozenset[str] | None:
    """What an event may carry in such a scope, NONE included where it may go without; None for anything else."""
    return EVENT_DEFINITIONS.get((event, scope), EVENT_DEFINITIONS.get((event, None)))


def interrupts(event: etree._Element) -> bool:
    """Whether a boundary event ends its activity, or a start event the scope around its event subprocess."""
    return "false" not in (event.get("cancelActivity"), event.get("isInterrupting"))
