"""Models with what came after the first three: loops with results, event subprocesses, jobs, external work, keys."""
from __future__ import annotations

from collections.abc import Mapping

from tests.data.saved_states.model import Model
from tests.diagrams import arrows, form, number, process, text, user

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
EXTRA = (
    '<message id="m_note" name="note"/><message id="m_answer" name="answer"/><message id="m_go" name="go"/>'
    '<signal id="g_alarm" name="alarm"/><escalation id="x_up" name="up" escalationCode="up"/>'
)


def loops() -> Model:
    """Instances side by side that begin as jobs, one after the other until it is enough, and rounds."""
    both = _properties(outputCollection="opinions", outputElement="={who: person, said: opinion}")
    both += (
        '<multiInstanceLoopCharacteristics camunda:asyncBefore="true" camunda:collection="people" '
        'camunda:elementVariable="person"/>'
    )
    inner = '<startEvent id="si"/>' + user("ask", "loops_ask") + user("check") + '<endEvent id="ei"/>'
    body = START + f'<subProcess id="sub">{both}{inner}{arrows("si -> ask -> check -> ei")}</subProcess>'
    one = _properties(outputCollection="votes", outputElement="=n")
    one += (
        '<multiInstanceLoopCharacteristics isSequential="true" camunda:collection="=[10, 20, 30]" '
        'camunda:elementVariable="item"><completionCondition>=n = 2</completionCondition>'
        "</multiInstanceLoopCharacteristics>"
    )
    body += user("vote", "loops_vote", inside=one)
    again = user("again", inside='<standardLoopCharacteristics loopMaximum="2"/>')
    body += again.replace("<userTask ", '<userTask camunda:asyncAfter="true" ') + END
    return Model(
        "loops",
        {"loops": process(body, "s -> sub -> vote -> again -> e", key="loops")},
        {"loops_ask": form("loops_ask", text("opinion")), "loops_vote": form("loops_vote", number("n"))},
        {"people": '["甲", "乙"]', "n": "0"},
        (
            {"days": 0},
            {"complete": "ask", "data": {"opinion": "同意"}},
            {"complete": "ask", "data": {"opinion": "同意"}},
            {"complete": "check"},
            {"complete": "check"},
            {"complete": "vote", "data": {"n": 1}},
            {"complete": "vote", "data": {"n": 2}},
            {"complete": "again"},
            {"complete": "again"},
            {"days": 0},
        ),
    )


def handlers() -> Model:
    """Event subprocesses of every kind that waits, in a subprocess and in a process that the case names."""
    tick = '<timerEventDefinition id="td"><timeCycle>R2/P1D</timeCycle></timerEventDefinition>'
    condition = '<conditionalEventDefinition id="cd"><condition>=n > 5</condition></conditionalEventDefinition>'
    events = _event_subprocess("note", _message("note", payloadForm="handlers_n"), form_id="handlers_n")
    events += _event_subprocess("tick", tick) + _event_subprocess("many", condition)
    receive = _receiver("=k", payloadForm="handlers_n")
    receive = f'<receiveTask id="r" messageRef="m_answer">{receive}</receiveTask>'
    external = '<serviceTask id="x" camunda:type="external" camunda:topic="t">'
    external += _properties(workers="village_committee") + "</serviceTask>"
    inner = '<startEvent id="si"/><parallelGateway id="f"/><callActivity id="call" calledElement="=who"/>' + receive
    inner += external + '<endEvent id="ei"/>' + _boundary("bx", "call", "x_up") + user("told") + events
    flows = arrows("si -> f -> call -> ei\nf -> r -> ei\nf -> x -> ei\nbx -> told -> ei")
    body = START + f'<subProcess id="sub">{inner}{flows}</subProcess>'
    body += '<eventBasedGateway id="g" camunda:asyncBefore="true"/>'
    body += f'<intermediateCatchEvent id="go">{_message("go", correlationKey="=k")}</intermediateCatchEvent>'
    late = '<timerEventDefinition id="te"><timeDuration>P30D</timeDuration></timerEventDefinition>'
    body += f'<intermediateCatchEvent id="late">{late}</intermediateCatchEvent>' + user("last") + END
    up = '<intermediateThrowEvent id="up"><escalationEventDefinition id="ux" escalationRef="x_up"/>'
    called = START + user("c1") + up + "</intermediateThrowEvent>" + user("c2") + END
    alarm = '<signalEventDefinition id="sd" signalRef="g_alarm"/>'
    called += _event_subprocess("alarm", alarm, interrupting=True)
    done = [{"complete": name} for name in ("h_alarm", "h_tick", "h_many", "told")]
    return Model(
        "handlers",
        {
            "handlers": process(body, "s -> sub -> g -> go -> last -> e\ng -> late -> last", "handlers", EXTRA),
            "handled": process(called, "s -> c1 -> up -> c2 -> e", "handled", EXTRA),
        },
        {"handlers_n": form("handlers_n", number("n"))},
        {"who": '"handled"', "k": "7", "n": "1"},
        (
            {"message": "note", "data": {"n": 2}},
            {"days": 1},
            {"complete": "h_note", "data": {"n": 7}},
            {"complete": "c1"},
            {"signal": "alarm"},
            {"work": "t"},
            {"message": "answer", "key": "number:7", "data": {"n": 9}},
            *done,
            {"days": 0},
            {"message": "go", "key": "number:7"},
            {"complete": "last"},
        ),
    )


def _properties(**given: str) -> str:
    return f"<extensionElements>{_listed(given)}</extensionElements>"


def _listed(given: Mapping[str, str]) -> str:
    entries = "".join(f'<camunda:property name="{name}" value="{value}"/>' for name, value in given.items())
    return f"<camunda:properties>{entries}</camunda:properties>"


def _receiver(key: str, **more: str) -> str:
    """A receiver with a variable of its own."""
    own = '<camunda:inputParameter name="own">=k * 2</camunda:inputParameter>'
    own += '<camunda:outputParameter name="given">=own + n</camunda:outputParameter>'
    given = _listed({"senders": "everyone", "correlationKey": key, **more})
    return f"<extensionElements>{given}<camunda:inputOutput>{own}</camunda:inputOutput></extensionElements>"


def _message(name: str, **more: str) -> str:
    properties = _properties(senders="everyone", **more)
    return f'{properties}<messageEventDefinition id="md_{name}" messageRef="m_{name}"/>'


def _boundary(element_id: str, host: str, reference: str) -> str:
    caught = f'<escalationEventDefinition id="d_{element_id}" escalationRef="{reference}"/>'
    return f'<boundaryEvent id="{element_id}" attachedToRef="{host}" cancelActivity="false">{caught}</boundaryEvent>'


def _event_subprocess(name: str, content: str, *, interrupting: bool = False, form_id: str | None = None) -> str:
    flag = str(interrupting).lower()
    inner = f'<startEvent id="b_{name}" isInterrupting="{flag}">{content}</startEvent>' + user(f"h_{name}", form_id)
    inner += f'<endEvent id="e_{name}"/>' + arrows(f"b_{name} -> h_{name} -> e_{name}")
    return f'<subProcess id="esp_{name}" triggeredByEvent="true">{inner}</subProcess>'
