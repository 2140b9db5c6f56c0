"""Lanes: every node they name is there, in one lane or in a lane within it."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.cases import Case, check
from tests.unit.engine.deployment.drawing import WORK, file, line, read


def lane(id_: str, *nodes: str, inside: str = "") -> str:
    """A lane that lists nodes, perhaps divided into others."""
    listed = "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in nodes)
    divided = f'<bpmn:childLaneSet id="{id_}_in">{inside}</bpmn:childLaneSet>' if inside else ""
    return f'<bpmn:lane id="{id_}" name="{id_}组">{listed}{divided}</bpmn:lane>'


def lanes(*inside: str) -> str:
    """A process with lanes."""
    return f'<bpmn:laneSet id="lanes">{"".join(inside)}</bpmn:laneSet>{line(WORK)}'


CASES: dict[str, Case] = {
    "a node that is not there": Case("泳道", lanes(lane("a", "gone")), "“gone”不存在", lanes(lane("a", "work"))),
    "a node in two lanes": Case(
        "泳道", lanes(lane("a", "work"), lane("b", "work")), "两条泳道", lanes(lane("a", "work"), lane("b", "end"))
    ),
    "a node in two lanes of a lane": Case(
        "泳道",
        lanes(lane("a", "work", inside=lane("b", "work") + lane("c", "work"))),
        "两条泳道",
        lanes(lane("a", "work", inside=lane("b", "work") + lane("c", "end"))),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_lanes_that_do_not_fit_are_refused_and_their_near_miss_is_not(case: str) -> None:
    check(CASES[case])


def test_a_node_belongs_to_the_innermost_lane() -> None:
    found = read(file(lanes(lane("a", "work", "end", inside=lane("b", "work"))))).describe()["elements"]

    assert {element["id"]: element["lane"] for element in found} == {"start": None, "work": "b组", "end": "a组"}
