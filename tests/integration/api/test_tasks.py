"""The inbox over HTTP: what there is to do, drafts, claiming, completing."""
from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from engine.definition_cache import DefinitionCache
from engine.tables import definition
from engine.transaction import writing
from tests.errand.county import VILLAGE, ErrandCounty

AGREE = {"data": {"outcome": "同意", "limit": 100}}


def test_the_inbox_shows_what_the_person_s_posts_may_do(county: ErrandCounty) -> None:
    number = county.start()

    task = county.task("clerk")

    assert (task["name"], task["element_id"], task["stage"]) == ("核对", "check", "酝酿")
    assert (task["case_number"], task["case_title"]) == (number, "修路")
    assert (task["assignee"], task["overdue"], task["status"]) == (None, False, "open")
    assert task["due_at"] == "2026-11-27T04:00:00+00:00"
    for login in ("neighbour", "resident", "town", "nobody", "admin"):
        assert county.get(login, "/tasks").json["items"] == []


def test_counts_tell_mine_from_my_groups_and_what_is_late(county: ErrandCounty) -> None:
    county.start()
    county.start()
    county.post("clerk", f"/tasks/{county.get('clerk', '/tasks').json['items'][0]['id']}/claim")
    county.clock.now += dt.timedelta(days=4)

    counts = county.get("clerk", "/tasks/counts").json

    assert counts == {"mine": 1, "groups": 1, "overdue": 2, "by_stage": {"酝酿": 2}}


@pytest.mark.parametrize(
    ("query", "found"),
    [("scope=mine", 1), ("scope=groups", 1), ("overdue=true", 0), ("overdue=false", 2), ("stage=酝酿", 2),
     ("stage=公示", 0), ("case=2026-0203-002", 1), ("case=2026-0203-009", 0), ("limit=1", 1)],
)  # fmt: skip
def test_the_inbox_is_narrowed_by_each_filter(county: ErrandCounty, query: str, found: int) -> None:
    county.start()
    county.start()
    county.post("clerk", f"/tasks/{county.get('clerk', '/tasks').json['items'][0]['id']}/claim")

    assert len(county.get("clerk", f"/tasks?{query}").json["items"]) == found


def test_pages_of_the_inbox_follow_each_other(county: ErrandCounty) -> None:
    for _ in range(5):
        county.start()

    first = county.get("clerk", "/tasks?limit=3").json
    second = county.get("clerk", f"/tasks?limit=3&after={first['next']}").json

    assert len({task["id"] for task in first["items"] + second["items"]}) == 5
    assert second["next"] is None


def test_a_task_brings_its_form_its_basis_and_what_is_known_already(county: ErrandCounty) -> None:
    county.start()

    answer = county.get("clerk", f"/tasks/{county.task('clerk')['id']}")

    assert answer.headers["ETag"] == f'"{answer.json["revision"]}"'
    assert answer.json["form"]["id"] == "errand_check"
    assert answer.json["data"]["title"] == "修路"
    assert "R-284" in answer.json["documentation"]
    assert answer.json["candidate_groups"] == ["village_committee"]
    assert answer.json["draft"] is None


def test_a_hidden_task_and_a_missing_one_answer_alike(county: ErrandCounty) -> None:
    county.start()
    task = county.task("clerk")["id"]

    answers = [
        county.call("neighbour", method, f"/tasks/{which}{action}", json=AGREE)
        for which in (task, "no-such-task")
        for method, action in (("GET", ""), ("GET", "/draft"), ("PUT", "/draft"), ("POST", "/claim"),
                               ("POST", "/unclaim"), ("POST", "/complete"))
    ]  # fmt: skip

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert county.get("clerk", f"/tasks/{task}").json["status"] == "open"


def test_a_task_goes_from_post_to_post_until_the_case_ends(county: ErrandCounty) -> None:
    number = county.start(amount=5)

    county.clock.now += dt.timedelta(hours=1)
    first = county.post("clerk", f"/tasks/{county.task('clerk')['id']}/complete", AGREE).json
    county.clock.now += dt.timedelta(hours=1)
    assert (first["repeated"], first["case_ended"], first["next_tasks"]) == (False, False, [])
    last = county.post("town", f"/tasks/{county.task('town')['id']}/complete", {"data": {}}).json
    assert last["case_ended"] is True

    case = county.get("clerk", f"/cases/{number}").json
    assert (case["status"], case["outcome"], case["stage"]) == ("completed", "同意", "表决/审核")
    assert case["ended_at"] is not None
    assert county.get("clerk", f"/cases/{number}/verify").json["ok"] is True
    passed = [row["element_id"] for row in county.get("clerk", f"/cases/{number}/activities").json["items"]]
    assert passed.count("check") == passed.count("approve") == 1
    handed_in = county.get("clerk", f"/cases/{number}/submissions").json["items"]
    assert [row["element_id"] for row in handed_in] == ["begun", "check", "approve"]
    assert handed_in[1]["data"]["outcome"] == "同意"


def test_a_double_tap_is_answered_again_and_a_rival_is_told(county: ErrandCounty) -> None:
    county.start(amount=5)
    path = f"/tasks/{county.task('clerk')['id']}/complete"

    first = county.post("clerk", path, AGREE)
    again = county.post("clerk", path, AGREE)
    other_words = county.post("clerk", path, {"data": {"outcome": "不同意"}})
    rival = county.post("chair", path, AGREE)

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json["repeated"] is True
    assert again.json["completed_at"] == first.json["completed_at"]
    assert (other_words.status_code, rival.status_code) == (409, 409)
    assert rival.json["type"] == "/problems/already-completed"


def test_a_claimed_task_is_its_owner_s_until_given_back(county: ErrandCounty) -> None:
    county.start(amount=5)
    task = county.task("clerk")["id"]

    taken = county.post("clerk", f"/tasks/{task}/claim")
    refused = county.post("chair", f"/tasks/{task}/claim")
    refused_too = county.post("chair", f"/tasks/{task}/complete", AGREE)
    given_back = county.post("clerk", f"/tasks/{task}/unclaim")

    assert taken.json["assignee"] == county.get("clerk", "/me").json["person_id"]
    assert (refused.status_code, refused_too.status_code) == (409, 409)
    assert given_back.json["assignee"] is None
    assert taken.headers["ETag"] != given_back.headers["ETag"]
    assert county.post("chair", f"/tasks/{task}/claim").status_code == 200


def test_if_match_refuses_to_act_on_what_has_changed(county: ErrandCounty) -> None:
    county.start(amount=5)
    task = county.task("clerk")["id"]
    seen = county.get("clerk", f"/tasks/{task}").headers["ETag"]
    county.post("clerk", f"/tasks/{task}/claim")

    stale = county.post("clerk", f"/tasks/{task}/complete", AGREE, headers={"If-Match": seen})
    strange = county.post("clerk", f"/tasks/{task}/complete", AGREE, headers={"If-Match": "yesterday"})
    fresh = county.get("clerk", f"/tasks/{task}").headers["ETag"]
    done = county.post("clerk", f"/tasks/{task}/complete", AGREE, headers={"If-Match": fresh})

    assert (stale.status_code, strange.status_code, done.status_code) == (412, 412, 200)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "outcome"),
        ({"outcome": "也许"}, "outcome"),
        ({"outcome": "同意", "limit": -1}, "limit"),
        ({"outcome": "同意", "limit": "many"}, "limit"),
        ({"outcome": "同意", "colour": "red"}, "colour"),
        ({"outcome": "同意", "title": "改了题目"}, "title"),
    ],
)
def test_a_submission_that_does_not_fit_names_the_field_and_changes_nothing(
    county: ErrandCounty, data: dict[str, object], field: str
) -> None:
    county.start()
    task = county.task("clerk")

    answer = county.post("clerk", f"/tasks/{task['id']}/complete", {"data": data})

    assert (answer.status_code, answer.json["type"]) == (422, "/problems/invalid-submission")
    assert list(answer.json["errors"]) == [field]
    assert county.task("clerk") == task


def test_a_draft_is_kept_for_its_writer_alone_until_the_task_is_done(county: ErrandCounty) -> None:
    county.start(amount=5)
    path = f"/tasks/{county.task('clerk')['id']}"
    unchecked = '{"data": {"outcome": "也许", "limit": 0.5, "odd": [1e300, 12345678901234567890123]}}'

    kept = county.call("clerk", "PUT", f"{path}/draft", data=unchecked, content_type="application/json")

    assert kept.status_code == 200
    read = county.get("clerk", f"{path}/draft").json
    assert read["data"] == {"outcome": "也许", "limit": 0.5, "odd": [Decimal("1e300"), "12345678901234567890123"]}
    assert county.get("clerk", path).json["draft"] == read["data"]
    assert county.get("chair", f"{path}/draft").json == {"data": None, "saved_at": None}
    county.post("clerk", f"{path}/complete", AGREE)
    assert county.get("clerk", f"{path}/draft").json["data"] is None
    assert county.call("clerk", "PUT", f"{path}/draft", json={"data": {}}).status_code == 409


def test_a_condition_without_its_value_leaves_the_task_and_makes_an_incident(county: ErrandCounty) -> None:
    number = county.start()
    task = county.task("clerk")["id"]

    answer = county.post("clerk", f"/tasks/{task}/complete", AGREE)

    assert (answer.status_code, answer.json["type"]) == (409, "/problems/incident")
    assert county.task("clerk")["id"] == task
    (incident,) = county.get("admin", "/incidents").json["items"]
    assert (incident["element_id"], incident["status"]) in {("decision", "open"), ("agreed", "open")}
    assert county.get("admin", f"/incidents?case={number}").json["items"] == [incident]
    assert county.post("admin", f"/incidents/{incident['id']}/retry").status_code == 409
    assert county.post("clerk", f"/incidents/{incident['id']}/retry").status_code == 403
    assert county.post("admin", "/incidents/none/retry").status_code == 404
    assert county.get("clerk", "/incidents").status_code == 403


def test_the_village_of_the_case_decides_who_is_asked(county: ErrandCounty) -> None:
    body = {"process": "errand", "organisation": "64990202", "data": {"title": "修桥"}}
    county.post("neighbour", "/cases", body)

    assert county.task("neighbour")["organisation"] == "64990202" != VILLAGE
    assert county.get("clerk", "/tasks").json["items"] == []


def test_a_task_of_a_damaged_form_is_claimed_and_given_back_and_told_so(county: ErrandCounty) -> None:
    county.start()
    task = county.task("clerk")["id"]
    with writing(county.product.database) as connection:
        connection.execute(definition.update().where(definition.c.kind == "form").values(content=b"spoiled"))
    engine = county.product.engine  # as after a restart
    object.__setattr__(engine, "definitions", DefinitionCache(engine.database))

    assert county.post("clerk", f"/tasks/{task}/claim").json["assignee"] is not None
    assert county.post("clerk", f"/tasks/{task}/unclaim").json["assignee"] is None
    assert county.get("clerk", f"/tasks/{task}").json["type"] == "/problems/definition-damaged"
