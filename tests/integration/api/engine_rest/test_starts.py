"""Starting in the dialect: which version, where, with which variables."""
from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from consultation.persons import take_post
from engine.transaction import writing
from tests.errand.county import LONG_AGO, OTHER_VILLAGE, PASSWORD, VILLAGE, ErrandCounty, basic
from tests.integration.api.test_definitions import DIAGRAM, upload

TITLE = {"title": {"value": "修路", "type": "String"}}


def start(county: ErrandCounty, body: Any, login: str = "clerk", which: str = "key/errand") -> Any:
    return county.client().post(
        f"/engine-rest/process-definition/{which}/start", json=body, headers=basic(login, PASSWORD)
    )


def newest(county: ErrandCounty) -> str:
    id_: str = county.get("clerk", "/definitions").json["items"][0]["id"]
    return id_


def test_a_case_is_started_like_any_other_with_a_number_of_ours(county: ErrandCounty) -> None:
    answer = start(county, {"businessKey": "default", "variables": TITLE})

    assert answer.status_code == 200, answer.text
    case = county.get("clerk", f"/cases/{answer.json['businessKey']}").json
    assert (case["title"], case["organisation"]) == ("修路", VILLAGE)
    assert answer.json["definitionId"] == newest(county)
    assert answer.json["ended"] is False
    assert county.task("clerk", answer.json["businessKey"])["name"] == "核对"


@pytest.mark.parametrize("text", ['{"title": {"value": "修路", "type": "String"}}', ' {"title": {"value": "修路"}}\n'])
def test_variables_may_come_as_the_text_that_was_typed(county: ErrandCounty, text: str) -> None:
    assert start(county, {"businessKey": "default", "variables": text}).status_code == 200
    empty = start(county, {"businessKey": "default", "variables": " "})
    assert empty.json["message"].startswith("填写的内容有 1 处要改")
    assert start(county, {"businessKey": "default", "variables": "{title}"}).status_code == 400


@pytest.mark.parametrize("encode", [str, lambda id_: quote(id_, safe=""), lambda id_: quote(quote(id_, safe=""))])
def test_a_version_is_known_by_its_id_however_it_is_encoded(county: ErrandCounty, encode: Any) -> None:
    answer = start(county, {"variables": TITLE}, which=encode(newest(county)))

    assert answer.status_code == 200, answer.text


def test_an_older_version_is_not_started_and_says_why(county: ErrandCounty) -> None:
    old = newest(county)
    upload(county, [("errand.bpmn", DIAGRAM.replace("办一件小事".encode(), "办一件大事".encode()))])

    answer = start(county, {"variables": TITLE}, which=old)

    assert answer.status_code == 409
    assert "第 1 版已经不是现行的" in answer.json["message"]


@pytest.mark.parametrize("which", ["nothing:1:abc", "key/nothing", "errand_topic:1:abc"])
def test_an_unknown_process_is_not_found(county: ErrandCounty, which: str) -> None:
    answer = start(county, {"variables": TITLE}, which=which)

    assert (answer.status_code, answer.content_type) == (404, "application/json")


def test_exact_numbers_and_nested_values_reach_the_start_form_as_if_filled_in(county: ErrandCounty) -> None:
    answer = start(county, {"variables": {**TITLE, "amount": {"value": 3, "type": "Long"}}})
    wrong = start(county, {"variables": {"title": {"value": '{"a": [0.10]}', "type": "Json"}}})

    assert answer.status_code == 200, answer.text
    variables = county.get("clerk", f"/cases/{answer.json['businessKey']}/variables").json["items"]
    assert {found["name"]: found["value"] for found in variables}["amount"] == 3
    assert wrong.status_code == 400


def test_with_posts_in_several_organisations_the_variables_say_which(county: ErrandCounty) -> None:
    with writing(county.product.database) as connection:
        take_post(
            connection, county.identity("clerk").person_id, "village_committee", OTHER_VILLAGE, LONG_AGO
        )
    unclear = start(county, {"variables": TITLE})
    clear = start(county, {"variables": {**TITLE, "organisation": {"value": OTHER_VILLAGE, "type": "String"}}})

    assert unclear.status_code == 400
    assert "东沟村 64990203" in unclear.json["message"]
    assert "西沟村 64990202" in unclear.json["message"]
    assert '"organisation": {"value": ' in unclear.json["message"]
    assert clear.status_code == 200, clear.text
    assert county.get("clerk", f"/cases/{clear.json['businessKey']}").json["organisation"] == OTHER_VILLAGE


@pytest.mark.parametrize("place", [OTHER_VILLAGE, "nowhere", "\n", "x" * 5000])
def test_another_organisation_than_one_s_own_is_forbidden(county: ErrandCounty, place: str) -> None:
    assert start(county, {"variables": {**TITLE, "organisation": {"value": place}}}).status_code == 403


@pytest.mark.parametrize("login", ["owner", "resident", "nobody", "town"])
def test_who_may_start_nowhere_is_told(county: ErrandCounty, login: str) -> None:
    answer = start(county, {"variables": TITLE}, login)

    assert answer.status_code == 403
    assert "「办一件小事」" in answer.json["message"]


@pytest.mark.parametrize(
    "body",
    [[], {"variables": {"title": "修路"}}, {"variables": []}, {"startInstructions": [{"type": "startBeforeActivity"}]},
     {"withVariablesInReturn": True, "variables": TITLE}, {}],
)  # fmt: skip
def test_a_body_that_cannot_be_followed_is_refused_and_starts_nothing(county: ErrandCounty, body: Any) -> None:
    assert start(county, body).status_code == 400
    assert county.get("clerk", "/cases").json["items"] == []


def test_members_without_meaning_are_fine_when_they_are_empty(county: ErrandCounty) -> None:
    empty = {"caseInstanceId": None, "startInstructions": [], "skipIoMappings": False, "businessKey": None}

    assert start(county, {**empty, "variables": TITLE}).status_code == 200


def test_a_body_of_another_type_is_refused(county: ErrandCounty) -> None:
    answer = county.client().post(
        "/engine-rest/process-definition/key/errand/start", data=b"{}", headers=basic("clerk", PASSWORD),
        content_type="text/plain",
    )  # fmt: skip

    assert answer.status_code == 415
