"""An administrator stops a case, mends a value, moves it to another version; nobody else does, and all is told."""
from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from consultation.bundles import deploy_bundle
from engine.batch_tables import batch_item
from engine.instance_views import get_instance
from engine.moves.batches import work_batch
from engine.transaction import reading
from tests.errand.county import ERRAND, PEOPLE, ErrandCounty
from tests.soundness import faults_of

AGREE = {"data": {"outcome": "同意", "limit": 100}}
DEEDS: dict[str, Any] = {
    "/suspend": {"reason": "等批复"},
    "/resume": {"reason": "批复已到"},
    "/variables": {"name": "title", "value": "修桥", "reason": "写错了"},
    "/move/preview": {},
    "/move": {"reason": "改好了"},
    "/move/back": {"reason": "还要改"},
    "/place/preview": {"activity": "x", "target": "approve"},
    "/place": {"activity": "x", "target": "approve", "reason": "走错了"},
}


def told(county: ErrandCounty, number: str) -> list[tuple[str, Any]]:
    items = county.get("admin", f"/cases/{number}/history").json["items"]
    return [(item["type"], item["data"]) for item in items]


def sound(county: ErrandCounty, number: str) -> bool:
    engine = county.product.engine
    with reading(engine.database) as connection:
        instance_id = get_instance(connection, number).id
    return faults_of(engine, instance_id) == []


def deploy_renamed(county: ErrandCounty) -> None:
    """A version in which the approval is called otherwise."""
    text = (ERRAND / "errand.bpmn").read_text(encoding="utf-8")
    files = {"errand.bpmn": text.replace('"approve"', '"approval"').encode()}
    deploy_bundle(county.product.engine, files, name="two", source="test", person_id=None)


OTHERS = sorted(PEOPLE.keys() - {"admin"})


def test_only_administrators(county: ErrandCounty) -> None:
    number = county.start()
    for login in OTHERS:
        for path, body in DEEDS.items():
            assert county.post(login, f"/cases/{number}{path}", body).status_code == 403, (login, path)
        assert county.post(login, "/incidents/x/resolve", {"reason": "电话"}).status_code == 403
    assert [kind for kind, _ in told(county, number)] == ["instance_started"]


def test_a_suspended_case_waits_and_says_who_stopped_it_and_why(county: ErrandCounty) -> None:
    number = county.start(amount=5)
    task = county.task("clerk", number)["id"]
    answer = county.post("admin", f"/cases/{number}/suspend", {"reason": "等批复"})
    assert (answer.status_code, answer.json["status"]) == (200, "suspended")
    refused = county.post("clerk", f"/tasks/{task}/complete", AGREE)
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/suspended")
    assert "孟管理员" in refused.json["detail"]
    assert "等批复" in refused.json["detail"]
    again = county.post("admin", f"/cases/{number}/suspend", {"reason": "等批复"})
    assert again.status_code == 409
    assert county.get("admin", "/cases?status=suspended").json["items"][0]["number"] == number

    assert county.post("admin", f"/cases/{number}/resume", {"reason": "批复已到"}).json["status"] == "active"
    assert county.post("clerk", f"/tasks/{task}/complete", AGREE).status_code == 200
    assert [kind for kind, _ in told(county, number)] == [
        "instance_started", "instance_suspended", "instance_resumed", "task_completed"
    ]  # fmt: skip
    assert sound(county, number)


def test_a_value_is_corrected_with_its_type_and_both_values_are_told(county: ErrandCounty) -> None:
    number = county.start(amount=5)
    wrong = {"name": "amount", "value": 6, "expected": 4, "reason": "录反了"}
    answer = county.post("admin", f"/cases/{number}/variables", wrong)
    assert (answer.status_code, answer.json["type"], answer.json["now"]) == (409, "/problems/value-moved", 5)
    assert county.post("admin", f"/cases/{number}/variables", {**wrong, "expected": 5}).status_code == 200
    dated = {"name": "held_on", "expression": 'date("2026-12-01")', "reason": "漏录"}
    assert county.post("admin", f"/cases/{number}/variables", dated).status_code == 200

    found = {row["name"]: row for row in county.get("admin", f"/cases/{number}/variables").json["items"]}
    assert (found["amount"]["value"], found["amount"]["type"]) == (6, "number")
    assert (found["held_on"]["value"], found["held_on"]["type"]) == ("2026-12-01", "date")
    (first, second) = [data for kind, data in told(county, number) if kind == "variable_corrected"]
    assert (first["before"], first["after"], first["reason"]) == (5, 6, "录反了")
    assert (second["existed"], second["before"]) == (False, None)
    assert sound(county, number)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"reason": "  "}, 422),
        ({"name": "1x"}, 422),
        ({"expression": "1 +"}, 422),
        ({"scope": "b9a1f2de-0000-4000-8000-000000000000"}, 404),
        ({"value": None, "expression": "1"}, 422),
    ],
)
def test_what_cannot_be_corrected_is_said(county: ErrandCounty, changed: dict[str, Any], status: int) -> None:
    number = county.start()
    body = {"name": "title", "value": "修桥", "reason": "写错了", **changed}
    if changed.get("expression") == "1 +":
        del body["value"]
    assert county.post("admin", f"/cases/{number}/variables", body).status_code == status
    assert [kind for kind, _ in told(county, number)] == ["instance_started"]


def test_a_case_is_moved_tried_out_and_moved_back(county: ErrandCounty) -> None:
    number = county.start(amount=5)
    task = county.task("clerk", number)["id"]
    county.post("clerk", f"/tasks/{task}/complete", AGREE)
    deploy_renamed(county)

    refused = county.post("admin", f"/cases/{number}/move/preview", {}).json
    assert (refused["possible"], refused["findings"][0]["element_id"]) == (False, "approve")
    answer = county.post("admin", f"/cases/{number}/move", {"reason": "改好了"})
    assert (answer.status_code, answer.json["type"]) == (409, "/problems/move-refused")
    assert answer.json["findings"] == refused["findings"]

    elements = [{"from": "approve", "to": "approval"}]
    tried = county.post("admin", f"/cases/{number}/move/preview", {"elements": elements}).json
    assert (tried["possible"], tried["ends"], tried["from"]["definition"][:7]) == (True, False, "errand:")
    moved = county.post("admin", f"/cases/{number}/move", {"elements": elements, "reason": "改好了"})
    assert moved.status_code == 200, moved.text
    assert moved.json["to"] == tried["to"]
    assert county.task("town", number)["element_id"] == "approval"
    assert county.post("admin", f"/cases/{number}/move", {"reason": "再改"}).json["type"] == "/problems/already-there"
    assert sound(county, number)

    back = county.post("admin", f"/cases/{number}/move/back", {"reason": "还要改"})
    assert back.json["to"] == tried["from"]
    assert county.task("town", number)["element_id"] == "approve"
    assert [data["reason"] for kind, data in told(county, number) if kind == "moved"] == ["改好了", "还要改"]
    assert sound(county, number)


def test_a_completion_is_taken_back_over_the_api(county: ErrandCounty) -> None:
    number = county.start(amount=5)
    task = county.task("clerk", number)["id"]
    assert county.post("clerk", f"/tasks/{task}/undo").status_code == 409
    county.post("clerk", f"/tasks/{task}/complete", AGREE)
    assert county.get("clerk", f"/cases/{number}").json["stage"] == "表决/审核"
    answer = county.post("clerk", f"/tasks/{task}/undo")
    assert (answer.status_code, answer.json["status"]) == (200, "open")
    assert county.get("clerk", f"/cases/{number}").json["stage"] == "酝酿"
    assert county.get("clerk", f"/tasks/{task}/draft").json["data"] == AGREE["data"]
    assert county.get("town", "/tasks").json["items"] == []
    county.post("clerk", f"/tasks/{task}/complete", AGREE)
    county.post("town", f"/tasks/{county.task('town', number)['id']}/claim")
    late = county.post("clerk", f"/tasks/{task}/undo")
    assert (late.status_code, late.json["type"]) == (409, "/problems/too-late-to-undo")
    assert sound(county, number)


def test_many_cases_are_moved_reported_on_and_moved_back(county: ErrandCounty) -> None:
    numbers = [county.start(amount=5) for _ in range(3)]
    for number in numbers[:2]:
        county.post("clerk", f"/tasks/{county.task('clerk', number)['id']}/complete", AGREE)
    deploy_renamed(county)
    chosen = {"process": "errand", "versions": [1]}
    tried = county.post("admin", "/moves/preview", chosen).json
    assert (tried["chosen"], tried["possible"]) == (3, 1)
    (refused,) = tried["refused"]
    assert sorted(refused["cases"]) == numbers[:2]

    started = county.post("admin", "/moves", {**chosen, "reason": "改好了"}, headers={"Idempotency-Key": "m1"})
    again = county.post("admin", "/moves", {**chosen, "reason": "改好了"}, headers={"Idempotency-Key": "m1"})
    assert (started.status_code, again.json["id"]) == (202, started.json["id"])
    batch = started.json["id"]
    work_off(county)
    done = county.get("admin", f"/moves/{batch}").json
    assert (done["pending"], done["moved"], done["refused"], done["by"]) == (0, 1, 2, "孟管理员")
    first = county.get("admin", f"/moves/{batch}/report?limit=2").json
    second = county.get("admin", f"/moves/{batch}/report?limit=2&after={first['next']}").json
    entries = {item["number"]: item["status"] for item in first["items"] + second["items"]}
    assert (entries, second["next"]) == (dict(zip(numbers, ["refused", "refused", "moved"], strict=True)), None)

    back = county.post("admin", f"/moves/{batch}/revert", {"reason": "还要改"}).json
    assert (back["reverts"], back["pending"]) == (batch, 1)
    assert county.post("admin", f"/moves/{back['id']}/cancel").json["cancelled"] == 1
    work_off(county)
    assert [kind for kind, _ in told(county, numbers[2])] == ["instance_started", "moved"]
    assert {entry["id"] for entry in county.get("admin", "/moves").json["items"]} == {back["id"], batch}
    assert all(sound(county, number) for number in numbers)


def test_only_administrators_move_many(county: ErrandCounty) -> None:
    county.start()
    body = {"process": "errand", "reason": "改好了"}
    for method, path, sent in (
        ("POST", "/moves/preview", {"process": "errand"}), ("POST", "/moves", body), ("GET", "/moves", None),
        ("GET", "/moves/x", None), ("GET", "/moves/x/report", None), ("POST", "/moves/x/cancel", {}),
        ("POST", "/moves/x/revert", {"reason": "退"}),
    ):  # fmt: skip
        for login in OTHERS:
            assert county.call(login, method, path, json=sent).status_code == 403, (login, path)
    assert county.get("admin", "/moves/x").status_code == 404


def work_off(county: ErrandCounty) -> None:
    """Do the batch's jobs here and now, as a runner would."""
    engine = county.product.engine
    with reading(engine.database) as connection:
        items = connection.execute(sa.select(batch_item.c.batch_id).distinct()).scalars().all()
    for batch_id in items:
        work_batch(engine, {"batch": batch_id, "first": 0})


def test_a_case_goes_on_from_another_element(county: ErrandCounty) -> None:
    number = county.start(amount=5)
    before = county.task("clerk", number)
    (here,) = [row["id"] for row in county.get("admin", f"/cases/{number}/activities").json["items"]
               if row["status"] == "active"]  # fmt: skip
    asked = {"activity": here, "target": before["element_id"]}

    tried = county.post("admin", f"/cases/{number}/place/preview", asked).json
    assert (tried["possible"], tried["opened"], tried["closed"]) == (True, ["check"], ["check"])
    assert [kind for kind, _ in told(county, number)] == ["instance_started"]
    assert county.post("admin", f"/cases/{number}/place", {**asked, "reason": " "}).status_code == 422
    wrong = county.post("admin", f"/cases/{number}/place", {**asked, "target": "nothing", "reason": "走错了"})
    assert (wrong.status_code, wrong.json["type"]) == (409, "/problems/place-refused")
    assert "nothing" in wrong.json["findings"][0]["text"]

    answer = county.post("admin", f"/cases/{number}/place", {**asked, "reason": "走错了"})
    assert (answer.status_code, answer.json["status"]) == (200, "active")
    assert county.get("clerk", f"/tasks/{before['id']}").json["status"] == "cancelled"
    after = county.task("clerk", number)
    assert after["id"] != before["id"]
    assert county.post("clerk", f"/tasks/{after['id']}/complete", AGREE).status_code == 200
    assert told(county, number)[1][1]["reason"] == "走错了"
    assert sound(county, number)
