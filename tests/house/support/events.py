"""Each event at each place with each definition and kind of time: executed by a test, or refused with a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from engine.deployment.event_table import NONE, definitions_here
from engine.deployment.vocabulary import BPMN_NAMES
from tests.house.support.features import BESIDE, INTERRUPTING, PLAIN, shown_by
from tests.house.support.told import EXECUTED, REFUSED, name_tests, table
from tests.unit.engine.deployment.drawing import INNER, MESSAGE, SIGNAL, WORK, element, file, flow, line, read, timer
from tests.unit.engine.deployment.test_whitelist import CONTENT
from tests.unit.engine.deployment.test_whitelist import EVENT_DEFINITIONS as KINDS

#: Event, scope (empty: any), whether it interrupts, and where it is drawn in words.
PLACES = [
    ("startEvent", "process", PLAIN, "开始事件，流程里"),
    ("startEvent", "subProcess", PLAIN, "开始事件，子流程里"),
    ("startEvent", "eventSubProcess", INTERRUPTING, "开始事件，事件子流程里，打断"),
    ("startEvent", "eventSubProcess", BESIDE, "开始事件，事件子流程里，不打断"),
    ("intermediateCatchEvent", "", PLAIN, "中间捕获事件"),
    ("intermediateThrowEvent", "", PLAIN, "中间抛出事件"),
    ("boundaryEvent", "", INTERRUPTING, "边界事件，打断"),
    ("boundaryEvent", "", BESIDE, "边界事件，不打断"),
    ("endEvent", "", PLAIN, "结束事件"),
]  # fmt: skip
TIMES = {
    "日期": timer("2026-12-01T09:00:00", "timeDate"), "时长": timer("P3D"),
    "周期": timer("R3/P1D", "timeCycle"), "cron": timer("0 0 9 * * ?", "timeCycle"),
}  # fmt: skip
SEVERAL = {"多种": ("multiple", ""), "多种并行": ("parallel multiple", ' parallelMultiple="true"')}
ROOT = MESSAGE + SIGNAL


def rows() -> list[tuple[str, ...]]:
    """Place, kind, outcome, test or sentence."""
    return [(words, kind, *outcome) for *place, words in PLACES for kind, outcome in _kinds(*place)]


def _kinds(event: str, scope: str, mode: str) -> Iterator[tuple[str, tuple[str, str]]]:
    allowed = definitions_here(event, scope) or frozenset()
    for definition in (NONE, *KINDS):
        shown = shown_by().get(("event", event, scope, mode, definition))
        if definition == "timerEventDefinition" and definition in allowed:
            for kind, content in TIMES.items():
                named = shown_by().get(("time", event, scope, mode, kind))
                yield f"定时：{kind}", _outcome(named, event, scope, mode, content)
        else:
            inner = "" if definition == NONE else CONTENT.get(definition, f"<bpmn:{definition}/>")
            yield _name(definition), _outcome(shown, event, scope, mode, inner, about=f"（{definition}）")
    for kind, (_, attribute) in SEVERAL.items():
        if not attribute or event in ("startEvent", "intermediateCatchEvent", "boundaryEvent"):
            both = CONTENT["timerEventDefinition"] + CONTENT["signalEventDefinition"]
            yield kind, _outcome(None, event, scope, mode, both, attribute, about="只能")


def _name(definition: str) -> str:
    return "不带类型" if definition == NONE else BPMN_NAMES[definition].removesuffix("事件定义")


def _outcome(
    shown: list[str] | None, event: str, scope: str, mode: str, inner: str, attributes: str = "", about: str = ""
) -> tuple[str, str]:
    """``about``: part of the sentence that is meant where several are said."""
    if shown is not None:
        return EXECUTED, name_tests(shown)
    found = read(file(_drawn(event, scope, mode, inner, attributes), ROOT)).findings.listed
    told = [finding.message for finding in found if finding.severity == "error" and finding.element_id == "x"]
    assert told, f"{event} {scope} {mode} {inner} is neither played by a construct nor refused"
    return REFUSED, next((message for message in told if about in message), told[0])


def _drawn(event: str, scope: str, mode: str, inner: str, attributes: str) -> str:
    given = attributes
    if event == "boundaryEvent":
        given += f' attachedToRef="work" cancelActivity="{str(mode == INTERRUPTING).lower()}"'
    if scope == "eventSubProcess":
        given += f' isInterrupting="{str(mode == INTERRUPTING).lower()}"'
    drawn = element(event, f'name="事件" {given}', inner)
    if event == "boundaryEvent":
        return line(WORK) + drawn + flow("x", "end")
    if event == "endEvent":
        return line(WORK, end=drawn)
    if event != "startEvent":
        return line(drawn)
    if scope == "process":
        return line(WORK, start=drawn)
    triggered = 'triggeredByEvent="true"' if scope == "eventSubProcess" else ""
    begun = INNER.replace('<bpmn:startEvent id="s1"/>', drawn).replace('"s1"', '"x"').replace("s1__", "x__")
    inside = element("subProcess", triggered, begun, "sub")
    return line(WORK) + inside if triggered else line(inside)


def section() -> list[str]:
    """The part of the document."""
    return ["## 事件", "", *table(("画在", "类型", "结果", "测试，或部署时的话"), rows())]
