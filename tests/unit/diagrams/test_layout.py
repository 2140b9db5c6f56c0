"""Every diagram is drawn so that it can be read, and the layout changes nothing but the drawing."""
from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

Tool = Callable[..., tuple[int, list[str]]]

HERE = Path(__file__).parent
PROCESSES = sorted((HERE.parents[2] / "processes").glob("*.bpmn"))
SAMPLES = sorted(HERE.glob("test_layout.*.bpmn"))
COLOURS = "http://bpmn.io/schema/bpmn/biocolor/1.0"


def without_diagram(text: str) -> str:
    return re.sub(r"[ \t]*<bpmndi:BPMNDiagram[\s\S]*</bpmndi:BPMNDiagram>\r?\n?", "", text)


def laid_out(tool: Tool, source: Path, target: Path) -> str:
    assert tool("layout/layout.mjs", source, target) == (0, [])
    return target.read_bytes().decode()


@pytest.fixture(scope="module")
def drawing(tool: Tool, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The sample with lanes, laid out and without a fault."""
    return laid_out(tool, HERE / "test_layout.lanes.bpmn", tmp_path_factory.mktemp("drawing") / "lanes.bpmn")


def test_every_diagram_of_the_product_can_be_read(tool: Tool) -> None:
    assert PROCESSES
    assert tool("layout/check.mjs", *PROCESSES) == (0, [])


@pytest.mark.parametrize("path", PROCESSES, ids=lambda path: path.stem)
def test_a_diagram_is_as_the_layout_draws_it(tool: Tool, path: Path, tmp_path: Path) -> None:
    """Nobody has moved shapes by hand, and nobody has forgotten the layout after an edit."""
    assert laid_out(tool, path, tmp_path / path.name) == path.read_bytes().decode()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name.split(".")[1])
def test_a_layout_is_sound_and_changes_only_the_drawing(tool: Tool, path: Path, tmp_path: Path) -> None:
    once = laid_out(tool, path, tmp_path / "once.bpmn")

    assert tool("layout/check.mjs", tmp_path / "once.bpmn") == (0, [])
    assert without_diagram(once) == path.read_bytes().decode()
    assert laid_out(tool, tmp_path / "once.bpmn", tmp_path / "twice.bpmn") == once


def test_line_ends_ids_and_colours_of_the_drawing_stay(tool: Tool, drawing: str, tmp_path: Path) -> None:
    edited = drawing.replace('id="draft_di" bpmnElement="draft"', 'id="Mine" bpmnElement="draft" bioc:fill="#eee"')
    edited = edited.replace("<bpmn:definitions ", f'<bpmn:definitions xmlns:bioc="{COLOURS}" ')
    source = tmp_path / "edited.bpmn"
    source.write_bytes(edited.replace("\n", "\r\n").encode())

    assert laid_out(tool, source, tmp_path / "again.bpmn") == source.read_bytes().decode()
    assert "Mine" in edited


def test_a_collapsed_subprocess_is_drawn_on_a_plane_of_its_own(tool: Tool, tmp_path: Path) -> None:
    once = laid_out(tool, HERE / "test_layout.subprocesses.bpmn", tmp_path / "once.bpmn")
    expanded = 'id="review_di" bpmnElement="review" isExpanded="true"'
    assert expanded in once
    (tmp_path / "edited.bpmn").write_text(once.replace(expanded, expanded.replace("true", "false")), encoding="utf-8")

    collapsed = laid_out(tool, tmp_path / "edited.bpmn", tmp_path / "collapsed.bpmn")

    assert 'bpmnElement="review">\n      <bpmndi:BPMNShape id="review_begin_di"' in collapsed
    assert tool("layout/check.mjs", tmp_path / "collapsed.bpmn") == (0, [])
