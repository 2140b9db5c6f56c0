"""The Modeler understands every diagram whole, and the check says so when it would not."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Tool = Callable[..., tuple[int, list[str]]]

PROCESSES = sorted((Path(__file__).parents[3] / "processes").glob("*.bpmn"))
SAMPLE = Path(__file__).with_name("test_layout.lanes.bpmn").read_text(encoding="utf-8")
CAMUNDA = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
FAULTS = {
    "unknown attribute: camunda:usersGroup at draft": ('id="draft"', f'id="draft" {CAMUNDA} camunda:usersGroup="a"'),
    "unknown attribute: camunda:formRef at remind": ('id="remind"', f'id="remind" {CAMUNDA} camunda:formRef="a"'),
    "unknown attribute: zeebe:x at draft": ('id="draft"', 'id="draft" xmlns:zeebe="urn:z" zeebe:x="1"'),
    "import: unresolved reference <nowhere>": ('targetRef="draft"', 'targetRef="nowhere"'),
    "import: unparsable content <bpmn:nonsense>": ("</bpmn:laneSet>", "</bpmn:laneSet><bpmn:nonsense />"),
    "label-required": (' name="协商成功？"', ""),
    "no-implicit-end": ("<bpmn:outgoing>flow_coordinated</bpmn:outgoing>", ""),
    "single-event-definition": (
        '<bpmn:timerEventDefinition id="overdue_timer" />',
        '<bpmn:timerEventDefinition id="overdue_timer" /><bpmn:signalEventDefinition id="second" />',
    ),
}


def test_the_modeler_understands_every_diagram_of_the_product(tool: Tool) -> None:
    assert PROCESSES
    assert tool("moddle_check.mjs", *PROCESSES) == (0, [])


@pytest.mark.parametrize("fault", FAULTS)
def test_the_check_finds(tool: Tool, fault: str, tmp_path: Path) -> None:
    sound, damaged = tmp_path / "sound.bpmn", tmp_path / "damaged.bpmn"
    sound.write_text(SAMPLE, encoding="utf-8")
    damaged.write_text(SAMPLE.replace(*FAULTS[fault]), encoding="utf-8")

    assert tool("moddle_check.mjs", sound) == (0, [])
    code, found = tool("moddle_check.mjs", sound, damaged)

    assert code == 1
    assert any(line.startswith(f"{damaged}: {fault}") for line in found), found
