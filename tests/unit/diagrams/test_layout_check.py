"""The check of drawings finds each kind of fault when it is planted in a sound drawing."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

Tool = Callable[..., tuple[int, list[str]]]

SAMPLE = Path(__file__).with_name("test_layout.lanes.bpmn")
NAMESPACES = {
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}


class Drawing:
    """The drawing of a file, to be damaged. Elements are named by the id of what they show."""

    def __init__(self, path: Path) -> None:
        self.tree = etree.parse(path)

    def find(self, path: str, element: str) -> etree._Element:
        found = self.tree.find(f".//bpmndi:BPMNPlane/*[@bpmnElement='{element}']{path}", NAMESPACES)
        assert found is not None
        return found

    def box(self, element: str) -> tuple[int, int, int, int]:
        """x, y, width, height of a shape."""
        bounds = self.find("/dc:Bounds", element)
        x, y, width, height = (int(bounds.get(key, "")) for key in ("x", "y", "width", "height"))
        return x, y, width, height

    def remove(self, element: str, path: str = "") -> None:
        found = self.find(path, element)
        parent = found.getparent()
        assert parent is not None
        parent.remove(found)

    def move(self, element: str, dx: int, dy: int, path: str = "/dc:Bounds") -> None:
        place = self.find(path, element)
        place.set("x", str(int(place.get("x", "")) + dx))
        place.set("y", str(int(place.get("y", "")) + dy))

    def move_name(self, element: str, dx: int, dy: int) -> None:
        self.move(element, dx, dy, NAME)

    def route(self, flow: str, *points: tuple[int, int]) -> None:
        edge = self.find("", flow)
        for waypoint in edge.findall("di:waypoint", NAMESPACES):
            edge.remove(waypoint)
        for index, (x, y) in enumerate(points):
            edge.insert(index, etree.Element(f"{{{NAMESPACES['di']}}}waypoint", x=str(x), y=str(y)))


NAME = "/bpmndi:BPMNLabel/dc:Bounds"


def lay_along_another(drawing: Drawing) -> None:
    """A flow laid upon one between two other steps."""
    x1, y, width, height = drawing.box("collect")
    x2, *_ = drawing.box("draft")
    drawing.route("flow_met", (x1 + width, y + height // 2), (x2, y + height // 2))


def lead_across_a_shape(drawing: Drawing) -> None:
    x1, y, *_ = drawing.box("collect")
    x2, _, width, height = drawing.box("comment")
    drawing.route("flow_revise", (x1, y + height // 2), (x2 + width, y + height // 2))


def lay_name_on_name(drawing: Drawing) -> None:
    source, target = drawing.find(NAME, "flow_again"), drawing.find(NAME, "succeeded")
    for key in ("x", "y"):
        target.set(key, source.get(key, ""))


FAULTS: dict[str, Callable[[Drawing], None]] = {
    "not drawn": lambda drawing: drawing.remove("flow_met"),
    "shapes overlap": lambda drawing: drawing.move("collect", 100, 0),
    "outside its lane or container": lambda drawing: drawing.move("coordinate", 0, -60),
    "lanes overlap": lambda drawing: drawing.move("Lane_township", 0, -40),
    "boundary event not on the bottom edge": lambda drawing: drawing.move("overdue", 0, -20),
    "does not end on the border": lambda drawing: drawing.move("closed", 10, 0),
    "slanted": lambda drawing: drawing.move("flow_collected", 0, 5, "/di:waypoint"),
    "flow through or along a shape": lead_across_a_shape,
    "flow through its own end": lambda drawing: drawing.move("draft", -20, 0),
    "flows share a track": lay_along_another,
    "label on a flow": lambda drawing: drawing.move_name("flow_agreed", 0, 10),
    "label on a shape": lambda drawing: drawing.move_name("succeeded", 40, 20),
    "label on a border": lambda drawing: drawing.move_name("flow_again", 0, -10),
    "labels overlap": lay_name_on_name,
    "label too small for its text": lambda drawing: drawing.find(NAME, "flow_failed").set("width", "20"),
    "label without a place": lambda drawing: drawing.remove("flow_success", "/bpmndi:BPMNLabel"),
}


@pytest.fixture(scope="module")
def sound(tool: Tool, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drawing without a fault."""
    path = tmp_path_factory.mktemp("sound") / "sound.bpmn"
    assert tool("layout/layout.mjs", SAMPLE, path) == (0, [])
    assert tool("layout/check.mjs", path) == (0, [])
    return path


@pytest.mark.parametrize("fault", FAULTS)
def test_the_check_finds(tool: Tool, sound: Path, fault: str, tmp_path: Path) -> None:
    drawing = Drawing(sound)
    FAULTS[fault](drawing)
    path = tmp_path / "damaged.bpmn"
    drawing.tree.write(path, encoding="utf-8", xml_declaration=True)

    code, found = tool("layout/check.mjs", path)

    assert code == 1
    assert any(line.startswith(f"{path}: {fault}: ") for line in found), found
