"""Travels a route through somebody's hands."""
from __future__ import annotations

from dataclasses import replace

from tests.acceptance.player import Hands, Walk, begin, login_of
from tests.acceptance.routes import ROUTES
from tests.acceptance.steps import SCRIPTS, Step

VILLAGE = "64990203"
ROAD = SCRIPTS["v11_road"]
#: The case of the routes: of an item on which the law wants no vote, and which may be major or not.
PLAIN = replace(ROAD, start={**ROAD.start, "catalogue_item": "V26"})
SUBMITTED = {
    "title": "三组路口装路灯",
    "topic": {
        "proposer": "张春兰",
        "proposer_kind": "村（居）民",
        "contact": "13800000021",
        "content": "三组路口晚上没有灯，想装两盏太阳能路灯。",
        "households": 36,
    },
}


def set_out(hands: Hands, route: str) -> Walk:
    """The case of a route, just begun."""
    if ROUTES[route].by_message:
        number = hands.submit(login_of(hands.accounts, "resident", VILLAGE), VILLAGE, "submit_topic", SUBMITTED)
        return Walk(hands, number, VILLAGE)
    return begin(hands, PLAIN)


def travel(hands: Hands, route: str) -> Walk:
    """The whole route."""
    return set_out(hands, route).take_all(ROUTES[route].steps)


def travel_before(hands: Hands, route: str, task: str, nth: int = 1) -> Walk:
    """The route up to, not including, the nth step at a task."""
    walk = set_out(hands, route)
    walk.take_all(steps_before(route, task, nth))
    return walk


def steps_before(route: str, task: str, nth: int = 1) -> tuple[Step, ...]:
    """The steps of a route before the nth one at a task."""
    steps = ROUTES[route].steps
    places = [place for place, step in enumerate(steps) if getattr(step, "task", None) == task]
    return steps[: places[nth - 1]]
