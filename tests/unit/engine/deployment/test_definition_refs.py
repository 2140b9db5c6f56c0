"""Event definitions beside the process count as if written in the events that refer to them."""

from __future__ import annotations

import pytest

from engine.deployment import definition_refs
from tests.unit.engine.deployment.cases import Case, check
from tests.unit.engine.deployment.drawing import (
    MESSAGE,
    WORK,
    boundary,
    catch,
    file,
    line,
    property_,
    read,
    sentences,
    timer,
)

SHARED = timer("P1D").replace("<bpmn:timerEventDefinition", '<bpmn:timerEventDefinition id="shared"')
REFERENCE = "<bpmn:eventDefinitionRef>shared</bpmn:eventDefinitionRef>"
TERMINATE = '<bpmn:terminateEventDefinition id="stop"/>'

CASES: dict[str, Case] = {
    "reference that leads nowhere": Case(
        "事件定义引用", line(catch(REFERENCE.replace("shared", "gone"))), "引用的事件定义“gone”不存在",
        line(catch(REFERENCE)), root=SHARED,
    ),
    "reference to a kind that cannot stand here": Case(
        "事件定义引用", line(catch(REFERENCE.replace("shared", "stop"))), "终止事件定义不能用在中间捕获事件上",
        line(catch(REFERENCE)), root=SHARED + TERMINATE,
    ),
    "reference beside a definition": Case(
        "事件定义引用", line(catch(REFERENCE + timer("P2D"))), "一个事件只能等一样东西", line(catch(REFERENCE)),
        root=SHARED,
    ),
    "expression of a shared definition": Case(
        "事件定义引用", line(catch(REFERENCE)), "不能识别", line(catch(timer("P1D"))), root=SHARED.replace("P1D", "P1Q")
    ),
    "cycle by reference": Case(
        "事件定义引用", line(WORK) + boundary(definition=REFERENCE), "改成不打断",
        line(WORK) + boundary('attachedToRef="work" cancelActivity="false"', REFERENCE),
        root=SHARED.replace("P1D", "R3/P1D").replace("timeDuration", "timeCycle"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_reference_that_cannot_be_followed_is_refused_and_its_near_miss_is_not(case: str) -> None:
    check(CASES[case])


def test_a_shared_definition_stands_in_the_place_of_each_reference() -> None:
    message = '<bpmn:messageEventDefinition id="told" messageRef="m"/>'
    waits = catch(property_("senders", "everyone") + "<bpmn:eventDefinitionRef>told</bpmn:eventDefinitionRef>", "c")
    file_ = read(file(line(catch(REFERENCE, "a"), catch(REFERENCE, "b"), waits), MESSAGE + SHARED + message))

    assert file_.findings.listed == []
    assert file_.diagram is not None
    assert [node.trigger for node in file_.diagram.nodes()] == [None, "timer", "timer", "message", None]
    assert [entry["trigger"] for entry in file_.describe()["elements"]] == [None, "timer", "timer", "message", None]


def test_many_shared_definitions_are_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(definition_refs, "MAX_SHARED", 3)
    many = "".join(SHARED.replace("shared", f"t{number}") for number in range(5))

    assert "单独写的事件定义超过 3 个" in sentences(file(line(WORK), many))
    assert sentences(file(line(WORK), "".join(SHARED.replace("shared", f"t{number}") for number in range(3)))) == ""
