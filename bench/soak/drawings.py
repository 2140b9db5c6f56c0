"""The soak's own processes: timers of seconds, a loop, a parallel multi-instance, messages there and back, programs."""
from __future__ import annotations

from tests.diagrams import form, process, script, text, user
from tests.integration.engine.working import service
from tests.messages_drawn import extensions

ROUND, ANSWER = "soak_round", "soak_answer"
TOPIC = "soak_pay"
REMARK = "soak_remark"
ASK, TOLD = "soak_ask", "soak_told"
#: How many opinions a round asks for.
OPINIONS = 3
#: Elements at which each visit is one timer that fires.
TIMERS = frozenset({"cool", "overdue", "pause"})

_DECLARED = "".join(f'<message id="{name}_message" name="{name}"/>' for name in (REMARK, ASK, TOLD))
_MANY = (
    "<multiInstanceLoopCharacteristics>"
    f"<loopCardinality>{OPINIONS}</loopCardinality></multiInstanceLoopCharacteristics>"
)


def files() -> dict[str, bytes]:
    """What is deployed, by file name."""
    return {
        f"{ROUND}.bpmn": _round(), f"{ANSWER}.bpmn": _answer(),
        "soak_begin.form": form("soak_begin", _required("mark")),
        "soak_note.form": form("soak_note", _required("note")),
        "soak_review.form": form("soak_review", _required("note"), _required("again")),
    }  # fmt: skip


def _required(key: str) -> dict[str, object]:
    return text(key, validate={"required": True})


def _round() -> bytes:
    body = (
        '<startEvent id="s" camunda:formRef="soak_begin" camunda:formRefBinding="latest"/>'
        + user("draft", "soak_note")
        + f'<boundaryEvent id="remark" attachedToRef="draft" cancelActivity="false">'
        f'{extensions({"senders": "everyone", "payloadForm": "soak_note"})}{_message("remark", REMARK)}</boundaryEvent>'
        + user("noted", "soak_note") + '<endEvent id="noted_end"/>'
        + user("review", "soak_review") + '<exclusiveGateway id="again_gate" default="again_gate__split"/>'
        + '<parallelGateway id="split"/>' + user("opine", "soak_note", inside=_MANY)
        + f'<intermediateCatchEvent id="cool">{_timer("cool", "PT2S")}</intermediateCatchEvent>'
        + user("decide", "soak_note")
        + f'<boundaryEvent id="overdue" attachedToRef="decide">{_timer("overdue", "PT4S")}</boundaryEvent>'
        + user("late", "soak_note") + '<exclusiveGateway id="decided"/><parallelGateway id="join"/>'
        + f'<intermediateThrowEvent id="ask">{extensions({}, {"asked_by": "=case_number"})}{_message("ask", ASK)}'
        "</intermediateThrowEvent>"
        + f'<intermediateCatchEvent id="told">{extensions({"senders": "process"})}{_message("told", TOLD)}'
        "</intermediateCatchEvent>"
        + service("pay", TOPIC)
        + script("settle", "settled", "1 + 1").replace("<scriptTask ", '<scriptTask camunda:asyncBefore="true" ')
        + '<endEvent id="e"/>'
    )  # fmt: skip
    flows = """
        s -> draft -> review -> again_gate
        again_gate -> draft : =again = "是"
        again_gate -> split
        remark -> noted -> noted_end
        split -> opine -> join
        split -> cool -> join
        split -> decide -> decided
        overdue -> late -> decided
        decided -> join
        join -> ask -> told -> pay -> settle -> e
    """
    starters = 'camunda:candidateStarterGroups="village_committee"'
    return process(body, flows, ROUND, _DECLARED, starters)


def _answer() -> bytes:
    body = (
        f'<startEvent id="asked">{extensions({"senders": "process"})}{_message("asked", ASK)}</startEvent>'
        + f'<intermediateCatchEvent id="pause">{_timer("pause", "PT1S")}</intermediateCatchEvent>'
        + f'<intermediateThrowEvent id="tell">{extensions({"businessKey": "=asked_by"})}{_message("tell", TOLD)}'
        '</intermediateThrowEvent><endEvent id="e"/>'
    )
    return process(body, "asked -> pause -> tell -> e", ANSWER, _DECLARED)


def _message(element_id: str, name: str) -> str:
    return f'<messageEventDefinition id="{element_id}_md" messageRef="{name}_message"/>'


def _timer(element_id: str, duration: str) -> str:
    return f'<timerEventDefinition id="{element_id}_td"><timeDuration>{duration}</timeDuration></timerEventDefinition>'
