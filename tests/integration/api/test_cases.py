"""Cases over HTTP: starting, listing, seeing, giving up."""
from __future__ import annotations

import datetime as dt

import pytest

from composition import PROCESSES
from consultation.bundles import deploy_bundle, read_bundle_files
from tests.errand.county import OTHER_VILLAGE, VILLAGE, ErrandCounty


def test_a_start_answers_with_the_case_number(county: ErrandCounty) -> None:
    files = read_bundle_files([PROCESSES / "catalogue.dmn"])
    deploy_bundle(county.product.engine, files, name="D1", source="test", person_id=None)
    body = {"process": "errand", "organisation": VILLAGE, "data": {"title": "修路", "catalogue_item": "V11"}}

    answer = county.post("clerk", "/cases", body)

    assert answer.status_code == 201
    assert answer.json["number"] == "2026-0203-001"
    case = county.get("clerk", "/cases/2026-0203-001").json
    assert (case["title"], case["stage"], case["status"]) == ("修路", "酝酿", "active")
    assert (case["organisation_name"], case["catalogue_item"]) == ("东沟村", "V11")
    assert case["category"] == "公益事业类"
    assert case["insider"] is True


def test_the_process_knows_where_it_runs(county: ErrandCounty) -> None:
    number = county.start()

    values = {row["name"]: row["value"] for row in county.get("clerk", f"/cases/{number}/variables").json["items"]}

    assert values["case_number"] == number
    assert (values["organisation"], values["organisation_name"], values["organisation_kind"]) == (
        VILLAGE, "东沟村", "行政村",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("login", "organisation"), [("resident", VILLAGE), ("neighbour", VILLAGE), ("clerk", OTHER_VILLAGE),
                                ("town", VILLAGE), ("clerk", "no-such-place"), ("admin", VILLAGE)],
)  # fmt: skip
def test_only_a_post_among_the_starter_groups_may_start_and_only_in_its_own_place(
    county: ErrandCounty, login: str, organisation: str
) -> None:
    answer = county.post(login, "/cases", {"process": "errand", "organisation": organisation, "data": {"title": "x"}})

    assert answer.status_code == 403
    assert county.get("admin", "/cases").json["items"] == []


def test_an_unknown_process_is_not_found(county: ErrandCounty) -> None:
    answer = county.post("clerk", "/cases", {"process": "nothing", "organisation": VILLAGE, "data": {}})

    assert answer.status_code == 404


def test_what_the_start_form_refuses_uses_up_no_number(county: ErrandCounty) -> None:
    refused = county.post("clerk", "/cases", {"process": "errand", "organisation": VILLAGE, "data": {"amount": -1}})

    assert refused.status_code == 422
    assert set(refused.json["errors"]) == {"title", "amount"}
    assert "题目" in refused.json["errors"]["title"][0]
    assert county.start() == "2026-0203-001"


def test_the_same_idempotency_key_starts_one_case(county: ErrandCounty) -> None:
    body = {"process": "errand", "organisation": VILLAGE, "data": {"title": "修路"}}
    key = {"Idempotency-Key": "one"}

    first = county.post("clerk", "/cases", body, headers=key)
    second = county.post("clerk", "/cases", body, headers=key)
    other = county.post("clerk", "/cases", {**body, "data": {"title": "修桥"}}, headers=key)

    assert (first.json["repeated"], second.json["repeated"]) == (False, True)
    assert first.json["number"] == second.json["number"]
    assert other.status_code == 409
    assert len(county.get("clerk", "/cases").json["items"]) == 1


def test_money_reaches_the_case_exactly(county: ErrandCounty) -> None:
    raw = (
        '{"process": "errand", "organisation": "64990203", '
        '"data": {"title": "x", "amount": 86000.10}}'
    )
    answer = county.call("clerk", "POST", "/cases", data=raw, content_type="application/json")

    text = county.get("clerk", f"/cases/{answer.json['number']}/variables").text

    assert '"value":86000.1' in text.replace(" ", "")


@pytest.mark.parametrize(
    ("login", "status", "insider"),
    [("clerk", 200, True), ("town", 200, True), ("admin", 200, True), ("resident", 200, False),
     ("neighbour", 404, None), ("nobody", 404, None)],
)  # fmt: skip
def test_who_sees_a_case(county: ErrandCounty, login: str, status: int, insider: bool | None) -> None:
    number = county.start()

    answer = county.get(login, f"/cases/{number}")
    listed = county.get(login, "/cases").json["items"]

    assert answer.status_code == status
    assert answer.json.get("insider") is insider
    assert [case["number"] for case in listed] == ([number] if status == 200 else [])


@pytest.mark.parametrize("part", ["activities", "variables", "submissions", "decisions", "history", "verify"])
@pytest.mark.parametrize(("login", "status"), [("clerk", 200), ("resident", 403), ("neighbour", 404)])
def test_records_are_for_those_inside(county: ErrandCounty, part: str, login: str, status: int) -> None:
    number = county.start()

    assert county.get(login, f"/cases/{number}/{part}").status_code == status


def test_a_hidden_case_and_a_missing_one_answer_alike(county: ErrandCounty) -> None:
    number = county.start()

    hidden = county.get("neighbour", f"/cases/{number}").json
    missing = county.get("neighbour", "/cases/2026-0203-999").json
    strange = county.get("neighbour", "/cases/%F0%9F%98%80").json

    assert hidden == missing == strange


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stage=酝酿", 2), ("stage=公示", 0), ("organisation=649902", 2), ("organisation=64990202", 0),
        ("organisation=nowhere", 0), ("category=x", 0), ("status=active", 2), ("status=completed", 0),
        ("text=水渠", 1), ("text=漏水", 1), ("text=0203-002", 1), ("text=%25", 0), ("text=_", 0), ("outcome=同意", 0),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_by_each_filter(county: ErrandCounty, query: str, found: int) -> None:
    county.start(title="修路", topic={"content": "坑多"})
    county.start(title="清理水渠", topic={"content": "三处漏水"})

    answer = county.get("clerk", f"/cases?{query}")

    assert len(answer.json["items"]) == found, answer.text


def test_residents_find_no_case_by_what_they_may_not_read(county: ErrandCounty) -> None:
    county.start(title="修路", topic={"content": "赵家欠款"})

    assert len(county.get("clerk", "/cases?text=欠款").json["items"]) == 1
    assert county.get("resident", "/cases?text=欠款").json["items"] == []
    assert len(county.get("resident", "/cases?text=修路").json["items"]) == 1


def test_pages_follow_each_other_newest_first_without_gaps(county: ErrandCounty) -> None:
    numbers = []
    for _ in range(5):
        numbers.append(county.start())
        county.clock.now += dt.timedelta(minutes=1)
    numbers.append(county.start())
    numbers.append(county.start())  # at the same moment as the one before

    seen, path = [], "/cases?limit=3"
    while path:
        page = county.get("clerk", path).json
        seen.append([case["number"] for case in page["items"]])
        path = f"/cases?limit=3&after={page['next']}" if page["next"] else ""

    assert [len(page) for page in seen] == [3, 3, 1]
    assert sorted(number for page in seen for number in page) == numbers
    assert set(seen[0]) == set(numbers[-3:])


def test_a_case_can_be_given_up_with_a_reason(county: ErrandCounty) -> None:
    number = county.start()

    answer = county.post("chair", f"/cases/{number}/cancel", {"reason": "提议人撤回了议题"})

    assert (answer.status_code, answer.json["status"]) == (200, "cancelled")
    assert answer.json["ended_at"]
    assert county.get("clerk", "/tasks").json["items"] == []
    events = county.get("clerk", f"/cases/{number}/history").json["items"]
    assert any(event["data"].get("reason") == "提议人撤回了议题" for event in events)
    assert county.post("chair", f"/cases/{number}/cancel", {"reason": "再撤一次"}).status_code == 409


@pytest.mark.parametrize(("login", "status"), [("resident", 403), ("town", 403), ("neighbour", 404), ("admin", 200)])
def test_who_may_give_a_case_up(county: ErrandCounty, login: str, status: int) -> None:
    number = county.start()

    assert county.post(login, f"/cases/{number}/cancel", {"reason": "不办了"}).status_code == status


def test_a_reason_is_needed(county: ErrandCounty) -> None:
    number = county.start()

    for body in ({}, {"reason": ""}, {"reason": "长" * 501}, {"reason": "好", "more": 1}):
        assert county.post("clerk", f"/cases/{number}/cancel", body).status_code == 422
