"""A diagram can be shown: its coordinates are numbers."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.drawing import WORK, file, line, sentences


def drawn(x: str) -> str:
    """A file with one shape at ``x`` and one edge through it."""
    spaces = 'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
    shape = f'<bpmndi:BPMNShape id="work_di" bpmnElement="work"><dc:Bounds x="{x}" y="1" width="9.5" height="8"/>'
    edge = '<bpmndi:BPMNEdge id="e_di" bpmnElement="work__end"><di:waypoint x="-1" y="2"/></bpmndi:BPMNEdge>'
    plane = f'<bpmndi:BPMNPlane id="plane" bpmnElement="p">{shape}</bpmndi:BPMNShape>{edge}</bpmndi:BPMNPlane>'
    return file(line(WORK), f'<bpmndi:BPMNDiagram id="di" {spaces}>{plane}</bpmndi:BPMNDiagram>')


def test_numbers_are_accepted() -> None:
    assert sentences(drawn("100")) == ""


@pytest.mark.parametrize("x", ["", "left", "nan", "1e400", "1" * 40])
def test_anything_else_is_refused_naming_the_shape(x: str) -> None:
    assert "图形 work 的坐标 x 不是数字" in sentences(drawn(x))
