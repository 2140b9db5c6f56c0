"""Who may do what with a task in which state: everybody, every state, every action, over HTTP."""
from __future__ import annotations

from typing import Any

import pytest

from consultation.persons import leave_post
from engine.transaction import writing
from tests.errand.county import PEOPLE, VILLAGE, ErrandCounty

AGREE = {"data": {"outcome": "同意", "limit": 100}}
ACTIONS: dict[str, tuple[str, str, Any]] = {
    "read": ("GET", "", None),
    "read draft": ("GET", "/draft", None),
    "save draft": ("PUT", "/draft", {"data": {"outcome": "同意"}}),
    "claim": ("POST", "/claim", {}),
    "unclaim": ("POST", "/unclaim", {}),
    "complete": ("POST", "/complete", AGREE),
    "undo": ("POST", "/undo", {}),
}
#: For each state of the village committee's task: what its holder of office and a colleague in it get.
OFFICE = {
    "open": {"clerk": (200, 200, 200, 200, 200, 200, 200), "chair": (200, 200, 200, 200, 200, 200, 200)},
    "claimed": {"clerk": (200, 200, 200, 200, 200, 200, 200), "chair": (200, 200, 200, 409, 409, 409, 409)},
    "completed": {"clerk": (200, 200, 409, 409, 409, 200, 200), "chair": (200, 200, 409, 409, 409, 409, 403)},
    "cancelled": {"clerk": (200, 200, 409, 409, 409, 409, 409), "chair": (200, 200, 409, 409, 409, 409, 409)},
}
HIDDEN = (404,) * len(ACTIONS)


def bring_into(county: ErrandCounty, state: str) -> str:
    """The id of a task of the village committee in this state; the clerk was the one who did it."""
    number = county.start(amount=5)
    task: str = county.task("clerk", number)["id"]
    deed = {
        "claimed": lambda: county.post("clerk", f"/tasks/{task}/claim"),
        "completed": lambda: county.post("clerk", f"/tasks/{task}/complete", AGREE),
        "cancelled": lambda: county.post("clerk", f"/cases/{number}/cancel", {"reason": "不办了"}),
    }.get(state)
    if deed is not None:
        assert deed().status_code == 200
    return task


def act(county: ErrandCounty, login: str, task: str, action: str) -> int:
    method, path, body = ACTIONS[action]
    return county.call(login, method, f"/tasks/{task}{path}", json=body).status_code


@pytest.mark.parametrize("state", OFFICE)
def test_a_task_is_its_office_s_and_nobody_else_learns_of_it(county: ErrandCounty, state: str) -> None:
    for login in PEOPLE:
        task = bring_into(county, state)
        expected = OFFICE[state].get(login, HIDDEN)
        for action, status in zip(ACTIONS, expected, strict=True):
            assert act(county, login, task, action) == status, (login, state, action)


@pytest.mark.parametrize("login", sorted(PEOPLE.keys() - OFFICE["open"]))
def test_a_hidden_task_answers_like_one_that_never_was(county: ErrandCounty, login: str) -> None:
    task = bring_into(county, "open")
    for method, path, body in ACTIONS.values():
        hidden = county.call(login, method, f"/tasks/{task}{path}", json=body)
        missing = county.call(login, method, f"/tasks/{task[:-1]}x{path}", json=body)
        assert (hidden.status_code, hidden.json) == (missing.status_code, missing.json)


def test_a_draft_is_its_writer_s_alone(county: ErrandCounty) -> None:
    task = bring_into(county, "open")
    county.call("clerk", "PUT", f"/tasks/{task}/draft", json={"data": {"outcome": "只给自己看"}})

    assert county.get("chair", f"/tasks/{task}/draft").json["data"] is None
    assert "只给自己看" not in county.get("chair", f"/tasks/{task}").text


@pytest.mark.parametrize("state", ["open", "cancelled"])
def test_who_has_left_the_post_has_no_more_to_do_with_its_work(county: ErrandCounty, state: str) -> None:
    task = bring_into(county, state)
    with writing(county.product.database) as connection:
        assert leave_post(connection, county.identity("clerk").person_id, "village_committee", VILLAGE, county.clock())

    assert tuple(act(county, "clerk", task, action) for action in ACTIONS) == HIDDEN
    assert county.get("clerk", "/tasks").json["items"] == []


CASE_READS = ("", "/activities", "/variables", "/submissions", "/decisions", "/history", "/verify")
INSIDERS = {"clerk", "chair", "town", "owner", "admin"}


@pytest.mark.parametrize("ended", [False, True])
def test_a_case_is_read_by_insiders_seen_by_residents_and_hidden_from_others(
    county: ErrandCounty, ended: bool
) -> None:
    number = county.start()
    if ended:
        county.post("clerk", f"/cases/{number}/cancel", {"reason": "不办了"})

    for login in PEOPLE:
        got = tuple(county.get(login, f"/cases/{number}{path}").status_code for path in CASE_READS)
        public = (200, *(403,) * (len(CASE_READS) - 1))
        whole, hidden = (200,) * len(CASE_READS), (404,) * len(CASE_READS)
        assert got == (whole if login in INSIDERS else public if login == "resident" else hidden), login
        assert (number in county.get(login, "/cases").text) == (login in INSIDERS | {"resident"})
