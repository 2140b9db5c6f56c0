"""The models whose states are saved, and what is done to each between its start and its end."""
from __future__ import annotations

from tests.data.saved_states.construct_models import handlers, loops
from tests.data.saved_states.model import Model
from tests.diagrams import arrows, form, number, process, script, text, user

START = '<startEvent id="s"/>'
EVERYONE = '<camunda:property name="senders" value="everyone"/>'


def branches() -> Model:
    """Arrivals wait at a parallel and at an inclusive join."""
    body = START + '<parallelGateway id="f"/><inclusiveGateway id="i" default="i__z"/><inclusiveGateway id="k"/>'
    body += '<parallelGateway id="j"/>' + user("a", "branches_a") + user("x") + user("y") + user("z") + user("last")
    body += script("sum", "total", "=amount + extra") + '<endEvent id="e"/>'
    flows = "s -> f -> a -> j -> sum -> last -> e\nf -> i\ni -> x : =amount > 1\ni -> y : =amount > 0.5\ni -> z -> k"
    return Model(
        "branches",
        {"branches": process(body, flows + "\nx -> k\ny -> k\nk -> j", key="branches")},
        {"branches_a": form("branches_a", number("extra"))},
        {
            "amount": "1.10",
            "day": 'date("2026-12-02")',
            "span": '{within: [1..2.50], "for": @"P1DT2H", rounds: [1, null, true]}',
            "at": 'date and time("2026-12-02T10:00:00@Asia/Shanghai")',
        },
        (
            {"complete": "x"},
            {"complete": "a", "data": {"extra": 2}},
            {"complete": "y"},
            {"complete": "last"},
        ),
    )


def scopes() -> Model:
    """A loop in a called process, called from a subprocess: variables of three scopes."""
    mapping = (
        '<extensionElements><camunda:in source="topic" target="subject"/><camunda:in sourceExpression="=n + 1" '
        'target="m"/><camunda:out source="result" target="outcome"/>'
        '<camunda:out sourceExpression="=m * 10" target="ten"/></extensionElements>'
    )
    inner = '<startEvent id="s2"/><callActivity id="call" calledElement="called">' + mapping + "</callActivity>"
    inner += user("x", "scopes_x") + '<endEvent id="e2"/>'
    flows = arrows("s2 -> call -> x -> e2").replace("<bpmn:", "<").replace("</bpmn:", "</")
    body = START + f'<subProcess id="sub">{inner}{flows}</subProcess>' + user("after") + '<endEvent id="e"/>'
    loop = '<startEvent id="cs"/><exclusiveGateway id="cm"/><exclusiveGateway id="cd" default="cd__ce"/>'
    loop += user("work", "scopes_work") + script("inc", "m", "=m + 1") + '<endEvent id="ce"/>'
    called = process(loop, 'cs -> cm -> work -> inc -> cd -> ce\ncd -> cm : =result = "再来"', key="called")
    return Model(
        "scopes",
        {"scopes": process(body, "s -> sub -> after -> e", key="scopes"), "called": called},
        {"scopes_work": form("scopes_work", text("result")), "scopes_x": form("scopes_x", text("topic"))},
        {"topic": '"修路"', "n": "4"},
        (
            {"complete": "work", "data": {"result": "再来"}},
            {"complete": "work", "data": {"result": "完"}},
            {"complete": "x", "data": {"topic": "修桥"}},
            {"complete": "after"},
        ),
    )


def events() -> Model:
    """Every trigger: armed on an activity, interrupting and not, alone and behind an event-based gateway."""
    apply = _message("apply", '<camunda:property name="payloadForm" value="events_apply"/>')
    cycle = '<timerEventDefinition id="td"><timeCycle>R3/P1D</timeCycle></timerEventDefinition>'
    late = '<timerEventDefinition id="te"><timeDuration>P10D</timeDuration></timerEventDefinition>'
    signal = '<signalEventDefinition id="sd" signalRef="g1"/>'
    body = START + '<parallelGateway id="f"/><eventBasedGateway id="g"/>'
    body += user("a") + user("b") + user("c") + user("check") + user("remind") + user("late") + user("answered")
    body += user("many") + _boundary("ba", "a", apply) + _boundary("bt", "a", cycle)
    body += _boundary("bc", "a", _condition("=rounds &gt; 1")) + _boundary("bb", "b", signal, cancels=True)
    body += f'<intermediateCatchEvent id="t">{late}</intermediateCatchEvent>'
    body += f'<intermediateCatchEvent id="m">{_message("answer", form_id="events_answer")}</intermediateCatchEvent>'
    body += "".join(f'<endEvent id="e{place}"/>' for place in range(7))
    flows = "s -> f -> a -> e0\nba -> check -> e1\nbt -> remind -> e2\nbc -> many -> e3\nf -> b -> e4\nbb -> c -> e5"
    flows += "\nf -> g -> t -> late -> e6\ng -> m -> answered -> e6"
    extra = '<message id="m_apply" name="apply"/><message id="m_answer" name="answer"/><signal id="g1" name="开会"/>'
    done = [{"complete": name} for name in ("check", "c", "remind", "answered", "many", "remind", "a")]
    return Model(
        "events",
        {"events": process(body, flows, key="events", extra=extra)},
        {"events_apply": form("events_apply", text("name")), "events_answer": form("events_answer", number("rounds"))},
        {"rounds": "1"},
        (
            {"message": "apply", "data": {"name": "乙"}},
            {"days": 1},
            {"signal": "开会"},
            {"message": "answer", "data": {"rounds": 2}},
            {"days": 1},
            *done,
        ),
    )


def _message(name: str, more: str = "", form_id: str | None = None) -> str:
    more += f'<camunda:property name="payloadForm" value="{form_id}"/>' if form_id else ""
    properties = f"<camunda:properties>{EVERYONE}{more}</camunda:properties>"
    definition = f'<messageEventDefinition id="md_{name}" messageRef="m_{name}"/>'
    return f"<extensionElements>{properties}</extensionElements>{definition}"


def _condition(text_: str) -> str:
    condition = f'<condition xsi:type="bpmn:tFormalExpression">{text_}</condition>'
    return f'<conditionalEventDefinition id="cd">{condition}</conditionalEventDefinition>'


def _boundary(element_id: str, host: str, content: str, *, cancels: bool = False) -> str:
    interrupts = str(cancels).lower()
    return (
        f'<boundaryEvent id="{element_id}" attachedToRef="{host}" cancelActivity="{interrupts}">{content}'
        "</boundaryEvent>"
    )


BRANCHES, SCOPES, EVENTS = branches(), scopes(), events()
MODELS = (BRANCHES, SCOPES, EVENTS, loops(), handlers())
