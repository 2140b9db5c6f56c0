"""A diagram can be shown: its coordinates are numbers, and all that is executed is drawn."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.drawing import END, START, WORK, element, file, flow, line, sentences, work

SPACES = 'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'


def shape(id_: str, x: str = "100") -> str:
    """The shape of a node."""
    bounds = f'<dc:Bounds x="{x}" y="1" width="9.5" height="8"/>'
    return f'<bpmndi:BPMNShape id="{id_}_di" bpmnElement="{id_}">{bounds}</bpmndi:BPMNShape>'


def edge(id_: str) -> str:
    """The line of a flow."""
    return f'<bpmndi:BPMNEdge id="{id_}_di" bpmnElement="{id_}"><di:waypoint x="-1" y="2"/></bpmndi:BPMNEdge>'


def plane(*parts: str, of: str = "p") -> str:
    """A drawing, of the process or of what is in a collapsed subprocess."""
    inner = f'<bpmndi:BPMNPlane id="plane_{of}" bpmnElement="{of}">{"".join(parts)}</bpmndi:BPMNPlane>'
    return f'<bpmndi:BPMNDiagram id="di_{of}" {SPACES}>{inner}</bpmndi:BPMNDiagram>'


DRAWN = [shape("start"), shape("work"), shape("end"), edge("start__work"), edge("work__end")]


def drawn(x: str) -> str:
    """A file with a shape at ``x``."""
    return file(line(WORK), plane(*DRAWN).replace('x="100"', f'x="{x}"', 1))


def test_numbers_are_accepted() -> None:
    assert sentences(drawn("100")) == ""


@pytest.mark.parametrize("x", ["", "left", "nan", "1e400", "1E+", "1" * 40])
def test_anything_else_is_refused_naming_the_shape(x: str) -> None:
    assert "图形 start 的坐标 x 不是数字" in sentences(drawn(x))


@pytest.mark.parametrize("left_out", range(len(DRAWN)))
def test_what_is_executed_and_not_drawn_is_refused_by_name(left_out: int) -> None:
    id_ = DRAWN[left_out].split('bpmnElement="')[1].split('"')[0]
    told = sentences(file(line(WORK), plane(*DRAWN[:left_out], *DRAWN[left_out + 1 :])))

    assert "图上没有画出来，却会执行" in told
    assert f"({id_})" in told
    assert len(told.splitlines()) == 1


def test_the_inside_of_a_collapsed_subprocess_has_a_drawing_of_its_own() -> None:
    process = START + element("subProcess", content=work("inner"), id_="sub") + END + flow("start", "sub")
    outside = plane(shape("start"), shape("sub"), shape("end"), edge("start__sub"), edge("sub__end"))
    whole = process + flow("sub", "end")

    assert "(inner)：图上没有画出来" in sentences(file(whole, outside))
    assert sentences(file(whole, outside + plane(shape("inner"), of="sub"))) == ""


def test_a_file_without_any_drawing_is_run() -> None:
    assert sentences(file(line(WORK))) == ""


@pytest.mark.parametrize("x", ["-32.32233245542727", "4.440892098500626E-15", "1.0e2", "0"])
def test_numbers_are_accepted_as_programs_write_them(x: str) -> None:
    assert sentences(drawn(x)) == ""
