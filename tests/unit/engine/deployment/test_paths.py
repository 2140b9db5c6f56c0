"""Ways through a diagram that lead nowhere or never stop, each beside a near miss."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.unit.engine.deployment.cases import Case, check
from tests.unit.engine.deployment.drawing import (
    END,
    INNER,
    MESSAGE,
    MESSAGE_DEFINITION,
    SCRIPT,
    START,
    WORK,
    boundary,
    catch,
    element,
    file,
    flow,
    gateway,
    line,
    property_,
    sentences,
    subprocess,
    timer,
    when,
    work,
)
from tests.unit.engine.deployment.test_flows import LINK_IN, LINK_OUT

DECIDE = gateway("exclusiveGateway", attributes='default="g__end"')
AGAIN = flow("g", "calc", when("=y = 1"))
CIRCLE = line(SCRIPT, DECIDE) + AGAIN
ERROR = '<bpmn:error id="bad" errorCode="bad"/>'
ERROR_DEFINITION = '<bpmn:errorEventDefinition errorRef="bad"/>'
RISKY = SCRIPT.replace("<bpmn:script>", property_("errorCode", "=code") + "<bpmn:script>")
CAUGHT = element("boundaryEvent", 'attachedToRef="calc"', ERROR_DEFINITION, "oops")
THROWING = element(
    "subProcess",
    content=line(
        '<bpmn:task id="inner"/>', start='<bpmn:startEvent id="s1"/>',
        end=element("endEvent", "", ERROR_DEFINITION, "e1"),
    ),
    id_="sub",
)  # fmt: skip
SUB_CAUGHT = element("boundaryEvent", 'attachedToRef="sub"', ERROR_DEFINITION, "oops")
EXTERNAL = element(
    "serviceTask", 'camunda:type="external" camunda:topic="t"', property_("workers", "village_party"), "calc"
)
ENDLESS = START + work("a") + work("b") + flow("start", "a") + flow("a", "b") + flow("b", "a")
WATCHED = (
    START
    + element(
        "subProcess",
        content=INNER.replace('<bpmn:endEvent id="e1"/>', "").replace(
            flow("inner", "e1"), flow("inner", "inner", name="again")
        ),
        id_="sub",
    )
    + END
    + flow("start", "sub")
    + flow("sub", "end")
)


def jumping(*between: str) -> str:
    """Start, something, and a link back to before it."""
    ids = ["in", *(part.split('"')[1] for part in between), "g"]
    there = "".join(flow(first, second) for first, second in pairwise(ids))
    return "".join([START, LINK_IN, *between, DECIDE, LINK_OUT, END, there, flow("start", ids[1]),
                    flow("g", "out", when("=y = 1")), flow("g", "end")])  # fmt: skip


def test_of_a_way_that_is_cut_off_only_its_beginning_is_told() -> None:
    cut = line(work("a"), work("b"), work("c")).replace(flow("start", "a"), flow("start", "end"))

    assert sentences(file(cut)).splitlines() == [
        "人工任务「办理」(a)：没有进来的连线，走不到这里，请从前一步连过来，或删去"
    ]


CASES: dict[str, Case] = {
    "unreachable circle": Case(
        "流程", line(WORK) + work("b") + work("c") + flow("b", "c") + flow("c", "b"), "走不到这里", line(WORK)
    ),
    "automatic circle": Case(
        "回路", CIRCLE, "一直转下去", line(SCRIPT, WORK, DECIDE) + AGAIN
    ),
    "automatic circle of jobs, which wait for nobody": Case(
        "回路",
        CIRCLE.replace('id="calc" ', 'id="calc" camunda:asyncBefore="true" '),
        "一直转下去",
        CIRCLE.replace(SCRIPT, EXTERNAL),
    ),
    "automatic circle that external work interrupts": Case(
        "回路", CIRCLE, "一直转下去", CIRCLE.replace(SCRIPT, EXTERNAL)
    ),
    "automatic circle through a subprocess": Case(
        "回路",
        line(element("subProcess", content=INNER.replace(work("inner"), '<bpmn:task id="inner"/>'), id_="sub"), DECIDE)
        + flow("g", "sub", when("=y = 1")),
        "一直转下去",
        line(element("subProcess", content=INNER, id_="sub"), DECIDE) + flow("g", "sub", when("=y = 1")),
    ),
    "automatic circle through an implicit end": Case(
        "回路",
        line(element("subProcess", content='<bpmn:task id="inner"/>', id_="sub"), DECIDE)
        + flow("g", "sub", when("=y = 1")),
        "一直转下去",
        line(element("subProcess", content=work("inner"), id_="sub"), DECIDE) + flow("g", "sub", when("=y = 1")),
    ),
    "automatic circle through links": Case("回路", jumping(SCRIPT), "一直转下去", jumping(SCRIPT, WORK)),
    "automatic circle through an error": Case(
        "回路", line(RISKY) + CAUGHT + flow("oops", "calc"), "一直转下去",
        line(SCRIPT) + CAUGHT + flow("oops", "calc"), root=ERROR,
    ),
    "automatic circle through an error thrown inside": Case(
        "回路", line(THROWING) + SUB_CAUGHT + flow("oops", "sub"), "一直转下去",
        line(THROWING.replace('<bpmn:task id="inner"/>', work("inner"))) + SUB_CAUGHT + flow("oops", "sub"),
        root=ERROR,
    ),
    "automatic circle through a conditional fork": Case(
        "回路", line(SCRIPT) + flow("calc", "calc", when("=y = 1"), "again"), "一直转下去",
        line(SCRIPT, WORK) + flow("work", "calc", when("=y = 1"), "again"),
    ),
    "way without an end": Case(
        "流程", ENDLESS, "再也走不到结束", ENDLESS + END + flow("b", "end", when("=x"))
    ),
    "way without an end that something else ends": Case(
        "流程",
        line(WORK) + work("a") + work("b") + flow("start", "a") + flow("a", "b") + flow("b", "a")
        + element("endEvent", "", "<bpmn:terminateEventDefinition/>", "stop") + flow("work", "stop"),
        "再也走不到结束",
        line(WORK),
        "warning",
    ),
    "subprocess without an end": Case(
        "子流程", WATCHED, "再也走不到结束", subprocess(INNER)
    ),
    "subprocess that its boundary ends": Case(
        "子流程",
        WATCHED + boundary('attachedToRef="sub"'),
        "再也走不到结束",
        subprocess(INNER) + boundary('attachedToRef="sub"'),
        "warning",
    ),
    "boundary event on what nothing reaches": Case(
        "边界事件",
        line(WORK) + work("b") + work("c") + flow("b", "c") + flow("c", "b") + boundary('attachedToRef="b"'),
        "边界事件 (late)：从开始事件走不到这里",
        line(WORK) + boundary(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_way_that_leads_nowhere_is_told_and_its_near_miss_is_not(case: str) -> None:
    check(CASES[case])


def test_the_inside_of_an_event_subprocess_is_reached_from_its_own_start() -> None:
    start = element("startEvent", content=MESSAGE_DEFINITION, id_="s")
    inside = element("subProcess", 'triggeredByEvent="true"', line(work("w"), start=start, end=""), "es")

    assert sentences(file(line(WORK) + inside, MESSAGE)) == ""


def test_a_timer_on_the_boundary_interrupts_a_circle() -> None:
    waiting = line(WORK, catch(timer("P1D")), DECIDE) + flow("g", "work", when("=y = 1"))

    check(Case("回路", CIRCLE, "一直转下去", waiting))
