"""Link events lead somewhere, and only there."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.cases import Case, check
from tests.unit.engine.deployment.drawing import (
    END,
    INNER,
    START,
    WORK,
    catch,
    element,
    file,
    flow,
    gateway,
    line,
    sentences,
    subprocess,
    throw,
    when,
    work,
)


def link(name: str = "甲") -> str:
    """A link event definition."""
    return f'<bpmn:linkEventDefinition name="{name}"/>'


def linked(thrown: str = "甲", caught: str = "甲", more: str = "") -> str:
    """start → work → throw, and catch → b → end."""
    parts = [START, WORK, throw(link(thrown), "out"), catch(link(caught), "in"), work("b"), END]
    return "".join([*parts, flow("start", "work"), flow("work", "out"), flow("in", "b"), flow("b", "end"), more])


CASES: dict[str, Case] = {
    "link without a name": Case("链接事件", linked("", ""), "链接事件没有名称", linked()),
    "link that is caught nowhere": Case(
        "链接抛出事件", linked("乙"), "没有名称是“乙”的链接捕获事件", linked("乙", "乙")
    ),
    "link that is thrown nowhere": Case("链接捕获事件", linked("乙", "甲"), "没有名称是“甲”的链接抛出事件", linked()),
    "link that is caught twice": Case(
        "链接捕获事件", linked(more=catch(link(), "in2") + flow("in2", "end")), "不止一个捕获事件",
        linked(more=catch(link("丙"), "in2") + flow("in2", "end") + throw(link("丙"), "out2") + flow("work", "out2")),
    ),
    "link into a subprocess": Case(
        "链接抛出事件",
        subprocess(INNER + throw(link(), "out") + flow("inner", "out")) + catch(link(), "in") + flow("in", "end"),
        "没有名称是“甲”的链接捕获事件", linked(),
    ),
    "flow out of a thrown link": Case("链接抛出事件", linked(more=flow("out", "end")), "后面不能有连线", linked()),
    "flow into a caught link": Case("链接捕获事件", linked(more=flow("work", "in")), "不能有进来的连线", linked()),
    "link that begins": Case(
        "链接事件", line(WORK, start=element("startEvent", "", link())), "linkEventDefinition", linked()
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_link_without_its_other_end_is_refused_and_its_near_miss_is_not(case: str) -> None:
    check(CASES[case])


def test_several_links_may_lead_to_one() -> None:
    again = throw(link(), "out2") + gateway("exclusiveGateway", attributes='default="d"') + flow("b2", "g")
    more = again + work("b2") + flow("work", "b2") + flow("g", "out2", name="d") + flow("g", "end", when("=x = 1"))

    assert sentences(file(linked(more=more))) == ""
