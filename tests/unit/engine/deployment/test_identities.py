"""Ids and lanes that cannot run as drawn, each beside a near miss that can."""

from __future__ import annotations

import time

import pytest

from tests.unit.engine.deployment.drawing import (
    MESSAGE,
    SIGNAL,
    WORK,
    file,
    flow,
    line,
    property_,
    sentences,
)

# refused drawing, part of the sentence, near miss that deploys
CASES: dict[str, tuple[str, str, str]] = {
    "two equal ids": (line(WORK) + flow("work", "end", name="work"), "已经被", line(WORK)),
    "an id that is no name": (
        line(WORK.replace('"work"', '"1 work"')),
        "编号",
        line(WORK.replace('"work"', '"_work"')),
    ),
    "lane that lists a stranger": (
        '<bpmn:laneSet id="ls"><bpmn:lane id="l"><bpmn:flowNodeRef>gone</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
        + line(WORK),
        "泳道里的节点“gone”不存在",
        '<bpmn:laneSet id="ls"><bpmn:lane id="l"><bpmn:flowNodeRef>work</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
        + line(WORK),
    ),
    "node in two lanes": (
        '<bpmn:laneSet id="ls">'
        + "".join(f'<bpmn:lane id="{i}"><bpmn:flowNodeRef>work</bpmn:flowNodeRef></bpmn:lane>' for i in ("l1", "l2"))
        + "</bpmn:laneSet>"
        + line(WORK),
        "两条泳道",
        line(WORK),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_drawing_that_cannot_run_is_refused_and_its_near_miss_is_not(case: str) -> None:
    refused, told, accepted = CASES[case]

    assert told in sentences(file(refused, MESSAGE + SIGNAL))
    assert sentences(file(accepted, MESSAGE + SIGNAL)) == ""


def test_a_property_is_written_once_and_has_a_name() -> None:
    twice = property_("stage", "公示").replace(
        "</camunda:properties>", '<camunda:property name="stage" value="x"/></camunda:properties>'
    )

    assert "写了不止一次" in sentences(file(line(WORK.replace("/>", f">{twice}</bpmn:userTask>"))))
    assert "没有名称" in sentences(file(line(WORK.replace("/>", f">{property_('', 'x')}</bpmn:userTask>"))))


def test_many_properties_are_no_trouble() -> None:
    many = "".join(f'<camunda:property name="n{number}" value="v"/>' for number in range(15_000))
    listed = property_("stage", "公示").replace("</camunda:properties>", many + "</camunda:properties>")
    started = time.perf_counter()

    assert sentences(file(line(WORK.replace("/>", f">{listed}</bpmn:userTask>")))) == ""
    assert time.perf_counter() - started < 3
