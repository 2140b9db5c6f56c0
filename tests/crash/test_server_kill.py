"""kill -9 of the server, between two steps of a case and in the middle of one: nothing is lost, nothing is doubled."""
from __future__ import annotations

from collections.abc import Collection, Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

from consultation.demo.account_list import DemoAccount
from tests.acceptance.county import Client, copy_of, seed, serve
from tests.acceptance.player import Walk, begin
from tests.acceptance.steps import SCRIPTS, Do, do
from tests.crash.mortal import FileClock, Mortal, free_port
from tests.crash.server import CLOCK
from tests.databases import create_tables

ROAD = SCRIPTS["v11_road"]
ALL = range(len(ROAD.steps))
#: Spread over the case; the waits for timers are among them.
TEN = [round(place * (len(ROAD.steps) - 1) / 9) for place in range(10)]


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[DemoAccount]]:
    """A database with the demo county and the county's diagrams, to be copied."""
    folder = tmp_path_factory.mktemp("mortal")
    create_tables(f"sqlite:///{folder / 'seeded.db'}")
    return folder / "seeded.db", seed(f"sqlite:///{folder / 'seeded.db'}", folder)


@pytest.fixture
def mortal(seeded: tuple[Path, list[DemoAccount]], tmp_path: Path) -> Iterator[Mortal]:
    """A server of its own process."""
    copy_of(seeded[0], tmp_path)
    server = Mortal(free_port(), FileClock(tmp_path / CLOCK), seeded[1], tmp_path)
    try:
        server.live()
        yield server
    finally:
        server.die()


@pytest.fixture(scope="session")
def undisturbed(
    seeded: tuple[Path, list[DemoAccount]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What the case leaves behind when nobody is killed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    with serve(copy_of(seeded[0], folder), folder, seeded[1]) as county:
        return left_behind(county, begin(county, ROAD).take_all(ROAD.steps))


def left_behind(county: Client, walk: Walk) -> dict[str, Any]:
    """Everything on record of a case, apart from random ids and what is computed from them."""
    reader = walk.who("archivist")
    records = {kind: county.pages(reader, f"/cases/{walk.number}/{kind}")
               for kind in ("activities", "variables", "submissions", "history")}  # fmt: skip
    assert county.get(reader, f"/cases/{walk.number}/verify")["ok"] is True
    history = records["history"]
    return {
        "case": county.get(reader, f"/cases/{walk.number}"),
        "activities": [(row["element_id"], row["status"], row["started_at"]) for row in records["activities"]],
        "variables": sorted((row["name"], str(row["value"]), row["written_by"]) for row in records["variables"]),
        "submissions": [(row["element_id"], row["person_id"], row["data"]) for row in records["submissions"]],
        "history": [(row["type"], row["element_id"], row["person_id"], row["happened_at"]) for row in history],
    }


def play_with_kills(mortal: Mortal, killed_after: Collection[int]) -> Walk:
    """Case 1, with kill -9 and a new start after each of these steps."""
    walk = begin(mortal, ROAD)
    for place, step in enumerate(ROAD.steps):
        walk.take(step)
        if place in killed_after:
            mortal.die()
            mortal.live()
    return walk


@pytest.mark.full
def test_a_case_survives_ten_kills_between_its_steps(mortal: Mortal, undisturbed: dict[str, Any]) -> None:
    assert len(set(TEN)) == 10

    walk = play_with_kills(mortal, TEN)

    assert left_behind(mortal, walk) == undisturbed


@pytest.mark.full
def test_a_case_survives_a_kill_after_each_of_its_steps(mortal: Mortal, undisturbed: dict[str, Any]) -> None:
    walk = play_with_kills(mortal, ALL)

    assert left_behind(mortal, walk) == undisturbed


@pytest.mark.parametrize(
    ("point", "was_done"),
    [
        pytest.param("before_write", False, marks=pytest.mark.full),
        ("before_commit", False),
        ("after_commit", True),
    ],
)
def test_a_request_in_flight_when_the_server_is_killed_is_repeated_and_done_once(
    mortal: Mortal, undisturbed: dict[str, Any], point: str, was_done: bool
) -> None:
    place = next(place for place, step in enumerate(ROAD.steps) if getattr(step, "task", "") == "settle_plan")
    step = ROAD.steps[place]
    assert isinstance(step, Do)
    walk = begin(mortal, ROAD).take_all(ROAD.steps[:place])
    who, task = walk.who(step.role), walk.open_task(step)["id"]
    path, body = f"/tasks/{task}/complete", {"data": step.data}
    mortal.clock.now = mortal.clock.now.replace(minute=mortal.clock.now.minute + 1)
    mortal.die_at(point)

    with pytest.raises((OSError, HTTPException)):
        mortal.call(who, "POST", path, body)
    mortal.be_dead()
    mortal.live()
    again = mortal.call(who, "POST", path, body)

    assert (again.status, again.json["repeated"]) == (200, was_done)
    walk.take_all(ROAD.steps[place + 1 :])
    assert left_behind(mortal, walk) == undisturbed


def test_what_falls_due_while_the_server_is_dead_happens_after_its_start(mortal: Mortal) -> None:
    walk = begin(mortal, ROAD)
    notice = next(place for place, step in enumerate(ROAD.steps) if getattr(step, "task", "") == "publish_notice")
    walk.take_all(ROAD.steps[: notice + 1])
    clerk = walk.who("village_committee")
    assert mortal.tasks(clerk, walk.number) == []

    mortal.die()
    mortal.clock.now = mortal.clock.now.replace(year=mortal.clock.now.year + 1)
    mortal.live()
    mortal.fire()

    assert walk.open_task(do("hold_meeting"))["element_id"] == "hold_meeting"
