"""Short words for the diagrams of the constructs."""

from __future__ import annotations

from tests.diagrams import arrows, process, user

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
#: Root elements that the diagrams refer to; more are declared than any of them needs.
DECLARED = (
    '<message id="m1" name="call"/><message id="m2" name="other"/><signal id="s1" name="alarm"/>'
    '<error id="e1" name="broken" errorCode="broken" camunda:errorMessage="坏了"/>'
    '<error id="e2" name="spoilt" errorCode="spoilt"/><escalation id="x1" name="up" escalationCode="up"/>'
)
TIMER = '<timerEventDefinition id="{0}_d"><timeDuration>P1D</timeDuration></timerEventDefinition>'
MESSAGE = (
    '<extensionElements><camunda:properties><camunda:property name="senders" value="everyone,process"/>'
    '</camunda:properties></extensionElements><messageEventDefinition id="{0}_d" messageRef="m1"/>'
)
SIGNAL = '<signalEventDefinition id="{0}_d" signalRef="s1"/>'
ERROR = '<errorEventDefinition id="{0}_d" errorRef="e1"/>'
ESCALATION = '<escalationEventDefinition id="{0}_d" escalationRef="x1"/>'
TERMINATE = '<terminateEventDefinition id="{0}_d"/>'
INNER = START.replace('"s"', '"si"')
CYCLE = '<timerEventDefinition id="{0}_d"><timeCycle>R2/P1D</timeCycle></timerEventDefinition>'
ANY_ERROR = '<errorEventDefinition id="{0}_d" camunda:errorCodeVariable="code" camunda:errorMessageVariable="said"/>'
CLOSED = "s -> sub -> z -> e"
CONDITION = '<conditionalEventDefinition id="{0}_d"><condition>=v &gt; 5</condition></conditionalEventDefinition>'


def model(elements: str, flows: str, *, start: str = START, end: str = END, key: str = "p") -> bytes:
    """A process: user tasks by bare names, other elements as XML, between a start and an end event."""
    return process(start + drawn(elements) + end, flows, key=key, extra=DECLARED)


def drawn(elements: str) -> str:
    """XML; a word ``a`` between elements is a user task that asks for v, ``b!`` one without a form."""
    words = elements.split("<", 1)
    tasks = "".join(user(word.rstrip("!"), None if word.endswith("!") else "fv") for word in words[0].split())
    return tasks + ("<" + words[1] if len(words) > 1 else "")


def event(tag: str, name: str, definition: str = "", attributes: str = "", inside: str = "") -> str:
    """An event; ``definition`` is a template of this module."""
    return f'<{tag} id="{name}" {attributes}>{inside}{definition.format(name)}</{tag}>'


def catch(name: str, definition: str) -> str:
    """An intermediate catch event."""
    return event("intermediateCatchEvent", name, definition)


def throw(name: str, definition: str = "", inside: str = "") -> str:
    """An intermediate throw event."""
    return event("intermediateThrowEvent", name, definition, inside=inside)


def end(name: str, definition: str = "", inside: str = "") -> str:
    """An end event."""
    return event("endEvent", name, definition, inside=inside)


def boundary(name: str, host: str, definition: str, *, interrupting: bool = True) -> str:
    """An event on the border of an activity."""
    attributes = f'attachedToRef="{host}" cancelActivity="{str(interrupting).lower()}"'
    return event("boundaryEvent", name, definition, attributes)


def subprocess(name: str, elements: str, flows: str, marker: str = "") -> str:
    """An embedded subprocess."""
    return f'<subProcess id="{name}">{marker}{drawn(elements)}{arrows(flows)}</subProcess>'


def handler(definition: str, *, interrupting: bool = True, task: str = "handle", name: str = "h") -> str:
    """An event subprocess with one task."""
    begin = event("startEvent", f"{name}_s", definition, f'isInterrupting="{str(interrupting).lower()}"')
    return (
        f'<subProcess id="{name}" triggeredByEvent="true">{begin}{user(task)}<endEvent id="{name}_e"/>'
        f"{arrows(f'{name}_s -> {task} -> {name}_e')}</subProcess>"
    )


def multi(count: str = "=3", *, sequential: bool = False, until: str = "", collection: str = "") -> str:
    """A multi-instance marker; ``collection``: camunda attributes instead of the cardinality."""
    inside = "" if collection else f"<loopCardinality>{count}</loopCardinality>"
    inside += f"<completionCondition>{until.replace('<', '&lt;')}</completionCondition>" if until else ""
    return (
        f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}" {collection}>{inside}'
        "</multiInstanceLoopCharacteristics>"
    )


def properties(**given: str) -> str:
    """extensionElements with properties."""
    listed = "".join(f"<camunda:property name='{name}' value='{value}'/>" for name, value in given.items())
    return f"<extensionElements><camunda:properties>{listed}</camunda:properties></extensionElements>"


def throwing(definition: str, *, code: str = "", more: str = "", flows: str = "") -> bytes:
    """A subprocess that ends with this event, and the task z behind it; ``more`` beside it."""
    return model(
        "z " + subprocess("sub", "b " + INNER + end("ei", definition) + code, "si -> b -> ei") + more,
        f"{CLOSED}\n{flows}",
    )
