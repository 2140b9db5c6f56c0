"""Ids that cannot run as drawn, each beside a near miss that can."""

from __future__ import annotations

import time

import pytest

from tests.unit.engine.deployment.cases import Case, check
from tests.unit.engine.deployment.drawing import (
    WORK,
    file,
    flow,
    line,
    property_,
    sentences,
)

CASES: dict[str, Case] = {
    "two equal ids": Case("编号", line(WORK) + flow("work", "end", name="work"), "已经被", line(WORK)),
    "an id that is no name": Case(
        "编号",
        line(WORK.replace('"work"', '"1 work"')),
        "编号",
        line(WORK.replace('"work"', '"_work"')),
    ),
    "an id that pages could take for their own": Case(
        "编号",
        line(WORK.replace('"work"', '"__proto__"')),
        "请不要以两个下划线开头",
        line(WORK.replace('"work"', '"proto__"')),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_drawing_that_cannot_run_is_refused_and_its_near_miss_is_not(case: str) -> None:
    check(CASES[case])


@pytest.mark.parametrize("id_", ["Start", "End", "Root", "p.EndJoin", "StartEventSplit", "constructor", "a.b"])
def test_ids_that_libraries_use_themselves_are_like_any_other(id_: str) -> None:
    check(Case("编号", line(WORK.replace('"work"', '"1"')), "编号", line(WORK.replace('"work"', f'"{id_}"'))))


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
