"""Every flow node and every sequence flow of every diagram is taken by a case that people can drive over HTTP."""
from __future__ import annotations

from typing import Any

from tests.acceptance.county import County
from tests.acceptance.drawings import DRAWINGS, flows_taken, visited
from tests.acceptance.journeys import travel
from tests.acceptance.player import BEGIN
from tests.acceptance.routes import ROUTES

#: Supervision never ends by itself: it keeps watching until the main line comes to the dossier and interrupts it.
UNREACHABLE = {"flow_supervision_supervision_ended"}


def test_all_routes_together_take_every_flow_of_every_diagram(county: County) -> None:
    nodes, flows = set(), set()
    for name, route in ROUTES.items():
        county.clock.now = BEGIN
        walk = travel(county, name)
        reader = walk.who("archivist")
        case: dict[str, Any] = county.get(reader, f"/cases/{walk.number}")
        assert (name, case["status"], case["stage"], case["outcome"]) == (name, "completed", "归档", route.outcome)
        assert county.get(reader, f"/cases/{walk.number}/verify")["ok"] is True
        visits = county.pages(reader, f"/cases/{walk.number}/activities")
        nodes |= visited(visits)
        flows |= flows_taken(visits)

    drawn = {(drawing.key, node) for drawing in DRAWINGS.values() for node in drawing.nodes}
    assert sorted(drawn - nodes) == []
    assert sorted({flow.id for drawing in DRAWINGS.values() for flow in drawing.flows} - flows - UNREACHABLE) == []
    assert flows & UNREACHABLE == set()
