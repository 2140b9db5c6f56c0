"""Every write of the API acts once however often it is sent with one key, and gets the first answer again."""
from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from engine import tables
from engine.batch_tables import batch
from engine.moves.batches import work_batch
from engine.transaction import reading
from tests.errand.county import ERRAND, VILLAGE, ErrandCounty

AGREE = {"data": {"outcome": "同意", "limit": 100}}
REASON = {"reason": "等批复"}
ERRANDS = {"process": "errand"}
#: Who sends it, where to, and the body.
Write = tuple[str, str, str, Any]


def case(county: ErrandCounty) -> str:
    return county.start(amount=5)


def task(county: ErrandCounty, number: str | None = None) -> str:
    return str(county.task("clerk", number or case(county))["id"])


def completed(county: ErrandCounty) -> str:
    found = task(county)
    county.post("clerk", f"/tasks/{found}/complete", AGREE)
    return found


def claimed(county: ErrandCounty) -> str:
    found = task(county)
    county.post("clerk", f"/tasks/{found}/claim")
    return found


def suspended(county: ErrandCounty) -> str:
    number = case(county)
    county.post("admin", f"/cases/{number}/suspend", REASON)
    return number


def two_versions(county: ErrandCounty) -> str:
    """A case at the first version of a process that has a second one."""
    number = case(county)
    text = (ERRAND / "errand.bpmn").read_text(encoding="utf-8").replace('name="核对"', 'name="再核对"')
    files = {"files": (io.BytesIO(text.encode()), "errand.bpmn")}
    assert county.call("owner", "POST", "/deployments?name=two", data=files).status_code in (200, 201)
    return number


def moved(county: ErrandCounty) -> str:
    number = two_versions(county)
    assert county.post("admin", f"/cases/{number}/move", REASON).status_code == 200
    return number


def incident(county: ErrandCounty) -> str:
    """An amount that is missing makes the condition fail."""
    number = county.start()
    county.post("clerk", f"/tasks/{county.task('clerk', number)['id']}/complete", AGREE)
    (found,) = county.get("admin", "/incidents").json["items"]
    return str(found["id"])


def mended(county: ErrandCounty) -> str:
    found = incident(county)
    number = county.get("admin", "/cases").json["items"][0]["number"]
    body = {"name": "amount", "value": 5, "reason": "漏录"}
    assert county.post("admin", f"/cases/{number}/variables", body).status_code == 200
    return found


def batch_of(county: ErrandCounty) -> str:
    two_versions(county)
    return str(county.post("admin", "/moves", {"process": "errand", **REASON}).json["id"])


def after(_done: str, write: Write) -> Write:
    """A write that something had to come before."""
    return write


def done_batch(county: ErrandCounty) -> str:
    found = batch_of(county)
    work_batch(county.product.engine, {"batch": found, "first": 0})
    return found


def placement(county: ErrandCounty, path: str, more: dict[str, str]) -> tuple[str, Any]:
    number = case(county)
    (here,) = [row for row in county.get("admin", f"/cases/{number}/activities").json["items"]
               if row["status"] == "active"]  # fmt: skip
    return f"/cases/{number}/place{path}", {"activity": here["id"], "target": here["element_id"], **more}


WRITES: dict[str, Callable[[ErrandCounty], Write]] = {
    "start": lambda county: ("clerk", "POST", "/cases", {
        "process": "errand", "organisation": VILLAGE, "data": {"title": "修路"}}),
    "cancel": lambda county: ("clerk", "POST", f"/cases/{case(county)}/cancel", REASON),
    "keep_draft": lambda county: ("clerk", "PUT", f"/tasks/{task(county)}/draft", AGREE),
    "take": lambda county: ("clerk", "POST", f"/tasks/{task(county)}/claim", {}),
    "give_back": lambda county: ("clerk", "POST", f"/tasks/{claimed(county)}/unclaim", {}),
    "finish": lambda county: ("clerk", "POST", f"/tasks/{task(county)}/complete", AGREE),
    "take_back": lambda county: ("clerk", "POST", f"/tasks/{completed(county)}/undo", {}),
    "correct": lambda county: ("admin", "POST", f"/cases/{case(county)}/variables", {
        "name": "amount", "value": 6, "expected": 5, "reason": "录反了"}),
    "send": lambda county: ("resident", "POST", "/messages", {
        "name": "bring_errand", "organisation": VILLAGE, "data": {"title": "修路"}}),
    "signal": lambda county: ("admin", "POST", "/signals", {"name": "close_errands"}),
    "deploy": lambda county: ("owner", "POST", "/deployments?name=two", None),
    "retry": lambda county: ("admin", "POST", f"/incidents/{mended(county)}/retry", {}),
    "resolve": lambda county: ("admin", "POST", f"/incidents/{incident(county)}/resolve", REASON),
    "suspend": lambda county: ("admin", "POST", f"/cases/{case(county)}/suspend", REASON),
    "resume": lambda county: ("admin", "POST", f"/cases/{suspended(county)}/resume", REASON),
    "preview_move": lambda county: ("admin", "POST", f"/cases/{two_versions(county)}/move/preview", {}),
    "move": lambda county: ("admin", "POST", f"/cases/{two_versions(county)}/move", REASON),
    "move_back": lambda county: ("admin", "POST", f"/cases/{moved(county)}/move/back", REASON),
    "preview_place": lambda county: ("admin", "POST", *placement(county, "/preview", {})),
    "place": lambda county: ("admin", "POST", *placement(county, "", REASON)),
    "preview_many": lambda county: after(two_versions(county), ("admin", "POST", "/moves/preview", ERRANDS)),
    "move_many": lambda county: after(two_versions(county), ("admin", "POST", "/moves", {**ERRANDS, **REASON})),
    "stop_batch": lambda county: ("admin", "POST", f"/moves/{batch_of(county)}/cancel", {}),
    "revert_batch": lambda county: ("admin", "POST", f"/moves/{done_batch(county)}/revert", REASON),
}  # fmt: skip


def ask(county: ErrandCounty, write: Write, key: str) -> TestResponse:
    login, method, path, body = write
    headers = {"Idempotency-Key": key}
    if body is not None:
        return county.call(login, method, path, json=body, headers=headers)
    text = (ERRAND / "errand.bpmn").read_text(encoding="utf-8").replace('name="核对"', 'name="再核对"')
    files = {"files": (io.BytesIO(text.encode()), "errand.bpmn")}
    return county.call(login, method, path, data=files, headers=headers)


def effects(county: ErrandCounty) -> dict[str, int]:
    chosen = (tables.history_event, tables.instance, tables.deployment, tables.outbox, tables.draft, batch)
    with reading(county.product.database) as connection:
        return {table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                for table in chosen}  # fmt: skip


@pytest.mark.full
@pytest.mark.parametrize("operation", WRITES)
def test_sent_again_with_its_key_it_acts_once(county: ErrandCounty, operation: str) -> None:
    write = WRITES[operation](county)
    first = ask(county, write, "k-1")
    assert first.status_code < 300, first.text
    then = effects(county)

    again = ask(county, write, "k-1")

    assert again.status_code == first.status_code, again.text
    assert effects(county) == then
    told = {name: value for name, value in again.json.items() if name != "repeated"}
    assert told == {name: value for name, value in first.json.items() if name != "repeated"}
    assert again.headers.get("Idempotency-Replayed") == "true" or again.json.get("repeated") is True


@pytest.mark.full
@pytest.mark.parametrize("operation", WRITES)
def test_another_request_with_the_same_key_is_refused(county: ErrandCounty, operation: str) -> None:
    write = WRITES[operation](county)
    assert ask(county, write, "k-1").status_code < 300
    then = effects(county)
    login = write[0]
    other = county.call(login, "POST", "/cases/2026-0000-001/cancel", json=REASON, headers={"Idempotency-Key": "k-1"})
    assert (other.status_code, other.json["type"]) == (409, "/problems/request-key-reused")
    assert effects(county) == then


def test_no_write_is_missing_here(county: ErrandCounty) -> None:
    paths = county.client().get("/api/v1/openapi.json").json["paths"]
    writes = [operation for operations in paths.values() for method, operation in operations.items()
              if method in ("post", "put", "patch", "delete")]  # fmt: skip
    assert sorted(operation["operationId"] for operation in writes) == sorted(WRITES)
    for operation in writes:
        assert "Idempotency-Key" in {given["name"] for given in operation["parameters"]}, operation["operationId"]
