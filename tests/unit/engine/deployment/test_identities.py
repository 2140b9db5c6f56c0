"""Ids and lanes that cannot run as drawn, each beside a near miss that can."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.drawing import (
    MESSAGE,
    SIGNAL,
    WORK,
    file,
    flow,
    line,
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
