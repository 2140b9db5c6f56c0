"""Messages over HTTP: into a case, to start one; signals to all."""
from __future__ import annotations

import pytest

from tests.errand.county import OTHER_VILLAGE, VILLAGE, ErrandCounty

AGREE = {"data": {"outcome": "同意", "limit": 100}}


@pytest.fixture
def waiting(county: ErrandCounty) -> str:
    """The number of a case that waits for the township, and for a note."""
    number = county.start(amount=5)
    county.post("clerk", f"/tasks/{county.task('clerk')['id']}/complete", AGREE)
    return number


def note(number: str, **data: object) -> dict[str, object]:
    return {"name": "add_note", "case": number, "data": data or {"text": "路从我家门前过"}}


def test_a_resident_s_message_arrives_in_the_case(county: ErrandCounty, waiting: str) -> None:
    answer = county.post("resident", "/messages", note(waiting))

    assert (answer.status_code, answer.json["started"]) == (200, False)
    values = {row["name"]: row["value"] for row in county.get("clerk", f"/cases/{waiting}/variables").json["items"]}
    assert values["note"] == {"text": "路从我家门前过"}
    assert county.task("town")["element_id"] == "approve"


def test_the_payload_is_checked_by_its_form(county: ErrandCounty, waiting: str) -> None:
    answer = county.post("resident", "/messages", note(waiting, text="长" * 61, more=1))

    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {"text", "more"}


def test_the_same_idempotency_key_delivers_once(county: ErrandCounty, waiting: str) -> None:
    first, second = (
        county.post("resident", "/messages", note(waiting), headers={"Idempotency-Key": "a"}) for _ in range(2)
    )

    assert (first.json["repeated"], second.json["repeated"]) == (False, True)
    handed_in = county.get("clerk", f"/cases/{waiting}/submissions").json["items"]
    assert [row["element_id"] for row in handed_in].count("note_added") == 1


def test_a_message_nobody_waits_for_is_a_conflict(county: ErrandCounty) -> None:
    number = county.start()

    answer = county.post("resident", "/messages", note(number))

    assert (answer.status_code, answer.json["type"]) == (409, "/problems/nobody-waits")


def test_another_village_s_case_is_not_found(county: ErrandCounty, waiting: str) -> None:
    assert county.post("neighbour", "/messages", note(waiting)).status_code == 404


def test_a_message_starts_a_case_where_the_person_belongs(county: ErrandCounty) -> None:
    body = {"name": "bring_errand", "organisation": VILLAGE, "data": {"title": "路灯不亮"}}

    answer = county.post("resident", "/messages", body, headers={"Idempotency-Key": "b"})
    again = county.post("resident", "/messages", body, headers={"Idempotency-Key": "b"})

    assert (answer.status_code, answer.json["started"], answer.json["number"]) == (200, True, "2026-0203-001")
    assert (again.json["repeated"], again.json["number"]) == (True, "2026-0203-001")
    assert county.task("clerk")["case_title"] == "路灯不亮"
    elsewhere = {**body, "organisation": OTHER_VILLAGE}
    assert county.post("resident", "/messages", elsewhere).status_code == 404
    assert county.post("resident", "/messages", {**body, "name": "nothing"}).status_code == 404


@pytest.mark.parametrize("place", [{}, {"case": "2026-0203-001", "organisation": VILLAGE}])
def test_a_message_goes_to_one_place(county: ErrandCounty, place: dict[str, str]) -> None:
    answer = county.post("resident", "/messages", {"name": "add_note", "data": {}, **place})

    assert answer.status_code == 422
    assert "case" in answer.json["errors"]


def test_a_signal_reaches_all_who_wait_and_is_the_administrator_s(county: ErrandCounty, waiting: str) -> None:
    assert county.post("clerk", "/signals", {"name": "close_errands"}).status_code == 403

    answer = county.post("admin", "/signals", {"name": "close_errands"})

    assert len(answer.json["instances"]) == 1
    assert county.get("clerk", f"/cases/{waiting}").json["status"] == "completed"


@pytest.mark.parametrize("key", ["东沟", 7, True])
def test_a_correlation_key_that_no_event_asks_for_finds_nobody(county: ErrandCounty, waiting: str, key: object) -> None:
    answer = county.post("resident", "/messages", note(waiting) | {"correlation_key": key})

    assert (answer.status_code, answer.json["type"]) == (409, "/problems/nobody-waits")


@pytest.mark.parametrize(
    ("key", "place"), [([1], {}), ("", {}), ({}, {}), ("东沟", {"organisation": VILLAGE, "case": None})]
)
def test_a_correlation_key_is_a_simple_value_for_a_case(
    county: ErrandCounty, waiting: str, key: object, place: dict[str, object]
) -> None:
    body = {**note(waiting), "correlation_key": key, **place}
    answer = county.post("resident", "/messages", {name: value for name, value in body.items() if value is not None})

    assert answer.status_code == 422
    assert "correlation_key" in answer.json["errors"]
