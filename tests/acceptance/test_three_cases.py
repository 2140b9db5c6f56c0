"""The three cases of the guidance catalogue, end to end over HTTP, by the people who hold the posts."""
from __future__ import annotations

import pytest

from tests.acceptance.county import County
from tests.acceptance.expectations import line, read_expectations
from tests.acceptance.player import Walk, begin
from tests.acceptance.steps import SCRIPTS, Do, Script, Step

CASES = [pytest.param(script, id=name) for name, script in SCRIPTS.items()]


@pytest.fixture(params=CASES)
def script(request: pytest.FixtureRequest) -> Script:
    """One of the three cases."""
    found: Script = request.param
    return found


def state_of(county: County, walk: Walk) -> tuple[str, list[str]]:
    """The stage in the list of cases, and every open task whoever may do it."""
    reader = walk.who("archivist")
    (listed,) = county.get(reader, f"/cases?text={walk.number}")["items"]
    visits = county.pages(reader, f"/cases/{walk.number}/activities")
    active = [visit["element_id"] for visit in visits if visit["status"] == "active"]
    return listed["stage"], [visit for visit in active if visit in TASKS]


TASKS = {step.task for script in SCRIPTS.values() for step in script.steps if isinstance(step, Do)}


def test_each_step_leads_to_the_stage_and_the_tasks_that_the_diagrams_draw(county: County, script: Script) -> None:
    walk = begin(county, script)
    happened = [line(None, *state_of(county, walk))]

    for step in script.steps:
        walk.take(step)
        happened.append(line(step, *state_of(county, walk)))

    assert happened == read_expectations(script.name)


def test_the_case_ends_with_its_outcome_its_dossier_and_a_whole_history(county: County, script: Script) -> None:
    walk = begin(county, script).take_all(script.steps)

    reader = walk.who("archivist")
    case = county.get(reader, f"/cases/{walk.number}")
    assert case["status"] == "completed"
    assert {"outcome": case["outcome"], "stage": case["stage"]} == script.ends
    assert case["ended_at"] == county.clock().isoformat()
    handed_in = county.pages(reader, f"/cases/{walk.number}/submissions")
    assert [row["element_id"] for row in handed_in][1:] == names_of(script.steps)
    assert handed_in[-1]["data"]["archive"]["index"]
    history = county.pages(reader, f"/cases/{walk.number}/history")
    assert len({event["person_id"] for event in history} - {None}) >= 3
    verified = county.get(reader, f"/cases/{walk.number}/verify")
    assert verified == {"ok": True, "events": len(history), "first_broken": None, "reason": None}
    for login in {account.login for account in county.accounts}:
        assert county.tasks(login, walk.number) == []


def names_of(steps: tuple[Step, ...]) -> list[str]:
    """What was handed in, in order: tasks by their element, messages by the event that caught them."""
    caught = {"apply_to_take_part": "application_received", "raise_objection": "objection_raised"}
    named = [step.task if isinstance(step, Do) else caught.get(getattr(step, "message", ""), "") for step in steps]
    return [name for name in named if name]
